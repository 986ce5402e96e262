"""What a report claims and how that stands: proven, not proven, or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from readiness.documents.trust.signing import PublicKey
from readiness.domain.message import Argument, Message, message


class Standing(Enum):
    """How a claim stands."""

    PROVEN = "proven"
    UNPROVEN = "unproven"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing a report claims, and how that stands. ``code`` is for programs and never changes."""

    standing: Standing
    message: Message

    @property
    def code(self) -> str:
        """The id of its sentence."""
        return self.message.id.removeprefix("proof.")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the employer knows. What is empty is not known, and nothing is proven by it.

    ``keys`` are the employer's: of measuring servers, and of whoever signs waivers.
    ``profiles`` are SHA-256 of the profiles that were given out, ``nonces`` those of
    invitations, ``devices`` the ids of device keys seen before. ``newest`` is how old a
    report may be.
    """

    now: datetime
    keys: tuple[PublicKey, ...] = ()
    profiles: frozenset[str] = frozenset()
    nonces: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    newest: timedelta | None = None


def proven(id_: str, /, **arguments: Argument) -> Claim:
    """Make a claim that is proven."""
    return Claim(Standing.PROVEN, message(id_, **arguments))


def unproven(id_: str, /, **arguments: Argument) -> Claim:
    """Make a claim that is the report's own word."""
    return Claim(Standing.UNPROVEN, message(id_, **arguments))


def wrong(id_: str, /, **arguments: Argument) -> Claim:
    """Make a claim that does not hold."""
    return Claim(Standing.WRONG, message(id_, **arguments))
