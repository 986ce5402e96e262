"""Addresses of files on the web, read strictly: what two programs could read in two ways is refused."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from readiness.domain.message import message
from readiness.domain.refusal import Refusal

LONGEST: Final = 1000
_CHARACTERS: Final = re.compile(r"[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]+")
_HOST: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?")
PORTS: Final = {"https": 443, "http": 80}
"""The usual port of each scheme."""
_NUMBERS: Final = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*\.?")
"""What some programs take for an address in numbers: 2130706433 is 127.0.0.1."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address taken apart. ``target`` is path and query as a request sends them."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host, with its port where that is not the usual one."""
        return authority(self.scheme, self.host, self.port)

    @property
    def text(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.target}"

    def at(self, reference: str) -> WebAddress:
        """Return what a reference means here. Raises Refusal where that is nothing to fetch."""
        return web_address(urljoin(self.text, reference), local=self.scheme == "http")


def authority(scheme: str, host: str, port: int) -> str:
    """Return a host as requests name it: a numeric one of IPv6 in brackets, and only an unusual port with it."""
    named = f"[{host}]" if ":" in host else host
    return named if port == PORTS[scheme] else f"{named}:{port}"


def web_address(text: str, *, local: bool = False) -> WebAddress:
    """Take an address apart. Plain http is for this computer alone, and only where ``local`` is said.

    Raises:
        Refusal: it is none, or could be misread.
    """
    if len(text) > LONGEST:
        raise Refusal(message("web.too_long", most=LONGEST))
    if not _CHARACTERS.fullmatch(text):
        raise Refusal(message("web.characters", address=text[:80]))
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise Refusal(message("web.no_address", address=text[:80])) from None
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise Refusal(message("web.not_https", address=text[:80]))
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise Refusal(message("web.user_info", address=text[:80]))
    if not _is_host(host) or port == 0:
        raise Refusal(message("web.no_address", address=text[:80]))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return WebAddress(parts.scheme, host, port or PORTS[parts.scheme], target)


def _is_host(host: str) -> bool:
    try:
        return "%" not in host and bool(ipaddress.ip_address(host))
    except ValueError:
        return bool(_HOST.fullmatch(host)) and not _NUMBERS.fullmatch(host)


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the internet's, and not of a home, an office or this computer."""
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or _translated(number)
        if inner is not None:
            return is_public(str(inner))
        if number.teredo is not None or number.is_site_local:
            return False
    return number.is_global and not number.is_multicast


def _translated(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that a translator (RFC 6052) would reach."""
    inside = number in ipaddress.IPv6Network("64:ff9b::/96")
    return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF) if inside else None
