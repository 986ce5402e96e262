"""Measures the internet connection.

``measure`` carries out a plan and tells what happens; ``readings_of`` turns that into
readings. Plan and events are declared in ``readiness.analysis.line.speed_test``.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator

from readiness.analysis.line.speed_test import SpeedEvent, SpeedPlan, readings_of
from readiness.machine.speed.receipts import Receipts

__all__ = ["Speed", "SpeedPlan", "measure", "readings_of"]


def measure(plan: SpeedPlan, cancel: threading.Event, receipts: Receipts | None = None) -> Iterator[SpeedEvent]:
    """Measure what the plan asks for: see ``engine.measure``."""
    # The engine takes libraries, which the measuring server in this package must do without.
    from readiness.machine.speed import engine

    return engine.measure(plan, cancel, receipts)


class Speed:
    """This machine's internet connection: the port that checks see. ``receipts`` are what servers sign of it."""

    def __init__(self) -> None:
        self.receipts = Receipts()

    def run(self, plan: SpeedPlan, cancel: threading.Event) -> Iterator[SpeedEvent]:
        """Measure what the plan asks for, one event after another; ends early on ``cancel``."""
        return measure(plan, cancel, self.receipts)
