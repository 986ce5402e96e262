"""macOS: ``system_profiler -json`` (system_profiler(8)), a program of the system that anybody may ask."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from readiness.machine.sources.programs import Ask

PROGRAM: Final = "/usr/sbin/system_profiler"
SECONDS: Final = 15.0
"""It looks at the hardware itself, which takes seconds on some Macs."""

Items: TypeAlias = tuple[Mapping[str, Any], ...]


def parse_items(text: str, data_type: str) -> Items:
    """Return the items of one data type; none for anything that is no such output."""
    try:
        listing = json.loads(text)
    except ValueError:
        return ()
    items = listing.get(data_type) if isinstance(listing, dict) else None
    return tuple(item for item in items if isinstance(item, dict)) if isinstance(items, list) else ()


def asked(ask: Ask, data_type: str) -> Items:
    """Return what this Mac lists of one data type; none when it does not answer."""
    told = ask((PROGRAM, "-json", data_type), SECONDS)
    return parse_items(told.text, data_type) if told else ()


def below(item: Mapping[str, Any], key: str) -> Items:
    """Return the items listed under a key of an item."""
    found = item.get(key)
    return tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()
