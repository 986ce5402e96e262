"""Texts from elsewhere (profiles, device names, servers) made harmless before anybody sees them."""

from __future__ import annotations

import re
from typing import Final

# Compiled by ``re`` when the first text from elsewhere is shown: a window that opens shows none.
_LINE_ENDS: Final = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
_MARKS: Final = "[\u061c\u200e\u200f\ufeff]"
# What is left of C0 and C1 would steer a terminal; embeddings, overrides and isolates would
# turn a text around ("25" read as "52"); lone surrogates cannot be written anywhere.
_HARMFUL: Final = "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_SPACES: Final = "[ \t\n]+"
REPLACEMENT: Final = "\ufffd"
"""Stands where a character was taken out, so that nothing vanishes unseen."""


def clean(text: str) -> str:
    """Return the text without control characters; every line end becomes a line feed, a tab a space.

    Harmless direction marks are dropped, everything else that steers a terminal or the
    direction of writing becomes U+FFFD.
    """
    plain = re.sub(_LINE_ENDS, "\n", text).replace("\t", " ")
    return re.sub(_HARMFUL, REPLACEMENT, re.sub(_MARKS, "", plain))


def clean_line(text: str) -> str:
    """Return the cleaned text on one line, runs of spaces joined: for titles and table cells."""
    return re.sub(_SPACES, " ", clean(text)).strip(" ")


def capital(text: str) -> str:
    """Return words that stand in the middle of a sentence as they begin a line."""
    return text[:1].upper() + text[1:]
