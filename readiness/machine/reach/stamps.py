"""A web server's time, from the Date header of its answers (RFC 9110, 6.6.1)."""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlsplit

from readiness.analysis.computer.clocks import Stamp
from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.web.dates import parse_http_date

ANSWERS: Final = 5
_APART: Final = 0.21
"""Seconds between two questions; five of them fall into five different parts of a second."""
_SECONDS: Final = 4.0


def read_stamps(
    url: str, cancel: threading.Event, tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
) -> tuple[Stamp, ...]:
    """Ask a server for its head a few times and return when, and what time it had.

    Raises:
        Unavailable: it cannot be reached, or its answers carry no time.
    """
    parts = urlsplit(url)
    try:
        connection = _connection(parts.scheme, parts.hostname or "", parts.port, tls)
        try:
            connection.connect()
            return tuple(_stamps(connection, parts.path or "/", cancel))
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        silent = message("unmeasured.clock_server_silent", server=parts.hostname or url)
        raise Unavailable(Reason.OFFLINE, silent) from error


def _connection(
    scheme: str, host: str, port: int | None, tls: Callable[[], ssl.SSLContext]
) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=_SECONDS)
    return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=tls())


def _stamps(connection: http.client.HTTPConnection, path: str, cancel: threading.Event) -> Iterator[Stamp]:
    for number in range(ANSWERS):
        if number and cancel.wait(_APART):
            return
        asked = time.time()
        connection.request("HEAD", path)
        answer = connection.getresponse()
        heard = time.time()
        answer.read()
        date = parse_http_date(answer.headers.get("Date", ""))
        # An answer out of a store between here and there carries the time of another day.
        if date is not None and not answer.headers.get("Age"):
            yield Stamp(asked, heard, round(date.timestamp()))
