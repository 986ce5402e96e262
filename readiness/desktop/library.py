"""Profile files found and read, without a window: what is on the list, and what is wrong with a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from readiness.checks.registry import catalogue
from readiness.documents.problems import Problem, ProfileError
from readiness.documents.profile_file import ProfileDocument, read_profile
from readiness.domain.profile import Profile


@dataclass(frozen=True, slots=True)
class Usable:
    """A profile that can be checked against."""

    path: Path
    document: ProfileDocument

    @property
    def profile(self) -> Profile:
        """What the file asks for."""
        return self.document.profile

    @property
    def questions(self) -> int:
        """How many of its requirements ask the person."""
        return sum(requirement.question is not None for requirement in self.profile.requirements)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is no usable profile: every problem in it, none when it could not even be opened."""

    path: Path
    problems: Sequence[Problem] = ()


def opened(path: Path) -> Usable | Refused:
    """Read one profile file."""
    try:
        return Usable(path, read_profile(path.read_bytes(), catalogue()))
    except OSError:
        return Refused(path)
    except ProfileError as error:
        return Refused(path, error.problems)


def listed(paths: Iterable[Path]) -> tuple[Usable, ...]:
    """Read the files of the list; one that cannot be used (any more) is left out, a profile is listed once."""
    found: dict[str, Usable] = {}
    for path in paths:
        entry = opened(path)
        if isinstance(entry, Usable):
            found.setdefault(entry.document.source.sha256, entry)
    return tuple(found.values())
