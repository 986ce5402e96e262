"""A profile while it is written."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readiness.checks.registry import catalogue
from readiness.documents.profile import draft
from readiness.documents.profile.draft import FileForm, Simple, Timeline
from readiness.documents.profile.file import read_profile
from readiness.domain.facts import Kind
from readiness.domain.profile import Operator

MIN, MAX, ONE_OF = Operator.MIN, Operator.MAX, Operator.ONE_OF


@pytest.mark.parametrize("data", [b"{}\n", b"{\r\n}\r\n", b"\xef\xbb\xbf{}\n", '{"a": "é"}'.encode()])
def test_a_file_that_is_not_changed_has_the_same_bytes(data: bytes) -> None:
    text, form = draft.unpacked(data)
    assert "\r" not in text
    assert form.packed(text) == data


def test_a_file_keeps_its_line_ends() -> None:
    assert FileForm("\r\n", marked=True).packed("{\n}") == b"\xef\xbb\xbf{\r\n}"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1, "a": 2}', '{"requirements": 3}', '{"a": "\ud800"}'])
def test_a_form_shows_nothing_it_cannot_be_sure_of(text: str) -> None:
    assert draft.form_value(text) is None


def test_a_form_shows_what_can_be_read() -> None:
    assert draft.form_value('{"a": 1}') == {"a": 1}


@given(
    st.text(st.characters(exclude_categories=())),
    st.sampled_from(["/title", "/requirements/0/fix/text", "/x"]),
)
@example("\ud800", "/title")
def test_what_was_written_is_what_can_be_read_of_it(words: str, pointer: str) -> None:
    text = draft.with_words('{"requirements": [{"limit": 1e3}], "title": "One"}', pointer, "es", words)
    assert draft.written_value(text) == draft.form_value(text)


def test_states_go_back_and_forth() -> None:
    line = Timeline(("a",)).changed("b").changed("c").undone()
    assert (line.text, line.can_undo, line.can_redo) == ("b", True, True)
    assert line.redone().text == "c"
    assert line.redone().redone().text == "c"
    assert line.undone().undone().text == "a"
    assert line.changed("b") is line
    assert line.changed("d").states == ("a", "b", "d")


def test_typing_in_one_field_is_one_state() -> None:
    line = Timeline(("",)).changed("1", "/a").changed("12", "/a").changed("12x", "/b").changed("12xy", "/b")
    assert line.states == ("", "12", "12xy")
    assert line.undone().changed("13", "/b").states == ("", "12", "13")


def test_old_states_are_let_go_of() -> None:
    line = Timeline(("",))
    for number in range(600):
        line = line.changed(str(number))
    assert len(line.states) == 500
    assert line.text == "599"


PLAIN, SEVERAL = '{"language": "en", "title": "One"}', '{"title": {"en": "One", "es": "Uno"}}'


@pytest.mark.parametrize(
    ("text", "language", "words", "title"),
    [
        (PLAIN, "en", "Two", "Two"),
        (PLAIN, "es", "Uno", {"en": "One", "es": "Uno"}),
        (PLAIN, "en", "", None),
        (PLAIN, "es", "", "One"),
        (SEVERAL, "es", "Dos", {"en": "One", "es": "Dos"}),
        (SEVERAL, "ja", "一", {"en": "One", "es": "Uno", "ja": "一"}),
        (SEVERAL, "es", "", {"en": "One"}),
        ('{"title": {"en": "One"}}', "en", "", None),
        ("{}", "en", "One", "One"),
        ('{"language": 3}', "ja", "一", {"ja": "一"}),
        ('{"title": 3}', "en", "One", "One"),
    ],
)
def test_a_text_changes_in_one_language(text: str, language: str, words: str, title: object) -> None:
    changed = json.loads(draft.with_words(text, "/title", language, words))
    assert changed.get("title") == title
    assert draft.words_at(changed, "/title", language) == words


def test_an_object_that_says_nothing_any_more_goes() -> None:
    assert draft.without_empty('{"a": 1, "fix": {}}', "/fix") == '{"a": 1}'
    assert draft.without_empty('{"fix": {"url": 1}}', "/fix") == '{"fix": {"url": 1}}'


@pytest.mark.parametrize(
    ("condition", "kind", "shown"),
    [
        (None, Kind.NUMBER, Simple()),
        ({}, Kind.NUMBER, Simple()),
        ({"min": 8}, Kind.NUMBER, Simple(MIN, 8)),
        ({"min": "8 GB"}, Kind.NUMBER, Simple(MIN, "8 GB")),
        ({"min": 8, "max": 9}, Kind.NUMBER, None),
        ({"mni": 8}, Kind.NUMBER, None),
        ({"min": [8]}, Kind.NUMBER, None),
        ({"min": None}, Kind.NUMBER, None),
        ([], Kind.NUMBER, None),
        ({"equals": False}, Kind.YES_NO, Simple(Operator.EQUALS, limit=False)),
        ({"one_of": ["usb"]}, Kind.CHOICE, Simple(ONE_OF, ["usb"])),
        ({"one_of": "usb"}, Kind.CHOICE, None),
        ({"one_of": [1]}, Kind.CHOICE, None),
        ({"one_of": ["Intel, any"]}, Kind.TEXT, None),
        ({"one_of": ["14.*"]}, Kind.VERSION, Simple(ONE_OF, ["14.*"])),
    ],
)
def test_a_form_shows_conditions_that_one_row_can_say(condition: object, kind: Kind, shown: Simple | None) -> None:
    assert draft.simple(condition, kind) == shown


@pytest.mark.parametrize(
    ("words", "operator", "kind", "limit"),
    [
        (" 8 ", MIN, Kind.NUMBER, 8),
        ("2,4", MIN, Kind.NUMBER, 2.4),
        ("\N{MINUS SIGN}50", MAX, Kind.NUMBER, -50),
        ("8 GB", MIN, Kind.NUMBER, "8 GB"),
        ("14", MIN, Kind.VERSION, "14"),
        ("chrome, edge、 ,firefox", ONE_OF, Kind.TEXT, ["chrome", "edge", "firefox"]),
    ],
)
def test_what_somebody_writes_becomes_a_limit(words: str, operator: Operator, kind: Kind, limit: object) -> None:
    assert draft.limit_of(words, operator, kind) == limit


def test_a_number_may_be_written_with_its_unit() -> None:
    assert draft.limit_of("8 GiB", MIN, Kind.NUMBER, "GiB") == 8
    assert draft.limit_of("8 GB", MIN, Kind.NUMBER, "GiB") == "8 GB"


def test_ids_are_never_taken_twice() -> None:
    assert draft.fresh_id("Noise floor", ["noise-floor", "noise-floor-2"]) == "noise-floor-3"
    assert draft.fresh_id("雑音", []) == "requirement"
    assert draft.ids_of({"requirements": [{"id": "a"}, {"id": 3}, 4]}) == ["a"]
    assert draft.ids_of({"requirements": 3}) == []


def test_a_usual_requirement_has_its_limits_and_another_waits_for_its_author() -> None:
    memory = draft.new_requirement(catalogue()["memory.installed"], ["memory"])
    assert memory["id"] == "memory-2"
    assert memory["required"] == {"min": 8}
    assert draft.new_requirement(catalogue()["camera.present"], [])["required"] == {"equals": True}
    jitter = draft.new_requirement(catalogue()["network.jitter"], [])
    assert jitter == {"id": "jitter", "fact": "network.jitter", "unit": "ms", "required": {}}
    assert "unit" not in draft.new_requirement(catalogue()["keyboard.wired"], [])


def test_what_is_new_can_be_used() -> None:
    facts = [catalogue()[id_] for id_ in ("memory.installed", "os.version", "network.link")]
    asked: list[dict[str, Any]] = []
    for fact in facts:
        asked.append(draft.new_requirement(fact, draft.ids_of({"requirements": asked})))
    asked.append(draft.new_question("A door?", "en", draft.ids_of({"requirements": asked})))
    head = {"format": 1, "id": "com.example.x", "version": "1.0.0", "serial": 1, "language": "en", "title": "X"}
    whole = {**head, "issuer": {"name": "X"}, "valid": {}, "requirements": asked}
    assert len(read_profile(json.dumps(whole).encode(), catalogue()).profile.requirements) == 4
