"""What client and server send each other over UDP. Pure: bytes in, values out.

Every datagram carries the token of a session, which only somebody has who opened one over
TCP; everything else is dropped unanswered. A probe comes back as it is, no byte longer,
with the server's figures filled in: nobody can use the server to multiply traffic. Among
them is a cookie made for the sender's address. Who shows it over TCP has proven to get
what is sent to that address, and only there a train may go.

The ideas are those of STAMP's stateful reflector (RFC 8762, section 4.3.2) and of QUIC's
address validation (RFC 9000, section 8.1).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

TOKEN_BYTES: Final = 8
COOKIE_BYTES: Final = 8
LONGEST_PROBE: Final = 512  # bytes; a call's packets are shorter

_MAGIC: Final = b"rds1"
_PROBE, _REPLY, _TRAIN = 1, 2, 3
# magic, kind, token, number, received so far, when (ns), cookie
_PROBE_FORM: Final = struct.Struct("!4sB3x8sIIQ8s")
# magic, kind, train, token, number, when sent (ns)
_TRAIN_FORM: Final = struct.Struct("!4sBB2x8sI4xQ")
PROBE_BYTES: Final = _PROBE_FORM.size
TRAIN_BYTES: Final = _TRAIN_FORM.size


@dataclass(frozen=True, slots=True)
class Probe:
    """A question, or with the server's figures an answer.

    ``received`` is how many probes of this sender had reached the server, this one
    included, and ``at`` when it came, in nanoseconds of the server's clock.
    """

    token: bytes
    number: int
    cookie: bytes = bytes(COOKIE_BYTES)
    received: int = 0
    at: int = 0


@dataclass(frozen=True, slots=True)
class Car:
    """One packet of train number ``train``; ``sent`` is in nanoseconds of the sender's clock."""

    token: bytes
    train: int
    number: int
    sent: int


def probe(token: bytes, number: int, size: int = PROBE_BYTES) -> bytes:
    """Return a probe as it is sent, filled up to ``size`` bytes."""
    return _PROBE_FORM.pack(_MAGIC, _PROBE, token, number, 0, 0, b"").ljust(size, b"\0")


def answered(datagram: bytes, cookie: bytes, received: int, at: int) -> bytes:
    """Return the answer to a probe: the same bytes, with the server's figures."""
    _, _, token, number, _, _, _ = _PROBE_FORM.unpack_from(datagram)
    return _PROBE_FORM.pack(_MAGIC, _REPLY, token, number, received, at, cookie) + datagram[PROBE_BYTES:]


def parse_probe(datagram: bytes) -> Probe | None:
    """Read a probe as the server gets it; None when it is something else."""
    return _parse(datagram, _PROBE)


def parse_reply(datagram: bytes) -> Probe | None:
    """Read an answer as the client gets it; None when it is something else."""
    return _parse(datagram, _REPLY)


def _parse(datagram: bytes, kind: int) -> Probe | None:
    if not PROBE_BYTES <= len(datagram) <= LONGEST_PROBE:
        return None
    magic, found, token, number, received, at, cookie = _PROBE_FORM.unpack_from(datagram)
    return Probe(token, number, cookie, received, at) if (magic, found) == (_MAGIC, kind) else None


def car_head(token: bytes, train: int, number: int, sent: int) -> bytes:
    """Return the beginning of a train's packet; noise fills the rest."""
    return _TRAIN_FORM.pack(_MAGIC, _TRAIN, train, token, number, sent)


def parse_car(datagram: bytes) -> Car | None:
    """Read a train's packet; None when it is something else."""
    if len(datagram) < TRAIN_BYTES:
        return None
    magic, kind, train, token, number, sent = _TRAIN_FORM.unpack_from(datagram)
    return Car(token, train, number, sent) if (magic, kind) == (_MAGIC, _TRAIN) else None
