"""Updates that wait."""

from __future__ import annotations

import pytest

from readiness.checks.updates import CHECK
from readiness.domain.facts import Measured, Reason, Unmeasured
from tests.checks.fake_computer import REFUSAL, Computer, FakeSystem, measured
from tests.checks.sessions import Watched


@pytest.mark.parametrize("waiting", [True, False])
def test_yes_and_no_are_what_the_system_says(*, waiting: bool) -> None:
    reading = measured(CHECK, Computer(_system=FakeSystem(waiting=waiting)), Watched())["os.updates_pending"]

    assert isinstance(reading, Measured)
    assert reading.value is waiting


def test_a_system_that_does_not_say_is_not_up_to_date() -> None:
    reading = measured(CHECK, Computer(_system=FakeSystem(waiting=None)), Watched())["os.updates_pending"]

    assert reading == Unmeasured(Reason.UNSUPPORTED, REFUSAL)
