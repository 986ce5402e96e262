"""What happens in a speed test becomes readings; a limit is held or not, whichever way it points."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readiness.analysis.line.speed_test import (
    DOWNLOAD,
    LOSS,
    Decided,
    Found,
    NotFound,
    Phase,
    PhaseStarted,
    RateFound,
    RatePoint,
    Relation,
    ServerChosen,
    Source,
    SpeedQuestion,
    Verdict,
    readings_of,
    statistics_of,
)
from readiness.analysis.line.throughput import Estimate
from readiness.domain.facts import Measured, Reason, Unmeasured
from readiness.domain.message import message
from readiness.domain.reference import Statistic

METHOD = message("method.bytes_received", flows=8)
SOURCE = Source("speed.example", datetime(2026, 11, 1, tzinfo=UTC), 2.5, 7.25, (("flows", "8"),))


@pytest.mark.parametrize(
    ("relation", "held", "more"),
    [(">=", (25.0, 26.0), True), (">", (26.0,), True), ("<=", (24.0, 25.0), False), ("<", (24.0,), False)],
)
def test_a_limit_is_held_from_one_side(relation: str, held: tuple[float, ...], more: bool) -> None:  # noqa: FBT001
    asked = Relation(relation)
    assert tuple(value for value in (24.0, 25.0, 26.0) if asked.holds(value, 25.0)) == held
    assert asked.wants_more is more


def test_events_become_readings() -> None:
    refused = Unmeasured(Reason.DENIED, message("unmeasured.speed_denied", server="a", status=403))
    lost, question = Measured(0.5, "%", METHOD), SpeedQuestion(DOWNLOAD, Relation.AT_LEAST, 25.0)
    readings = readings_of(
        [
            PhaseStarted(Phase.SERVER, 8.0),
            ServerChosen("speed.example", "LibreSpeed"),
            RatePoint(DOWNLOAD, 0.5, 90.0),
            RateFound(DOWNLOAD, Estimate(98.7654, 0.4, 0.2, 30, 0.0), METHOD, SOURCE),
            Found(LOSS, lost),
            Decided(question, Verdict.PASS, 0.99, 0.7, 1.6, "speed.example", METHOD),
            NotFound("network.upload", refused),
        ]
    )
    assert list(readings) == [DOWNLOAD, LOSS, "network.upload"]
    assert readings[LOSS] is lost
    download = readings[DOWNLOAD]
    assert isinstance(download, Measured)
    assert (download.value, download.unit, download.spread, download.samples) == (98.765, "Mbit/s", 0.4, 30)
    assert download.evidence == {"server": "speed.example", "seconds": "2.50", "megabytes": "7.250", "flows": "8"}
    assert readings["network.upload"] is refused


@pytest.mark.parametrize(
    ("values", "median", "p95", "worst"),
    [
        ([3.0], 3.0, 3.0, 3.0),
        ([4.0, 1.0, 3.0, 2.0], 2.5, 4.0, 4.0),
        ([float(i) for i in range(100, 0, -1)], 50.5, 95.0, 100.0),
        ([1.0] * 19 + [9.0], 1.0, 1.0, 9.0),
    ],
)
def test_a_series_has_a_middle_a_95th_of_100_and_a_largest(
    values: list[float], median: float, p95: float, worst: float
) -> None:
    found = statistics_of(values)
    assert (found[Statistic.MEDIAN], found[Statistic.P95], found[Statistic.WORST]) == (median, p95, worst)
