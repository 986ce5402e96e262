"""Translators for tests: a language nobody speaks, and the window's own words alone."""

from __future__ import annotations

import re
from typing import Final

from readiness.domain.facts import Value
from readiness.domain.message import Message
from readiness.text import Translator

_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_LONGER: Final = {"a": "ä", "e": "ë", "i": "ï", "o": "ö", "u": "ü", "n": "ñ"}


class WindowAlone(Translator):
    """Says the window's own words; for those of other rooms, which they may change as they like, the id."""

    def say(self, message: Message) -> str:
        return super().say(message) if message.id.startswith("desktop.") else f"<{message.id}>"

    def value(self, value: Value, unit: str | None = None, digits: int | None = None) -> str:
        return f"<{value}>" if isinstance(value, str) else super().value(value, unit, digits)


class Stretched(Translator):
    """English, each word about a third longer, to find what has no room to grow."""

    def __init__(self) -> None:
        super().__init__("en", "en_US")

    def say(self, message: Message) -> str:
        return _WORD.sub(lambda word: stretched(word[0]), super().say(message))


def stretched(word: str) -> str:
    """Make a word longer, and so that it shows that it went through the translator."""
    marked = "".join(_LONGER.get(letter, letter) for letter in word)
    return marked + word[-1] * max(round(len(word) * 0.3), 1)
