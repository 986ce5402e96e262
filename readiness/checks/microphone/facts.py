"""The microphone's facts."""

from __future__ import annotations

from typing import Final

from readiness.domain.facts import FactDef, Kind
from readiness.domain.freshness import Freshness

BANDWIDTHS: Final = ("narrow", "wide", "super_wide", "full")
"""As telephony names them: up to 4, 8 and 12 kHz, and beyond."""

PROCESSING: Final = ("gate", "suppression", "gain_control")
"""What may have processed the sound before it arrived."""

NOISE_FACTS: Final = (
    FactDef("microphone.noise_floor", Kind.NUMBER, "dBov(A)"),
    FactDef("microphone.noise_leq", Kind.NUMBER, "dBov(A)"),
    FactDef("microphone.disturbed", Kind.NUMBER, "%"),
    # With no hum, the most there can be under the noise: a limit can be held against it.
    FactDef("microphone.hum", Kind.NUMBER, "dBov"),
)
"""Facts that a silence alone tells."""

SPEECH_FACTS: Final = (
    FactDef("microphone.speech_level", Kind.NUMBER, "dBov", freshness=Freshness.VOICE),
    FactDef("microphone.speech_to_noise", Kind.NUMBER, "dB", freshness=Freshness.VOICE),
    FactDef("microphone.speech_to_noise_flat", Kind.NUMBER, "dB", freshness=Freshness.VOICE),
    # How many times the wave was cut off. A count, because a share would round to nothing.
    FactDef("microphone.clipping", Kind.NUMBER, freshness=Freshness.VOICE),
    FactDef("microphone.bandwidth", Kind.CHOICE, choices=BANDWIDTHS, freshness=Freshness.VOICE),
)
"""Facts that need somebody to read aloud."""

TRANSPORT_FACTS: Final = (
    FactDef("microphone.dropouts", Kind.NUMBER),
    FactDef("microphone.processing", Kind.SET, choices=PROCESSING, freshness=Freshness.VOICE),
)
"""Facts that any recording tells, and silence and reading together tell best."""

FACTS: Final = (*NOISE_FACTS, *SPEECH_FACTS, *TRANSPORT_FACTS)
NOISE_IDS: Final = frozenset(fact.id for fact in NOISE_FACTS)
SPEECH_IDS: Final = frozenset(fact.id for fact in SPEECH_FACTS)
TRANSPORT_IDS: Final = frozenset(fact.id for fact in TRANSPORT_FACTS)
