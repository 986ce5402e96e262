"""Sentences by id: nested, counted, formatted, and honest when one is missing."""

import gettext
import io
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from readiness import paths
from readiness.domain.facts import Value
from readiness.domain.message import message
from readiness.domain.quantity import Quantity
from readiness.text import LANGUAGES, MissingTextError, Translator, catalogue, system_translator
from tests.translations import PLURAL_FORMS

SENTENCES: Mapping[str, Mapping[str | tuple[str, str], str | tuple[str, ...]]] = {
    "en": {
        "greeting": "Hello {name}",
        "outer": "He said: {inner}",
        ("runs", "runs"): ("{count} run", "{count} runs"),
        "count": "Number {count}",
        "choice.yes": "yes",
        "choice.no": "no",
        "choice.nothing": "nothing",
        "choice.usb": "USB plug",
        "only.english": "Only English",
    },
    "es": {"greeting": "Hola {name}", ("runs", "runs"): ("{count} prueba", "{count} pruebas"), "choice.yes": "sí"},
    "ja": {"greeting": "{name}さん", ("runs", "runs"): ("{count}回",)},
}


def _compiled(language: str) -> gettext.NullTranslations:
    made, file = Catalog(locale=language), io.BytesIO()
    # As the project's own catalogues say it: releases of Babel differ in how many forms Spanish has.
    made.mime_headers = [*made.mime_headers, ("Plural-Forms", PLURAL_FORMS[language])]
    for id_, text in SENTENCES[language].items():
        made.add(id_, text)
    write_mo(file, made)
    file.seek(0)
    return gettext.GNUTranslations(file)


@pytest.fixture(autouse=True)
def _own_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "_catalogue", _compiled)


@pytest.mark.parametrize(("language", "said"), [("en", "Hello Ana"), ("es", "Hola Ana"), ("ja", "Anaさん")])
def test_a_sentence_is_said_in_the_readers_language(language: str, said: str) -> None:
    assert Translator(language).say(message("greeting", name="Ana")) == said


def test_an_unknown_language_is_spoken_to_in_english() -> None:
    assert Translator("fr-CA").language == "en"


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        (Quantity(24.97, "Mbps"), "Hello 25\u00a0Mbit/s"),
        (12345.6, "Hello 12.346"),
        (True, "Hello yes"),
        (False, "Hello no"),
        ("a\x1b[0m\nb", "Hello a\ufffd[0m b"),
        (message("outer", inner=message("greeting", name="you")), "Hello He said: Hello you"),
        ("{name}", "Hello {name}"),
    ],
)
def test_every_kind_of_argument_is_shown_as_people_read_it(argument: object, said: str) -> None:
    spoken = Translator("en", "es_ES").say(message("greeting", name=argument))  # type: ignore[arg-type]  # every kind in turn
    assert spoken == said


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [("en", 1, "1 run"), ("en", 0, "0 runs"), ("en", 2, "2 runs"), ("en", 1.5, "1.5 runs"), ("es", 1, "1 prueba"),
     ("es", 1200, "1.200 pruebas"), ("ja", 1, "1回"), ("ja", 3, "3回")],
)  # fmt: skip
def test_count_chooses_the_form(language: str, count: float, said: str) -> None:
    assert Translator(language).say(message("runs", count=count)) == said


def test_a_sentence_without_forms_may_still_be_given_a_count() -> None:
    assert Translator("en").say(message("count", count=3)) == "Number 3"


def test_a_missing_sentence_is_said_in_english_then_as_its_id() -> None:
    translator = Translator("es")
    assert translator.say(message("only.english")) == "Only English"
    assert translator.say(message("nowhere", server="a.example", tries=3)) == "nowhere (server: a.example, tries: 3)"
    assert translator.say(message("nowhere")) == "nowhere"


def test_a_missing_value_leaves_a_gap() -> None:
    assert Translator("en").say(message("greeting")) == "Hello …"


def test_a_strict_translator_raises_instead() -> None:
    strict = Translator("es", strict=True)
    for missing in (message("only.english"), message("nowhere"), message("greeting")):
        with pytest.raises(MissingTextError):
            strict.say(missing)


def test_it_knows_what_it_can_say() -> None:
    assert [Translator("es").has(id_) for id_ in ("greeting", "only.english", "runs", "nowhere")] == [True] * 3 + [
        False
    ]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (True, None, "yes"),
        (False, None, "no"),
        (8.0, "GiB", "8\u00a0GiB"),
        (4.0, None, "4"),
        ("usb", None, "USB plug"),
        ("Model X\x07", None, "Model X\ufffd"),
        (frozenset({"usb", "b"}), None, "b and USB plug"),
        (frozenset(), None, "nothing"),
    ],
)
def test_values_are_shown_by_kind(value: Value, unit: str | None, shown: str) -> None:
    assert Translator("en").value(value, unit) == shown


def test_dates_and_quantities_follow_the_region() -> None:
    translator = Translator("en", "de_DE", zone=UTC)
    moment = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
    assert translator.date(moment) == "22.11.2026"
    assert translator.moment(moment) == "22.11.2026 09:05 UTC"
    assert translator.quantity(Quantity(0.5, "ms"), 2) == "0,5\u00a0ms"
    assert translator.join(["a", "b"], alternatives=True) == "a or b"


def test_the_systems_translator_keeps_the_region_whatever_language_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(catalogue, "system_region", lambda: "es_MX")
    monkeypatch.setattr(catalogue, "preferred_language", lambda: "es")
    assert (system_translator().language, system_translator("ja").language) == ("es", "ja")
    assert system_translator("ja").region == "es_MX"


def test_without_a_compiled_catalogue_ids_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    def nothing(name: str) -> None:
        raise FileNotFoundError(name)

    catalogue._catalogue.cache_clear()
    monkeypatch.setattr(paths, "resource", nothing)
    try:
        assert Translator("en").say(message("report.verdict.pass")) == "report.verdict.pass"
    finally:
        catalogue._catalogue.cache_clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_catalogue_speaks(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert Translator(language, strict=True).say(message("report.verdict.pass")) in {"Ready", "Listo", "準備完了"}


def test_importing_the_room_loads_nothing_heavy() -> None:
    code = "import sys, readiness.text; print([one for one in ('babel', 'numpy', 'PySide6') if one in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
