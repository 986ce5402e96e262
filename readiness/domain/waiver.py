"""Waivers: an employer lets a person off one requirement, for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.domain.profile import Profile, Texts


@dataclass(frozen=True, slots=True)
class Waiver:
    """One paper. ``device`` is the id of the computer's key it is for, "" for everybody's.

    ``paper`` is the text of its own file, sealed, so that whoever reads a report can look who signed it.
    """

    id: str
    profile: str
    requirement: str
    reason: Texts
    until: datetime
    device: str = ""
    paper: str = ""

    def holds(self, profile: Profile, at: datetime | None) -> bool:
        """Whether it is for this profile, and for this moment where one is given."""
        return self.profile == profile.id and (at is None or at < self.until)
