"""How busy the computer is with other programs."""

from __future__ import annotations

from readiness.checks.base import Stage
from readiness.checks.load import CHECK, SECONDS
from readiness.checks.registry import checks
from readiness.domain.facts import Measured, Reason, Unmeasured
from tests.checks.fake_computer import REFUSAL, Computer, FakeLoad, measured
from tests.checks.sessions import Watched


def test_memory_and_load() -> None:
    session = Watched()
    readings = measured(CHECK, Computer(), session)

    available, load = readings["memory.available"], readings["processor.load"]
    assert isinstance(available, Measured)
    assert isinstance(load, Measured)
    assert (available.value, available.unit) == (4.0, "GiB")
    assert (load.value, load.unit, load.spread) == (12.5, "%", 2.5)
    assert [progress.seconds for progress in session.shown if isinstance(progress, Stage)] == [SECONDS]


def test_each_is_refused_alone() -> None:
    readings = measured(CHECK, Computer(_load=FakeLoad(percent=None)), Watched())

    assert readings["processor.load"] == Unmeasured(Reason.UNSUPPORTED, REFUSAL)
    assert isinstance(readings["memory.available"], Measured)


def test_the_load_is_watched_before_the_speed_test_makes_its_own() -> None:
    ids = [check.id for check in checks()]

    assert ids.index("load") < ids.index("bandwidth")
