"""The catalogues' checks find what they are for, in made-up projects; and the report's own sentences pass."""

import gettext
import io
from pathlib import Path

import pytest

from readiness.domain.facts import FactDef, Kind, Reason
from readiness.domain.report import Caveat, Outcome
from readiness.render.profile import profile_text
from readiness.text import LANGUAGES
from tests.sentences import calls, mentions
from tests.translations import LOCALE, compile_all, compiled, derived_ids, is_title, main, problems, rooms, sentences

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
GOOD = {"one.greeting": "Hi {name}", "one.title": "Title"}
CODE = 'message("one.greeting", name="x")\ntext("one.title")\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A package and a locale folder in which all is well."""
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "code.py").write_text(CODE, encoding="utf-8")
    for language in LANGUAGES:
        write(tmp_path, language, "one", GOOD)
    compile_all(tmp_path / "locale")
    return tmp_path


def write(project: Path, language: str, room: str, texts: dict[str, str], more: str = "") -> None:
    folder = project / "locale" / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    entries = "".join(f'msgid "{id_}"\nmsgstr "{text}"\n\n' for id_, text in texts.items())
    (folder / f"{room}.po").write_text(HEADER + entries + more, encoding="utf-8")


def found(project: Path, *facts: FactDef, checks: tuple[str, ...] = ()) -> tuple[str, ...]:
    compile_all(project / "locale")
    return problems(facts, checks, project / "package", project / "locale")


def test_a_good_project_has_no_problems(project: Path) -> None:
    assert found(project) == ()


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({"one.title": "T"}, "ja: one.greeting is missing"),
        ({"one.greeting": "Hi", "one.title": "T"}, "one.greeting has different blanks in different languages"),
        ({"one.greeting": "{name}", "one.title": ""}, "ja/one.po: one.title is not translated"),
        ({"one.greeting": "{name}", "one.title": "x" * 90}, "ja/one.po: one.title is too long for a title"),
        ({"one.greeting": "{name} Mbit/s", "one.title": "T"},
         "ja/one.po: one.greeting has a breakable space between number and unit"),
        ({"one.greeting": "{name}", "one.title": "5 %"},
         "ja/one.po: one.title has a breakable space between number and unit"),
    ],
)  # fmt: skip
def test_a_bad_translation_is_found(project: Path, texts: dict[str, str], problem: str) -> None:
    write(project, "ja", "one", texts)
    assert found(project) == (problem,)


def test_a_space_that_does_not_break_is_right(project: Path) -> None:
    write(project, "ja", "one", {"one.greeting": "{name}\u00a0Mbit/s", "one.title": "5 m\u00e1s, 3 ms\u3067"})
    assert found(project) == ("ja/one.po: one.title has a breakable space between number and unit",)


def test_a_sentence_in_two_rooms_is_found(project: Path) -> None:
    write(project, "en", "two", {"one.title": "Again"})
    assert found(project) == ("en/two.po: one.title is in one.po too",)


def test_an_unfinished_translation_is_found(project: Path) -> None:
    fuzzy = '#, fuzzy\nmsgid "one.title"\nmsgstr "Perhaps"\n'
    write(project, "es", "one", {"one.greeting": "{name}"}, fuzzy)
    assert found(project) == ("es/one.po: one.title is not translated",)


def test_a_missing_plural_form_is_found(project: Path) -> None:
    half = 'msgid "one.title"\nmsgid_plural "one.title"\nmsgstr[0] "{count} one"\nmsgstr[1] ""\n'
    write(project, "en", "one", {"one.greeting": "{name}"}, half)
    assert "en/one.po: one.title is not translated" in found(project)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ('message("one.unknown")', "package/more.py:1: one.unknown is in no catalogue"),
        ('self.text("one.greeting")', "package/more.py:1: one.greeting needs a value for name"),
        ('Message("one.other")', "package/more.py:1: one.other is in no catalogue"),
    ],
)
def test_code_that_asks_for_the_wrong_sentence_is_found(project: Path, code: str, problem: str) -> None:
    (project / "package" / "more.py").write_text(code, encoding="utf-8")
    assert found(project) == (problem,)


@pytest.mark.parametrize(
    "code",
    ['message("one.greeting", **values)', 'Message("one.greeting", arguments)', 'print("one.unknown")',
     'message(f"one.{name}")', "message(id_)", "message()", 'text("plain words. And more")'],
)  # fmt: skip
def test_code_that_cannot_be_read_off_is_let_pass(project: Path, code: str) -> None:
    (project / "package" / "more.py").write_text(code, encoding="utf-8")
    assert found(project) == ()


def test_a_sentence_nobody_says_is_found(project: Path) -> None:
    for language in LANGUAGES:
        write(project, language, "two", {"two.unused": "x", "two.listed": "y", "two.built.up": "z"})
    listing = 'IDS = ("two.listed",)\ndef f(a): return message(f"two.{a}.up")\n'
    (project / "package" / "more.py").write_text(listing, encoding="utf-8")
    assert found(project) == ("two.po: two.unused is used nowhere",)


def test_texts_about_facts_and_checks_come_from_the_registry(project: Path) -> None:
    fact = FactDef("a.b", Kind.CHOICE, choices=("usb",))
    assert set(derived_ids([fact], ["speed"])) == {
        "fact.a.b",
        "fact.a.b.meaning",
        "fact.a.b.why",
        "fact.a.b.fix",
        "choice.usb",
        "check.speed",
    }
    lacking = found(project, fact, checks=("speed",))
    assert len(lacking) == 6
    assert lacking[0] == "the registry needs check.speed, which is in no catalogue"


def test_a_stale_catalogue_is_found(project: Path) -> None:
    (project / "locale" / "es" / "LC_MESSAGES" / "readiness.mo").write_bytes(b"")
    (project / "locale" / "ja" / "LC_MESSAGES" / "readiness.mo").unlink()
    stale = problems((), (), project / "package", project / "locale")
    assert stale == ("es: readiness.mo is stale", "ja: readiness.mo is stale")


def test_compiling_twice_changes_nothing(project: Path) -> None:
    assert compile_all(project / "locale") == ()
    assert compiled("es", rooms("es")) == compiled("es", rooms("es"))
    assert b"Babel" not in compiled("es", rooms("es"))


def test_what_is_compiled_is_read_by_the_standard_library() -> None:
    read = gettext.GNUTranslations(io.BytesIO(compiled("es", rooms("es"))))
    assert read.gettext("report.verdict.pass") == "Listo"
    assert read.ngettext("report.sentence.pass", "report.sentence.pass", 3) == "Se cumplen los {count} requisitos."


@pytest.mark.parametrize(
    ("id_", "title"),
    [("fact.memory.installed", True), ("fact.memory.installed.why", False), ("a.heading", True), ("report.ask", False)],
)
def test_facts_names_are_titles(id_: str, *, title: bool) -> None:
    assert is_title(id_) is title


def test_only_two_words_are_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "compile" in capsys.readouterr().err


# ------------------------------------------------------------------ the report's own sentences


def test_the_reports_sentences_are_complete(tmp_path: Path) -> None:
    for language in LANGUAGES:
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "report.po").write_bytes((LOCALE / language / "LC_MESSAGES" / "report.po").read_bytes())
    compile_all(tmp_path)
    (tmp_path / "nothing").mkdir()
    unused = " is used nowhere"
    assert [one for one in problems((), (), tmp_path / "nothing", tmp_path) if not one.endswith(unused)] == []


def test_everything_the_report_may_say_is_there() -> None:
    known = {one.id for one in sentences("en")}
    package = Path(profile_text.__code__.co_filename).parent
    assert {use.id for use in calls(package)} <= known
    assert {f"reason.{reason}" for reason in Reason} | {f"reason.{reason}.remedy" for reason in Reason} <= known
    assert {f"report.outcome.{outcome}" for outcome in Outcome} <= known
    assert {f"report.caveat.{caveat}" for caveat in Caveat} <= known


def test_nothing_in_the_reports_sentences_is_unused() -> None:
    mentioned = mentions(Path(profile_text.__code__.co_filename).parent.parent)
    assert [one.id for one in sentences("en") if one.room == "report" and not mentioned(one.id)] == []
