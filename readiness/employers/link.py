"""Links that add a profile: ``readiness://add?u=<https address>&k=<hash of the keys>&n=<nonce>``.

Any page on the web can fire one, so it is data and nothing else: it never starts a check,
never sends, and whatever it holds beyond the three known values refuses it as a whole.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from readiness.domain.message import message
from readiness.domain.refusal import Refusal
from readiness.machine.web.address import WebAddress, web_address

SCHEME: Final = "readiness"
LONGEST: Final = 2000

_BEGINNING: Final = re.compile(r"readiness://([a-z]+)/?\?(.*)", re.IGNORECASE | re.DOTALL)
_CHARACTERS: Final = re.compile(r"[A-Za-z0-9._~:/?&=%-]+")
_ESCAPES: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
_NAMES: Final = ("u", "k", "n")
_HASH_BYTES: Final = 32
_AROUND: Final = "<>()[]\"'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d"
_BEHIND: Final = f"{_AROUND}.,;:!\u3001\u3002"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a profile is, which keys sign it (hexadecimal, "" when the link does not say), and the employer's nonce."""

    address: WebAddress
    pin: str = ""
    nonce: str = ""

    @property
    def text(self) -> str:
        """The link as it is written."""
        pin = base64.urlsafe_b64encode(bytes.fromhex(self.pin)).decode().rstrip("=")
        values = zip(_NAMES, (self.address.text, pin, self.nonce), strict=True)
        return f"{SCHEME}://add?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in values if value)


def is_link(text: str) -> bool:
    """Whether a text means to be such a link; says nothing of whether it is a good one."""
    return text.strip().casefold().startswith(f"{SCHEME}:")


def pasted(text: str) -> str:
    """Return what a person meant who pasted a link or an address out of a letter; any other text as it is.

    A mail program breaks long lines, a sentence ends behind the link, marks stand around it: none of that can belong
    to one. What the system hands over is not mended like this.
    """
    bare = "".join(text.split()).lstrip(_AROUND).rstrip(_BEHIND)
    return bare if is_link(bare) or bare.casefold().startswith("https://") else text.strip()


def read_link(text: str, *, local: bool = False) -> Link:
    """Read a link. ``local`` as for ``web_address``.

    Raises:
        Refusal: it is none, or holds something that has no place in one.
    """
    if len(text) > LONGEST:
        raise Refusal(message("link.too_long", most=LONGEST))
    if not _CHARACTERS.fullmatch(text) or _ESCAPES.search(text):
        raise Refusal(message("link.characters"))
    found = _BEGINNING.fullmatch(text)
    if not found:
        raise Refusal(message("link.none"))
    if found[1].casefold() != "add":
        raise Refusal(message("link.other_action", action=found[1]))
    values = _values(found[2])
    if "u" not in values:
        raise Refusal(message("link.no_address"))
    nonce = values.get("n", "")
    if "n" in values and not _NONCE.fullmatch(nonce):
        raise Refusal(message("link.nonce"))
    return Link(web_address(values["u"], local=local), _pin(values["k"]) if "k" in values else "", nonce)


def _values(query: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name not in _NAMES:
            raise Refusal(message("link.unknown", name=name[:40]))
        if name in values:
            raise Refusal(message("link.repeated", name=name))
        try:
            values[name] = unquote(value, errors="strict")
        except UnicodeDecodeError:
            raise Refusal(message("link.characters")) from None
    return values


def _pin(text: str) -> str:
    """Return the hash in hexadecimal, only from the one way to write it."""
    try:
        data = base64.b64decode(f"{text}=".encode(), b"-_", validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != _HASH_BYTES or base64.urlsafe_b64encode(data).decode() != f"{text}=":
        raise Refusal(message("link.pin"))
    return data.hex()
