"""Whether a bundle may be believed: the rules of trust, as pure functions.

Keys follow one another by the rules of TUF's root (theupdateframework.github.io, section
5.3): the set n + 1 is signed by enough keys of n and of itself, and none is left out, so
that who was away for three changes walks them one by one. A profile counts when enough of
the last set's keys signed it, and never goes back behind what was seen.
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
"""From here on two clocks are said to differ."""


class Vouched(StrEnum):
    """Who says that the keys are the employer's."""

    LINK = "link"
    """The link or the picture of a QR code that led here named them."""
    EARLIER = "earlier"
    """They are those of before, or follow from them."""
    NOBODY = "nobody"
    """They came with the profile itself."""
    UNSIGNED = "unsigned"
    """There are no keys."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of a profile, so that nothing older is taken for the newest.

    ``keys`` and ``keys_sha256`` are version and hash of the key set, 0 and "" of a
    profile without signatures.
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
    """Walk the key sets from the first to the last, and tell who vouches for them.

    ``pin`` is the hash of one of the sets, as the link had it.

    Raises:
        Refusal: they do not follow one another, or are not those that were seen or named.
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
    """Raise Refusal unless enough of the last set's keys signed the profile as a profile."""
    if bundle.profile.payload_type != PROFILE_TYPE:
        raise Refusal(message("trust.profile_kind"))
    signers = bundle.profile.signers(bundle.current.keys)
    if len(signers) < bundle.current.threshold:
        raise Refusal(message("trust.signed_by_few", found=len(signers), threshold=bundle.current.threshold))


def seen_now(document: ProfileDocument, bundle: Bundle | None) -> Seen:
    """Return what is to be remembered of a profile that is taken."""
    profile, sha256 = document.profile, document.source.sha256
    if bundle is None:
        return Seen(profile.id, profile.serial, sha256)
    return Seen(profile.id, profile.serial, sha256, bundle.current.version, bundle.fingerprint)


def refuse_older(document: ProfileDocument, bundle: Bundle | None, seen: Seen | None) -> None:
    """Raise Refusal when a profile is not the one its keys are for, or lies behind what was seen."""
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
    """Raise Refusal when a new profile has run out, by any of the clocks at hand."""
    until = document.profile.valid.until
    if until is not None and any(until <= clock for clock in clocks):
        raise Refusal(message("trust.expired", date=until.date().isoformat()))
