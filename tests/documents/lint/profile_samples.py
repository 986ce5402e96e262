"""Profiles to lint."""

from __future__ import annotations

import json
from typing import Any


def profile(*requirements: dict[str, Any], **head: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return a profile that only these requirements could be wrong with."""
    said = {"why": "Because.", "fix": {"text": "Do it."}}
    value = {
        "format": 1,
        "id": "com.example.lint",
        "version": "1.0.0",
        "serial": 1,
        "language": "en",
        "title": "Lint",
        "issuer": {"name": "Example Ltd"},
        "valid": {},
        "requirements": [{"id": f"r{index}", **said, **one} for index, one in enumerate(requirements)],
    }
    return json.dumps({**value, **head}).encode()
