"""Whether a bundle can be trusted: the rules, as pure functions.

Keys are rotated by the rules of TUF's root role (theupdateframework.github.io, section 5.3): key set n + 1 is signed
by enough keys of set n and of itself, and none is left out, so that a client that missed three rotations follows them
one by one. A profile is accepted if enough keys of the last set signed it, and never if it is older than one seen
before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from readiness.documents.profile.file import ProfileDocument
from readiness.documents.trust.bundle import KEYS_TYPE, PROFILE_TYPE, Bundle
from readiness.domain.message import message
from readiness.domain.refusal import Refusal

CLOCKS_APART: Final = timedelta(minutes=5)
"""The difference from which two clocks are said to disagree."""


class Vouched(StrEnum):
    """Who vouches that the keys are the employer's."""

    LINK = "link"
    """The link or QR code that led here named them."""
    EARLIER = "earlier"
    """They are known from before, or follow from such keys."""
    NOBODY = "nobody"
    """They came with the profile itself."""
    UNSIGNED = "unsigned"
    """There are no keys."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of a profile, as protection against roll-back.

    ``keys`` and ``keys_sha256`` are version and hash of the key set, 0 and "" for an unsigned profile.
    """

    id: str
    serial: int
    sha256: str
    keys: int = 0
    keys_sha256: str = ""

    @property
    def signed(self) -> bool:
        """Whether the profile was signed."""
        return self.keys > 0


def trusted_keys(bundle: Bundle, seen: Seen | None = None, pin: str = "") -> Vouched:
    """Follow the key sets from first to last, and return who vouches for them.

    ``pin`` is the hash of one of the sets, from the link.

    Raises:
        Refusal: they do not follow from one another, or from those seen or pinned.
    """
    for number, one in enumerate(bundle.sets, 1):
        if one.envelope.payload_type != KEYS_TYPE:
            raise Refusal(message("trust.keys_kind", version=number))
        if one.keys.version != number:
            raise Refusal(message("trust.gap", version=number, found=one.keys.version))
        if one.keys.id != bundle.id:
            raise Refusal(message("trust.keys_other_id", version=number, found=one.keys.id, id=bundle.id))
        if not one.keys.is_signed(one.envelope):
            raise Refusal(message("trust.keys_unsigned", version=number))
    for before, after in pairwise(bundle.sets):
        if not before.keys.is_signed(after.envelope):
            raise Refusal(message("trust.keys_not_handed_on", version=after.keys.version))
    return _anchored(bundle, seen, pin)


def _anchored(bundle: Bundle, seen: Seen | None, pin: str) -> Vouched:
    if pin and pin not in {one.sha256 for one in bundle.sets}:
        raise Refusal(message("trust.pin"))
    if seen is None or not seen.signed:
        return Vouched.LINK if pin else Vouched.NOBODY
    if seen.keys > len(bundle.sets):
        raise Refusal(message("trust.keys_rolled_back", found=len(bundle.sets), seen=seen.keys))
    if bundle.sets[seen.keys - 1].sha256 != seen.keys_sha256:
        raise Refusal(message("trust.keys_others", version=seen.keys))
    return Vouched.EARLIER


def refuse_unsigned_profile(bundle: Bundle) -> None:
    """Raise Refusal unless enough keys of the last set signed the profile, as a profile."""
    if bundle.profile.payload_type != PROFILE_TYPE:
        raise Refusal(message("trust.profile_kind"))
    signers = bundle.profile.signers(bundle.current.keys)
    if len(signers) < bundle.current.threshold:
        raise Refusal(message("trust.signed_by_few", found=len(signers), threshold=bundle.current.threshold))


def seen_now(document: ProfileDocument, bundle: Bundle | None) -> Seen:
    """Return what is to be remembered of an accepted profile."""
    profile, sha256 = document.profile, document.source.sha256
    if bundle is None:
        return Seen(profile.id, profile.serial, sha256)
    return Seen(profile.id, profile.serial, sha256, bundle.current.version, bundle.fingerprint)


def refuse_older(document: ProfileDocument, bundle: Bundle | None, seen: Seen | None) -> None:
    """Raise Refusal if the keys are for another profile, or the profile is older than one that was seen."""
    profile = document.profile
    if bundle is not None and profile.id != bundle.id:
        raise Refusal(message("trust.profile_other_id", found=profile.id, id=bundle.id))
    if seen is None:
        return
    if profile.id != seen.id:
        raise Refusal(message("trust.became_other_id", found=profile.id, id=seen.id))
    if seen.signed and bundle is None:
        raise Refusal(message("trust.unsigned_now"))
    if profile.serial < seen.serial:
        raise Refusal(message("trust.rolled_back", found=profile.serial, seen=seen.serial))
    if profile.serial == seen.serial and document.source.sha256 != seen.sha256:
        raise Refusal(message("trust.same_serial", serial=profile.serial))


def refuse_expired(document: ProfileDocument, clocks: Iterable[datetime]) -> None:
    """Raise Refusal if a new profile has expired by any of the available clocks."""
    until = document.profile.valid.until
    if until is not None and any(until <= clock for clock in clocks):
        raise Refusal(message("trust.expired", date=until.date().isoformat()))
