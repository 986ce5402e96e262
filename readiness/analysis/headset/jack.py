"""What the sockets of a sound chip tell: whether a headset is plugged in, and whether it is in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from readiness.analysis.headset.evidence import Box, Form, Port, PortKind
from readiness.domain.message import Message

_MICROPHONES: Final = frozenset(
    {PortKind.HEADSET_MICROPHONE, PortKind.OTHER_MICROPHONE, PortKind.INTERNAL_MICROPHONE},
)
_PLAYERS: Final = frozenset({PortKind.HEADPHONES, PortKind.SPEAKERS})


@dataclass(frozen=True, slots=True)
class JackSign:
    """What a socket shows: a headset (True), no headset (False), or that it cannot tell (None)."""

    wired: bool | None
    because: Message


def jack_signs(box: Box) -> Iterator[JackSign]:
    """Return the sign of a chip's sockets: at most one."""
    inputs = _in_use(port for port in box.ports if port.kind in _MICROPHONES)
    outputs = _in_use(port for port in box.ports if port.kind in _PLAYERS)
    if not inputs and not outputs:
        if Form.BUILT_IN in box.forms:
            yield JackSign(wired=False, because=Message("headset.built_in"))
        else:
            yield JackSign(wired=None, because=Message("headset.jack_unknown"))
    else:
        yield _judged(inputs, outputs)


def _in_use(ports: Iterable[Port]) -> tuple[Port, ...]:
    """Return the port in use; all ports if the system does not tell."""
    listed = tuple(ports)
    return tuple(port for port in listed if port.active) or listed


def _judged(inputs: tuple[Port, ...], outputs: tuple[Port, ...]) -> JackSign:
    outside = [port for port in inputs if port.kind is not PortKind.INTERNAL_MICROPHONE]
    sockets = [port for port in outputs if port.kind is PortKind.HEADPHONES]
    if inputs and not outside:
        return JackSign(wired=False, because=Message("headset.own_microphone"))
    if outside and all(port.available is False for port in outside):
        return JackSign(wired=False, because=Message("headset.jack_no_microphone"))
    if outputs and not sockets and outputs[0].active:
        return JackSign(wired=False, because=Message("headset.jack_loudspeakers"))
    if sockets and all(port.available is False for port in sockets):
        return JackSign(wired=False, because=Message("headset.jack_no_headphones"))
    headset = any(port.kind is PortKind.HEADSET_MICROPHONE and port.available for port in outside)
    if headset and any(port.available for port in sockets):
        return JackSign(wired=True, because=Message("headset.jack_headset"))
    return JackSign(wired=None, because=Message("headset.jack_unknown"))
