"""Addresses named in a profile: how they are written, and the outcomes of trying them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WRITTEN: Final = r"(tcp|tls|udp)://(\[[0-9a-f:.]+\]|[^\s/:\[\]@?#]+):([0-9]{1,5})"
"""The form of an address, as a regular expression for both Python and JSON Schema."""

_LAST_PORT: Final = 65_535
_LITERAL: Final = re.compile(r"[0-9.]+|[0-9a-f.]*:[0-9a-f:.]*", re.IGNORECASE)


class Transport(StrEnum):
    """How an address is tried: a TCP connection, a TLS connection, or a UDP request that wants an answer."""

    TCP = "tcp"
    TLS = "tls"
    UDP = "udp"


@dataclass(frozen=True, slots=True)
class Address:
    """A host and port on the network."""

    transport: Transport
    host: str
    port: int

    @property
    def has_name(self) -> bool:
        """Whether the host is a name that must be looked up, not a numeric address."""
        return not _LITERAL.fullmatch(self.host)


def parse_address(text: str) -> Address | None:
    """Parse an address such as ``tls://host:443``; None for anything else."""
    found = re.fullmatch(WRITTEN, text)
    if not found or not 0 < int(found[3]) <= _LAST_PORT:
        return None
    return Address(Transport(found[1]), found[2].strip("[]"), int(found[3]))


class Outcome(StrEnum):
    """The outcome of trying an address."""

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
        """Whether it is a yes or a no. Silence over UDP is neither: most servers do not answer strangers."""
        return self not in _UNDECIDED


_UNDECIDED: Final = frozenset({Outcome.UNDECIDED, Outcome.NO_NAME_SERVICE, Outcome.STOPPED})


@dataclass(frozen=True, slots=True)
class Tried:
    """The outcome for an address, and the seconds its name look-up took, None if it failed or was not needed."""

    outcome: Outcome
    lookup_seconds: float | None = None
