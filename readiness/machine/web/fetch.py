"""One file over https: from whom it was asked for, no larger than it may be, no longer than it may take.

The name is looked up once and that address is the one connected to, so that a name cannot
mean a harmless place while it is looked at and the router in the next moment.
"""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from readiness import __version__
from readiness.domain.message import message
from readiness.domain.refusal import Refusal
from readiness.machine.web.address import WebAddress, is_public
from readiness.machine.web.dates import parse_http_date
from readiness.machine.web.limit import Limit
from readiness.machine.web.proxies import system_proxy

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool
    from urllib3.exceptions import HTTPError

_RESOLVE_SECONDS: Final = 10.0
_CONNECT_SECONDS: Final = 10.0
_READ_SECONDS: Final = 10.0
_MOST_ADDRESSES: Final = 4
_MOST_REDIRECTS: Final = 3
_CHUNK: Final = 16_384
_OK, _NOT_MODIFIED, _REDIRECTS, _ABSENT = 200, 304, frozenset({301, 302, 303, 307, 308}), frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered. ``data`` is None where nothing has changed since ``etag``; ``date`` is its clock."""

    data: bytes | None
    etag: str
    date: datetime | None


def fetch(address: WebAddress, *, limit: int, etag: str = "", local: bool = False, seconds: float = 30.0) -> Fetched:
    """Fetch a file of at most ``limit`` bytes within some seconds.

    ``local`` lets addresses of this computer and of the network at home or in the office be used.

    Raises:
        Refusal: it cannot be had, or must not be taken.
    """
    deadline = time.monotonic() + seconds
    at = address
    for _ in range(_MOST_REDIRECTS + 1):
        with Limit(deadline - time.monotonic()) as time_limit:
            answer = _request(at, limit, etag, time_limit, local=local)
        if isinstance(answer, Fetched):
            return answer
        following = at.at(answer)
        if (following.scheme, following.host, following.port) != (at.scheme, at.host, at.port):
            raise Refusal(message("web.redirected", host=address.host, other=following.authority))
        at = following
    raise Refusal(message("web.redirected_often", host=address.host))


def _request(address: WebAddress, limit: int, etag: str, time_limit: Limit, *, local: bool) -> Fetched | str:
    """Ask once; return what came, or where to ask instead."""
    from urllib3.exceptions import HTTPError

    try:
        response = _answer(address, etag, time_limit, local=local)
        try:
            return _taken(response, address, limit, time_limit)
        finally:
            response.close()
    except HTTPError as problem:
        id_ = "web.timed_out" if time_limit.passed else _message_id_for(problem)
        raise Refusal(message(id_, host=address.host)) from problem


def _message_id_for(problem: HTTPError) -> str:
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ReadTimeoutError, SSLError

    if isinstance(problem, SSLError):
        return "web.tls"
    if isinstance(problem, NewConnectionError):
        return "web.no_connection"
    return "web.timed_out" if isinstance(problem, ConnectTimeoutError | ReadTimeoutError) else "web.broken"


def _answer(address: WebAddress, etag: str, time_limit: Limit, *, local: bool) -> BaseHTTPResponse:
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    headers = {"Host": address.authority, "Accept-Encoding": "identity", "User-Agent": f"readiness/{__version__}"}
    headers |= {"If-None-Match": etag} if etag else {}
    *others, last = _pools(address, time_limit, local=local)
    for pool in others:
        try:
            return _get(pool, address, headers)
        except (ConnectTimeoutError, NewConnectionError):
            if time_limit.passed:
                raise
    return _get(last, address, headers)


def _get(pool: HTTPConnectionPool, address: WebAddress, headers: dict[str, str]) -> BaseHTTPResponse:
    return pool.request("GET", address.target, headers=headers, redirect=False, retries=False, preload_content=False)


def _pools(address: WebAddress, time_limit: Limit, *, local: bool) -> list[HTTPConnectionPool]:
    """Return what connects to a server: to each of its addresses, or to the proxy that does."""
    import urllib3

    times = urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
    plain, encrypted = time_limit.over(urllib3.HTTPConnectionPool), time_limit.over(urllib3.HTTPSConnectionPool)
    proxy = system_proxy(address.scheme, address.host)
    addresses = _addresses(address, local=local, needed=not proxy)
    secure: dict[str, Any] = {"ssl_context": _context()} if address.scheme == "https" else {}
    if proxy:
        manager = urllib3.ProxyManager(proxy, timeout=times, **secure)
        manager.pool_classes_by_scheme = {"http": plain, "https": encrypted}
        return [manager.connection_from_host(address.host, address.port, address.scheme)]
    if address.scheme == "http":
        return [plain(one, address.port, timeout=times) for one in addresses]
    return [encrypted(one, address.port, timeout=times, server_hostname=address.host, **secure) for one in addresses]


def _context() -> Any:  # noqa: ANN401 - an SSLContext, or what stands in for one
    import ssl

    import truststore  # the system's own roots, and those a company added to them

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _addresses(address: WebAddress, *, local: bool, needed: bool) -> list[str]:
    """Look a name up, and refuse what is none of the internet's unless that is wanted.

    Behind a proxy names need not be known here; then there is nothing to look at.
    """
    found = _resolved(address.host, address.port)
    if not found and needed:
        raise Refusal(message("web.no_such_host", host=address.host))
    if not local and not all(map(is_public, found)):
        raise Refusal(message("web.private", host=address.host))
    if address.scheme == "http" and not all(ip_address(one.partition("%")[0]).is_loopback for one in found):
        raise Refusal(message("web.not_https", address=address.text))
    return found[:_MOST_ADDRESSES]


def _resolved(host: str, port: int) -> list[str]:
    """Return a name's addresses. The system's resolver cannot be interrupted, so a thread waits for it."""
    found: list[str] = []

    def look_up() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            return
        found.extend(dict.fromkeys(str(info[4][0]) for info in infos))

    thread = threading.Thread(target=look_up, name="looking up a name", daemon=True)
    thread.start()
    thread.join(_RESOLVE_SECONDS)
    return [] if thread.is_alive() else found


def _taken(response: BaseHTTPResponse, address: WebAddress, limit: int, time_limit: Limit) -> Fetched | str:
    etag, date = response.headers.get("ETag", ""), parse_http_date(response.headers.get("Date", ""))
    if response.status == _NOT_MODIFIED:
        return Fetched(None, etag, date)
    if response.status in _REDIRECTS:
        return response.headers.get("Location", "")
    if response.status in _ABSENT:
        raise Refusal(message("web.not_there", address=address.text))
    if response.status != _OK:
        raise Refusal(message("web.status", host=address.host, status=str(response.status)))
    if response.headers.get("Content-Encoding", "identity").casefold() != "identity":
        raise Refusal(message("web.encoded", host=address.host))
    return Fetched(_body(response, address, limit, time_limit), etag[:_LONGEST_ETAG], date)


_LONGEST_ETAG: Final = 200


def _body(response: BaseHTTPResponse, address: WebAddress, limit: int, time_limit: Limit) -> bytes:
    """Read no more than may be read, whatever the server says of its length."""
    body = bytearray()
    while chunk := response.read1(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > limit:
            raise Refusal(message("web.too_large", host=address.host, limit=limit // 1000))
    if time_limit.passed:  # a line that was cut looks like the end of a file whose length was not told
        raise Refusal(message("web.timed_out", host=address.host))
    return bytes(body)
