"""Rules for delivering a report: what a server's answer means, and when to try again.

Deliveries are safe because they can be repeated: the address ends in the report's own id, and "it exists already" is
as good as "it was created".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Final

from readiness.domain.message import Message

BASE_SECONDS: Final = 2.0
LONGEST_SECONDS: Final = 3_600.0
PATIENCE: Final = timedelta(days=14)
"""For how long sending is tried before the person is told that it does not work."""
LONGEST_GAP: Final = timedelta(days=1)
"""The most that one gap between two tries counts for, so that a clock that jumps does not use up the patience."""


class DeliveryMethod(StrEnum):
    """How a report is delivered; the kinds of destination that a profile can name."""

    HTTPS = "https"
    PRESIGNED = "presigned"
    WEBHOOK = "webhook"
    EMAIL = "email"
    FILE = "file"


class State(StrEnum):
    """What has become of a letter."""

    WAITING = "waiting"
    STORED = "stored"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens without the person."""
        return self is not State.WAITING


@dataclass(frozen=True, slots=True)
class Letter:
    """A document to deliver. ``key`` identifies it for ever, at its destination too."""

    key: str
    method: DeliveryMethod
    address: str
    title: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Post:
    """A letter with its delivery state. ``being_sent``: a program is working on it."""

    number: int
    letter: Letter
    created: datetime
    state: State
    tries: int
    next_try: datetime
    settled: datetime | None
    error: Message | None
    place: str
    being_sent: bool = False
    lease: str = ""


class Ruling(Enum):
    """What the answer of a server means."""

    STORED = "stored"
    PRESENT = "present"
    AGAIN = "again"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of a server. ``retry_after`` is in seconds, None if the server gave no time."""

    status: int
    body: bytes = b""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one try. ``after`` is the number of seconds for which the server asked to be left alone."""

    state: State
    error: Message | None = None
    place: str = ""
    after: float = 0.0


_PRESENT: Final = frozenset({304, 412})
_PASSING: Final = frozenset({408, 409, 425, 429})


def ruling_on(status: int, *, conditional: bool) -> Ruling:
    """Return what an HTTP status means.

    ``conditional``: the request was to store the document only if it does not exist yet (``If-None-Match: *``). Then
    412 means that it exists; so does 304, which older stores send instead (RFC 9110, 13.1.2).
    """
    if 200 <= status < 300:  # noqa: PLR2004 - the successes of RFC 9110
        return Ruling.STORED
    if status in _PRESENT and conditional:
        return Ruling.PRESENT
    # A redirection is not followed: it would carry the report to somebody nobody agreed to.
    return Ruling.AGAIN if status in _PASSING or status == 412 or status >= 500 else Ruling.STOP  # noqa: PLR2004


def pause_after(tries: int, chance: float) -> float:
    """Return the pause in seconds after ``tries`` failed tries; ``chance`` is random, from 0 to 1.

    Exponential back-off with full jitter, so that many computers that lost a server at the same moment do not return
    at the same moment.
    """
    return chance * min(LONGEST_SECONDS, BASE_SECONDS * 2.0 ** min(tries, 20))


def is_due(next_try: float, now: float) -> bool:
    """Whether the next try is due, on a clock that may have been set back since it was planned."""
    return next_try <= now or next_try > now + LONGEST_SECONDS


def is_free(leased: float | None, now: float, lease: float) -> bool:
    """Whether nobody works on a letter leased at ``leased``; a lease from the future counts as none."""
    return leased is None or not now - lease < leased <= now + lease


def patience_used(used: float, tried: float | None, now: float) -> float:
    """Return the seconds of patience used up by ``now``, given those ``used`` at the last try, made at ``tried``."""
    if tried is None:
        return used
    return used + min(max(now - tried, 0.0), LONGEST_GAP.total_seconds())
