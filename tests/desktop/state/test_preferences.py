"""What the window keeps: preferences, the list of profiles, names of files, the language."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from readiness.desktop.looks import theme
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.reports import saving
from readiness.desktop.state import library
from readiness.desktop.state.preferences import Preferences
from readiness.desktop.texts import Texts
from tests.desktop import world as worlds


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    theme.apply_scheme(qapp, Scheme.LIGHT)
    theme.apply_language(qapp, "en")


def test_preferences_last_and_what_is_broken_counts_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    first = Preferences(path)
    assert (first.language, first.scheme, first.recent) == (None, Scheme.SYSTEM, ())
    first.language = "ja"
    first.scheme = Scheme.DARK
    for number in range(10):
        first.remember(tmp_path / f"{number}.json")
    first.remember(tmp_path / "9.json")
    del first
    again = Preferences(path)
    assert (again.language, again.scheme) == ("ja", Scheme.DARK)
    assert [one.name for one in again.recent] == [f"{number}.json" for number in range(9, 1, -1)]
    path.write_text("[General]\nlanguage=xx\nscheme=purple\nrecent=only.json\n", encoding="utf-8")
    broken = Preferences(path)
    assert (broken.language, broken.scheme, broken.recent) == (None, Scheme.SYSTEM, (Path("only.json"),))


def test_the_list_leaves_out_what_cannot_be_used_and_names_a_profile_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "catalogue", lambda: worlds.CATALOGUE)
    good, same, bad = (tmp_path / name for name in ("good.json", "same.json", "bad.json"))
    good.write_bytes(worlds.profile())
    same.write_bytes(worlds.profile())
    bad.write_text("{", encoding="utf-8")
    found = library.listed([good, same, bad, tmp_path / "none.json"])
    assert [entry.path for entry in found] == [good]
    assert found[0].questions == 1
    refused = library.opened(bad)
    assert isinstance(refused, library.Refused)
    assert refused.problems


def test_a_suggested_name_says_profile_and_day() -> None:
    from tests.desktop.reports.test_pdf import report

    assert saving.suggested_name(report()) == "com.example.voice-2026-11-22.pdf"


def test_texts_speak_another_language_at_once(qtbot: QtBot) -> None:
    texts = Texts("en", "es_MX")
    with qtbot.waitSignal(texts.changed):
        texts.speak("ja")
    assert texts.language == "ja"
    assert texts.translator.region == "es_MX"
    label = QLabel()
    qtbot.addWidget(label)
    texts.speak("en")
