"""How long a direction is watched."""

from __future__ import annotations

import threading

import pytest

from readiness.analysis.line.speed_test import DOWNLOAD, Form, SpeedPlan
from readiness.domain.facts import Measured
from readiness.machine.speed import measure, readings_of
from readiness.machine.speed.transfer import transfer
from tests.rigs.librespeed_server import Behaviour, librespeed_server


def test_a_busy_computer_that_counts_seldom_is_given_time_for_as_many_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "TICK_SECONDS", 0.1)  # four counts in the time that is meant
    with librespeed_server(behaviour=Behaviour(rate=100.0)) as server:
        plan = SpeedPlan(frozenset({DOWNLOAD}), (server.url,), seconds=0.4, form=Form.QUICK)
        reading = readings_of(measure(plan, threading.Event()))[DOWNLOAD]
    assert isinstance(reading, Measured), reading
