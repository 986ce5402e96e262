"""The progress of a requirement while a check runs."""

from __future__ import annotations

from enum import Enum


class Phase(Enum):
    """The phase that the row of a requirement shows."""

    WAITING = "waiting"
    ACTIVE = "active"
    KNOWN = "known"
