"""As much of HTTP/1.1 (RFC 9112) as measuring takes: requests as bytes, answers' heads, where bodies end.

Pure: bytes in, values out. Bodies are counted, never kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from readiness import __version__
from readiness.machine.speed.net.address import Url

_LONGEST_HEAD = 32_768
_LONGEST_CHUNK_LINE = 1_024
_SWITCHING = 101  # after it something else is spoken: no interim answer, though below 200
_FINAL = 200


class NotHttp(Exception):  # noqa: N818 - it names what came instead
    """What came is not an HTTP answer."""


@dataclass(frozen=True, slots=True)
class Head:
    """An answer's status and header fields; names in lower case, the last of equal ones."""

    status: int
    fields: Mapping[str, str]
    version: str = "HTTP/1.1"

    @property
    def length(self) -> int | None:
        """How many bytes the body has, as far as the head tells."""
        text = self.fields.get("content-length", "")
        return int(text) if text.isdecimal() else None

    @property
    def chunked(self) -> bool:
        """Whether the body comes in chunks."""
        return "chunked" in self.fields.get("transfer-encoding", "").lower()

    @property
    def encoded(self) -> bool:
        """Whether the body was compressed on the way, against our wish."""
        return self.fields.get("content-encoding", "identity").strip().lower() not in {"identity", ""}

    @property
    def kept_open(self) -> bool:
        """Whether the connection may be used again afterwards."""
        choice = self.fields.get("connection", "").lower()
        return "close" not in choice if self.version == "HTTP/1.1" else "keep-alive" in choice

    @property
    def looks_like_a_page(self) -> bool:
        """Whether it says that a web page follows."""
        return self.fields.get("content-type", "").lower().startswith(("text/html", "application/xhtml"))


def request(url: Url, length: int | None = None, extra: Sequence[str] = ()) -> bytes:
    """Return a GET, or with a body's ``length`` the head of a POST; ``extra`` are further header lines."""
    lines = [
        f"{'GET' if length is None else 'POST'} {url.path} HTTP/1.1",
        f"Host: {url.authority}",
        f"User-Agent: readiness/{__version__}",
        "Accept: */*",
        "Accept-Encoding: identity",
        "Cache-Control: no-store",
        *extra,
    ]
    if length is not None:
        lines += ["Content-Type: application/octet-stream", f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", ""]).encode("ascii", "replace")


def parse_head(data: bytes) -> tuple[Head, int] | None:
    """Return an answer's head and how many bytes it took; None while it is not all there.

    Interim answers (1xx but 101) are passed over.

    Raises:
        NotHttp: it will never become one.
    """
    start = 0
    while True:
        if not _may_become_http(data[start : start + 5]):
            raise NotHttp
        end = data.find(b"\r\n\r\n", start)
        if end < 0:
            if len(data) - start > _LONGEST_HEAD:
                raise NotHttp
            return None
        head = _head(data[start:end].decode("latin-1").split("\r\n"))
        if head.status >= _FINAL or head.status == _SWITCHING:
            return head, end + 4
        start = end + 4


def _may_become_http(beginning: bytes) -> bool:
    return b"HTTP/".startswith(beginning)


def _head(lines: list[str]) -> Head:
    version, _, rest = lines[0].partition(" ")
    status = rest[:3]
    if not status.isdecimal():
        raise NotHttp
    pairs = (line.partition(":") for line in lines[1:])
    return Head(int(status), {name.strip().lower(): value.strip() for name, _, value in pairs}, version)


@dataclass(slots=True)
class Body:
    """Follows a body to its end without keeping it. ``payload`` is how many bytes of it came so far."""

    length: int | None
    chunked: bool
    payload: int = 0
    done: bool = False
    _in_chunk: int = 0
    _line: bytearray = field(default_factory=bytearray)
    _trailer: bool = False

    @classmethod
    def after(cls, head: Head) -> Body:
        """Return the body that follows a head (RFC 9112, section 6.3)."""
        length = None if head.chunked else head.length
        empty = head.status in {204, 304} or (length == 0 and not head.chunked)
        return cls(length, head.chunked, done=empty)

    def feed(self, data: memoryview) -> None:
        """Take the next bytes. Raises NotHttp for chunks that are none."""
        if not self.chunked:
            self.payload += len(data)
            self.done = self.length is not None and self.payload >= self.length
            return
        at = 0
        while at < len(data) and not self.done:
            at += self._skip(len(data) - at) if self._in_chunk else self._read_line(data[at:])

    def _skip(self, available: int) -> int:
        step = min(available, self._in_chunk)
        self._in_chunk -= step
        self.payload += step
        return step

    def _read_line(self, data: memoryview) -> int:
        """Take bytes up to the end of a line between chunks; return how many."""
        piece = bytes(data[:_LONGEST_CHUNK_LINE])
        end = piece.find(b"\n")
        taken = len(piece) if end < 0 else end + 1
        self._line += piece[:taken]
        if len(self._line) > _LONGEST_CHUNK_LINE:
            raise NotHttp
        if end >= 0:
            self._between_chunks(bytes(self._line).strip())
            self._line.clear()
        return taken

    def _between_chunks(self, line: bytes) -> None:
        if self._trailer:
            self.done = not line
        elif line:  # an empty line is the end of the chunk before
            try:
                self._in_chunk = int(line.split(b";")[0], 16)
            except ValueError as error:
                raise NotHttp from error
            self._trailer = self._in_chunk == 0


def is_page(beginning: bytes) -> bool:
    """Whether a body begins as a web page does."""
    return (
        beginning.lstrip()[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<script", b"<meta"))
    )
