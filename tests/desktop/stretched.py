"""A language nobody speaks: English, each word about a third longer, to find what has no room to grow."""

from __future__ import annotations

import re
from typing import Final

from readiness.domain.message import Message
from readiness.text import Translator

_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_LONGER: Final = {"a": "ä", "e": "ë", "i": "ï", "o": "ö", "u": "ü", "n": "ñ"}


class Stretched(Translator):
    """Says everything 30 % longer."""

    def __init__(self) -> None:
        super().__init__("en", "en_US")

    def say(self, message: Message) -> str:
        return _WORD.sub(lambda word: stretched(word[0]), super().say(message))


def stretched(word: str) -> str:
    """Make a word longer, and so that it shows that it went through the translator."""
    marked = "".join(_LONGER.get(letter, letter) for letter in word)
    return marked + word[-1] * max(round(len(word) * 0.3), 1)
