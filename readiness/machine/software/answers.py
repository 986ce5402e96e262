"""A refusal that every system gives alike."""

from __future__ import annotations

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message


def browsers_unknown(reason: Reason = Reason.UNSUPPORTED) -> Unavailable:
    """Return the refusal of a system that does not show what is installed."""
    return Unavailable(reason, message("unmeasured.browsers_unknown"))
