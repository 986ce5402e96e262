"""Getting a report to where it belongs: what an answer means, and when to try again.

Rules only. What makes sending safe is that it may be repeated: a report goes to an
address that ends in its own id, and "it is there already" is as good as "it is there now".
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
"""How long sending is tried before the person is told that it does not work."""
LONGEST_GAP: Final = timedelta(days=1)
"""What one gap between two tries counts for at most: a clock that jumps must not use the patience up."""


class DeliveryMethod(StrEnum):
    """How a report gets somewhere; the kinds of destination a profile may name."""

    HTTPS = "https"
    PRESIGNED = "presigned"
    WEBHOOK = "webhook"
    EMAIL = "email"
    FILE = "file"


class State(StrEnum):
    """What has become of something that was to be sent."""

    WAITING = "waiting"
    STORED = "stored"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will be done by itself."""
        return self is not State.WAITING


@dataclass(frozen=True, slots=True)
class Letter:
    """Something to send. ``key`` names it for ever, at its destination too."""

    key: str
    method: DeliveryMethod
    address: str
    title: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Post:
    """A letter with what has become of it. ``being_sent``: some program is at work on it."""

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
    """What a server's answer means."""

    STORED = "stored"
    PRESENT = "present"
    AGAIN = "again"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered. ``retry_after`` is in seconds, None where it named no time."""

    status: int
    body: bytes = b""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What one try came to. ``after`` is for how many seconds the server asked to be left alone."""

    state: State
    error: Message | None = None
    place: str = ""
    after: float = 0.0


_PRESENT: Final = frozenset({304, 412})
_PASSING: Final = frozenset({408, 409, 425, 429})


def ruling_on(status: int, *, conditional: bool) -> Ruling:
    """Return what a status means. ``conditional``: only what is not there yet was to be stored.

    To such a request 412 says that it is there; so does 304, which older stores answer instead.
    """
    if 200 <= status < 300:  # noqa: PLR2004 - the successes of RFC 9110
        return Ruling.STORED
    if status in _PRESENT and conditional:
        return Ruling.PRESENT
    # A redirection is not followed: it would carry the report to somebody nobody agreed to.
    return Ruling.AGAIN if status in _PASSING or status == 412 or status >= 500 else Ruling.STOP  # noqa: PLR2004


def pause_after(tries: int, chance: float) -> float:
    """Return for how many seconds to wait after so many failed tries; ``chance`` is from 0 to 1, by lot.

    Anything from nothing to twice as much each time, so that many computers which lost a
    server at once do not come back at once.
    """
    return chance * min(LONGEST_SECONDS, BASE_SECONDS * 2.0 ** min(tries, 20))


def is_due(next_try: float, now: float) -> bool:
    """Whether it is time, on a clock that may have been set back since."""
    return next_try <= now or next_try > now + LONGEST_SECONDS


def is_free(leased: float | None, now: float, lease: float) -> bool:
    """Whether nobody is at work on something taken at ``leased``; a time that has not come yet proves nothing."""
    return leased is None or not now - lease < leased <= now + lease


def patience_used(used: float, tried: float | None, now: float) -> float:
    """Return the seconds of patience used up by a try at ``now``, the one before it having been at ``tried``."""
    if tried is None:
        return used
    return used + min(max(now - tried, 0.0), LONGEST_GAP.total_seconds())
