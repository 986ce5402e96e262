"""Estimated quality of a voice call over a line: the E-model of ITU-T G.107 with its default values.

The estimate is for narrow-band speech (G.711 with concealment of lost packets); no call is made. 4.0 and more is
good, 3.6 fair; below 3.1 nearly all listeners are dissatisfied (ITU-T G.109).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from readiness.analysis.line.round_trips import Figure

BASIC_RATING: Final = 93.2
"""R with every impairment at its default (G.107, texts of 2003 to 2015: Ro - Is with the default values)."""

_CODEC_MS = 20.0  # one frame, and what coding it takes
_BUFFERED_JITTERS = 2.0  # how much of the jitter a receiver's buffer holds back
_TALKING_OVER_MS = 177.3  # one-way delay from which people talk over each other
_EQUIPMENT = 0.0  # Ie of G.711
_ROBUSTNESS = 25.1  # Bpl of G.711 with packet-loss concealment (G.113, appendix I)
_RANDOM = 1.0  # BurstR: losses do not cluster


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs: round trip and one-way jitter in ms, loss in %; each with its spread."""

    round_trip: Figure
    jitter: Figure
    loss: Figure


def voice_estimate(inputs: Inputs) -> Figure:
    """Return the estimated mean opinion score (MOS), with the interval that follows from those of the inputs.

    Each input alone is moved to its bounds; the resulting changes are independent and add as squares.
    """
    middle = opinion(rating(inputs.round_trip.value, inputs.jitter.value, inputs.loss.value))
    worse = math.hypot(*(middle - opinion(rating(*moved)) for moved in _moved(inputs, "high")))
    better = math.hypot(*(opinion(rating(*moved)) - middle for moved in _moved(inputs, "low")))
    return Figure(middle, middle - worse, middle + better)


def _moved(inputs: Inputs, bound: str) -> list[tuple[float, float, float]]:
    """Return the inputs, one of them at its bound each time."""
    figures = (inputs.round_trip, inputs.jitter, inputs.loss)
    values = [figure.value for figure in figures]
    ends = [getattr(figure, bound) for figure in figures]
    return [(*values[:i], ends[i], *values[i + 1 :]) for i in range(3)]


def rating(round_trip_ms: float, jitter_ms: float, loss_percent: float) -> float:
    """Return the transmission rating R (G.107, 7): 93.2 less the impairments by delay and loss.

    The mouth-to-ear delay is half the round trip, a jitter buffer of twice the jitter, and the codec delay. Its
    impairment is the usual two-piece approximation of G.107's Id (Cole and Rosenbluth, "Voice over IP performance
    monitoring", ACM Computer Communication Review 31, 2001). Loss impairs by Ie,eff.
    """
    delay = round_trip_ms / 2 + _BUFFERED_JITTERS * jitter_ms + _CODEC_MS
    by_delay = 0.024 * delay + 0.11 * max(delay - _TALKING_OVER_MS, 0.0)
    by_loss = _EQUIPMENT + (95 - _EQUIPMENT) * loss_percent / (loss_percent / _RANDOM + _ROBUSTNESS)
    return BASIC_RATING - by_delay - by_loss


def opinion(r: float) -> float:
    """Return the mean opinion score of a rating (G.107, annex B), from 1 to 4.5."""
    within = min(max(r, 0.0), 100.0)
    # Between 0 and 6.5 the Recommendation's curve dips below the scale.
    return max(1 + 0.035 * within + 7e-6 * within * (within - 60) * (100 - within), 1.0)
