"""What a server says of itself at ``/.well-known/readiness-speed`` (RFC 8615)."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, Final

WELL_KNOWN: Final = "/.well-known/readiness-speed"
SESSION: Final = "/readiness-speed/session"
COUNTS: Final = "/readiness-speed/counts"
TRAIN: Final = "/readiness-speed/train"
RECEIPT: Final = "/readiness-speed/receipt"
PROTOCOL: Final = 1

LONGEST: Final = 4_096
"""Bytes of the whole document."""
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a server can do. ``mbit_per_second`` is what it gives at most, infinite where it sets no limit."""

    name: str
    udp_port: int
    mbit_per_second: float = math.inf
    train_seconds: float = 0.0
    key: str = ""
    """The public key its receipts are signed with, in hexadecimal; "" where it gives none."""


def as_json(own: Capabilities) -> bytes:
    """Return the document a server shows."""
    limited = math.isfinite(own.mbit_per_second)
    document = {
        "protocol": PROTOCOL,
        "name": own.name,
        "udp_port": own.udp_port,
        "mbit_per_second": own.mbit_per_second if limited else None,
        "train_seconds": own.train_seconds,
        **({"key": own.key} if own.key else {}),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def parse(document: bytes) -> Capabilities | None:
    """Read a server's document; None when it is not one, or of a protocol that came later."""
    try:
        found: Any = json.loads(document)
        if found["protocol"] != PROTOCOL:
            return None
        most = found["mbit_per_second"]
        own = Capabilities(
            str(found["name"])[:_LONGEST_NAME],
            int(found["udp_port"]),
            math.inf if most is None else float(most),
            float(found["train_seconds"]),
            str(found.get("key", ""))[:_LONGEST_NAME],
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    plausible = 0 < own.udp_port < 1 << 16 and own.mbit_per_second > 0 and 0 <= own.train_seconds < math.inf
    return own if plausible else None
