"""Combines an earlier reading aloud with today's silence, for checks in which nobody reads aloud."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from readiness.checks.microphone.facts import NOISE_IDS
from readiness.domain.facts import Measured, Reading, Unmeasured
from readiness.domain.message import message

NOISE_THEN: Final = "LAeq"
"""The evidence key for the noise at the time of the reading aloud, in dBov(A)."""

_NOISE: Final = "microphone.noise_leq"
_DISTANCES: Final = frozenset({"microphone.speech_to_noise", "microphone.speech_to_noise_flat"})


def with_earlier(alone: Mapping[str, Reading], earlier: Mapping[str, Reading]) -> dict[str, Reading]:
    """Return today's silence readings, completed by an earlier reading aloud on the same devices.

    The distance between voice and noise shrinks by the amount by which the room has become louder; a quieter room
    adds nothing. If today's silence could not be measured, the microphone may not work, and the earlier voice does
    not count either.
    """
    return {fact: _carried(fact, reading, earlier, alone) for fact, reading in alone.items()}


def _carried(fact: str, reading: Reading, earlier: Mapping[str, Reading], alone: Mapping[str, Reading]) -> Reading:
    before, noise = earlier.get(fact), alone[_NOISE]
    if before is None or fact in NOISE_IDS:
        return reading
    if isinstance(noise, Unmeasured):
        return noise
    if isinstance(before, Unmeasured) or fact not in _DISTANCES:
        return before
    return _above(before, noise) or reading


def _above(before: Measured, noise: Measured) -> Measured | None:
    """Return the distance from today's noise; None if the noise at that time is not known."""
    then = _level(before.evidence.get(NOISE_THEN, ""))
    if then is None or not isinstance(before.value, float) or not isinstance(noise.value, float):
        return None
    louder = noise.value - then
    spread = round(math.hypot(before.spread or 0.0, noise.spread or 0.0), 1)
    if louder <= spread:
        return before
    evidence = {**before.evidence, f"{NOISE_THEN} now": f"{noise.value:.1f} dBov(A)"}
    method = message("method.microphone_speech_to_noise_now")
    return replace(before, value=round(before.value - louder, 1), spread=spread, method=method, evidence=evidence)


def _level(text: str) -> float | None:
    number, _, unit = text.partition(" ")
    try:
        return float(number) if unit == "dBov(A)" else None
    except ValueError:
        return None
