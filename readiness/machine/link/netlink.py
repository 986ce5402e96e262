"""Linux netlink: one question to the kernel, and its answers; no privilege is needed for those asked here.

* message headers and attributes: netlink(7)
* which adapter leads somewhere (RTM_GETROUTE): rtnetlink(7)
* generic netlink families (GENL_ID_CTRL): Documentation/userspace-api/netlink/intro.rst
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

Attributes: TypeAlias = Mapping[int, bytes]

ROUTE: Final = 0
GENERIC: Final = 16

_HEADER: Final = struct.Struct("=IHHII")
_ATTRIBUTE: Final = struct.Struct("=HH")
_REQUEST: Final = 0x1
_DUMP: Final = 0x300
_MULTI: Final = 0x2
_ERROR: Final = 2
_DONE: Final = 3
_TYPE_MASK: Final = 0x3FFF
_SECONDS: Final = 2.0
_MOST_BYTES: Final = 1 << 16

_GETROUTE: Final = 26
_ROUTE_HEADER: Final = struct.Struct("=BBBBBBBBI")
_DESTINATION: Final = 1
_OUT_INDEX: Final = 4

_CONTROL: Final = 16
_GET_FAMILY: Final = 3
_FAMILY_ID: Final = 1
_FAMILY_NAME: Final = 2
_GENERIC_HEADER: Final = struct.Struct("=BBH")

# RFC 5737 and RFC 3849: addresses that belong to nobody, so that only a default route leads there.
_NOBODY: Final = ((socket.AF_INET, "192.0.2.1", 32), (socket.AF_INET6, "2001:db8::1", 128))


def attribute(kind: int, value: bytes) -> bytes:
    """Return an attribute, filled up to four bytes."""
    length = _ATTRIBUTE.size + len(value)
    return _ATTRIBUTE.pack(length, kind) + value + bytes(-length % 4)


def parse_attributes(data: bytes) -> Attributes:
    """Return attributes by number; what is cut off or makes no sense ends them."""
    found: dict[int, bytes] = {}
    start = 0
    while start + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, start)
        if length < _ATTRIBUTE.size or start + length > len(data):
            break
        found[kind & _TYPE_MASK] = data[start + _ATTRIBUTE.size : start + length]
        start += length + -length % 4
    return found


def parse_messages(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield type, flags and content of each message in a datagram."""
    start = 0
    while start + _HEADER.size <= len(data):
        length, kind, flags, _, _ = _HEADER.unpack_from(data, start)
        if length < _HEADER.size or start + length > len(data):
            return
        yield kind, flags, data[start + _HEADER.size : start + length]
        start += length + -length % 4


def exchange(protocol: int, kind: int, content: bytes, *, dump: bool = False) -> tuple[bytes, ...]:
    """Ask the kernel and return the contents of its answers.

    Raises:
        OSError: there is no netlink here, the kernel refuses, or it does not answer.
    """
    flags = _REQUEST | (_DUMP if dump else 0)
    request = _HEADER.pack(_HEADER.size + len(content), kind, flags, 1, 0) + content
    with socket.socket(vars(socket).get("AF_NETLINK", -1), socket.SOCK_RAW, protocol) as asked:
        asked.settimeout(_SECONDS)
        asked.send(request)
        return tuple(_answers(asked))


def _answers(asked: Any) -> Iterator[bytes]:  # noqa: ANN401 - a socket, or one a test made
    while True:
        for kind, flags, content in parse_messages(asked.recv(_MOST_BYTES)):
            if kind == _DONE:
                return
            if kind == _ERROR:
                code = -int.from_bytes(content[:4], sys.byteorder, signed=True)
                raise OSError(code, os.strerror(code))
            yield content
            if not flags & _MULTI:
                return


def way_out() -> int:
    """Return the index of the adapter that packets to the internet leave by; policy rules are followed.

    Raises:
        OSError: there is no way out, or the kernel does not say.
    """
    refusal = OSError("no answer")
    for family, address, bits in _NOBODY:
        header = _ROUTE_HEADER.pack(family, bits, 0, 0, 0, 0, 0, 0, 0)
        destination = attribute(_DESTINATION, socket.inet_pton(family, address))
        try:
            answers = exchange(ROUTE, _GETROUTE, header + destination)
        except OSError as error:
            refusal = error
            continue
        index = parse_attributes(answers[0][_ROUTE_HEADER.size :]).get(_OUT_INDEX) if answers else None
        if index:
            return int.from_bytes(index, sys.byteorder)
    raise refusal


def generic(family: int, command: int, *attributes: bytes, dump: bool = False) -> tuple[Attributes, ...]:
    """Ask a generic netlink family and return the attributes of its answers. Raises OSError."""
    content = _GENERIC_HEADER.pack(command, 1, 0) + b"".join(attributes)
    answers = exchange(GENERIC, family, content, dump=dump)
    return tuple(parse_attributes(answer[_GENERIC_HEADER.size :]) for answer in answers)


def family_id(name: str) -> int:
    """Return the number of a generic netlink family. Raises OSError where the kernel has none of that name."""
    answers = generic(_CONTROL, _GET_FAMILY, attribute(_FAMILY_NAME, name.encode() + b"\0"))
    return int.from_bytes(answers[0].get(_FAMILY_ID, b""), sys.byteorder) if answers else 0
