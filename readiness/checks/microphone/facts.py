"""The microphone's facts."""

from __future__ import annotations

from typing import Final

from readiness.domain.facts import FactDef, Kind

BANDWIDTHS: Final = ("narrow", "wide", "super_wide", "full")
"""As telephony names them: up to 4, 8, 12 kHz and beyond."""

NOISE_FACTS: Final = (
    FactDef("microphone.noise_floor", Kind.NUMBER, "dBov(A)"),
    FactDef("microphone.noise_leq", Kind.NUMBER, "dBov(A)"),
    FactDef("microphone.disturbed", Kind.NUMBER, "%"),
)
"""What a silence alone tells."""

SPEECH_FACTS: Final = (
    FactDef("microphone.speech_level", Kind.NUMBER, "dBov"),
    FactDef("microphone.speech_to_noise", Kind.NUMBER, "dB"),
    FactDef("microphone.speech_to_noise_flat", Kind.NUMBER, "dB"),
    # How many times the wave was cut off. A count, because a share would round to nothing.
    FactDef("microphone.clipping", Kind.NUMBER),
    FactDef("microphone.bandwidth", Kind.CHOICE, choices=BANDWIDTHS),
)
"""What needs somebody reading aloud."""

NOISE_IDS: Final = frozenset(fact.id for fact in NOISE_FACTS)
SPEECH_IDS: Final = frozenset(fact.id for fact in SPEECH_FACTS)
