"""The tray and the window: hidden, come back, closed, and ended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSystemTrayIcon

from readiness.desktop.shifts.tray import Tray, verdict_icon
from readiness.desktop.shifts.watch import Watch
from readiness.domain.report import Verdict
from tests.desktop.conftest import MakePerson
from tests.desktop.shifts.conftest import go_to_settings, shifts_of
from tests.desktop.world import World


@pytest.mark.usefixtures("told")
def test_closing_ends_the_program_unless_the_person_chose_otherwise(person: MakePerson) -> None:
    someone = person()
    someone.choose()
    closed: list[bool] = []
    someone.window.closed.connect(lambda: closed.append(True))
    before = go_to_settings(someone)
    someone.press(before.page.stays)
    someone.window.close()
    assert (someone.window.isVisible(), closed) == (False, [])
    before.tray.open.trigger()
    assert someone.window.isVisible()
    someone.window.close()
    before.tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
    assert not someone.window.isVisible()
    before.tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert someone.window.isVisible()
    someone.press(before.page.stays)
    assert not someone.window.stays
    someone.press(before.page.stays)
    before.tray.quit.trigger()
    assert (someone.window.isVisible(), closed) == (False, [True])


@pytest.mark.usefixtures("told")
def test_a_hidden_program_wakes_the_desktop_once_a_look(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = person()
    before = go_to_settings(someone)
    someone.press(before.page.stays)
    someone.window.close()
    asked: list[Tray] = []

    def there(tray: Tray) -> bool:
        asked.append(tray)
        return True

    monkeypatch.setattr(Tray, "is_there", property(there))
    before.alarm.look()
    assert asked == [before.tray]


@pytest.mark.usefixtures("told")
def test_a_hidden_window_comes_back_when_the_tray_goes(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = person()
    before = go_to_settings(someone)
    someone.press(before.page.stays)
    someone.window.close()
    before.alarm.look()
    assert not someone.window.isVisible()
    monkeypatch.setattr(Tray, "is_there", property(lambda _: False))
    before.alarm.look()
    assert someone.window.isVisible()
    assert not someone.window.stays


def test_a_tray_that_comes_later_is_used(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = person()
    before = shifts_of(someone)
    before.alarm.look()
    assert not before.tray.icon.isVisible()
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    before.alarm.look()
    assert before.tray.icon.isVisible()
    before.tray.hide()


@pytest.mark.usefixtures("told")
def test_the_end_of_the_session_is_not_held_up(person: MakePerson) -> None:
    someone = person()
    before = go_to_settings(someone)
    someone.press(before.page.stays)
    assert someone.window.stays
    before.eventFilter(someone.window, QEvent(QEvent.Type.User))
    assert someone.window.stays
    before.eventFilter(someone.window, QEvent(QEvent.Type.Quit))
    assert not someone.window.stays


def test_without_a_tray_the_window_stays_an_ordinary_one(person: MakePerson) -> None:
    someone = person()
    someone.desktop.preferences.stays = True
    before = go_to_settings(someone)
    assert not before.page.stays.isEnabled()
    assert someone.reads("No check is planned.")
    assert "This desktop has no tray" in before.page.stays.accessibleDescription()
    before.page.times[0].setCurrentIndex(1)
    before.page.times[0].activated.emit(1)
    assert someone.desktop.preferences.stays  # what another desktop allows is not forgotten
    assert someone.reads("The program must be running then.")
    someone.press(before.page.back)
    someone.window.close()
    assert not someone.window.isVisible()


HIDDEN = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from readiness.desktop.application import Desktop
from readiness.desktop.state.preferences import Preferences
from tests.fakes import NoMachine
app = QApplication([])
desktop = Desktop(app, NoMachine(), Preferences(sys.argv[1]), language="en")
desktop.window.show()
desktop.window.hide()
QTimer.singleShot(50, desktop.before_shift.tray.quit.trigger)
sys.exit(app.exec())
"""


def test_quitting_ends_a_program_whose_window_is_hidden(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HIDDEN, str(tmp_path / "window.ini")]
    assert subprocess.run(command, timeout=30, check=False).returncode == 0


def test_every_verdict_has_a_shape_of_its_own() -> None:
    outlines = []
    for verdict in (*Verdict, None):
        picture: QImage = verdict_icon(verdict).pixmap(22, 22).toImage()
        outlines.append(
            "".join("#" if picture.pixelColor(x, y).alpha() > 127 else "." for y in range(22) for x in range(22))
        )
    assert len(set(outlines)) == len(outlines)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["No check yet", "", "Check now", "Open", "", "Quit"]),
        ("es", ["Aún sin comprobar", "", "Comprobar ahora", "Abrir", "", "Salir"]),
        ("ja", ["チェックはまだありません", "", "今すぐチェック(C)", "開く(O)", "", "終了(Q)"]),
    ],
)
def test_the_menu(person: MakePerson, language: str, words: list[str]) -> None:
    someone = person(World(), language=language)
    menu = shifts_of(someone).tray.menu
    assert [action.text().replace("&", "") for action in menu.actions()] == words


@pytest.mark.usefixtures("told")
def test_the_second_of_two_programs_ends_with_its_window_and_takes_over_when_the_first_is_gone(
    person: MakePerson,
) -> None:
    other = Watch()
    assert other.take()
    someone = person()
    before = go_to_settings(someone)
    someone.press(before.page.stays)
    assert (someone.window.stays, before.tray.icon.isVisible()) == (False, False)
    before.alarm.look()
    assert not someone.window.stays
    other.let_go()
    before.alarm.look()
    assert someone.window.stays
