"""Readings and answers from a probe stream, and what it must not claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from readiness.analysis.line.quality import (
    CERTIFYING,
    QUALITY_FACTS,
    Probed,
    figure,
    hangs_on_one_hold_up,
    loaded_hangs_on_one_hold_up,
    reading,
    verdict,
)
from readiness.analysis.line.round_trips import Figure, Probe, Window, busiest
from readiness.analysis.line.speed_test import (
    CALL_QUALITY,
    JITTER,
    LATENCY,
    LATENCY_LOADED_DOWN,
    LATENCY_LOADED_UP,
    LOSS,
    Relation,
    SeriesLimit,
    Source,
    SpeedQuestion,
    Verdict,
)
from readiness.domain.facts import Bound, Measured, Reading, Reason, Unmeasured
from readiness.domain.reference import Statistic

SOURCE = Source("near.example (UDP echo)", datetime(2026, 11, 1, tzinfo=UTC), 7.5, 0.036)
SPACING = 0.02


def stream(window: Window, trips: list[float | None], *, stamped: bool = False, start: float = 0.0) -> list[Probe]:
    """Probes of one window with these round trips in seconds; None was lost."""
    probes = []
    for i, trip in enumerate(trips):
        sent = start + i * SPACING
        back = None if trip is None else sent + trip
        reached = sent + trip / 2 + 500 if stamped and trip is not None else None
        probes.append(Probe(sent, window, back, reached))
    return probes


QUIET = [0.030, 0.032, 0.031, 0.030, 0.034] * 60
LOADED = [0.085, 0.090, 0.088, None, 0.090] * 10


def line(*, tells_loss: bool = True, over_tcp: bool = False, stamped: bool = False, lost: int = 0) -> Probed:
    trips: list[float | None] = [*QUIET[: len(QUIET) - lost], *([None] * lost)]
    probes = (
        *stream(Window.IDLE, trips[:20], stamped=stamped),
        *stream(Window.APART, [0.5] * 5, start=1.0),
        *stream(Window.DOWN, LOADED, start=2.0),
        *stream(Window.UP, [0.130] * 40, start=4.0),
        *stream(Window.AFTER, trips[20:], stamped=stamped, start=6.0),
    )
    return Probed(probes, "udp_echo", "near.example", tells_loss=tells_loss, over_tcp=over_tcp)


def measured(reading: Reading) -> Measured:
    assert isinstance(reading, Measured), reading
    return reading


def test_every_fact_has_value_unit_method_samples_and_where_it_comes_from() -> None:
    seen = line()
    readings = {fact: measured(reading(fact, seen, SOURCE)) for fact in QUALITY_FACTS}
    values = {fact: (one.value, one.unit, one.samples) for fact, one in readings.items()}
    assert values == {
        LATENCY: (31.0, "ms", 300),
        JITTER: (1.693, "ms", 300),
        LATENCY_LOADED_DOWN: (90.0, "ms", 50),
        LATENCY_LOADED_UP: (130.0, "ms", 40),
        LOSS: (0.0, "%", 300),
        CALL_QUALITY: (4.39, "MOS", 300),
    }
    for one in readings.values():
        assert one.at == SOURCE.at
        assert one.method is not None
        assert {"server": SOURCE.server, "seconds": "7.50", "megabytes": "0.036", "way": "udp_echo"}.items() <= dict(
            one.evidence
        ).items()


def test_series_of_round_trips_carry_their_statistics_and_nothing_else_does() -> None:
    found = {fact: dict(measured(reading(fact, line(), SOURCE)).statistics) for fact in QUALITY_FACTS}
    assert found[LATENCY] == {Statistic.MEDIAN: 31.0, Statistic.P95: 34.0, Statistic.WORST: 34.0}
    assert found[LATENCY_LOADED_UP] == {Statistic.MEDIAN: 130.0, Statistic.P95: 130.0, Statistic.WORST: 130.0}
    assert found[JITTER] == found[LOSS] == found[CALL_QUALITY] == {}


def test_the_other_ways_to_name_jitter_are_kept() -> None:
    found = measured(reading(JITTER, line(), SOURCE))
    assert found.method is not None
    assert found.method.id == "method.jitter_shared"
    assert float(found.evidence["round_trip_changes"]) == pytest.approx(1.693 * 2**0.5, abs=0.002)
    assert float(found.evidence["p95_minus_p50"]) == pytest.approx(3.0, abs=0.001)
    assert "rfc3550_smoothed" in found.evidence
    assert "up" not in found.evidence
    stamped = measured(reading(JITTER, line(stamped=True), SOURCE))
    assert stamped.method is not None
    assert stamped.method.id == "method.jitter_per_direction"
    assert {"up", "down"} <= set(stamped.evidence)


def test_none_of_300_lost_is_known_from_above_only_and_one_lost_is_a_value() -> None:
    none = measured(reading(LOSS, line(), SOURCE))
    assert (none.value, none.bound, none.spread) == (0.0, Bound.AT_MOST, 0.994)
    assert (none.evidence["lost"], none.evidence["lost_beside_transfers"]) == ("0/300", "10/90")
    three = measured(reading(LOSS, line(lost=3), SOURCE))
    assert (three.value, three.bound) == (1.0, Bound.EXACT)
    assert three.spread == pytest.approx(2.895 - 1.0, abs=0.002)


def test_a_server_that_counts_tells_the_direction_in_which_packets_get_lost() -> None:
    probes = [replace(probe, received=i) for i, probe in enumerate(stream(Window.IDLE, [0.03] * 10))]
    probes[4] = Probe(probes[4].sent, Window.IDLE)
    after = [replace(probe, received=10 + i) for i, probe in enumerate(stream(Window.AFTER, [0.03] * 9, start=2.0))]
    after[4:] = [Probe(1.99, Window.AFTER), *after[4:]]
    beside = [replace(probe, received=19 + i) for i, probe in enumerate(stream(Window.DOWN, [0.09] * 5, start=3.0))]
    again = [replace(probe, received=24 + i) for i, probe in enumerate(stream(Window.AFTER, [0.03] * 5, start=4.0))]
    seen = Probed((*probes, *after, *beside, *again), "own_echo", "near.example")
    evidence = measured(reading(LOSS, seen, SOURCE)).evidence
    assert (evidence["lost"], evidence["lost_up"], evidence["lost_down"]) == ("2/25", "1", "1")


def test_without_transfers_none_is_told_beside_them() -> None:
    seen = Probed(tuple(stream(Window.AFTER, [0.03] * 20)), "icmp", "near.example")
    assert "lost_beside_transfers" not in measured(reading(LOSS, seen, SOURCE)).evidence


def test_the_voice_estimate_names_its_inputs() -> None:
    found = measured(reading(CALL_QUALITY, line(), SOURCE))
    inputs = {name: found.evidence[name] for name in ("round_trip", "jitter", "loss", "rating")}
    assert inputs == {"round_trip": "31.000", "jitter": "1.693", "loss": "0.000", "rating": "92.3"}
    assert found.spread == pytest.approx(0.08, abs=0.02)


@pytest.mark.parametrize("fact", [LOSS, CALL_QUALITY])
def test_where_tcp_hides_loss_neither_loss_nor_calls_are_rated(fact: str) -> None:
    found = reading(fact, line(tells_loss=False, over_tcp=True), SOURCE)
    assert isinstance(found, Unmeasured)
    assert found.reason is Reason.UNSUPPORTED
    assert found.remedy is not None


@pytest.mark.parametrize("fact", QUALITY_FACTS)
def test_of_too_few_answers_nothing_is_told(fact: str) -> None:
    few = (*stream(Window.IDLE, [0.03, 0.03]), *stream(Window.DOWN, [0.09]), *stream(Window.UP, [0.09]))
    found = reading(fact, Probed(few if fact != LOSS else (), "icmp", "near.example"), SOURCE)
    assert isinstance(found, Unmeasured)
    assert found.reason is Reason.TIMED_OUT
    assert reading(fact, Probed((), "icmp", "near.example"), SOURCE) == found


def test_the_way_that_was_gone_beside_a_transfer_is_named() -> None:
    seen = replace(line(), way="warm", way_beside="connect")
    ways = {fact: measured(reading(fact, seen, SOURCE)).evidence["way"] for fact in (LATENCY, LATENCY_LOADED_UP)}
    assert ways == {LATENCY: "warm", LATENCY_LOADED_UP: "connect"}


def test_what_tcp_sent_again_counts_for_nothing() -> None:
    probes = tuple(stream(Window.IDLE, [*QUIET[:38], 0.26, 0.30]))
    over_tcp = figure(JITTER, Probed(probes, "warm", "near.example", over_tcp=True))
    by_datagrams = figure(JITTER, Probed(probes, "icmp", "near.example"))
    assert over_tcp is not None
    assert by_datagrams is not None
    assert over_tcp.value < 3 < by_datagrams.value


# ------------------------------------------------------------------ a full queue

SAWTOOTH = [0.060 + 0.030 * (i % 40) / 39 for i in range(100)]  # seconds; fills up to 90 ms, overflows, backs off
GROWING = [0.030 + 0.060 * min(i / 80, 1.0) for i in range(120)]


@pytest.mark.parametrize("trips", [SAWTOOTH, GROWING, [0.09] * 12], ids=["sawtooth", "growing", "short"])
def test_a_full_queue_is_told_however_it_came_to_be(trips: list[float]) -> None:
    found = busiest(stream(Window.DOWN, list(trips)))
    assert found is not None
    assert found.value == pytest.approx(0.090, rel=0.05)


def test_one_hiccup_is_no_full_queue() -> None:
    found = busiest(stream(Window.DOWN, [*[0.09] * 30, 0.4, *[0.09] * 30]))
    assert found is not None
    assert found.value == pytest.approx(0.09)


def test_without_answers_there_is_no_queue() -> None:
    assert busiest(stream(Window.DOWN, [None, None])) is None


# ------------------------------------------------------------------ questions

CASES = [
    ("latency <= 50", Figure(31, 30, 33), Verdict.PASS),
    ("latency <= 32", Figure(31, 30, 33), Verdict.UNSURE),
    ("latency <= 25", Figure(31, 30, 33), Verdict.FAIL),
    ("latency > 30", Figure(31, 30, 33), Verdict.UNSURE),
    ("loss <= 1", Figure(0, 0, 0.99), Verdict.PASS),
    ("loss < 0.5", Figure(0, 0, 0.99), Verdict.UNSURE),
    ("loss <= 1", Figure(5, 1.6, 11.3), Verdict.FAIL),
    ("mos >= 4", Figure(4.38, 4.3, 4.38), Verdict.PASS),
    ("mos >= 4.38", Figure(4.38, 4.38, 4.38), Verdict.PASS),
]


@pytest.mark.parametrize(("question", "known", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_question_is_answered_only_when_the_whole_interval_lies_on_one_side(
    question: str, known: Figure, expected: Verdict
) -> None:
    fact, relation, limit = question.split()
    answer, confidence = verdict(SpeedQuestion(fact, Relation(relation), float(limit)), known)
    assert answer is expected
    if expected is Verdict.UNSURE:
        assert 0.5 <= confidence < 0.976
    else:
        assert 0.974 < confidence <= 1


def test_the_certifying_number_of_probes_is_what_one_percent_takes() -> None:
    quiet = Probed(tuple(stream(Window.AFTER, [0.03] * CERTIFYING)), "icmp", "near.example")
    known = figure(LOSS, quiet)
    assert known is not None
    assert known.high < 1
    fewer = replace(quiet, probes=quiet.probes[: CERTIFYING * 9 // 10])
    known = figure(LOSS, fewer)
    assert known is not None
    assert known.high > 1


# ------------------------------------------------------------------ limits on a series

HELD_UP = [0.4 - SPACING * i for i in range(19)]
"""What waits behind the same hold-up comes back at the same moment."""


@pytest.mark.parametrize(
    ("fact", "statistic", "limit", "trips", "hangs"),
    [
        (LATENCY, Statistic.P95, 300, HELD_UP, True),  # nothing else was seen
        (LATENCY, Statistic.P95, 300, [*HELD_UP, *QUIET[:60]], True),
        (LATENCY, Statistic.P95, 300, [*HELD_UP, *QUIET], False),  # it is met
        (LATENCY, Statistic.P95, 20, QUIET, False),  # it is missed all the time
        (LATENCY, Statistic.P95, 300, [*HELD_UP, *QUIET[:60], *HELD_UP], False),  # two of them are the line's own way
        (LATENCY, Statistic.MEDIAN, 100, [*HELD_UP, *QUIET[:10]], True),
        (LATENCY, Statistic.WORST, 300, [*HELD_UP, *QUIET[:60]], False),
        (LATENCY, Statistic.P95, 300, [], False),
        (LATENCY_LOADED_DOWN, Statistic.P95, 300, HELD_UP, False),
    ],
)
def test_one_hold_up_may_be_all_that_a_limit_on_a_series_hangs_on(
    fact: str, statistic: Statistic, limit: float, trips: list[float], *, hangs: bool
) -> None:
    probed = Probed(tuple(stream(Window.IDLE, [*trips])), "udp_echo", "near.example")
    asked = SeriesLimit(fact, statistic, Relation.AT_MOST, limit)
    assert hangs_on_one_hold_up(asked, probed) is hangs


FULL = [0.32] * 100
"""Two seconds of a full queue."""


@pytest.mark.parametrize(
    ("trips", "hangs"),
    [
        ([0.09] * 100, False),  # the limit is met
        ([*[0.09] * 40, *[0.45 - SPACING * i for i in range(20)], *[0.09] * 40], True),  # one of 0.4 s
        (FULL, False),
        ([*[0.09] * 40, *FULL], False),
        ([*[0.09] * 30, *([0.4] * 15), *[0.09] * 60, *([0.4] * 15)], False),  # two of them
        ([None] * 100, False),
    ],
)
def test_a_loaded_line_is_not_held_up_once_for_long(trips: list[float | None], *, hangs: bool) -> None:
    question = SpeedQuestion(LATENCY_LOADED_DOWN, Relation.AT_MOST, 300.0)
    seen = Probed(tuple(stream(Window.DOWN, trips)), "udp_echo", "near.example")
    assert loaded_hangs_on_one_hold_up(question, seen) is hangs
