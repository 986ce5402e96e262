"""Receipts: what the employer's measuring server saw of a session, signed by that server.

Nobody can send faster than their line allows, so that what arrived at the server is true whatever the client claims.
``bind`` ties a receipt to one device key, profile and nonce; being a hash, it tells the server nothing, and a receipt
of another session fits no other report.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from readiness.documents.json_text.times import parse_moment
from readiness.documents.trust.envelope import Envelope
from readiness.documents.trust.signing import PublicKey

RECEIPT_TYPE: Final = "application/vnd.readiness.receipt+json"
RECEIPT_FORMAT: Final = 1
MOST_RECEIPTS: Final = 8
_BIND_DIGITS: Final = 64
_MOST_TRAINS: Final = 256
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Moved:
    """One direction over TCP: bytes, seconds from first to last, and the highest short-term rate in Mbit/s."""

    bytes: int
    seconds: float
    peak_mbit: float


@dataclass(frozen=True, slots=True)
class TrainSeen:
    """A packet train: packets announced and received, duration in seconds, and rate of arrival."""

    down: bool
    packets: int
    arrived: int
    seconds: float
    mbit: float


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server saw of one session. ``probes`` are those sent, judging by their numbers, and those received."""

    server: str
    bind: str
    session: str
    began: datetime
    issued: datetime
    down: Moved
    up: Moved
    trains: tuple[TrainSeen, ...]
    probes: tuple[int, int]

    def fastest(self, *, down: bool) -> float:
        """Return the highest rate of received data in one direction, in Mbit/s; data only sent does not count."""
        trains = (one.mbit for one in self.trains if not one.down) if not down else ()
        return max((self.down if down else self.up).peak_mbit, *trains, 0.0)


def bind_of(device: PublicKey, profile: str, nonce: str) -> str:
    """Return the hash that ties a receipt to a device key, a profile and a nonce."""
    parts = (b"readiness receipt 1", device.data, profile.encode(), nonce.encode())
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).hexdigest()


def sealed_receipt(document: bytes, sign: Any) -> bytes:  # noqa: ANN401 - a signing key, whose library is heavy
    """Return a receipt in its envelope, as a server issues it."""
    return json.dumps(Envelope.seal(RECEIPT_TYPE, document, (sign,)).as_json()).encode()


def receipt_in(envelope: Envelope, keys: Iterable[PublicKey]) -> Receipt | None:
    """Return the receipt signed by one of the keys; None if none of them signed it, or it is no receipt."""
    if envelope.payload_type != RECEIPT_TYPE or not envelope.signers(keys):
        return None
    try:
        return _receipt(json.loads(envelope.payload))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _receipt(value: Mapping[str, Any]) -> Receipt:
    if value["receipt"] != RECEIPT_FORMAT or len(value["trains"]) > _MOST_TRAINS:
        raise ValueError
    bind = str(value["bind"])
    if len(bind) != _BIND_DIGITS:
        raise ValueError
    return Receipt(
        str(value["server"])[:_LONGEST_NAME],
        bind,
        str(value["session"]),
        parse_moment(value["began"]),
        parse_moment(value["issued"]),
        _moved(value["down"]),
        _moved(value["up"]),
        tuple(
            TrainSeen(
                {"down": True, "up": False}[one["way"]],
                int(one["packets"]),
                int(one["arrived"]),
                _figure(one["seconds"]),
                _figure(one["mbit"]),
            )
            for one in value["trains"]
        ),
        (int(value["probes"]["sent"]), int(value["probes"]["arrived"])),
    )


def _moved(value: Mapping[str, Any]) -> Moved:
    return Moved(int(value["bytes"]), _figure(value["seconds"]), _figure(value["peak_mbit"]))


def _figure(value: Any) -> float:  # noqa: ANN401 - any JSON value
    number = float(value)
    if not math.isfinite(number) or number < 0:
        raise ValueError
    return number
