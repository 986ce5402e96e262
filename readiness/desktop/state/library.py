"""Profile files that were found and read: the entries of the list, and the problems of a file."""

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
"""File name endings of pictures that may show the QR code of a link."""
_ADDED: Final = "added:"
"""The start of the pseudo path of a profile that was added by link; the window does not deal with its file."""


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
        """The number of its requirements that ask the person."""
        return sum(requirement.question is not None for requirement in self.profile.requirements)

    @property
    def is_example(self) -> bool:
        """Whether it is one of the examples that come with the program."""
        return self.path.parent == paths.specs()

    @property
    def added(self) -> str:
        """The id under which it was added by an employer's link or file, "" if it is only a file."""
        name = self.path.name
        return name.removeprefix(_ADDED) if name.startswith(_ADDED) else ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that offers a profile: a signed one, or the picture of a link. The person is asked before it is added."""

    path: Path


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is no usable profile: all of its problems, or none if it could not be opened."""

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
    """Read the files of the list, without those that cannot be used and without repeated profiles."""
    found: dict[str, Usable] = {}
    for path in paths:
        entry = opened(path)
        if isinstance(entry, Usable):
            found.setdefault(entry.document.source.sha256, entry)
    return tuple(found.values())


def added_entry(subscription: Subscription) -> Usable:
    """Return the list entry of a profile that was added. Raises Refusal if it cannot be used at present."""
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
