"""Receipts: what a measuring server of the employer's saw itself, signed by that server.

Nobody sends faster than their line, so what the server saw arrive is true whatever the
other end says of it. A receipt is bound to one device key, one profile and one nonce by
``bind``, a hash of which the server learns nothing: a receipt of somebody else's session
fits no other report.
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
    """What went one way over TCP: bytes, from the first to the last in how many seconds, the fastest moments' rate."""

    bytes: int
    seconds: float
    peak_mbit: float


@dataclass(frozen=True, slots=True)
class TrainSeen:
    """A train of packets: how many were to come, how many did, over how long, at which rate they came."""

    down: bool
    packets: int
    arrived: int
    seconds: float
    mbit: float


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server saw of one session. ``probes`` are those sent as far as their numbers tell, and those seen."""

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
        """Return the fastest the server saw data move one way, in Mbit/s; what it only sent itself does not count."""
        trains = (one.mbit for one in self.trains if not one.down) if not down else ()
        return max((self.down if down else self.up).peak_mbit, *trains, 0.0)


def bind_of(device: PublicKey, profile: str, nonce: str) -> str:
    """Return what ties a receipt to a device key, a profile and a nonce."""
    parts = (b"readiness receipt 1", device.data, profile.encode(), nonce.encode())
    return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).hexdigest()


def sealed_receipt(document: bytes, sign: Any) -> bytes:  # noqa: ANN401 - a signing key, whose library is heavy
    """Return a receipt in its envelope, as a server hands it out."""
    return json.dumps(Envelope.seal(RECEIPT_TYPE, document, (sign,)).as_json()).encode()


def receipt_in(envelope: Envelope, keys: Iterable[PublicKey]) -> Receipt | None:
    """Return the receipt that one of the keys signed; None where none of them did, or it is no receipt."""
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
