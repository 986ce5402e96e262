"""As much of HTTP/1.1 (RFC 9112) as the server takes: requests' heads as values, answers as bytes.

Pure, and strict: what is not plainly a request is refused, because whoever sends it is
broken or up to something.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote_to_bytes

from readiness import __version__

LONGEST_HEAD: Final = 8_192
_LARGEST_LENGTH: Final = 12  # digits
_METHOD: Final = re.compile(r"[A-Z]{1,16}")
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_VERSIONS: Final = ("HTTP/1.1", "HTTP/1.0")
_MOST_FIELDS: Final = 64
_REASONS: Final = {
    200: "OK",
    204: "No Content",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
    503: "Service Unavailable",
}
# LibreSpeed's own page may be on another host than the server it measures.
_ANSWERED_ALWAYS: Final = (
    f"Server: readiness/{__version__}",
    "Cache-Control: no-store, no-transform",
    "Access-Control-Allow-Origin: *",
    "Access-Control-Allow-Methods: GET, POST",
    "Access-Control-Allow-Headers: Content-Encoding, Content-Type",
    "X-Content-Type-Options: nosniff",
)


class Refused(Exception):  # noqa: N818 - it is what the client is told
    """A request that is answered with ``status`` and nothing else."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``path`` has no query; names of ``fields`` are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    fields: Mapping[str, str]
    version: str = "HTTP/1.1"

    @property
    def length(self) -> int:
        """How many bytes of body follow, as far as the head tells. Raises Refused for no number."""
        text = self.fields.get("content-length", "0")
        if not (text.isascii() and text.isdecimal()) or len(text) > _LARGEST_LENGTH:
            raise Refused(400)
        return int(text)

    @property
    def chunked(self) -> bool:
        """Whether the body comes in chunks. Raises Refused for any other coding, and where a length is given too."""
        coding = self.fields.get("transfer-encoding")
        if coding is None:
            return False
        if coding.lower() != "chunked":
            raise Refused(501)
        if "content-length" in self.fields:
            raise Refused(400)
        return True

    @property
    def keeps_open(self) -> bool:
        """Whether the client wants to use the connection again."""
        choice = self.fields.get("connection", "").lower()
        return "close" not in choice if self.version == "HTTP/1.1" else "keep-alive" in choice

    @property
    def waits(self) -> bool:
        """Whether the client waits to be told to go on before it sends the body."""
        return self.fields.get("expect", "").lower() == "100-continue"


def parse_request(data: bytes) -> tuple[Request, int] | None:
    """Return a request's head and how many bytes it took; None while it is not all there.

    Raises:
        Refused: it will never become one.
    """
    end = data.find(b"\r\n\r\n")
    if end < 0:
        if len(data) > LONGEST_HEAD:
            raise Refused(431)
        if not _may_become_one(data):
            raise Refused(400)
        return None
    if end > LONGEST_HEAD:
        raise Refused(431)
    first, *lines = data[:end].decode("latin-1").split("\r\n")
    method, path, query, version = _first_line(first)
    return Request(method, path, query, _fields(lines), version), end + 4


def _may_become_one(data: bytes) -> bool:
    """Whether it begins with a method: a client that speaks something else is told so at once."""
    word = data[:16].split(b" ")[0]
    return word.isalpha() and word.isupper() if word else not data


def _first_line(line: str) -> tuple[str, str, Mapping[str, str], str]:
    parts = line.split(" ")
    if len(parts) != 3 or not _METHOD.fullmatch(parts[0]) or parts[2] not in _VERSIONS:  # noqa: PLR2004 - as RFC 9112
        raise Refused(400)
    target = parts[1]
    if not target.startswith("/") or not target.isascii() or not target.isprintable():
        raise Refused(400)
    path, _, query = target.partition("?")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=16)
    except ValueError as error:
        raise Refused(400) from error
    return parts[0], unquote_to_bytes(path).decode("latin-1"), dict(pairs), parts[2]


def _fields(lines: list[str]) -> Mapping[str, str]:
    if len(lines) > _MOST_FIELDS:
        raise Refused(431)
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not _NAME.fullmatch(name) or "\n" in line or "\r" in line or "\0" in line:
            raise Refused(400)
        key = name.lower()
        if key in {"content-length", "transfer-encoding"} and fields.get(key, value.strip()) != value.strip():
            raise Refused(400)
        fields[key] = value.strip()
    return fields


def answer(
    status: int, body: bytes = b"", kind: str = "text/plain; charset=utf-8", *, keep: bool = True, extra: str = ""
) -> bytes:
    """Return a whole answer."""
    return head(status, kind, len(body), keep=keep, extra=extra) + body


def head(status: int, kind: str, length: int | None = None, *, keep: bool = False, extra: str = "") -> bytes:
    """Return an answer's head; without ``length`` the body lasts until the connection ends."""
    lines = [
        f"HTTP/1.1 {status} {_REASONS[status]}",
        *_ANSWERED_ALWAYS,
        f"Content-Type: {kind}",
        f"Connection: {'keep-alive' if keep else 'close'}",
        *([] if length is None else [f"Content-Length: {length}"]),
        *([extra] if extra else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii")
