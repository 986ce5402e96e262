"""Linux Wi-Fi through nl80211, the kernel's own interface (include/uapi/linux/nl80211.h).

NL80211_CMD_GET_INTERFACE tells the channel, NL80211_CMD_GET_STATION the access point as this
computer hears it. Name and address of the network are in the answers too; they are not read.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from readiness.machine.link.netlink import Attributes, attribute, family_id, generic, parse_attributes

_GET_INTERFACE: Final = 5
_GET_STATION: Final = 17
_INDEX: Final = 3
_STATION: Final = 21
_FREQUENCY: Final = 38
_SIGNAL: Final = 7
_SENDING_RATE: Final = 8
_BITRATE: Final = 1
_BITRATE_32: Final = 5
_BITRATE_STEP: Final = 100e3
_MEGAHERTZ: Final = 1e6

Ask: TypeAlias = Callable[[int, int], Sequence[Attributes]]
"""Asks a command of nl80211 about the adapter with an index. Raises OSError."""


@dataclass(frozen=True, slots=True)
class Wireless:
    """What is known of a Wi-Fi connection; None for what is not."""

    frequency_hz: float | None = None
    signal_dbm: float | None = None
    bits_per_second: float | None = None


def ask_nl80211(command: int, index: int) -> Sequence[Attributes]:
    """Ask nl80211. Raises OSError where this kernel knows no Wi-Fi."""
    wanted = attribute(_INDEX, struct.pack("=I", index))
    return generic(family_id("nl80211"), command, wanted, dump=command == _GET_STATION)


def read_wireless(index: int, ask: Ask = ask_nl80211) -> Wireless:
    """Return what the kernel knows of an adapter's connection; nothing where it does not tell."""
    try:
        return parse_wireless(ask(_GET_INTERFACE, index), ask(_GET_STATION, index))
    except OSError:
        return Wireless()


def parse_wireless(interface: Sequence[Attributes], stations: Sequence[Attributes]) -> Wireless:
    """Return what the answers say. More than one station means an access point of our own, not a connection."""
    frequency = _number(interface[0].get(_FREQUENCY)) if interface else None
    station = parse_attributes(stations[0].get(_STATION, b"")) if len(stations) == 1 else {}
    signal = station.get(_SIGNAL)
    rate = parse_attributes(station.get(_SENDING_RATE, b""))
    steps = _number(rate.get(_BITRATE_32)) or _number(rate.get(_BITRATE))
    return Wireless(
        frequency * _MEGAHERTZ if frequency else None,
        float(struct.unpack("=b", signal[:1])[0]) if signal else None,
        steps * _BITRATE_STEP if steps else None,
    )


def _number(value: bytes | None) -> int | None:
    sizes = {1: "=B", 2: "=H", 4: "=I"}
    return int(struct.unpack(sizes[len(value)], value)[0]) if value and len(value) in sizes else None
