"""Hints at a session from afar."""

from __future__ import annotations

import pytest

from readiness.checks.session import CHECK
from readiness.domain.facts import Measured, Reason, Unmeasured
from tests.checks.fake_computer import REFUSAL, Computer, FakeSession, measured


@pytest.mark.parametrize("afar", [True, False])
def test_the_hint_is_shown_with_what_gave_it(*, afar: bool) -> None:
    reading = measured(CHECK, Computer(_session=FakeSession(afar)))["system.remote_session"]

    assert isinstance(reading, Measured)
    assert (reading.value, reading.evidence) == (afar, {"source": "fake session"})


def test_a_hint_that_cannot_be_read_is_no_violation() -> None:
    reading = measured(CHECK, Computer(_session=FakeSession(None)))["system.remote_session"]

    assert reading == Unmeasured(Reason.UNSUPPORTED, REFUSAL)
