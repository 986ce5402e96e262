"""Tests of when Python looks through everything that was made."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop import garbage_collection
from readiness.desktop.garbage_collection import GarbageCollection


class _Checking:
    running = False


class _Journey(QObject):
    finished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.checking = _Checking()


@pytest.fixture
def looks() -> Iterator[list[int]]:
    """Collect the generations that are looked through, and leave Python's collector as it was."""
    found: list[int] = []

    def note(phase: str, about: dict[str, int]) -> None:
        if phase == "start":
            found.append(about["generation"])

    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)
    gc.enable()
    gc.unfreeze()


@pytest.fixture
def journey() -> _Journey:
    """Return what leads through checks; none is running."""
    return _Journey()


def _collector(qtbot: QtBot, journey: _Journey, *, shown: bool = True) -> tuple[GarbageCollection, QWidget]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = QWidget()
    qtbot.addWidget(window)
    if shown:
        window.show()
    made = GarbageCollection(app, window)
    made.settle(journey)  # type: ignore[arg-type] # it has what is asked of one
    return made, window


def _turn(state: Qt.ApplicationState) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.applicationStateChanged.emit(state)


@pytest.mark.usefixtures("qapp")
def test_much_is_made_without_a_look_through_everything(qtbot: QtBot, journey: _Journey, looks: list[int]) -> None:
    """GIVEN a window WHEN very much is made that stays THEN only what is new is looked through."""
    _collector(qtbot, journey)
    looks.clear()
    kept = list[list[int]]()
    for size in range(1, 9):
        kept += [[number] for number in range(50_000)]
        qtbot.waitUntil(lambda size=size: len(looks) == size, timeout=20_000)  # type: ignore[misc] # mypy: no default
    assert set(looks) == {0, 1}


class _Circle:
    """Holds itself, and notes on which thread it is let go of."""

    def __init__(self, ended_on: list[int]) -> None:
        self.itself = self
        self._ended_on = ended_on

    def __del__(self) -> None:
        self._ended_on.append(threading.get_ident())


@pytest.mark.usefixtures("qapp", "looks")
def test_what_holds_itself_ends_on_the_windows_thread(qtbot: QtBot, journey: _Journey) -> None:
    """GIVEN a thread that makes much WHEN what holds itself is let go of there THEN it ends on the window's thread."""
    _collector(qtbot, journey)
    ended_on = list[int]()

    def work() -> None:
        for _ in range(1000):
            _Circle(ended_on)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: len(ended_on) == 1000, timeout=20_000)
    assert set(ended_on) == {threading.get_ident()}


def test_everything_is_looked_through_when_the_person_turns_away(
    qtbot: QtBot, journey: _Journey, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN that much was made WHEN the person turns to another program THEN all is looked through, not on return."""
    monkeypatch.setattr(garbage_collection, "_WORTH_IT", 0)
    _collector(qtbot, journey)
    looks.clear()
    _turn(Qt.ApplicationState.ApplicationActive)
    assert 2 not in looks
    _turn(Qt.ApplicationState.ApplicationInactive)
    assert 2 in looks


def test_little_is_not_worth_a_look(qtbot: QtBot, journey: _Journey, looks: list[int]) -> None:
    """GIVEN a look just now WHEN the person turns away again THEN there is none."""
    _collector(qtbot, journey)
    gc.collect()
    looks.clear()
    _turn(Qt.ApplicationState.ApplicationInactive)
    assert 2 not in looks


def test_no_check_is_held_up(
    qtbot: QtBot, journey: _Journey, looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """GIVEN a check that listens WHEN the person turns away THEN nothing is looked through until it ended, hidden."""
    monkeypatch.setattr(garbage_collection, "_WORTH_IT", 0)
    _, window = _collector(qtbot, journey)
    journey.checking.running = True
    looks.clear()
    _turn(Qt.ApplicationState.ApplicationInactive)
    assert 2 not in looks
    journey.checking.running = False
    journey.finished.emit(())
    assert 2 not in looks  # its result is looked at
    window.hide()
    journey.finished.emit(())
    assert 2 in looks
