"""Questions only the person can answer: what counts as which answer, and how they are asked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from readiness import paths
from readiness.checks.base import Choice, Guidance, Task
from readiness.checks.registry import catalogue
from readiness.cli.terminal.choices import chosen
from readiness.cli.terminal.console import Console
from readiness.cli.terminal.questions import Asked, agreed, understood
from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.documents.profile.regions import ELSEWHERE, elsewhere, region_names
from readiness.domain.facts import Value
from readiness.domain.message import message
from readiness.domain.profile import AnyOf, Clause, Condition, FactTest, Operator, Question, Requirement, Texts, Tiers
from readiness.text import LANGUAGES, Translator
from tests.cli.conftest import Person

CHAT = "com.example.chat-agent"


def example(name: str = "chat-agent") -> ProfileDocument:
    return read_profile((paths.specs() / f"{name}.json").read_bytes(), catalogue())


def question(id_: str) -> Question:
    [found] = [one.subject for one in example().profile.requirements if one.id == id_]
    assert isinstance(found, Question)
    return found


@pytest.mark.parametrize("text", ["y", "Yes", "TRUE", " sí ", "si", "S", "はい", "1"])
def test_yes_in_every_language(text: str) -> None:
    assert understood(text, question("antivirus")) is True


@pytest.mark.parametrize("text", ["n", "NO", "false", "いいえ", "0"])
def test_no_in_every_language(text: str) -> None:
    assert understood(text, question("antivirus")) is False


@pytest.mark.parametrize("text", ["", "perhaps", "2", "yes no", "\N{REPLACEMENT CHARACTER}"])
def test_anything_else_is_no_answer(text: str) -> None:
    assert understood(text, question("antivirus")) is None


@pytest.mark.parametrize("text", ["fibre", "Fibre", "FIBRA", "光回線", "1", " 1 "])
def test_a_choice_by_its_name_in_any_language_or_by_its_number(text: str) -> None:
    assert understood(text, question("line")) == "fibre"


@pytest.mark.parametrize("text", ["yes", "0", "6", "fib", ""])
def test_what_is_not_offered_is_not_chosen(text: str) -> None:
    assert understood(text, question("line")) is None


@pytest.mark.parametrize(
    ("answer", "agrees"),
    [("", True), ("y", True), ("sí", True), ("n", False), ("No", False), ("いいえ", False), (None, False)],
)
def test_enter_agrees_and_silence_does_not(answer: str | None, *, agrees: bool) -> None:
    assert agreed(answer) is agrees


# ------------------------------------------------------------------ asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_asked_once_in_the_readers_language(language: str, person: Person) -> None:
    person.types("2", "n", "y")
    console = Console(Translator(language, strict=True), person.out, person.err)
    answers = Asked([example()], console).ask({})
    assert answers == {f"{CHAT}#line": "cable", f"{CHAT}#antivirus": False, f"{CHAT}#second-screen": True}
    for id_ in ("line", "antivirus"):
        text = question(id_).text.in_language(language)
        assert text.replace(" ", "") in "".join(person.err.text.split())


def test_what_is_known_is_not_asked(person: Person, console: Console) -> None:
    asked = Asked([example()], console)
    known: dict[str, Value] = {f"{CHAT}#{id_}": True for id_ in ("line", "antivirus", "second-screen")}
    assert asked.ask(known) == {}
    assert person.err.text == ""


def test_enter_alone_leaves_a_question_open(person: Person, console: Console) -> None:
    person.types("", "y", "")
    assert Asked([example()], console).ask({}) == {f"{CHAT}#antivirus": True}
    assert "Enter alone leaves a question open." in person.err.text


def test_an_answer_that_is_none_is_asked_for_again_but_not_forever(person: Person, console: Console) -> None:
    person.types("string", "copper", "cable", "perhaps", "who knows", "maybe", "y")
    assert Asked([example()], console).ask({}) == {f"{CHAT}#line": "cable", f"{CHAT}#second-screen": True}
    assert "“copper” is not an answer to the question “line”." in person.err.text


def test_where_nobody_answers_nothing_is_asked(person: Person, console: Console) -> None:
    person.monkeypatch.setattr("sys.stdin", None)
    assert Asked([example()], console).ask({}) == {}
    assert person.err.text == ""


# ------------------------------------------------------------------ given beforehand


def test_an_answer_holds_for_every_profile_that_asks(console: Console) -> None:
    asked = Asked([example("financial-voice-agent"), example("interpreter")], console)
    both = {f"com.example.{name}#door": True for name in ("financial-voice-agent", "interpreter")}
    assert asked.given(["door=yes"]) == both
    assert asked.given(["com.example.interpreter#door=no"]) == {"com.example.interpreter#door": False}
    assert asked.given(["door=yes", "com.example.interpreter#door=no"]) == {
        "com.example.financial-voice-agent#door": True,
        "com.example.interpreter#door": False,
    }


def test_choices_without_texts_are_their_own_names(person: Person, console: Console) -> None:
    bare = Question(Texts("en", {"en": "Which one?"}), question("line").tiers, ("red", "green"))
    document = example()
    changed = replace(document, profile=replace(document.profile, requirements=(Requirement("colour", bare),)))
    person.types("2")
    assert Asked([changed], console).ask({}) == {f"{CHAT}#colour": "green"}
    assert "  1  red\n  2  green\n" in person.err.text


def test_a_question_among_alternatives_is_asked_like_any_other(person: Person, console: Console) -> None:
    word = Question(Texts("en", {"en": "Did IT approve it?"}), Tiers(question("antivirus").tiers.required))
    ways = AnyOf(((FactTest("processor.cores", None, Condition((Clause(Operator.MIN, 4.0),))),),), word=word)
    document = example()
    changed = replace(document, profile=replace(document.profile, requirements=(Requirement("processor", ways),)))
    person.types("y")
    assert Asked([changed], console).ask({}) == {f"{CHAT}#processor": True}
    assert "Did IT approve it? (yes / no)" in person.err.text


def test_a_place_is_chosen_by_its_name_its_code_or_its_number() -> None:
    places = {**{code: region_names(code, "en") for code in ("JP", "US-TX")}, ELSEWHERE: elsewhere("en")}
    home = Question(Texts("en", {"en": "Where?"}), question("line").tiers, tuple(places), places)
    for text, code in [
        ("japón", "JP"),
        ("日本", "JP"),
        ("jp", "JP"),
        ("tx (united states)", "US-TX"),
        ("3", ELSEWHERE),
    ]:
        assert understood(text, home) == code


# ------------------------------------------------------------------ a check's own


def test_a_checks_question_is_not_shown_to_nobody(person: Person, console: Console) -> None:
    person.monkeypatch.setattr("sys.stdin", None)
    asked = Guidance(Task.HEADSET_SWITCH, 0.0, choices=(Choice("yes", message("cli.yes")),))
    assert chosen(asked, console) == ""
    assert person.err.text == ""


def test_every_example_can_be_answered(console: Console) -> None:
    for path in paths.spec_files():
        document = json.loads(path.read_bytes())
        ids = [one["id"] for one in document["requirements"] if "ask" in one]
        asked = Asked([read_profile(path.read_bytes(), catalogue())], console)
        assert len(asked.given([f"{id_}=1" for id_ in ids])) == len(ids)
