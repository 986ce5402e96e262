"""A desktop on a screen nobody sees, put away after each test."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from readiness.desktop.application import Desktop
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.state.preferences import Preferences
from tests.desktop.person import Person
from tests.desktop.world import World
from tests.fakes import NoMachine

MakePerson = Callable[..., Person]


@pytest.fixture(autouse=True)
def _garbage_on_this_thread_alone() -> Iterator[None]:
    """Let no worker look for garbage, as in the program: an object of Qt must end on its own thread."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def person(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MakePerson]:
    """Put a person before a window: ``person(world, language="es")``."""
    made: list[Person] = []

    def make(world: World | None = None, *, language: str = "en", scheme: Scheme = Scheme.LIGHT) -> Person:
        world = world or World()
        preferences = Preferences(tmp_path / "window.ini")
        preferences.scheme = scheme
        desktop = Desktop(
            qapp, NoMachine(), preferences, language=language, among=world.checks, traits=lambda _: world.traits
        )
        made.append(Person(qtbot, desktop, world))
        desktop.window.show()
        qtbot.waitExposed(desktop.window)
        desktop.window.activateWindow()
        return made[-1]

    yield make
    for one in made:
        one.leave()
