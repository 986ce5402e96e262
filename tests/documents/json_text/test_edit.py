"""Single values changed in a JSON text, everything else left as it was written."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.documents.json_text.edit import (
    doubled,
    part,
    swapped,
    value_at,
    with_item,
    with_part,
    with_value,
    without,
    written,
)
from readiness.paths import spec_files

TALL = """{
  "a": 1,  "x-own": [1,2],
  "list": [
    {"id": "one"},
    {
      "id": "two"
    }
  ],
  "empty": {},
  "nothing": []
}
"""


@pytest.mark.parametrize(
    ("pointer", "value", "line"),
    [
        ("/a", 2, '  "a": 2,  "x-own": [1,2],'),
        ("/x-own/1", 8.5, '  "a": 1,  "x-own": [1,8.5],'),
        ("/list/0/id", "ö", '    {"id": "ö"},'),
        ("/list/0/more", True, '    {"id": "one", "more": true},'),
        ("/list/1/more", True, '      "more": true'),
        ("/empty/b", 1, '  "empty": {"b": 1},'),
        ("/new", [1], '  "new": [1]'),
        ("/deep/er", "x", '  "deep": {"er": "x"}'),
        ("/odd~1key", 1, '  "odd/key": 1'),
        ("/a/b", 1, '  "a": {"b": 1},  "x-own": [1,2],'),
    ],
)
def test_one_value_changes_and_every_other_line_stays(pointer: str, value: object, line: str) -> None:
    changed = with_value(TALL, pointer, value)
    assert value_at(json.loads(changed), pointer) == value
    assert line in changed.splitlines()
    before = TALL.replace(",\n", "\n").splitlines()
    lost = [one for one in before if one not in changed.replace(",\n", "\n").splitlines()]
    assert len(lost) <= 1


@pytest.mark.parametrize(
    ("pointer", "gone"),
    [
        ("/a", '  "x-own": [1,2],\n'),
        ("/nothing", '  "empty": {}\n}'),
        ("/x-own/0", "[2]"),
        ("/x-own/1", "[1]"),
        ("/list/0/id", "    {},\n"),
        ("/list/0", '"list": [\n    {\n      "id": "two"'),
        ("/list/1", '    {"id": "one"}\n  ],'),
    ],
)
def test_a_member_goes_with_its_comma(pointer: str, gone: str) -> None:
    changed = without(TALL, pointer)
    json.loads(changed)
    assert gone in changed


@pytest.mark.parametrize("pointer", ["", "/none", "/list/7"])
def test_what_is_not_there_cannot_be_taken_out(pointer: str) -> None:
    assert without(TALL, pointer) == TALL


def test_items_are_put_in_moved_and_doubled() -> None:
    changed = with_item(TALL, "/list", 0, {"id": "zero"})
    changed = with_item(changed, "/list", 3, {"id": "three"})
    assert [one["id"] for one in json.loads(changed)["list"]] == ["zero", "one", "two", "three"]
    assert '    {"id": "zero"},\n    {"id": "one"},\n' in changed
    changed = doubled(swapped(changed, "/list", 1), "/list", 1)
    assert [one["id"] for one in json.loads(changed)["list"]] == ["zero", "two", "two", "one", "three"]
    assert '    {\n      "id": "two"\n    },\n    {\n      "id": "two"\n    },\n    {"id": "one"},\n' in changed
    assert with_item(TALL, "/x-own", 9, 3).splitlines()[1] == '  "a": 1,  "x-own": [1,2, 3],'
    assert doubled('{"a": [1]}', "/a", 0) == '{"a": [1, 1]}'


def test_the_first_item_makes_room_for_itself() -> None:
    assert '  "nothing": [\n    {"id": "x"}\n  ]\n' in with_item(TALL, "/nothing", 0, {"id": "x"})
    assert '  "nothing": [1]\n' in with_item(TALL, "/nothing", 0, 1)


def test_a_part_is_moved_to_the_edge_and_back() -> None:
    assert part(TALL, "/list/1") == '{\n  "id": "two"\n}'
    assert with_part(TALL, "/list/1", part(TALL, "/list/1")) == TALL
    assert json.loads(with_part(TALL, "/list/1", '\n{\n  "id": 3\n}\n'))["list"][1] == {"id": 3}


def test_long_values_are_written_a_member_a_line() -> None:
    long = {"a": ["x" * 60, "y" * 60], "b": [], "c": {"d": 1}}
    text = written(long, "  ")
    assert json.loads(text) == long
    assert text.splitlines()[1] == '    "a": ['
    assert text.splitlines()[-1] == "  }"


def test_nothing_stands_below_what_has_no_members() -> None:
    assert value_at({"a": [1]}, "/a/x") is None
    assert value_at({"a": "text"}, "/a/0") is None


LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.text("ab/~", min_size=1, max_size=3), VALUES, min_size=1, max_size=4),
    VALUES,
    st.sampled_from([None, 3]),
    st.data(),
)
def test_any_member_can_be_changed_and_taken_out(
    whole: dict[str, object], value: object, indent: int | None, data: st.DataObject
) -> None:
    text = json.dumps(whole, indent=indent)
    key = data.draw(st.sampled_from([*whole, "new"]))
    pointer = "/" + key.replace("~", "~0").replace("/", "~1")
    changed = with_value(text, pointer, value)
    assert json.loads(changed) == {**whole, key: value}
    assert json.loads(without(changed, pointer)) == {one: there for one, there in whole.items() if one != key}


@pytest.mark.parametrize("file", spec_files(), ids=lambda file: file.stem)
def test_writing_what_stands_there_changes_nothing_in_shipped_profiles(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    last = len(json.loads(text)["requirements"]) - 1
    assert with_part(text, f"/requirements/{last}", part(text, f"/requirements/{last}")) == text
    assert with_value(text, "/version", json.loads(text)["version"]) == text
    assert without(doubled(text, "/requirements", last), f"/requirements/{last + 1}") == text
    assert swapped(swapped(text, "/requirements", 0), "/requirements", 0) == text
