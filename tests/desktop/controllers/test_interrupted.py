"""A check that was interrupted goes on where it was, or is begun anew."""

from __future__ import annotations

import pytest

from readiness.domain.report import Verdict
from readiness.store import journal
from readiness.store.journal import unfinished
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import PATIENCE, Person
from tests.desktop.world import World


def after_an_interruption(person: MakePerson, world: World) -> Person:
    """Somebody who closed the window in the middle of a check, and is back."""
    first = person(World(holding="bandwidth"))
    first.start()
    first.wait_until_known("memory", "cores", "headset")
    first.window.close()
    first.bot.waitUntil(lambda: unfinished() is not None, timeout=PATIENCE)  # the run ends, and lets go of it
    second = person(world)
    second.desktop.load()
    second.bot.waitUntil(second.window.choose.interrupted.isVisible, timeout=PATIENCE)
    return second


def test_an_interrupted_check_goes_on_where_it_was(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "catalogue", lambda: worlds.CATALOGUE)
    world = World()
    second = after_an_interruption(person, world)
    second.press(second.window.choose.interrupted.resume)
    second.say_ready(2)
    second.wait_for_page(second.result)
    assert "memory" not in world.asked
    assert "bandwidth" in world.asked
    assert second.result.view is not None
    assert second.result.view.verdict is Verdict.PASS
    second.bot.waitUntil(lambda: unfinished() is None)


def test_an_interrupted_check_can_be_started_again(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "catalogue", lambda: worlds.CATALOGUE)
    world = World()
    second = after_an_interruption(person, world)
    second.press(second.window.choose.interrupted.forget)
    second.say_ready(2)
    second.wait_for_page(second.result)
    assert "memory" in world.asked
