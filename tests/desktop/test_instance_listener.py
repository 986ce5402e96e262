"""The program started again: the window that is there comes to the front, with what was to be opened."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from readiness import __version__
from readiness.desktop.instance_listener import InstanceListener
from readiness.store.show_request import ShowRequest
from readiness.store.single_instance import SingleInstance
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import PATIENCE, Person
from tests.desktop.shifts.conftest import shifts_of
from tests.desktop.world import World
from tests.rigs.processes import wait_until
from tests.rigs.screen import Screen, needs_screen

PROGRAM = (sys.executable, "-m", "readiness")
TITLES = "Home-office|teletrabajo"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[SingleInstance]:
    """The place that the window of the test holds."""
    held = SingleInstance(tmp_path / "window", "here")
    assert held.take()
    yield held
    held.leave()


def listening(someone: Person, place: SingleInstance) -> None:
    listener = InstanceListener(place, someone.window, someone.desktop.hand_overs.give_way)
    listener.again.connect(someone.desktop.hand_overs.show_request)
    someone.window.closed.connect(listener.leave)
    listener.listen()


def call(someone: Person, place: SingleInstance, word: ShowRequest) -> list[bool]:
    """Start the program again, on the same desktop; what came of it."""
    done: list[bool] = []
    other = SingleInstance(place.folder, "here")
    thread = threading.Thread(target=lambda: done.append(other.call(word, patience=10_000)))
    thread.start()
    someone.bot.waitUntil(lambda: bool(done), timeout=PATIENCE)
    thread.join()
    other.leave()
    return done


def test_a_hidden_window_comes_back_with_the_file(person: MakePerson, place: SingleInstance, tmp_path: Path) -> None:
    someone = person()
    listening(someone, place)
    file = tmp_path / "asked.json"
    file.write_bytes(worlds.profile())
    someone.window.setWindowState(Qt.WindowState.WindowMaximized)
    someone.window.hide()
    assert call(someone, place, ShowRequest((str(file),), "es")) == [True]
    assert (someone.window.isVisible(), someone.window.isMaximized()) == (True, True)
    assert someone.desktop.texts.language == "es"
    assert someone.desktop.preferences.language is None  # it was asked for this once
    someone.window.showMinimized()
    assert call(someone, place, ShowRequest(language="xx")) == [True]
    assert (someone.window.isMinimized(), someone.window.isMaximized()) == (False, True)


def test_a_check_goes_on_and_what_came_meanwhile_is_told_and_opened_after_it(
    person: MakePerson, place: SingleInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = person(World(holding="bandwidth"))
    listening(someone, place)
    opened: list[str] = []
    monkeypatch.setattr(someone.desktop, "open_file", lambda path: opened.append(path.name))
    someone.start()
    for name in ("one.json", "two.json", "one.json"):
        call(someone, place, ShowRequest((str(tmp_path / name),)))
    someone.window.dropped.emit(str(tmp_path / "three.json"))
    assert someone.reads("Opens on the first page after this check: one.json, two.json, and three.json")
    assert someone.window.page is someone.running
    someone.desktop.texts.speak("ja")
    assert someone.reads("このチェックのあと、最初の画面で開きます\uff1aone.json、two.json、three.json")
    someone.desktop.texts.speak("en")
    someone.world.hold.set()
    someone.say_ready(2)
    someone.wait_for_page(someone.result)
    assert opened == []
    someone.press(someone.result.other)
    someone.bot.waitUntil(lambda: bool(opened), timeout=PATIENCE)
    assert opened == ["one.json", "two.json", "three.json"]
    assert not someone.running.deferred.isVisibleTo(someone.running)


def test_only_a_hidden_window_at_rest_gives_way_to_another_version(person: MakePerson, place: SingleInstance) -> None:
    someone = person(World(holding="bandwidth"))
    listening(someone, place)
    closed: list[bool] = []
    someone.window.closed.connect(lambda: closed.append(True))
    newer = ShowRequest(version=__version__ + "1")
    assert (call(someone, place, newer), closed) == ([True], [])
    someone.start()
    someone.window.hide()
    assert (call(someone, place, newer), someone.window.isVisible(), closed) == ([True], True, [])
    someone.world.hold.set()
    someone.say_ready(2)
    someone.wait_for_page(someone.result)
    someone.window.hide()
    assert (call(someone, place, newer), closed) == ([False], [True])
    assert not place.is_ours


def test_what_cannot_be_watched_is_left_to_others(
    person: MakePerson, place: SingleInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = person()
    monkeypatch.setattr("PySide6.QtCore.QFileSystemWatcher.addPath", lambda *_: False)
    listening(someone, place)
    assert not place.is_ours
    listening(someone, place)


def test_a_click_in_the_dock_shows_a_hidden_window(person: MakePerson) -> None:
    someone = person()
    someone.window.hide()
    someone.desktop.hand_overs.show_if_hidden(Qt.ApplicationState.ApplicationInactive)
    assert not someone.window.isVisible()
    someone.desktop.hand_overs.show_if_hidden(Qt.ApplicationState.ApplicationActive)
    assert someone.window.isVisible()


def test_a_file_that_the_system_hands_over_is_shown(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = person()
    opened: list[str] = []
    monkeypatch.setattr(someone.desktop, "open_file", lambda path: opened.append(path.name))
    shifts_of(someone)
    someone.window.hide()
    someone.desktop.hand_overs.show_file("asked.readiness")
    assert (someone.window.isVisible(), opened) == (True, ["asked.readiness"])


@needs_screen
def test_the_real_program_started_again(tmp_path: Path) -> None:
    file = tmp_path / "asked.json"
    file.write_bytes(worlds.profile())
    with Screen() as screen:
        first = screen.start(*PROGRAM)
        window = screen.wait_for_window("Home-office")
        wait_until(lambda: words_are_read(screen), 60)
        screen.run("xdotool", "windowminimize", "--sync", window)
        second = screen.start(*PROGRAM, "--open", str(file), "--lang", "es")
        second.wait(60)
        assert (second.process.returncode, second.said) == (0, "")
        wait_until(lambda: screen.windows("teletrabajo") == [window], 60)
        wait_until(lambda: screen.run("xdotool", "getactivewindow", check=False).stdout.strip() == window, 60)
        recent = Path(screen.environment["XDG_CONFIG_HOME"], "readiness", "window.ini")
        wait_until(lambda: recent.is_file() and file.name in recent.read_text(encoding="utf-8"), 60)
        hidden = screen.start(*PROGRAM, "--hidden")
        hidden.wait(60)
        assert (hidden.process.returncode, screen.windows(TITLES)) == (0, [window])
        os.killpg(first.process.pid, signal.SIGSTOP)
        other = screen.start(*PROGRAM)  # the first hangs: better two windows than none
        wait_until(lambda: len(screen.windows(TITLES)) == 2, 60)
        for started in (first, other):
            os.killpg(started.process.pid, signal.SIGKILL)
            started.process.wait()
        wait_until(lambda: not screen.windows(TITLES), 60)
        last = screen.start(*PROGRAM)
        screen.close(screen.wait_for_window("Home-office"))
        last.wait(60)
        assert (last.process.returncode, [one.said for one in (first, other, last)]) == (0, ["", "", ""])


def words_are_read(screen: Screen) -> bool:
    """Whether the window that was started listens."""
    held = list(Path(screen.environment["READINESS_DATA"], "window").glob("*.held"))
    return bool(held) and held[0].read_bytes()[1:].isdigit()
