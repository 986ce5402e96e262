"""The window may be closed at any moment: no hang, no traceback, nothing left."""

from __future__ import annotations

import random
import threading
import time

import pytest
from PySide6.QtTest import QTest

from readiness.store.journal import unfinished
from tests.benchmarks.closings import closings
from tests.desktop import office as offices
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.office import Office
from tests.desktop.person import PATIENCE
from tests.desktop.world import World


@pytest.mark.parametrize("seed", range(12))
def test_closing_at_any_moment(person: MakePerson, seed: int, caplog: pytest.LogCaptureFixture) -> None:
    chance = random.Random(seed)  # noqa: S311 - a moment, not a secret
    someone = person(World(pace=chance.choice([0.0, 0.005]), holding=chance.choice(["", "headset", "bandwidth"])))
    someone.start()
    QTest.qWait(chance.randrange(120))
    if someone.running.voice.button.isVisible():
        someone.say_ready()
        QTest.qWait(chance.randrange(60))
    started = time.monotonic()
    someone.leave()
    assert time.monotonic() - started < 2.0  # what goes on is not waited for
    assert not someone.desktop.journey.checking.running
    QTest.qWait(20)
    assert caplog.records == []


@pytest.mark.skipif(bool(offices.missing()), reason=offices.missing() or "there can be an office")
def test_the_real_window_closed_in_a_real_check_leaves_and_loses_nothing() -> None:
    # A hundred of them: python -m tests.benchmarks.closings
    with Office() as office:
        done = list(closings(3, seed=7, latest=4.0, office=office))
    assert [str(one) for one in done if one.faults] == []


def test_what_was_measured_before_closing_is_offered_next_time(
    person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    from readiness.store import journal

    monkeypatch.setattr(journal, "catalogue", lambda: worlds.CATALOGUE)
    someone = person(World(holding="bandwidth"))
    someone.start()
    someone.wait_until_known("memory", "cores", "headset")
    someone.window.close()
    someone.bot.waitUntil(lambda: unfinished() is not None, timeout=PATIENCE)  # the run ends and lets go of it
    left = unfinished()
    assert left is not None
    assert "memory.installed" in left.facts.readings
    assert "network.download" not in left.facts.readings


def test_a_check_that_is_on_its_way_into_the_history_is_not_lost(
    person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    from readiness.desktop.controllers import history
    from readiness.store import journal

    monkeypatch.setattr(journal, "catalogue", lambda: worlds.CATALOGUE)
    writing, goes_on = threading.Event(), threading.Event()

    def remember(*_: object, **__: object) -> None:
        writing.set()
        goes_on.wait(10)

    monkeypatch.setattr(history, "remember", remember)
    someone = person(World())
    someone.finish()
    assert writing.wait(10)
    monkeypatch.setattr(journal, "is_held", lambda _: False)  # as if the power failed now
    left = unfinished()
    assert left is not None
    assert "network.download" in left.facts.readings
    someone.leave()
    goes_on.set()
    someone.bot.waitUntil(lambda: unfinished() is None)


def test_closing_while_a_file_is_read(person: MakePerson) -> None:
    someone = person()
    someone.desktop.load()
    someone.leave()
