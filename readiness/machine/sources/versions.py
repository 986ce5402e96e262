"""Version numbers, as systems write them."""

from __future__ import annotations

import re
from typing import Final

_DOTTED: Final = re.compile(r"\d+(?:\.\d+)*", re.ASCII)


def dotted(version: str) -> str | None:
    """Return a version when it is dotted numbers, None otherwise."""
    return version if _DOTTED.fullmatch(version) else None
