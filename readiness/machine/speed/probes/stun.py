"""STUN servers as echoes (RFC 8489): a binding request of 20 bytes is answered by anybody who runs one."""

from __future__ import annotations

import os
import struct
from typing import Final

from readiness.machine.speed.servers.server import Returned

USUAL_PORT: Final = 3478

_REQUEST, _SUCCESS, _ERROR = 0x0001, 0x0101, 0x0111
_COOKIE: Final = 0x2112A442
# type, length of what follows, cookie, transaction: our token and the probe's number
_HEAD: Final = struct.Struct("!HHI8sI")


class Stun:
    """Binding requests, told apart by their transaction."""

    def __init__(self) -> None:
        self._token = os.urandom(8)

    def probe(self, number: int, size: int = 0) -> bytes:  # noqa: ARG002 - it has one size
        """Return a binding request without attributes."""
        return _HEAD.pack(_REQUEST, 0, _COOKIE, self._token, number)

    def returned(self, datagram: bytes) -> Returned | None:
        """Read an answer. A refusal was on its way as long as any other."""
        if len(datagram) < _HEAD.size:
            return None
        kind, _, cookie, token, number = _HEAD.unpack_from(datagram)
        ours = kind in {_SUCCESS, _ERROR} and (cookie, token) == (_COOKIE, self._token)
        return Returned(number) if ours else None
