"""macOS: property lists (plist(5)), which hold a dictionary in all that is read here."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from typing import Any


def parse_property_list(data: bytes) -> Mapping[str, Any]:
    """Return the entries of a property list; none where it is no list of entries, or cannot be read."""
    try:
        read = plistlib.loads(data)
    except Exception:  # noqa: BLE001 - plistlib lets many kinds of errors of its parsers through
        return {}
    return read if isinstance(read, dict) else {}
