"""The key that this computer has for one employer: two of them cannot tell that they ask the same computer."""

from __future__ import annotations

from readiness.documents.trust.signing import SigningKey
from readiness.domain.report import ProfileSource
from readiness.store.keys import own_key


def root_of(source: ProfileSource) -> str:
    """Return by what a profile's keys are told from nobody's: who only borrows an id has no key that was pinned."""
    return "signed" if source.signed else ""


def device_key_name(profile: str, root: str = "") -> str:
    """Return the name of the key for one employer: two of them cannot tell that they ask the same computer.

    ``root`` is ``root_of`` the profile.
    """
    return f"report:{profile}:{root or 'unsigned'}"


def device_key(profile: str, root: str = "") -> tuple[SigningKey, str]:
    """Return this computer's key for one employer, made when there is none, and where it is kept.

    Raises:
        Refusal: there is one that cannot be had now.
        OSError: there is none, and the disk takes none.
    """
    key, place = own_key(device_key_name(profile, root))
    return key, str(place)
