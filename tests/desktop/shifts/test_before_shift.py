"""Checks before shifts: from the tray or the window, on time, once, and never without a way back to the window."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSystemTrayIcon

from readiness.desktop.preferences import Preferences
from readiness.desktop.shifts import before_shift
from readiness.desktop.shifts.alarm import Alarm, wall_clock
from readiness.desktop.shifts.before_shift import BeforeShift
from readiness.desktop.shifts.tray import Tray, verdict_icon
from readiness.domain.facts import Reason
from readiness.domain.lasting import Change
from readiness.domain.report import Verdict
from readiness.domain.shifts import WORKDAYS, Shifts
from readiness.store.history import History
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import PATIENCE, Person, process
from tests.desktop.world import World

SHIFTS = Shifts((time(9), time(14, 30)), frozenset({0, 1, 2, 3, 4, 5, 6}), 20)
WITHOUT_LATENCY = [one for one in worlds.PROFILE["requirements"] if one["id"] not in {"room", "latency"}]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """A desktop with a tray, and everything that is told from it."""
    messages: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(Tray, "is_there", property(lambda _: True))
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _self, title, text, _icon: messages.append((title, text))
    )
    return messages


def checked(person: MakePerson) -> Person:
    """Somebody who has made a full check."""
    someone = person()
    someone.finish(worlds.profile(requirements=WITHOUT_LATENCY))
    someone.bot.waitUntil(is_kept, timeout=PATIENCE)
    someone.world.asked.clear()
    return someone


def is_kept() -> bool:
    """Whether a check is in the history."""
    with History() as history:
        return bool(history.checks())


def shifts_of(someone: Person) -> BeforeShift:
    return someone.desktop.before_shift


def go_to_settings(someone: Person) -> BeforeShift:
    someone.window.go_to(someone.window.choose)
    someone.press(someone.window.choose.shifts)
    assert someone.window.page is shifts_of(someone).page
    return shifts_of(someone)


# ------------------------------------------------------------------ the check


def test_a_quick_check_measures_what_may_have_changed_and_dates_the_rest(person: MakePerson) -> None:
    someone = checked(person)
    before = someone.desktop.journey.checking.facts["memory.installed"]
    someone.press(go_to_settings(someone).page.check)
    someone.say_ready(2)
    someone.wait_for_page(someone.result)
    assert someone.world.asked == ["headset", "microphone", "bandwidth"] or set(someone.world.asked) == {
        "system",
        "headset",
        "microphone",
        "bandwidth",
    }
    assert someone.desktop.journey.checking.facts["memory.installed"] == before
    assert not someone.running.why.isVisibleTo(someone.running)
    assert "Ready" in shifts_of(someone).tray.status.text()


def test_after_a_restart_it_is_a_full_check_and_says_why(person: MakePerson) -> None:
    someone = checked(person)
    someone.world.traits = {**someone.world.traits, Change.BOOT: "another"}
    someone.world.holding = "processor"
    someone.press(go_to_settings(someone).page.check)
    someone.wait_for_page(someone.running)
    assert someone.reads("The computer was restarted since the last check.")
    someone.desktop.texts.speak("ja")
    assert someone.reads("前回のチェックの後に、パソコンが再起動されました。")
    someone.world.hold.set()
    someone.say_ready(2)
    someone.wait_for_page(someone.result)
    assert {"processor", "memory"} <= set(someone.world.asked)


def test_without_an_earlier_check_the_window_opens_where_one_begins(person: MakePerson) -> None:
    someone = person()
    someone.choose()
    before = shifts_of(someone)
    someone.window.hide()
    before.tray.check.trigger()
    assert not before.tray.check.isEnabled()
    someone.bot.waitUntil(someone.window.isVisible, timeout=PATIENCE)
    assert someone.window.page is someone.window.choose
    assert before.tray.check.isEnabled()


def test_where_nobody_answers_nothing_failed_and_one_message_says_what_to_do(
    person: MakePerson, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(before_shift, "PATIENCE_SECONDS", 0.2)
    someone = checked(person)
    someone.window.hide()
    shifts_of(someone).alarm.rang.emit()
    shifts_of(someone).alarm.rang.emit()  # one at a time
    someone.bot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    assert someone.window.isVisible()  # it came when somebody was needed
    [(title, text)] = told
    assert title == "Can\u2019t say yet"
    assert text.splitlines() == [
        "Quiet room: Somebody was needed for this, and nobody was there.",
        "Check again and follow what the screen asks for; it takes a few seconds.",
    ]
    noise = someone.desktop.journey.checking.facts["microphone.noise_floor"]
    assert getattr(noise, "reason", None) is Reason.SKIPPED
    assert someone.world.asked.count("headset") == 1


def test_nobody_is_torn_away_from_a_question(person: MakePerson) -> None:
    someone = checked(person)
    someone.window.go_to(someone.questions)
    before = shifts_of(someone)
    before.alarm.rang.emit()
    process()
    assert someone.window.page is someone.questions
    someone.window.go_to(someone.window.choose)
    before.alarm.looked.emit()
    someone.wait_for_page(someone.running)


def test_what_is_not_met_is_told_and_what_is_met_is_not(
    person: MakePerson, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = checked(person)
    monkeypatch.setattr(type(someone.window), "isActiveWindow", lambda _: False)
    before = shifts_of(someone)
    for answers, count in ((worlds.GOOD, 0), ({**worlds.GOOD, "network.upload": 3.1}, 1)):
        someone.world.answers = dict(answers)
        before.tray.check.trigger()
        someone.say_ready(2)
        someone.wait_for_page(someone.result)
        someone.bot.waitUntil(before.tray.check.isEnabled, timeout=PATIENCE)
        assert len(told) == count
    assert told[0][0] == "Not ready yet"
    assert told[0][1].startswith("Upload speed: 3.1")
    assert "Connect by cable" in told[0][1]


# ------------------------------------------------------------------ tray and window


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
from readiness.desktop.preferences import Preferences
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


# ------------------------------------------------------------------ the alarm


class Clock:
    """A clock on the wall that a test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 0)  # noqa: DTZ001 - a wall clock has no zone

    def __call__(self) -> datetime:
        return self.now

    def set(self, hours: int, minutes: int) -> None:
        self.now = self.now.replace(hour=hours, minute=minutes)


@pytest.fixture
def clock() -> Clock:
    return Clock()


Rings = Callable[[int, int], int]


@pytest.fixture
def rings(tmp_path: Path, clock: Clock) -> Iterator[Rings]:
    """Let the clock show a time, have it looked at, and return how often it has rung."""
    preferences = Preferences(tmp_path / "window.ini")
    preferences.shifts = SHIFTS
    alarm, rung = Alarm(preferences, None, clock), []
    alarm.rang.connect(lambda: rung.append(clock.now))
    alarm.start()

    def looked(hours: int, minutes: int) -> int:
        clock.set(hours, minutes)
        alarm.look()
        return len(rung)

    yield looked
    alarm.stop()


def test_it_rings_once_before_each_shift(rings: Rings) -> None:
    assert [rings(8, 39), rings(8, 40), rings(8, 41), rings(14, 9), rings(14, 10)] == [0, 1, 1, 1, 2]


def test_what_was_missed_asleep_is_made_up_for_once(rings: Rings) -> None:
    assert [rings(8, 20), rings(9, 30), rings(9, 31)] == [0, 1, 1]


def test_what_was_missed_for_too_long_is_not(rings: Rings) -> None:
    assert [rings(8, 20), rings(10, 30)] == [0, 0]


def test_a_clock_that_is_set_back_does_not_ring_again(rings: Rings) -> None:
    assert [rings(8, 45), rings(8, 30), rings(8, 45), rings(8, 50)] == [1, 1, 1, 1]


def test_a_program_that_is_started_again_does_not_ring_again(tmp_path: Path, clock: Clock, rings: Rings) -> None:
    assert rings(8, 45) == 1
    clock.set(8, 30)
    again = Alarm(Preferences(tmp_path / "window.ini"), None, clock)
    rung: list[bool] = []
    again.rang.connect(lambda: rung.append(True))
    again.start()
    clock.set(8, 46)
    again.look()
    again.stop()
    assert rung == []
    assert again.next_check == clock.now.replace(hour=14, minute=10)


def test_the_wall_clock_has_no_zone() -> None:
    assert wall_clock().tzinfo is None
    assert abs(wall_clock() - datetime.now().astimezone().replace(tzinfo=None)) < timedelta(seconds=5)


# ------------------------------------------------------------------ settings


def test_settings_are_kept(person: MakePerson, tmp_path: Path) -> None:
    someone = person()
    preferences = someone.desktop.preferences
    assert (preferences.shifts, preferences.stays, preferences.made_up_to) == (Shifts(), False, None)
    before = go_to_settings(someone)
    page = before.page
    page.times[0].setCurrentIndex(9 * 4 + 1)
    page.times[2].setCurrentIndex(14 * 4 + 3)
    page.before.setCurrentIndex(3)
    someone.press(page.days[5])
    process()
    again = Preferences(tmp_path / "window.ini")
    assert again.shifts == Shifts((time(9), time(14, 30)), WORKDAYS | {5}, 20)
    someone.press(page.back)
    assert go_to_settings(someone).page.shifts == again.shifts
    assert before.alarm.next_check is not None


@pytest.mark.parametrize("damage", [{"times": "9 o'clock"}, {"times": "09:00", "minutes_before": "soon"}])
def test_settings_that_cannot_be_read_count_as_none(tmp_path: Path, damage: dict[str, str]) -> None:
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    for key, value in damage.items():
        store.setValue(f"shifts/{key}", value)
    store.sync()
    assert Preferences(tmp_path / "window.ini").shifts == Shifts()
