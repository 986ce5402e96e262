"""Reports by HTTP: into a store, into a store by a ticket, to a hook.

A redirection is never followed and an answer is read only as far as it can matter. A
report's address ends in its id and the request asks for it to be stored only where there
is nothing yet, so the same request may be made any number of times.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import quote, urlsplit

from readiness import __version__
from readiness.domain.delivery import LONGEST_SECONDS, Reply, Result, Ruling, State, ruling_on
from readiness.domain.message import Message, message
from readiness.machine.web.address import is_public
from readiness.machine.web.dates import parse_http_date
from readiness.machine.web.limit import Limit
from readiness.machine.web.proxies import system_proxy

if TYPE_CHECKING:
    import urllib3

PATIENCE_SECONDS: Final = 30.0
"""For how long one exchange may say nothing."""
LONGEST_SECONDS_OF_A_TRY: Final = 80.0
"""For how long a try may last, whatever is said meanwhile: whoever sends holds the outbox's lease no longer."""
_LONGEST_ANSWER: Final = 65_536
_MEDIA: Final = "application/vnd.readiness.report+json"
_OWN_NAMES: Final = re.compile(r"(?:^|\.)localhost$|\.(?:local|internal|home\.arpa)$", re.IGNORECASE)
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
_NOT_THEIRS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "cookie", "authorization"})


class _Failed(Exception):  # noqa: N818 - it becomes a result
    """The exchange did not come about, or its outcome is settled."""

    def __init__(self, result: Result) -> None:
        super().__init__()
        self.result = result


class Client:
    """Speaks to servers. Company certificates count as the system says; proxies likewise."""

    def __init__(self, patience: float, longest: float = LONGEST_SECONDS_OF_A_TRY) -> None:
        self._patience = patience
        self._limit = Limit(longest)
        self._pools: dict[str, urllib3.PoolManager] = {}

    def __enter__(self) -> Self:
        self._limit.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._limit.__exit__()
        for pool in self._pools.values():
            pool.clear()

    def exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Ask, and return the answer. Raises _Failed."""
        import urllib3

        _check_address(url)
        pool = self._pool(url)
        try:
            answer = pool.request(
                method,
                url,
                body=body,
                headers={"User-Agent": f"readiness/{__version__}", "Connection": "close", **headers},
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(self._patience),
                preload_content=False,
                decode_content=False,
            )
            try:
                text = answer.read(_LONGEST_ANSWER)
            except (urllib3.exceptions.HTTPError, OSError):
                text = b""  # what became of the request has been said by then
            finally:
                answer.close()
                # A server that hangs up without a word leaves a connection that looks as if it could be used again.
                pool.clear()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as problem:
            told = self._too_long(url) if self._limit.passed else _message_for(problem, url)
            raise _Failed(Result(State.WAITING, told)) from problem
        return Reply(answer.status, text, _retry_after(answer.headers.get("Retry-After")))

    def _pool(self, url: str) -> urllib3.PoolManager:
        import ssl

        import truststore
        import urllib3

        parts = urlsplit(url)
        proxy = system_proxy(parts.scheme, parts.hostname or "")
        if proxy not in self._pools:
            context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            made = (
                urllib3.ProxyManager(proxy, ssl_context=context) if proxy else urllib3.PoolManager(ssl_context=context)
            )
            kinds = {"http": urllib3.HTTPConnectionPool, "https": urllib3.HTTPSConnectionPool}
            made.pool_classes_by_scheme = {scheme: self._limit.over(kind) for scheme, kind in kinds.items()}
            self._pools[proxy] = made
        return self._pools[proxy]

    @staticmethod
    def _too_long(url: str) -> Message:
        return message("sending.error.slow", host=urlsplit(url).hostname or "")


# ------------------------------------------------------------------ the ways


def put_to_store(client: Client, address: str, key: str, body: bytes) -> Result:
    """Put a report where the address and its id say, unless it is there."""
    try:
        _check_address(address)
        url = address_of(address, key)
        return _put(client, url, {}, body, url)
    except _Failed as failure:
        return failure.result


def put_by_ticket(client: Client, address: str, key: str, body: bytes) -> Result:
    """Ask for a ticket, a fresh one for each try, and put the report where it says."""
    digest = hashlib.sha256(body).digest()
    wish = {"report": key, "size": len(body), "sha256": digest.hex(), "media": _MEDIA}
    try:
        reply = client.exchange("POST", address, {"Content-Type": "application/json"}, json.dumps(wish).encode())
        ruling = ruling_on(reply.status, conditional=True)
        if ruling is Ruling.PRESENT:
            return Result(State.STORED, place=_shown(address))
        if ruling is not Ruling.STORED:
            return _result(ruling, reply, address)
        url, headers = _ticket(reply.body, base64.b64encode(digest).decode())
        return _put(client, url, headers, body, address, expires=True)
    except _Failed as failure:
        return failure.result


def post_to_hook(client: Client, address: str, key: str, body: bytes) -> Result:
    """Post a report to a hook, with its id as the key by which a second one is told apart."""
    headers = {"Content-Type": _MEDIA, "Idempotency-Key": f'"{key}"', "Readiness-Report": key}
    try:
        reply = client.exchange("POST", address, headers, body)
    except _Failed as failure:
        return failure.result
    return _result(ruling_on(reply.status, conditional=False), reply, address)


def address_of(address: str, key: str) -> str:
    """Return where a report goes: below the address, under its own id."""
    parts = urlsplit(address)
    return parts._replace(path=f"{parts.path.rstrip('/')}/{quote(key, safe='')}", fragment="").geturl()


def _put(
    client: Client, url: str, headers: Mapping[str, str], body: bytes, place: str, *, expires: bool = False
) -> Result:
    sent = {"Content-Type": _MEDIA, "If-None-Match": "*", **headers}
    reply = client.exchange("PUT", url, sent, body)
    # A ticket may have run out by the time it is shown; the next try brings a fresh one.
    ruling = Ruling.AGAIN if expires and reply.status == 403 else ruling_on(reply.status, conditional=True)  # noqa: PLR2004
    return _result(ruling, reply, place)


def _result(ruling: Ruling, reply: Reply, place: str) -> Result:
    host = urlsplit(place).hostname or ""
    if ruling in {Ruling.STORED, Ruling.PRESENT}:
        return Result(State.STORED, place=_shown(place))
    if ruling is Ruling.AGAIN:
        error = message("sending.error.busy", host=host, status=reply.status)
        return Result(State.WAITING, error, after=reply.retry_after or 0.0)
    known = _REFUSALS.get(reply.status)
    id_ = known or ("sending.error.elsewhere" if 300 <= reply.status < 400 else "sending.error.refused")  # noqa: PLR2004
    return Result(State.REFUSED, message(id_, host=host, status=reply.status))


_REFUSALS: Final = {
    401: "sending.error.not_allowed",
    403: "sending.error.not_allowed",
    404: "sending.error.no_such_place",
    410: "sending.error.no_such_place",
    413: "sending.error.too_large",
}


def _ticket(body: bytes, checksum: str) -> tuple[str, Mapping[str, str]]:
    """Read a ticket: where to put the report, and what to say. Raises _Failed."""
    try:
        found: Any = json.loads(body)
        url, given = str(found["url"]), found.get("headers", {})
        headers = {str(name): str(value) for name, value in given.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise _Failed(Result(State.WAITING, Message("sending.error.no_ticket"))) from problem
    whole = all(_HEADER_NAME.fullmatch(name) and value.isprintable() for name, value in headers.items())
    if not whole or {name.lower() for name in headers} & _NOT_THEIRS:
        raise _Failed(Result(State.REFUSED, Message("sending.error.no_ticket")))
    claimed = next((value for name, value in headers.items() if name.lower() == "x-amz-checksum-sha256"), checksum)
    if claimed != checksum:
        raise _Failed(Result(State.REFUSED, Message("sending.error.no_ticket")))
    return url, headers


def _check_address(url: str) -> None:
    """Refuse what would carry a report unencrypted out of one's own network. Raises _Failed."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host or parts.username is not None or not url.isascii() or not url.isprintable():
        raise _Failed(Result(State.REFUSED, Message("sending.error.address")))
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_own(host)):
        raise _Failed(Result(State.REFUSED, message("sending.error.unencrypted", host=host)))


def _is_own(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        return bool(_OWN_NAMES.search(host))


def _message_for(problem: Exception, url: str) -> Message:
    """Return what to tell the person; the library's own words are English and may hold paths."""
    import ssl

    host = urlsplit(url).hostname or ""
    cause = problem
    while cause.__cause__ or (cause.args and isinstance(cause.args[-1], Exception)):
        cause = cause.__cause__ if isinstance(cause.__cause__, Exception) else cause.args[-1]
    if isinstance(cause, ssl.SSLError):
        return message("sending.error.certificate", host=host)
    if "imeout" in type(problem).__name__ or isinstance(cause, TimeoutError):
        return message("sending.error.slow", host=host)
    return message("sending.error.unreachable", host=host)


def _shown(url: str) -> str:
    """Return an address without what may be secret in it: its query."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _retry_after(text: str | None) -> float | None:
    """Return the seconds of a ``Retry-After``, which may be a date. At most as long as we would wait anyway."""
    if not text:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        seconds = float(text)
    else:
        moment = parse_http_date(text)
        if moment is None:
            return None
        seconds = (moment - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_SECONDS)
