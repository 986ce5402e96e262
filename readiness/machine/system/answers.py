"""What the readers of all systems share: refusals, and how old a list of updates may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message

FRESH: Final = timedelta(days=7)
"""A list of updates that is older says nothing of those that came since; systems fetch one every day or two."""


class OnlyWindows:
    """Answers for systems that know neither editions nor licences."""

    def edition(self) -> Observed[str]:
        """Raise Unavailable."""
        raise only_windows()

    def s_mode(self) -> Observed[bool]:
        """Raise Unavailable."""
        raise only_windows()

    def genuine(self) -> Observed[bool]:
        """Raise Unavailable."""
        raise only_windows()


def only_windows() -> Unavailable:
    """Return the refusal of a system that has no such thing."""
    return Unavailable(Reason.UNSUPPORTED, message("unmeasured.os_only_windows"))


def release_unknown() -> Unavailable:
    """Return the refusal of a system that does not say which release it is."""
    return Unavailable(Reason.UNSUPPORTED, message("unmeasured.system_version"))


def updates_unknown() -> Unavailable:
    """Return the refusal of a system that does not say whether updates wait."""
    return Unavailable(Reason.UNSUPPORTED, message("unmeasured.updates_unknown"), message("remedy.updates"))


def none_waiting(looked: datetime | None, source: str) -> Observed[bool]:
    """Return that no update waits, if the system looked for some not long ago. Raises Unavailable."""
    if looked is None or datetime.now(UTC) - looked > FRESH:
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.updates_stale"), message("remedy.updates"))
    return Observed(value=False, source=f"{source}, {looked:%Y-%m-%d}")
