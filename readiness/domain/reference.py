"""Names of measurements: a fact with the statistic, the server and the load that are meant.

Most often a profile names a fact by its id alone. Qualifiers are written into the name: ``network.latency[p95]`` is
the 95th percentile, ``network.latency@https://…`` the round trip to that server, ``network.latency_loaded[worst]``
the worst round trip while the line is busy in either direction. A name holds the server's address and not what a
profile calls it, so that two employers who mean the same server share one measurement.

Statistics need no measurement of their own: all are taken from one series of round trips.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from readiness.domain.message import Message, message


class Statistic(StrEnum):
    """Which figure of a series counts: the median, the 95th percentile, or the largest."""

    MEDIAN = "median"
    P95 = "p95"
    WORST = "worst"


class Load(StrEnum):
    """What else is transferred during a measurement: a download, an upload, or each in turn."""

    DOWN = "down"
    UP = "up"
    EITHER = "either"


_LOADED: Final = {Load.DOWN: "_loaded_down", Load.UP: "_loaded_up", Load.EITHER: "_loaded"}
_WORSE_OF_BOTH: Final = re.compile(r"(?P<base>.+)_loaded", re.ASCII)
_KEY: Final = re.compile(r"(?P<fact>[^\[@]+)(?:\[(?P<statistic>median|p95|worst)\])?(?:@(?P<server>.+))?", re.DOTALL)
_STATISTICS: Final = {
    Statistic.MEDIAN: "fact.statistic.median",
    Statistic.P95: "fact.statistic.p95",
    Statistic.WORST: "fact.statistic.worst",
}
_EITHER_WAY: Final = "fact.under_load"


@dataclass(frozen=True, slots=True)
class FactReference:
    """A fact with its qualifiers. ``server`` is the address that is measured to."""

    fact: str
    statistic: Statistic | None = None
    server: str | None = None

    def __str__(self) -> str:
        """Return the name used in readings, conditions and reports."""
        statistic = f"[{self.statistic}]" if self.statistic else ""
        return f"{self.fact}{statistic}" + (f"@{self.server}" if self.server else "")

    @property
    def whole(self) -> FactReference:
        """The measurement that the statistic is taken from."""
        return FactReference(self.fact, None, self.server)

    @property
    def both_ways(self) -> tuple[FactReference, FactReference] | None:
        """The two measurements, under download and upload, of which the worse counts; None for a single one."""
        either = _WORSE_OF_BOTH.fullmatch(self.fact)
        if either is None:
            return None
        down, up = (under_load(either["base"], load) for load in (Load.DOWN, Load.UP))
        return FactReference(down, self.statistic, self.server), FactReference(up, self.statistic, self.server)

    @property
    def title(self) -> Message:
        """The name for people."""
        either = _WORSE_OF_BOTH.fullmatch(self.fact)
        named = message(_EITHER_WAY, fact=Message(f"fact.{either['base']}")) if either else Message(f"fact.{self.fact}")
        if self.server:
            named = message("fact.to_server", fact=named, server=_host(self.server))
        return message(_STATISTICS[self.statistic], fact=named) if self.statistic else named


def _host(address: str) -> str:
    """Return the part of an address that people recognise."""
    return address.partition("://")[2].partition("/")[0] or address


# A profile names the same few facts again and again, and is asked for them at every look.
@lru_cache(maxsize=1024)
def reference(name: str) -> FactReference:
    """Parse the name of a fact. A name of any other form is taken for the id of an unknown, unqualified fact."""
    found = _KEY.fullmatch(name)
    if found is None:
        return FactReference(name)
    return FactReference(found["fact"], Statistic(found["statistic"]) if found["statistic"] else None, found["server"])


def under_load(fact: str, load: Load) -> str:
    """Return the id of a fact under load; EITHER means the worse of the two directions."""
    return fact + _LOADED[load]


@lru_cache(maxsize=1024)
def measurements(name: str) -> tuple[str, ...]:
    """Return the names of the measurements from which the reading of a fact is derived."""
    meant = reference(name)
    return tuple(str(one.whole) for one in meant.both_ways or (meant,))


def fact_title(name: str) -> Message:
    """Return the name of a fact for people, qualifiers included."""
    return reference(name).title
