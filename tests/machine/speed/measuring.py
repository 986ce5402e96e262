"""Whole measurements on loopback, and what is left of them."""

from __future__ import annotations

import gc
import threading
import time

import psutil

from readiness.analysis.line.speed_test import DOWNLOAD, LATENCY, SPEED_FACTS, UPLOAD, Form, SpeedPlan
from readiness.domain.facts import Reading, Reason, Unmeasured
from readiness.machine.speed import measure, readings_of

RATES = frozenset({LATENCY, DOWNLOAD, UPLOAD})


def failure(reading: Reading) -> tuple[Reason, str]:
    assert isinstance(reading, Unmeasured), reading
    assert reading.detail is not None
    assert reading.remedy is not None
    return reading.reason, reading.detail.id.removeprefix("unmeasured.")


def measured(*servers: str, facts: frozenset[str] = frozenset(SPEED_FACTS), seconds: float = 0.4) -> dict[str, Reading]:
    return readings_of(measure(SpeedPlan(facts, servers, seconds=seconds, form=Form.QUICK), threading.Event()))


def open_sockets() -> int:
    gc.collect()
    return sum(connection.status != psutil.CONN_LISTEN for connection in psutil.Process().net_connections("tcp"))


def closed_down_to(sockets: int) -> bool:
    """Wait for the server's threads, which close their ends a moment after ours."""
    end = time.monotonic() + 3
    while open_sockets() > sockets and time.monotonic() < end:
        time.sleep(0.02)
    return open_sockets() <= sockets
