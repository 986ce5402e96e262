"""The system's language and region, from whatever the system calls them."""

import locale

import pytest

from readiness.text import preferred_language, system_region
from readiness.text.system_locale import supported_language


@pytest.fixture(autouse=True)
def _python_knows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda *_: (None, None))
    monkeypatch.setattr(locale, "setlocale", lambda *_: "somewhere")


@pytest.mark.parametrize(
    ("environ", "language", "region"),
    [
        ({}, "en", None),
        ({"LANG": "C.UTF-8"}, "en", None),
        ({"LANG": "POSIX"}, "en", None),
        ({"LANG": "es_MX.UTF-8"}, "es", "es_MX"),
        ({"LANG": "ja_JP.eucJP"}, "ja", "ja_JP"),
        ({"LANG": "ca_ES@valencia"}, "en", "ca_ES"),
        ({"LANG": "es"}, "es", None),
        ({"LANG": "es_419"}, "es", None),
        ({"LANG": "zh_Hant_TW"}, "en", "zh_TW"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "eu:es:en"}, "es", "en_US"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8", "LC_NUMERIC": "de_DE.UTF-8"}, "ja", "de_DE"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es_ES.UTF-8", "LC_NUMERIC": "de_DE.UTF-8"}, "es", "es_ES"),
    ],
)
def test_the_environment_is_read_as_gettext_reads_it(
    environ: dict[str, str], language: str, region: str | None
) -> None:
    assert (preferred_language(environ=environ), system_region(environ=environ)) == (language, region)


def test_what_the_operating_system_says_comes_first() -> None:
    environ = {"LANG": "en_US.UTF-8"}
    assert (preferred_language("es-MX", environ), system_region("es-MX", environ)) == ("es", "es_MX")


@pytest.mark.parametrize(
    ("name", "language", "region"),
    [("Spanish_Mexico", "es", "es_MX"), ("Japanese_Japan", "ja", "ja_JP"), ("English_United States", "en", "en_US"),
     ("Klingon_Qonos", "en", None), ("en_GB", "en", "en_GB")],
)  # fmt: skip
def test_windows_spells_its_locales_out(
    name: str, language: str, region: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda *_: (name, "1252"))
    assert (preferred_language(environ={}), system_region(environ={})) == (language, region)


def test_a_locale_python_cannot_read_is_no_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise ValueError("unknown locale: UTF-8")  # what macOS's terminal makes of it

    monkeypatch.setattr(locale, "getlocale", unknown)
    assert (preferred_language(environ={}), system_region(environ={})) == ("en", None)


@pytest.mark.parametrize(("name", "language"), [("es-419", "es"), ("JA", "ja"), ("fr", "en"), ("", "en"), (None, "en")])
def test_any_tag_leads_to_one_of_our_languages(name: str | None, language: str) -> None:
    assert supported_language(name) == language


def test_the_locale_of_no_place_is_not_american(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda *_: ("en_US", "UTF-8"))  # what Python makes of it
    monkeypatch.setattr(locale, "setlocale", lambda *_: "C.UTF-8")
    assert system_region(environ={"LANG": "C.UTF-8"}) is None
