"""Tests of when Python looks through everything that was made."""

from __future__ import annotations

import gc
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

    usual = gc.get_threshold()
    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)
    gc.set_threshold(*usual)
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
    kept = [[number] for number in range(400_000)]
    assert len(kept) == 400_000
    assert set(looks) == {0, 1}


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
