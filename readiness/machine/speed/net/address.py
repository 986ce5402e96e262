"""Where a server is: its address as written, its addresses on the network, and what is in the way."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urljoin, urlsplit

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.platforms import reader
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.reactor import Steps, pause
from readiness.machine.web.address import PORTS, authority
from readiness.machine.web.proxies import system_proxy

if TYPE_CHECKING:
    from readiness.machine.link import Link

Endpoint: TypeAlias = tuple[int, Any]
"""A socket family and the address to connect to, as the socket module has them."""

_RESOLVING_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Url:
    """An http or https address, taken apart. ``path`` begins with a slash and holds the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken."""
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """The host as a request names it, with its port where that is not the usual one."""
        return authority(self.scheme, self.host, self.port)

    @property
    def text(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.path}"

    def at(self, reference: str) -> Url:
        """Return the address that a reference means here. Raises Unavailable where it means none."""
        return parse_url(urljoin(self.text, reference))


def parse_url(text: str) -> Url:
    """Take an address apart. Raises Unavailable when it is not one of http or https."""
    try:
        parts = urlsplit(text.strip())
        usual_port = PORTS[parts.scheme]
        url = Url(parts.scheme, _host(parts.hostname or ""), parts.port or usual_port, parts.path or "/")
    except (KeyError, ValueError) as error:
        raise faults.not_an_address(text) from error
    if not url.host:
        raise faults.not_an_address(text)
    return replace(url, path=f"{url.path}?{parts.query}") if parts.query else url


def _host(name: str) -> str:
    return name if name.isascii() else name.encode("idna").decode()


def resolved(url: Url) -> Steps[list[Endpoint]]:
    """Find a server's addresses.

    The system's resolver cannot be interrupted, so it works in a daemon thread that is
    left alone when it takes too long.

    Raises:
        Unavailable: no such name, no answer in time, or no network at all.
    """
    found: list[list[Endpoint] | OSError] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
            found.append([(family, address) for family, _, _, _, address in answers])
        except (OSError, UnicodeError) as error:
            found.append(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=ask, name=f"resolve {url.host}", daemon=True).start()
    yield from _until_answered(found, url)
    answer = found[0]
    if isinstance(answer, OSError):
        raise faults.unresolved(url.host, answer, online=has_route()) from answer
    return answer


def _until_answered(found: list[Any], url: Url) -> Generator[Any, None, None]:
    end = time.monotonic() + _RESOLVING_SECONDS
    while not found:
        if time.monotonic() > end:
            raise faults.resolver_silent(url.host, online=has_route())
        yield from pause(0.005)


def has_route() -> bool:
    """Whether this machine knows any way out. Nothing is sent: UDP connects only look at the routes."""
    # RFC 5737 and RFC 3849: addresses that belong to nobody.
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
                return True
        except OSError:
            continue
    return False


def proxy_for(url: Url) -> str | None:
    """Return the proxy the system would use for a server, without its password; None for none.

    Measuring goes past it: a proxy's own speed is not the line's.
    """
    proxy = system_proxy(url.scheme, url.host)
    return urlsplit(proxy).netloc.rpartition("@")[2] if proxy else None


def what_is_in_the_way(fault: Unavailable, url: Url) -> Unavailable:
    """Return why a server cannot be reached: a proxy of the system's, a VPN that leads elsewhere, or else the fault."""
    if proxy := proxy_for(url):
        return faults.behind_proxy(url.host, proxy)
    no_answer = fault.unmeasured.reason in {Reason.TIMED_OUT, Reason.OFFLINE}
    return faults.behind_vpn(url.host) if no_answer and _is_tunnelled() else fault


def _is_tunnelled() -> bool:
    """Whether a VPN carries this computer's traffic; not where nobody can tell."""
    try:
        link: Link = reader("link", "Link")
        return link.vpn().value
    except Unavailable:
        return False
