"""Before a shift: what is measured, what is taken over, and what is told."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from readiness.desktop.controllers import before_shift
from readiness.desktop.state.preferences import Preferences
from readiness.domain.facts import Facts, Reason
from readiness.domain.freshness import Trait
from readiness.domain.shifts import WORKDAYS, Shifts
from readiness.engine.checkup import report_on
from readiness.store.history import History
from readiness.text import LANGUAGES
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import PATIENCE, Person, process
from tests.desktop.shifts.conftest import go_to_settings, shifts_of
from tests.desktop.world import World

WITHOUT_LATENCY = [one for one in worlds.PROFILE["requirements"] if one["id"] not in {"room", "latency"}]


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
    someone.world.traits = {**someone.world.traits, Trait.BOOT: "another"}
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
    someone.window.pages.go_to(someone.questions)
    before = shifts_of(someone)
    before.alarm.rang.emit()
    process()
    assert someone.window.page is someone.questions
    someone.window.pages.go_to(someone.window.choose)
    before.alarm.looked.emit()
    someone.wait_for_page(someone.running)


def test_a_second_look_at_one_thing_does_not_stand_in_for_the_check_that_is_due(person: MakePerson) -> None:
    someone = checked(person)
    before = shifts_of(someone)
    someone.wait_for_page(someone.result)
    checking = someone.desktop.journey.checking
    someone.world.holding = "memory"
    checking.begin_again("en", ["memory.installed"])
    before.alarm.rang.emit()
    someone.bot.waitUntil(lambda: "memory" in someone.world.asked, timeout=PATIENCE)
    assert "headset" not in someone.world.asked
    someone.world.hold.set()
    someone.bot.waitUntil(lambda: not checking.running, timeout=PATIENCE)
    before.alarm.looked.emit()
    someone.wait_for_page(someone.running)
    assert not checking.again


def test_a_check_that_nobody_came_to_is_not_made_hours_after_the_shift_began(person: MakePerson) -> None:
    someone = checked(person)
    someone.window.pages.go_to(someone.questions)
    before = shifts_of(someone)
    before.alarm.rang.emit()
    before._clock = lambda: datetime.now(UTC) + timedelta(minutes=76)
    someone.window.pages.go_to(someone.window.choose)
    before.alarm.looked.emit()
    process()
    assert not someone.desktop.journey.checking.running
    assert someone.window.page is someone.window.choose


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notification_has_room_for_what_it_says(person: MakePerson, language: str) -> None:
    texts = person(World(), language=language).desktop.texts
    steps = "Use a cable of 1.5 m. " + "And so on for very long. " * 20
    memory = {"id": "memory", "title": "Memory", "fact": "memory.installed", "unit": "GiB", "required": {"min": 64}}
    for fix, end in (
        ("Add some. Or not.", "Add some. Or not."),
        (steps, "Use a cable of 1.5 m."),
        ("y" * 400, "yyyy…"),
    ):
        document = worlds.document(worlds.profile(requirements=[{**memory, "fix": {"text": fix}}]))
        facts = {fact.id: World().reading(fact) for fact in worlds.FACTS["memory"]}
        now = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
        told = before_shift.first_to_do([report_on(document, Facts(facts), now, now)], texts)
        assert len(told) <= 250
        assert told.startswith("Memory")
        assert told.endswith(end)
