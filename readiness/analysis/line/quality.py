"""Readings from a stream of probes: round trips idle and under load, jitter, loss, and a voice quality estimate.

``figure`` returns a fact with its interval, which decides questions; ``reading`` returns the same as a reading for
the report, or the reason why there is none.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from readiness.analysis.line.call_quality import Inputs, rating, voice_estimate
from readiness.analysis.line.round_trips import (
    ALONE,
    Figure,
    Jitter,
    Probe,
    Window,
    busiest,
    jitter,
    loss,
    lost_on_the_way_there,
    quantile,
    round_trips,
    without_sent_again,
)
from readiness.analysis.line.speed_test import (
    CALL_QUALITY,
    JITTER,
    LATENCY,
    LATENCY_LOADED_DOWN,
    LATENCY_LOADED_UP,
    LOSS,
    SeriesLimit,
    Source,
    SpeedQuestion,
    Verdict,
    statistics_of,
)
from readiness.domain.facts import Bound, Measured, Reading, Reason, Unmeasured
from readiness.domain.message import Message, message
from readiness.domain.reference import Statistic

QUALITY_FACTS: Final = (LATENCY, JITTER, LATENCY_LOADED_DOWN, LATENCY_LOADED_UP, LOSS, CALL_QUALITY)
"""The facts that a probe stream yields, in the order in which they become known."""

CERTIFYING: Final = 300
"""With so many probes on the idle line and none lost, the loss is under 1 % (0.05 ** (1 / 300) is 0.99)."""

FEWEST: Final = 5
"""The number of round trips below which nothing can be told."""

ONE_HOLD_UP: Final = 0.75
"""Seconds. A radio that scans, or a busy computer, delays everything for less than that."""


@dataclass(frozen=True, slots=True)
class Probed:
    """What a probe stream saw: every probe, and the probing method ``way`` (``method.way.<way>`` is its name).

    ``way_beside`` is the method used during transfers, if it differs. ``tells_loss``: a probe that did not return was
    lost by the line. ``over_tcp``: lost packets are sent again, so that they arrive late instead.
    """

    probes: tuple[Probe, ...]
    way: str
    server: str
    tells_loss: bool = True
    over_tcp: bool = False
    way_beside: str = ""

    def of(self, windows: Iterable[Window]) -> list[Probe]:
        """Return the probes of these windows."""
        wanted = frozenset(windows)
        return [probe for probe in self.probes if probe.window in wanted]

    @property
    def quiet(self) -> list[float]:
        """The round trips on the idle line, in seconds."""
        trips = round_trips(self.of(ALONE))
        return without_sent_again(trips) if self.over_tcp else trips


# ------------------------------------------------------------------ figures


def figure(fact: str, probed: Probed) -> Figure | None:
    """Return the value of a fact in its own unit with its bounds; None if too little was seen."""
    return _KINDS[fact].figure(probed)


def _latency(probed: Probed) -> Figure | None:
    trips = probed.quiet
    return quantile(trips, 0.5).scaled(1e3) if len(trips) >= FEWEST else None


def _loaded(window: Window) -> Callable[[Probed], Figure | None]:
    def found(probed: Probed) -> Figure | None:
        probes = probed.of({window})
        known = busiest(probes)
        return known.scaled(1e3) if known and len(round_trips(probes)) >= FEWEST else None

    return found


def _jitter(probed: Probed) -> Jitter | None:
    trips = probed.quiet
    return jitter(probed.of(ALONE), trips) if len(trips) >= FEWEST else None


def _one_way_jitter(probed: Probed) -> Figure | None:
    found = _jitter(probed)
    return found.one_way.scaled(1e3) if found else None


def _loss(probed: Probed) -> Figure | None:
    counted = loss(probed.of(ALONE)) if probed.tells_loss else None
    return counted.share.scaled(100) if counted else None


def _inputs(probed: Probed) -> Inputs | None:
    known = [found for found in (_latency(probed), _one_way_jitter(probed), _loss(probed)) if found]
    return Inputs(*known) if len(known) == 3 else None  # noqa: PLR2004 - all of them


def _voice(probed: Probed) -> Figure | None:
    inputs = _inputs(probed)
    return voice_estimate(inputs) if inputs else None


# ------------------------------------------------------------------ questions


def verdict(question: SpeedQuestion, known: Figure) -> tuple[Verdict, float]:
    """Decide a question by a figure: PASS or FAIL only if the whole interval lies on one side of the limit.

    Returns the verdict, and the probability (0.5 to 1) that the line lies on the side of the value.
    """
    holds = [question.relation.holds(end, question.limit) for end in (known.low, known.value, known.high)]
    sure = all(holds) or not any(holds)
    away = question.limit - known.value
    width = known.high - known.value if away >= 0 else known.value - known.low
    confidence = statistics.NormalDist().cdf(1.96 * abs(away) / width) if width else 1.0
    if not sure:
        return Verdict.UNSURE, confidence
    return (Verdict.PASS if holds[0] else Verdict.FAIL), confidence


# ------------------------------------------------------------------ limits on a series


def hangs_on_one_hold_up(limit: SeriesLimit, probed: Probed) -> bool:
    """Return whether a limit is missed on the idle line, but might be met without one hold-up.

    All probes delayed by the same hold-up are one observation. A limit on the largest value is excepted: it is a
    limit on hold-ups.
    """
    trips = probed.quiet
    if limit.fact != LATENCY or limit.statistic is Statistic.WORST or not trips or _is_met(limit, trips):
        return False
    late = [probe.sent for probe in probed.of(ALONE) if _is_late(probe, limit)]
    rests = (_without(probed, since) for since in late)
    return any(not rest or _is_met(limit, rest) for rest in rests)


def loaded_hangs_on_one_hold_up(question: SpeedQuestion, probed: Probed) -> bool:
    """Return whether a limit under load is missed, but might be met without one hold-up.

    A full queue stays full for as long as the load lasts. A radio that scans, or a busy computer, makes a single
    second as slow.
    """
    known = figure(question.fact, probed)
    if known is None or question.relation.holds(known.value, question.limit):
        return False
    probes = _KINDS[question.fact].probes(probed)
    late = (one.sent for one in probes if one.round_trip and not _holds(question, one.round_trip))
    rests = ([one for one in probes if not since <= one.sent < since + ONE_HOLD_UP] for since in late)
    return any((found := busiest(rest)) is not None and _holds(question, found.value) for rest in rests)


def _holds(question: SpeedQuestion, seconds: float) -> bool:
    return question.relation.holds(1e3 * seconds, question.limit)


def _is_late(probe: Probe, limit: SeriesLimit) -> bool:
    return probe.round_trip is not None and not limit.relation.holds(1e3 * probe.round_trip, limit.limit)


def _is_met(limit: SeriesLimit, trips: list[float]) -> bool:
    found = statistics_of([1e3 * trip for trip in trips])[limit.statistic]
    return limit.relation.holds(found, limit.limit)


def _without(probed: Probed, since: float) -> list[float]:
    """Return the idle round trips without those of the probes sent during one hold-up."""
    kept = (probe for probe in probed.probes if not since <= probe.sent < since + ONE_HOLD_UP)
    return replace(probed, probes=tuple(kept)).quiet


# ------------------------------------------------------------------ readings


def reading(fact: str, probed: Probed, source: Source) -> Reading:
    """Return the reading of a fact, or why it could not be measured."""
    kind = _KINDS[fact]
    known = kind.figure(probed)
    if known is None:
        return _missing(fact, probed)
    return Measured(
        round(known.value, 3),
        kind.unit,
        method(fact, probed),
        samples=len(kind.probes(probed)),
        spread=round(known.spread, 3),
        at=source.at,
        evidence={**source.evidence, "way": _way(fact, probed), **kind.seen(probed)},
        statistics=_series(fact, probed),
        # None lost: only that there is no more loss than so many probes would have shown.
        bound=Bound.AT_MOST if fact == LOSS and not known.value else Bound.EXACT,
    )


def _series(fact: str, probed: Probed) -> Mapping[Statistic, float]:
    """Return the statistics of a series of round trips, in ms, that profiles may ask for; empty for other facts."""
    if fact == LATENCY:
        return statistics_of([1e3 * trip for trip in probed.quiet])
    if fact in {LATENCY_LOADED_DOWN, LATENCY_LOADED_UP}:
        return statistics_of([1e3 * trip for trip in round_trips(_KINDS[fact].probes(probed))])
    return {}


def method(fact: str, probed: Probed) -> Message:
    """Return how a fact was measured, as a message."""
    kind = _KINDS[fact]
    name = kind.method
    if fact == JITTER:
        found = _jitter(probed)
        name = "method.jitter_per_direction" if found and found.up else "method.jitter_shared"
    return message(name, samples=len(kind.probes(probed)), way=Message(f"method.way.{_way(fact, probed)}"))


def _way(fact: str, probed: Probed) -> str:
    loaded = fact in {LATENCY_LOADED_DOWN, LATENCY_LOADED_UP}
    return probed.way_beside if loaded and probed.way_beside else probed.way


def _missing(fact: str, probed: Probed) -> Unmeasured:
    if fact in {LOSS, CALL_QUALITY} and not probed.tells_loss:
        return Unmeasured(
            Reason.UNSUPPORTED,
            message("unmeasured.speed_loss_hidden", server=probed.server),
            message("remedy.speed_ask_for_echo"),
        )
    return Unmeasured(
        Reason.TIMED_OUT,
        message("unmeasured.speed_no_round_trips", server=probed.server),
        message("remedy.speed_try_again"),
    )


# ------------------------------------------------------------------ what else was seen, for the report; times in ms


def _seen_of_latency(probed: Probed) -> dict[str, str]:
    trips = probed.quiet
    return {"p95": _ms(quantile(trips, 0.95).value), "lowest": _ms(min(trips))}


def _seen_of_load(window: Window) -> Callable[[Probed], dict[str, str]]:
    def seen(probed: Probed) -> dict[str, str]:
        trips = round_trips(probed.of({window}))
        return {"median": _ms(statistics.median(trips)), "highest": _ms(max(trips))}

    return seen


def _seen_of_jitter(probed: Probed) -> dict[str, str]:
    found = _jitter(probed)
    assert found  # noqa: S101 - else there is no reading
    ways = {"up": found.up, "down": found.down}
    return {
        "round_trip_changes": _ms(found.round_trip.value),
        "rfc3550_smoothed": _ms(found.smoothed),
        "p95_minus_p50": _ms(found.p95_p50),
        **{name: _ms(one.value) for name, one in ways.items() if one},
    }


def _seen_of_loss(probed: Probed) -> dict[str, str]:
    beside = probed.of({Window.DOWN, Window.UP})
    return {
        "lost": _lost(probed.of(ALONE)),
        **({"lost_beside_transfers": _lost(beside)} if beside else {}),
        **_lost_by_direction(probed),
    }


def _lost_by_direction(probed: Probed) -> dict[str, str]:
    """Return the loss in each direction on the idle line, if the server counts what reaches it."""
    stretches = [list(run) for window, run in itertools.groupby(probed.probes, _window) if window in ALONE]
    found = [one for run in stretches if (one := lost_on_the_way_there(run))]
    up, down = (sum(one[way] for one in found) for way in (0, 1))
    return {"lost_up": str(up), "lost_down": str(down)} if found else {}


def _seen_of_voice(probed: Probed) -> dict[str, str]:
    inputs = _inputs(probed)
    assert inputs  # noqa: S101 - else there is no reading
    values = {"round_trip": inputs.round_trip.value, "jitter": inputs.jitter.value, "loss": inputs.loss.value}
    return {**{name: f"{value:.3f}" for name, value in values.items()}, "rating": f"{rating(*values.values()):.1f}"}


def _window(probe: Probe) -> Window:
    return probe.window


def _lost(probes: list[Probe]) -> str:
    return f"{sum(probe.back is None for probe in probes)}/{len(probes)}"


def _ms(seconds: float) -> str:
    return f"{1e3 * seconds:.3f}"


# ------------------------------------------------------------------ fact by fact


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a fact is derived from a probe stream: its figure, the probes it rests on, and its evidence."""

    figure: Callable[[Probed], Figure | None]
    probes: Callable[[Probed], list[Probe]]
    seen: Callable[[Probed], dict[str, str]]
    method: str
    unit: str = "ms"


def _quiet(probed: Probed) -> list[Probe]:
    return probed.of(ALONE)


def _beside(window: Window) -> _Kind:
    return _Kind(_loaded(window), lambda probed: probed.of({window}), _seen_of_load(window), "method.latency_loaded")


_KINDS: Final[Mapping[str, _Kind]] = {
    LATENCY: _Kind(_latency, _quiet, _seen_of_latency, "method.latency"),
    JITTER: _Kind(_one_way_jitter, _quiet, _seen_of_jitter, "method.jitter_shared"),
    LATENCY_LOADED_DOWN: _beside(Window.DOWN),
    LATENCY_LOADED_UP: _beside(Window.UP),
    LOSS: _Kind(_loss, _quiet, _seen_of_loss, "method.loss", "%"),
    CALL_QUALITY: _Kind(_voice, _quiet, _seen_of_voice, "method.voice_estimate", "MOS"),
}
