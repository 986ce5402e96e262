"""Sockets of a sound chip."""

from __future__ import annotations

import pytest

from readiness.analysis.headset.in_use import Box, Port, PortKind, Side
from readiness.analysis.headset.jack import jack_signs
from tests.analysis.headset.audio_evidence import chip

HEADSET = Port("analog-input-headset-mic", Side.INPUT, available=True, active=True)
HEADPHONES = Port("analog-output-headphones", Side.OUTPUT, available=True, active=True)
SPEAKERS = Port("analog-output-speaker", Side.OUTPUT, active=True)
INTERNAL = Port("analog-input-internal-mic", Side.INPUT, active=True)
SOCKET = Port("analog-input-mic", Side.INPUT, available=True, active=True)


@pytest.mark.parametrize(
    ("name", "side", "kind"),
    [
        ("analog-input-headset-mic", Side.INPUT, PortKind.HEADSET_MICROPHONE),
        ("analog-input-headphone-mic", Side.INPUT, PortKind.HEADSET_MICROPHONE),
        ("[In] Headset", None, PortKind.HEADSET_MICROPHONE),
        ("[Out] Headset", None, PortKind.HEADPHONES),
        ("Headset Mic Jack", None, PortKind.HEADSET_MICROPHONE),
        ("Headphone Jack", None, PortKind.HEADPHONES),
        ("headset-output", Side.OUTPUT, PortKind.HEADPHONES),
        ("analog-input-internal-mic", Side.INPUT, PortKind.INTERNAL_MICROPHONE),
        ("[In] Mic1", None, PortKind.OTHER_MICROPHONE),
        ("analog-output-speaker", Side.OUTPUT, PortKind.SPEAKERS),
        ("hdmi-output-0", Side.OUTPUT, PortKind.OTHER),
    ],
)
def test_ports_are_known_by_name(name: str, side: Side | None, kind: PortKind) -> None:
    assert Port(name, side).kind is kind


def unplugged(port: Port) -> Port:
    return Port(port.name, port.side, available=False, active=port.active)


def silent(port: Port) -> Port:
    return Port(port.name, port.side, available=None, active=port.active)


@pytest.mark.parametrize(
    ("listens", "plays", "wired", "because"),
    [
        (HEADSET, HEADPHONES, True, "jack_headset"),
        (HEADSET, SPEAKERS, False, "jack_loudspeakers"),
        (INTERNAL, HEADPHONES, False, "own_microphone"),
        (INTERNAL, SPEAKERS, False, "own_microphone"),
        (unplugged(HEADSET), HEADPHONES, False, "jack_no_microphone"),
        (HEADSET, unplugged(HEADPHONES), False, "jack_no_headphones"),
        (silent(HEADSET), HEADPHONES, None, "jack_unknown"),
        (HEADSET, silent(HEADPHONES), None, "jack_unknown"),
        (SOCKET, HEADPHONES, None, "jack_unknown"),
        (None, None, False, "built_in"),
    ],
)
def test_what_the_ports_in_use_tell(listens: Port | None, plays: Port | None, wired: bool | None, because: str) -> None:  # noqa: FBT001 - of a table
    (sign,) = jack_signs(Box(chip(listens, plays)))
    assert (sign.wired, sign.because.id) == (wired, f"headset.{because}")
