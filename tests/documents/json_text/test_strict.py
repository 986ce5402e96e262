"""The strict reader: what it refuses and where, and that it reads the rest as everybody does."""

from __future__ import annotations

import json
import time
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.documents.json_text.problems import DocumentError, Problem
from readiness.documents.json_text.strict import Document, Limits, pointer_to, read_json
from readiness.text import Translator

Json: TypeAlias = Any


def refused(data: bytes | str, limits: Limits | None = None) -> list[tuple[str, int, int]]:
    """Return code, line and column of everything wrong, whether it ended the reading or not."""
    raw = data.encode() if isinstance(data, str) else data
    return [(one.code, one.line, one.column) for one in problems_of(raw, limits)]


def problems_of(data: bytes, limits: Limits | None = None) -> tuple[Problem, ...]:
    try:
        return read_json(data, limits).faults
    except DocumentError as error:
        return error.problems


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "empty", 1, 1),
        (" \n ", "empty", 2, 2),
        ("{", "unfinished", 1, 2),
        ("[1,", "unfinished", 1, 4),
        ('{"a":', "unfinished", 1, 6),
        ('{"a": 1', "unfinished", 1, 8),
        ('{"a"', "unfinished", 1, 5),
        ('{"a" 1}', "colon_expected", 1, 6),
        ('{"a": 1 "b": 2}', "comma_expected", 1, 9),
        ("[1 2]", "comma_expected", 1, 4),
        ("{1: 2}", "key_expected", 1, 2),
        ('{"a": 1,', "unfinished", 1, 9),
        ("{,}", "key_expected", 1, 2),
        ("[,1]", "value_expected", 1, 2),
        ('{"a": }', "value_expected", 1, 7),
        ('{"a": min}', "value_expected", 1, 7),
        ("{} {}", "text_after_end", 1, 4),
        ("{}\n}", "text_after_end", 2, 1),
        ('{"a": "b\n"}', "text_unfinished", 1, 7),
        ('["abc', "text_unfinished", 1, 2),
        ("['a']", "quotes_wrong", 1, 2),
        ("{\u201ca\u201d: 1}", "quotes_wrong", 1, 2),
        ("[\u201ca\u201d]", "quotes_wrong", 1, 2),
        ("[1] // why", "comment", 1, 5),
        ("[1, // why\n 2]", "comment", 1, 5),
        ('{"a": 1, # why\n "b": 2}', "comment", 1, 10),
        ('{"a": 1 # why\n, "b": 2}', "comment", 1, 9),
        ("[/* why */ 1]", "comment", 1, 2),
        ("[# why\n 1]", "comment", 1, 2),
    ],
)
def test_what_hides_the_rest_ends_the_reading(text: str, code: str, line: int, column: int) -> None:
    assert refused(text) == [(code, line, column)]


@pytest.mark.parametrize("text", ['{"a": 1, ', '{"a"', '{"": 1, "": 2}'])
def test_there_is_always_something_to_say(text: str) -> None:
    say = Translator("en", strict=True).say
    assert all(say(one.message) for one in problems_of(text.encode()))


@pytest.mark.parametrize(
    ("text", "faults", "value"),
    [
        ('{"a": 1,\n "a": 2}', [("key_repeated", 2, 2)], {"a": 1}),
        ('{"": 1, "": 2}', [("key_repeated", 1, 9)], {"": 1}),
        ('{"a": 1, "\\u0061": {"b": [1]}}', [("key_repeated", 1, 10)], {"a": 1}),
        ('{"a": {"b": 1}, "a": {"b": NaN}}', [("key_repeated", 1, 17), ("not_a_number", 1, 28)], {"a": {"b": 1}}),
        ("[1, 2,]", [("comma_surplus", 1, 6)], [1, 2]),
        ('{"a": 1,\n}', [("comma_surplus", 1, 8)], {"a": 1}),
        ("[NaN, Infinity, -Infinity]", [("not_a_number", 1, column) for column in (2, 7, 17)], [None] * 3),
        ("[01]", [("number_malformed", 1, 2)], [None]),
        ("[+1, .5, 1., 0x10, 1_000]", [("number_malformed", 1, c) for c in (2, 6, 10, 14, 20)], [None] * 5),
        ("[8GB]", [("number_malformed", 1, 2)], [None]),
        ("[1e999, -1e999]", [("number_too_large", 1, 2), ("number_too_large", 1, 9)], [0, 0]),
        ("[" + "9" * 400 + "]", [("number_too_large", 1, 2)], [0]),
        (
            "[True, None, FALSE]",
            [("word_misspelt", 1, 2), ("word_misspelt", 1, 8), ("word_misspelt", 1, 14)],
            [None] * 3,
        ),
        ('["a\tb"]', [("control_character", 1, 4)], ["ab"]),
        ('["\\x41", "\\u12"]', [("escape_wrong", 1, 3), ("escape_wrong", 1, 11)], ["\ufffd41", "\ufffd12"]),
        ('["\\n\\ud83d\\ude00\\x"]', [("escape_wrong", 1, 13 + 4)], ["\n\U0001f600\ufffd"]),
        ('["\\ud800", "\\udc00"]', [("escape_wrong", 1, 3), ("escape_wrong", 1, 13)], ["\ufffd", "\ufffd"]),
        ('["\\ud800\\u0041"]', [("escape_wrong", 1, 3)], ["\ufffdA"]),
        ('["\\ud800\\u00"]', [("escape_wrong", 1, 3), ("escape_wrong", 1, 9)], ["\ufffd\ufffd00"]),
        ("[\u00a01,\u30002]", [("space_wrong", 1, 2), ("space_wrong", 1, 5)], [1, 2]),
    ],
)
def test_what_can_be_read_past_is_collected(text: str, faults: list[tuple[str, int, int]], value: Json) -> None:
    assert refused(text) == faults
    assert read_json(text.encode()).value == value


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [
        ("01", "1"),
        ("+1", "1"),
        (".5", "0.5"),
        ("1.", "1"),
        ("0x10", ""),
        ("1_000", ""),
        ("True", "true"),
        ("None", "null"),
    ],
)
def test_a_misspelt_word_comes_with_the_right_one(word: str, suggestion: str) -> None:
    [fault] = read_json(f"[{word}]".encode()).faults
    assert (fault.offending, fault.suggestion, fault.pointer) == (word, suggestion, "/0")


@pytest.mark.parametrize(
    ("data", "code", "line", "column"),
    [
        (b'{"a": "\xff"}', "not_utf8", 1, 8),
        (b'\xef\xbb\xbf{"a":\n "\xc3"}', "not_utf8", 2, 3),
        ('{"é": "\xe9"}'.encode("latin-1"), "not_utf8", 1, 3),
        ('{"a": 1}'.encode("utf-16"), "not_utf8", 1, 1),
        ('{"a": 1}'.encode("utf-16-le"), "not_utf8", 1, 1),
        ('{"a": 1}'.encode("utf-16-be"), "not_utf8", 1, 1),
        (b'{"a": "\xed\xa0\x80"}', "not_utf8", 1, 8),
    ],
)
def test_anything_but_utf8_is_refused_where_it_begins(data: bytes, code: str, line: int, column: int) -> None:
    assert refused(data) == [(code, line, column)]


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7\n\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PK\x03\x04\x14\x00", "ZIP, DOCX, XLSX"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><p>{}", "HTML"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(start: bytes, kind: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        read_json(start + b" " * 2_000_000)
    [problem] = refusal.value.problems
    assert (problem.code, problem.offending, problem.line, problem.column) == ("other_kind", kind, 1, 1)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    document = read_json(b'\xef\xbb\xbf{"a": 1}')
    assert document.value == {"a": 1}
    assert document.place("/a") == (1, 7)


def test_limits() -> None:
    assert refused(b" " * 101, Limits(size=100)) == [("too_large", 1, 1)]
    assert refused("[[[1]]]", Limits(depth=3)) == []
    assert refused("[[[1]]]", Limits(depth=2)) == [("too_deep", 1, 3)]
    assert refused('{"a": {"b": {}}}', Limits(depth=2)) == [("too_deep", 1, 13)]
    assert refused("[1, 2]", Limits(members=2)) == []
    assert refused("[1, 2, 3]", Limits(members=2)) == [("too_many_members", 1, 6)]
    assert len(refused("[" + "NaN, " * 500 + "1]")) == 100


@pytest.mark.parametrize("nest", ["[", '{"a":', '[{"a":'])
def test_a_megabyte_of_nesting_is_refused_at_once(nest: str) -> None:
    data = (nest * 1_000_000).encode()[:1_000_000]
    start = time.process_time()
    assert refused(data)[0][0] == "too_deep"
    assert time.process_time() - start < 1


def test_reading_takes_time_in_proportion_to_the_size() -> None:
    def seconds(lists: int) -> float:
        data = json.dumps([list(range(1000)) for _ in range(lists)]).encode()
        start = time.process_time()
        assert read_json(data).faults == ()
        return time.process_time() - start

    seconds(1)
    assert seconds(40) < 40 * (seconds(4) + 0.05)


PLACES = """{
  "first": 1,
  "list": [
    true,
    {"deep": "x", "a/b~c": null}
  ],\r
\t"last" : "日本" , "after": 2\r}"""


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("", (1, 1), (1, 1)),
        ("/first", (2, 12), (2, 3)),
        ("/list", (3, 11), (3, 3)),
        ("/list/0", (4, 5), (4, 5)),
        ("/list/1", (5, 5), (5, 5)),
        ("/list/1/deep", (5, 14), (5, 6)),
        ("/list/1/a~1b~0c", (5, 28), (5, 19)),
        ("/last", (7, 11), (7, 2)),
        ("/after", (7, 27), (7, 18)),
        ("/list/1/missing/deeper", (5, 5), (5, 5)),
        ("/missing", (1, 1), (1, 1)),
    ],
)
def test_every_value_and_key_has_its_place(pointer: str, value: tuple[int, int], key: tuple[int, int]) -> None:
    document = read_json(PLACES.encode())
    assert document.place(pointer) == value
    assert document.place(pointer, key=True) == key


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**300), 10**300)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(
    value=_JSON,
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 2, "\t"]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_valid_documents_are_read_as_the_standard_reader_reads_them(
    *, value: Json, ascii_only: bool, indent: int | str | None, mark: str
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    document = read_json((mark + text).encode())
    expected = json.loads(text)
    assert (document.value, document.faults) == (expected, ())
    assert json.dumps(document.value) == json.dumps(expected)
    for pointer, part in _parts(document.value):
        assert _decoded_at(document, pointer) == part


def _parts(value: Json, pointer: str = "") -> list[tuple[str, Json]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [part for key, member in members for part in _parts(member, pointer_to(pointer, key))]
    return [(pointer, value), *below]


def _decoded_at(document: Document, pointer: str) -> Json:
    return json.JSONDecoder().raw_decode(document.text, document.values[pointer])[0]


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.text('{}[]",:0e-+.tn \\u\n', max_size=60).map(str.encode)
)
def test_nothing_makes_the_reader_fall_over(data: bytes) -> None:
    for code, line, column in refused(data):
        assert code
        assert line >= 1
        assert column >= 1


@given(st.text('{}[]",:0123e-.truefalsn \\ub', max_size=30))
def test_what_is_accepted_is_json(text: str) -> None:
    if not refused(text):
        assert read_json(text.encode()).value == json.loads(text)
