"""A made-up home office for the terminal: a quiet room, a wired headset, a good line; and ways to spoil it.

The checks, the engine and everything above are real; only the ports are made up.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

import numpy as np

from readiness.analysis.headset.in_use import AudioSnapshot
from readiness.analysis.line.speed_test import (
    CALL_QUALITY,
    DOWNLOAD,
    JITTER,
    LATENCY,
    LATENCY_LOADED_DOWN,
    LATENCY_LOADED_UP,
    LOSS,
    UPLOAD,
    Decided,
    Found,
    NotFound,
    Phase,
    PhaseStarted,
    RateFound,
    RatePoint,
    Source,
    SpeedEvent,
    SpeedPlan,
    Verdict,
)
from readiness.analysis.line.throughput import Estimate
from readiness.domain.facts import Bound, Measured, Reason, Unavailable, Unmeasured
from readiness.domain.message import message
from readiness.machine.speed.receipts import Receipts
from tests.analysis.headset.audio_evidence import bluetooth, chip, seen, usb
from tests.checks.fake_computer import FakeLink
from tests.checks.fake_hardware import GIB, FakeHardware
from tests.rigs.fake_recorder import FakeRecorder
from tests.sounds import Sound, pink, speech

WIRED = seen(*usb("Jabra EVOLVE 20 MS", "0b0e:0300"), *chip())
CORDLESS = seen(*bluetooth("Virtual Buds"), *chip())
NO_SOUND_SERVICE = Unavailable(
    Reason.ABSENT, message("unmeasured.sound_server_stopped"), message("remedy.sound_server")
)
REFUSED = Unmeasured(Reason.OFFLINE, message("unmeasured.speed_implausible", value="0"))


@dataclass
class Audio:
    """The audio port: always the same devices, or a refusal."""

    devices: AudioSnapshot | Unavailable = WIRED

    def snapshot(self) -> AudioSnapshot:
        if isinstance(self.devices, Unavailable):
            raise self.devices
        return self.devices


@dataclass
class Line:
    """The speed port: a line of known rates in Mbit/s, or a server that refuses."""

    down: float = 93.4
    up: float = 18.2
    refused: Unmeasured | None = None
    verdict: Verdict | None = None  # what is said to any question, whatever the rates
    plans: list[SpeedPlan] = field(default_factory=list)
    receipts: Receipts = field(default_factory=Receipts)  # of which its servers give none

    def run(self, plan: SpeedPlan, cancel: threading.Event) -> Iterator[SpeedEvent]:
        self.plans.append(plan)
        source = Source("far.example (LibreSpeed)", datetime.now(UTC), 1.5, 12.0)
        yield PhaseStarted(Phase.SERVER, 1.0)
        if self.refused:
            yield from (NotFound(fact, self.refused) for fact in sorted(plan.facts))
            return
        truth = {DOWNLOAD: self.down, UPLOAD: self.up} | {fact: value for fact, (value, _, _) in TRIPS.items()}
        for question in plan.questions:
            met = question.relation.holds(truth[question.fact], question.limit)
            verdict = self.verdict or (Verdict.PASS if met else Verdict.FAIL)
            yield Decided(
                question, verdict, 0.9996, 0.71, 2.1, source.server, message("method.bytes_received", flows=4)
            )
        for phase, fact, rate in ((Phase.DOWNLOAD, DOWNLOAD, self.down), (Phase.UPLOAD, UPLOAD, self.up)):
            if fact not in plan.facts or cancel.is_set():
                continue
            yield PhaseStarted(phase, 5.0)
            yield RatePoint(fact, 0.5, rate)
            yield RateFound(fact, Estimate(rate, 0.3, 0.5, 20, 0.0), message("method.bytes_received", flows=4), source)
        for fact in [fact for fact in TRIPS if fact in plan.facts]:
            yield Found(fact, _trip(fact, source))


# fact -> value, unit, spread
TRIPS = {
    LATENCY: (25.0, "ms", 1.2),
    LATENCY_LOADED_DOWN: (80.0, "ms", 2.0),
    LATENCY_LOADED_UP: (95.0, "ms", 3.0),
    JITTER: (1.0, "ms", 0.2),
    LOSS: (0.0, "%", 0.99),
    CALL_QUALITY: (4.38, "MOS", 0.08),
}


def _trip(fact: str, source: Source) -> Measured:
    value, unit, spread = TRIPS[fact]
    bound = Bound.AT_MOST if fact == LOSS else Bound.EXACT
    method = message("method.latency", samples=300, way=message("method.way.icmp"))
    return Measured(value, unit, method, 300, spread, source.at, source.evidence, bound=bound)


@cache
def room(noise_dbov: float = -68.0) -> Sound:
    """Four and a half seconds of a room's noise, then somebody reads in it."""
    noise = pink(noise_dbov, 24.0, seed=3)
    spoken = speech(19.5, seed=4)
    return np.asarray(noise + np.concatenate([np.zeros(noise.size - spoken.size), spoken]))


class Home:
    """Every port together."""

    def __init__(self) -> None:
        self.hardware = FakeHardware(installed=16 * GIB, brand="Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz")
        self.audio = Audio()
        self.recorder = FakeRecorder({"Jabra EVOLVE 20 MS in": room()})
        self.speed = Line()
        self.link = FakeLink()
