"""Addresses a profile names: how they are written, and what became of trying one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WRITTEN: Final = r"(tcp|tls|udp)://(\[[0-9a-f:.]+\]|[^\s/:\[\]@?#]+):([0-9]{1,5})"
"""How an address is written, for Python and JSON Schema alike."""

_LAST_PORT: Final = 65_535
_LITERAL: Final = re.compile(r"[0-9.]+|[0-9a-f.]*:[0-9a-f:.]*", re.IGNORECASE)


class Transport(StrEnum):
    """How an address is tried: a connection, a trusted one, or a datagram that asks for an answer."""

    TCP = "tcp"
    TLS = "tls"
    UDP = "udp"


@dataclass(frozen=True, slots=True)
class Address:
    """One place on the network."""

    transport: Transport
    host: str
    port: int

    @property
    def has_name(self) -> bool:
        """Whether the host is a name that must be looked up, not an address in numbers."""
        return not _LITERAL.fullmatch(self.host)


def parse_address(text: str) -> Address | None:
    """Return the address in ``tls://host:443``, None for anything that is none."""
    found = re.fullmatch(WRITTEN, text)
    if not found or not 0 < int(found[3]) <= _LAST_PORT:
        return None
    return Address(Transport(found[1]), found[2].strip("[]"), int(found[3]))


class Outcome(StrEnum):
    """What became of trying an address."""

    REACHED = "reached"
    REFUSED = "refused"
    SILENT = "silent"
    NO_WAY = "no way there"
    NO_NAME = "unknown name"
    UNTRUSTED = "not trusted"
    BROKEN_OFF = "broken off"
    UNDECIDED = "no answer"
    NO_NAME_SERVICE = "name service silent"
    STOPPED = "stopped"

    @property
    def decided(self) -> bool:
        """Whether it says yes or no. Silence over UDP does not: most servers answer nobody they do not know."""
        return self not in _UNDECIDED


_UNDECIDED: Final = frozenset({Outcome.UNDECIDED, Outcome.NO_NAME_SERVICE, Outcome.STOPPED})


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of an address, and how long looking its name up took, in seconds, where that worked."""

    outcome: Outcome
    lookup_seconds: float | None = None
