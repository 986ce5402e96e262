"""Profile files found and read, without a window: what is on the list, and what is wrong with a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import Problem, ProfileError
from readiness.documents.profile.file import ProfileDocument
from readiness.documents.trust.bundle import looks_like_bundle
from readiness.domain.message import message
from readiness.domain.profile import Profile
from readiness.domain.refusal import Refusal
from readiness.store.examined_profiles import read_once_examined
from readiness.store.folders import data_folder

if TYPE_CHECKING:
    from readiness.employers.subscriptions import Subscription

PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"})
"""Endings of pictures that may show the QR code of a link."""
_ADDED: Final = "added:"
"""Begins the stand-in for the path of a profile that was added: its own file is no matter of the window's."""


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

    @property
    def is_example(self) -> bool:
        """Whether it is one of those that come with the program: no employer's of this person."""
        return self.path.parent == paths.specs()

    @property
    def added(self) -> str:
        """The id under which it was added by an employer's link or file, "" where it is only a file."""
        name = self.path.name
        return name.removeprefix(_ADDED) if name.startswith(_ADDED) else ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that offers a profile: a signed one, or the picture of a link. Whoever opens it is asked first."""

    path: Path


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is no usable profile: every problem in it, none when it could not even be opened."""

    path: Path
    problems: Sequence[Problem] = ()


def opened(path: Path) -> Usable | Refused | Offered:
    """Read one profile file."""
    try:
        data = path.read_bytes()
        if looks_like_bundle(data) or path.suffix.casefold() in PICTURES:
            return Offered(path)
        return Usable(path, read_once_examined(data, catalogue()))
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


def added_entry(subscription: Subscription) -> Usable:
    """Return a profile that was added, as the list has it. Raises Refusal when it cannot be used now."""
    if subscription.document is None:
        raise subscription.refusal or Refusal(message("employers.unknown", id=subscription.id))
    return Usable(Path(_ADDED + subscription.id), subscription.document)


def added() -> tuple[Usable, ...]:
    """Return the profiles that were added and can be used."""
    if not (data_folder() / "employers").is_dir():
        return ()  # nobody was added: what fetches and verifies need not even load
    from readiness.employers.subscriptions import Employers

    found = (one for one in Employers().all() if not isinstance(one, Refusal))
    return tuple(added_entry(one) for one in found if one.document is not None)
