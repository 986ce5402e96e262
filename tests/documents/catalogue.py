"""The vocabulary these tests write profiles in: every kind of fact, under real names."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from readiness.analysis.computer.processor_name import FAMILIES, VENDORS
from readiness.domain.facts import Catalogue, FactDef, Kind
from readiness.domain.reference import Statistic

_FACTS: Final = (
    FactDef("processor.vendor", Kind.CHOICE, choices=VENDORS),
    FactDef("processor.family", Kind.CHOICE, choices=FAMILIES),
    FactDef("processor.generation", Kind.NUMBER),
    FactDef("processor.model", Kind.TEXT),
    FactDef("processor.cores", Kind.NUMBER),
    FactDef("processor.threads", Kind.NUMBER),
    FactDef("processor.clock", Kind.NUMBER, "GHz"),
    FactDef("memory.installed", Kind.NUMBER, "GiB"),
    FactDef("memory.usable", Kind.NUMBER, "GiB"),
    FactDef("network.download", Kind.NUMBER, "Mbit/s"),
    FactDef("network.upload", Kind.NUMBER, "Mbit/s"),
    FactDef("network.latency", Kind.NUMBER, "ms", statistics=tuple(Statistic), to_servers=True, under_load=True),
    FactDef("network.latency_loaded_down", Kind.NUMBER, "ms", statistics=tuple(Statistic)),
    FactDef("network.latency_loaded_up", Kind.NUMBER, "ms", statistics=tuple(Statistic)),
    FactDef("network.jitter", Kind.NUMBER, "ms"),
    FactDef(
        "headset.connection",
        Kind.CHOICE,
        choices=("usb", "analog", "bluetooth", "wireless_dongle", "built_in", "none"),
    ),
    FactDef("headset.wired", Kind.YES_NO),
    FactDef("headset.in_use", Kind.YES_NO),
    FactDef("headset.model", Kind.TEXT),
    FactDef("microphone.noise_floor", Kind.NUMBER, "dBov(A)"),
    FactDef("microphone.speech_level", Kind.NUMBER, "dBov"),
    FactDef("microphone.speech_to_noise", Kind.NUMBER, "dB"),
    FactDef("microphone.noise_leq", Kind.NUMBER, "dBov(A)"),
    FactDef("microphone.speech_to_noise_flat", Kind.NUMBER, "dB"),
    FactDef("microphone.disturbed", Kind.NUMBER, "%"),
    FactDef("microphone.clipping", Kind.NUMBER),
    FactDef("os.family", Kind.CHOICE, choices=("windows", "macos", "linux")),
    FactDef("os.version", Kind.VERSION),
    # No check provides a set yet; the language has them.
    FactDef("network.reachable", Kind.SET),
    FactDef("audio.effects", Kind.SET, choices=("noise_reduction", "echo_cancelling", "gain_control")),
)
CATALOGUE: Final[Catalogue] = MappingProxyType({fact.id: fact for fact in _FACTS})
