"""speedtest-cli's own run from beginning to end: a figure many people know, told as what it is.

It counts start-up and end with the rest, so it is some per cent low up to 100 Mbit/s and
far too low above. It is shown beside our own figures for comparison, and never judged.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from readiness.analysis.line.speed_test import DOWNLOAD, LATENCY, UPLOAD
from readiness.domain.facts import Measured, Reading, Unavailable
from readiness.domain.message import Message
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.reactor import Reactor, Stopped
from readiness.machine.speed.servers.ookla import ask_child, read_answer

CLASSIC_FACTS: Final = (DOWNLOAD, UPLOAD, LATENCY)
_PATIENCE = 90.0  # seconds; two directions of 10 s, and servers that are slow to answer
_UNANSWERED_MS = 60_000.0  # what speedtest-cli calls a round trip that never came back is far more


def classic(cancel: threading.Event) -> Mapping[str, Reading]:
    """Let speedtest-cli find a server and measure, in a process of its own; ends at once on ``cancel``."""
    try:
        with Reactor(cancel) as reactor:
            return parse_classic(ask_child(reactor, "classic", patience=_PATIENCE))
    except Stopped:
        return dict.fromkeys(CLASSIC_FACTS, faults.CANCELLED.unmeasured)
    except Unavailable as refusal:
        return dict.fromkeys(CLASSIC_FACTS, refusal.unmeasured)


def parse_classic(text: str) -> Mapping[str, Reading]:
    """Read what the child printed. A rate of nothing is a refusal, not a slow line. Raises Unavailable."""
    answer = read_answer(text)
    try:
        server = f"{answer['sponsor']}, {answer['name']} (speedtest-cli)"
        rates = {fact: _rate(answer[name], server) for fact, name in ((DOWNLOAD, "download"), (UPLOAD, "upload"))}
        return {**rates, LATENCY: _latency(float(answer["latency"]), server)}
    except (KeyError, TypeError, ValueError) as error:
        raise faults.speedtest_cli_failed() from error


def _rate(told: Mapping[str, Any], server: str) -> Reading:
    rate, seconds, moved = (float(told[name]) for name in ("bits_per_second", "seconds", "bytes"))
    if moved <= 0 or rate <= 0:
        return faults.no_data(server).unmeasured
    return _measured(rate / 1e6, "Mbit/s", "method.speedtest_cli", server, seconds=seconds, megabytes=moved / 1e6)


def _latency(milliseconds: float, server: str) -> Reading:
    if not 0 < milliseconds < _UNANSWERED_MS:
        return faults.no_round_trips(server).unmeasured
    return _measured(milliseconds, "ms", "method.speedtest_cli_latency", server)


def _measured(value: float, unit: str, method: str, server: str, **cost: float) -> Measured:
    evidence = {"server": server, **{name: f"{amount:.3f}" for name, amount in cost.items()}}
    return Measured(round(value, 3), unit, Message(method), at=datetime.now(UTC), evidence=evidence)
