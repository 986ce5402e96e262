"""How far a requirement is while a check runs."""

from __future__ import annotations

from enum import Enum


class Phase(Enum):
    """What its row shows."""

    WAITING = "waiting"
    ACTIVE = "active"
    KNOWN = "known"
