"""The claims of a report, and whether they are proven, unproven or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from readiness.documents.trust.signing import PublicKey
from readiness.domain.message import Argument, Message, message


class Standing(Enum):
    """Whether a claim is proven."""

    PROVEN = "proven"
    UNPROVEN = "unproven"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a report. ``code`` is for programs and never changes."""

    standing: Standing
    message: Message

    @property
    def code(self) -> str:
        """The id of its sentence."""
        return self.message.id.removeprefix("proof.")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the employer knows. What is empty is not known and proves nothing.

    Attributes:
        now: the present time.
        keys: the employer's keys, of measuring servers and of those who sign waivers.
        profiles: SHA-256 of the profiles that were issued.
        nonces: the nonces of invitations that were issued.
        devices: ids of device keys seen before.
        newest: the greatest age of an acceptable report.
    """

    now: datetime
    keys: tuple[PublicKey, ...] = ()
    profiles: frozenset[str] = frozenset()
    nonces: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    newest: timedelta | None = None


def proven(id_: str, /, **arguments: Argument) -> Claim:
    """Return a claim that is proven."""
    return Claim(Standing.PROVEN, message(id_, **arguments))


def unproven(id_: str, /, **arguments: Argument) -> Claim:
    """Return a claim that nothing but the report itself supports."""
    return Claim(Standing.UNPROVEN, message(id_, **arguments))


def wrong(id_: str, /, **arguments: Argument) -> Claim:
    """Return a claim that is false."""
    return Claim(Standing.WRONG, message(id_, **arguments))
