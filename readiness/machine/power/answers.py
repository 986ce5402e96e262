"""A refusal that every system gives alike."""

from __future__ import annotations

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message


def no_battery() -> Unavailable:
    """Return the refusal of a computer that has no battery to be full or empty."""
    return Unavailable(Reason.ABSENT, message("unmeasured.power_no_battery"), message("remedy.power_no_battery"))
