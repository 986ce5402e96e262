"""Pieces of HTML. Text is escaped where it enters; only what is ``Markup`` goes through as it is."""

from __future__ import annotations

import html
import re
from typing import Final, TypeAlias

_VOID: Final = frozenset({"meta", "br", "hr"})
_WEB: Final = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


class Markup(str):
    """HTML that is finished: it is not escaped again."""

    __slots__ = ()


Content: TypeAlias = "str | Markup"


def tag(name: str, /, *content: Content, **attributes: str) -> Markup:
    """Return an element. Attribute names lose a trailing underscore and get dashes: ``class_``, ``aria_hidden``.

    An attribute that is "" is left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"' for key, value in attributes.items() if value
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(*content)}</{name}>")


def join(*content: Content) -> Markup:
    """Return the pieces one after another, plain text escaped."""
    return Markup("".join(one if isinstance(one, Markup) else html.escape(one, quote=False) for one in content))


def paragraphs(text: str) -> Markup:
    """Return plain text with its line ends shown."""
    return Markup("<br>".join(join(line) for line in text.split("\n")))


def link(address: str) -> Markup:
    """Return a link for a web address; any other address is shown as text and cannot be followed."""
    if _WEB.fullmatch(address):
        return tag("a", address, href=address, rel="noopener noreferrer")
    return join(address)


def data_script(json_text: str, id_: str) -> Markup:
    """Return a JSON document inside a page. What could end the element early is written as an escape."""
    safe = json_text
    for character in "<>&\u2028\u2029":
        safe = safe.replace(character, f"\\u{ord(character):04x}")
    return Markup(f'<script type="application/json" id="{html.escape(id_)}">{safe}</script>')
