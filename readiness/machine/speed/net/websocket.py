"""As much of WebSocket (RFC 6455) as measuring takes: the handshake, heads of noise, and where messages end.

Pure: bytes and values in, bytes and values out. What comes is counted, never kept.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass, field
from typing import Final

from readiness.machine.speed.net.address import Url
from readiness.machine.speed.net.http1 import Head, NotHttp, request

SWITCHING: Final = 101
"""The status of an answer after which WebSocket is spoken."""

# Section 5.2; the last are how many bytes of length follow the two that every frame begins with.
_BINARY, _CLOSE, _OPCODES, _FINAL, _MASKED, _EIGHT_BYTES = 0x02, 0x08, 0x0F, 0x80, 0x80, 127
_MORE_LENGTH = {126: 2, _EIGHT_BYTES: 8}
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # section 1.3


def new_key() -> str:
    """Return what a server must show that it has read (section 4.1)."""
    return base64.b64encode(os.urandom(16)).decode()


def upgrade(url: Url, protocol: str, key: str) -> bytes:
    """Return the request to speak WebSocket, and inside it ``protocol``, from here on."""
    return request(
        url,
        extra=(
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            f"Sec-WebSocket-Protocol: {protocol}",
        ),
    )


def accept_of(key: str) -> str:
    """Return what a server answers to a key."""
    # RFC 6455 names SHA-1; nothing is kept secret by it.
    return base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()).decode()


def agrees(head: Head, protocol: str, key: str) -> bool:
    """Tell whether an answer agrees to what was asked."""
    return (
        head.status == SWITCHING
        and head.fields.get("sec-websocket-accept") == accept_of(key)
        and head.fields.get("sec-websocket-protocol") == protocol
    )


def head_of_noise(length: int) -> bytes:
    """Return the head of a client's binary message of so many bytes.

    A client masks what it sends (section 5.3). Noise that was masked is noise, so whatever
    noise follows this head is some other noise, masked.
    """
    return bytes((_FINAL | _BINARY, _MASKED | _EIGHT_BYTES)) + length.to_bytes(8, "big") + os.urandom(4)


@dataclass(slots=True)
class Messages:
    """Follows what a server sends. ``payload`` is how many bytes its frames carried, ``done`` that it wants to end."""

    payload: int = 0
    done: bool = False
    _left: int = 0
    _head: bytearray = field(default_factory=bytearray)

    def feed(self, data: memoryview) -> None:
        """Take the next bytes. Raises NotHttp for frames that no server sends."""
        at = 0
        while at < len(data) and not self.done:
            if self._left:
                step = min(self._left, len(data) - at)
                self._left -= step
                self.payload += step
                at += step
            else:
                at += self._read_head(data[at:])

    def _read_head(self, data: memoryview) -> int:
        """Take bytes up to the end of a frame's head; return how many."""
        piece = bytes(data[: self._head_bytes - len(self._head)])
        self._head += piece
        if len(self._head) == self._head_bytes:
            self._begin_frame()
        return len(piece)

    @property
    def _head_bytes(self) -> int:
        """How long the head is, as far as is known."""
        return 2 + (_MORE_LENGTH.get(self._head[1], 0) if len(self._head) > 1 else 0)

    def _begin_frame(self) -> None:
        if self._head[1] & _MASKED:
            raise NotHttp
        self.done = self._head[0] & _OPCODES == _CLOSE
        self._left = int.from_bytes(self._head[2:], "big") if len(self._head) > 2 else self._head[1]  # noqa: PLR2004
        self._head.clear()
