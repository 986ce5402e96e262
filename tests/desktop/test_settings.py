"""What the person decides on the page of settings: it counts at once, and is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMessageBox

from readiness.checks.registry import checks
from readiness.desktop.looks.theme import LETTERS, Scheme
from readiness.desktop.pages.about import AboutPage, parts_and_licences
from readiness.desktop.pages.settings import SettingsPage
from readiness.desktop.shifts.tray import Tray
from readiness.desktop.state.preferences import Preferences
from readiness.domain.facts import Facts, Measured
from readiness.engine.checkup import report_on
from readiness.machine.autostart import own_command
from readiness.machine.autostart.linux import LinuxAutostart
from readiness.store.folders import data_folder
from readiness.store.history import History
from readiness.store.settings import Settings, keep_settings, settings
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import Person, process
from tests.desktop.world import World


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("readiness.store.history.catalogue", lambda: worlds.CATALOGUE)
    return tmp_path / "data"


def fill(*days_ago: int) -> None:
    document = worlds.document(worlds.without_questions())
    with History() as kept:
        for days in days_ago:
            at = datetime.now(UTC) - timedelta(days=days)
            kept.add([report_on(document, Facts({"network.upload": Measured(9.0, "Mbit/s")}), at, at)])


def left() -> int:
    with History() as kept:
        return len(kept.checks())


def open_settings(someone: Person) -> SettingsPage:
    someone.press(someone.window.header.settings)
    return someone.desktop.settings.page


def pick(picker: QComboBox, place: int) -> None:
    picker.setCurrentIndex(place)
    picker.activated.emit(place)
    process()


def test_language_appearance_and_letters_change_at_once_and_are_kept(person: MakePerson, qapp: QApplication) -> None:
    someone = person()
    page = open_settings(someone)
    someone.window.resize(910, 512)
    before, title = qapp.font().pointSizeF(), page.title.font().pointSizeF()
    pick(page.letters, 2)
    assert qapp.font().pointSizeF() == pytest.approx(before * 1.3)
    assert page.title.font().pointSizeF() == pytest.approx(title * 1.3)
    pick(page.scheme, 2)
    pick(page.language, 1)
    assert page.title.text() == "Ajustes"
    assert someone.window.header.language.currentText() == "Español"
    kept = someone.desktop.preferences
    assert (kept.scheme, kept.letters, kept.language) == (Scheme.DARK, 1.3, "es")
    header = someone.window.header
    assert (header.name.isHidden(), header.history.text()) == (True, "&Historial")
    pick(page.letters, 0)
    assert not header.name.isHidden()


@pytest.mark.parametrize("written", ["7", "nonsense", ""])
def test_letters_of_no_size_we_know_are_usual(tmp_path: Path, written: str) -> None:
    path = tmp_path / "window.ini"
    path.write_text(f"[General]\nletters={written}\n", encoding="utf-8")
    assert Preferences(path).letters == LETTERS[0]


def test_checks_are_kept_as_long_as_the_person_says(person: MakePerson) -> None:
    fill(1, 40, 100)
    someone = person()
    page = open_settings(someone)
    pick(page.kept, 1)
    someone.bot.waitUntil(lambda: left() == 2)
    assert settings().kept_days == 90
    pick(page.kept, 3)
    someone.bot.waitUntil(lambda: settings().kept_days is None)
    someone.press(someone.window.header.history)
    someone.bot.waitUntil(lambda: someone.reads("until you delete them"))


@pytest.mark.parametrize(("answer", "there"), [("Keep", 2), ("Delete", 0)])
def test_all_are_deleted_only_for_sure(person: MakePerson, answer: str, there: int) -> None:
    fill(1, 2)
    someone = person()
    page = open_settings(someone)

    waiting = QTimer()

    def say() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            waiting.stop()
            [button] = [one for one in box.buttons() if one.text() == answer]
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    waiting.timeout.connect(say)
    waiting.start(50)
    someone.press(page.delete)
    if not there:
        someone.bot.waitUntil(lambda: someone.reads("All earlier checks are deleted"))
    assert left() == there


def test_a_public_service_measures_only_once_it_is_chosen(person: MakePerson) -> None:
    someone = person(World())
    page = open_settings(someone)
    assert page.services[""].isChecked()
    someone.press(page.services["ndt7"])
    someone.bot.waitUntil(lambda: settings() == Settings(public_service="ndt7"))
    someone.press(page.back)
    someone.finish()
    assert someone.desktop.journey.checking.consented == {"ndt7"}


def test_a_disk_that_refuses_is_told(person: MakePerson, data: Path) -> None:
    someone = person()
    page = open_settings(someone)
    (data / "settings.json").mkdir()
    someone.press(page.services["cloudflare"])
    someone.bot.waitUntil(lambda: someone.reads("the disk is full"))
    assert page.services[""].isChecked()
    (data / "history.sqlite3").mkdir()
    page.delete_wanted.emit()
    someone.bot.waitUntil(lambda: someone.reads("could not be deleted"))


def test_shifts_and_folders_are_a_press_away(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    someone = person()
    page = open_settings(someone)
    someone.press(page.folder)
    assert opened == [str(data_folder())]
    someone.press(page.shifts)
    someone.wait_for_page(someone.desktop.before_shift.page)
    someone.press(someone.desktop.before_shift.page.back)
    someone.wait_for_page(page)


def test_it_starts_with_the_session_only_where_a_tray_would_show_it(
    person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = person()
    assert not open_settings(someone).autostart.isEnabled()
    monkeypatch.setattr(Tray, "is_there", True)
    someone.desktop.settings.open()
    page = someone.desktop.settings.page
    someone.press(page.autostart)
    assert LinuxAutostart(own_command()).is_on()
    assert someone.desktop.preferences.stays
    someone.desktop.settings.open()
    assert page.autostart.isChecked()
    someone.press(page.autostart)
    assert not LinuxAutostart(own_command()).is_on()
    someone.window.hide()
    someone.desktop.start_hidden()
    assert not someone.window.isVisible()
    someone.desktop.preferences.stays = False
    someone.desktop.start_hidden()
    assert someone.window.isMinimized()


def test_about_says_of_every_check_what_it_looks_at(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    someone = person()
    someone.press(someone.window.choose.privacy.more)
    page = someone.window.page
    assert isinstance(page, AboutPage)
    someone.settle()
    for fold in page.folds.values():
        someone.press(fold.button)
    said, words = "\n".join(someone.words()), someone.desktop.texts
    for fact in (fact for check in checks() for fact in check.facts):
        assert words(fact.title) in said
        assert words.say(f"fact.{fact.id}.meaning") in said
    assert ("psutil", "BSD-3-Clause") in parts_and_licences()
    assert "psutil" in said
    words.speak("es")
    someone.settle()
    assert page.folds["memory"].is_open
    someone.press(page.licences)
    assert opened[0].endswith("licences")
    keep_settings(Settings(kept_days=None))
    page.arrive()
    someone.settle()
    assert someone.reads("hasta que usted los borre")
