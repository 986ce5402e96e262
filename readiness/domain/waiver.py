"""Waivers: an employer exempts a person from one requirement for a limited time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.domain.profile import Profile, Texts


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver. ``device`` is the id of the device key it is for, "" if it is for everybody.

    ``paper`` is the signed document itself, so that whoever reads a report can verify who signed it.
    """

    id: str
    profile: str
    requirement: str
    reason: Texts
    until: datetime
    device: str = ""
    paper: str = ""

    def holds(self, profile: Profile, at: datetime | None) -> bool:
        """Return whether it applies to this profile, and at this moment if one is given."""
        return self.profile == profile.id and (at is None or at < self.until)
