"""Which of the addresses named by the profile can be reached from here, and how long name look-ups take."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from readiness.analysis.line.addresses import WRITTEN, Address, Outcome, Transport, Tried, parse_address
from readiness.checks.base import Check, Lane, Machine, Session, Stage, Wishes, now
from readiness.domain.facts import FactDef, Kind, Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import Message, message
from readiness.domain.profile import ServerKind

_REACHABLE: Final = "network.reachable"
_DNS: Final = "network.dns_time"
_NONE_NAMED: Final = Unmeasured(Reason.ABSENT, message("unmeasured.addresses_none"))
_MOST: Final = 100
"""More addresses at once would look like an attack to some routers."""
_HTTPS_PORT: Final = 443


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the addresses that were reached, then the look-up time."""
    words = sorted(session.wishes.words.get(_REACHABLE, ()))[:_MOST]
    named = {word: address for word in words if (address := parse_address(word))}
    looked_up = [address for address in named.values() if address.has_name] or list(_servers(session.wishes))
    if not named and not looked_up:
        yield from ((fact, _NONE_NAMED) for fact in (_REACHABLE, _DNS))
        return
    session.show(Stage(Message("network.trying_addresses"), 10.0))
    try:
        tried = machine.reach.tried(list(dict.fromkeys([*named.values(), *looked_up])), session.cancel)
    except Unavailable as refusal:
        yield from ((fact, refusal.unmeasured) for fact in (_REACHABLE, _DNS))
        return
    if session.cancel.is_set():
        return
    yield _REACHABLE, _reached(named, tried) if named else _NONE_NAMED
    yield _DNS, _lookup([tried[address] for address in looked_up])


def _servers(wishes: Wishes) -> Iterator[Address]:
    """Yield the measuring servers that are given by name, for timing look-ups."""
    for server in wishes.network.servers:
        if server.kind is ServerKind.HTTPS:
            parts = urlsplit(server.url)
            address = Address(Transport.TCP, parts.hostname or "", parts.port or _HTTPS_PORT)
            if address.host and address.has_name:
                yield address


def _reached(named: Mapping[str, Address], tried: Mapping[Address, Tried]) -> Reading:
    """Return the reached ones among the addresses that are decided; nothing is known of the others."""
    outcomes = {word: tried[address].outcome for word, address in named.items()}
    return Measured(
        frozenset(word for word, outcome in outcomes.items() if outcome is Outcome.REACHED),
        method=message("method.addresses_tried"),
        at=now(),
        evidence={word: str(outcome) for word, outcome in outcomes.items()},
        looked_for=frozenset(word for word, outcome in outcomes.items() if outcome.decided),
    )


def _lookup(tried: list[Tried]) -> Reading:
    seconds = [one.lookup_seconds for one in tried if one.lookup_seconds is not None]
    if not tried:
        return Unmeasured(Reason.ABSENT, message("unmeasured.addresses_no_name"))
    if not seconds:
        return Unmeasured(Reason.OFFLINE, message("unmeasured.addresses_no_lookup"))
    return Measured(
        round(1000 * statistics.median(seconds), 3),
        "ms",
        message("method.addresses_lookup", count=len(seconds)),
        samples=len(seconds),
        at=now(),
        evidence={"failed": str(len(tried) - len(seconds))},
    )


CHECK: Final = Check(
    # Comes before the other checks of the network, whose servers' names are then remembered.
    id="addresses",
    facts=(
        FactDef(_REACHABLE, Kind.SET, word_form=WRITTEN, word_example="tls://calls.example.com:443"),
        FactDef(_DNS, Kind.NUMBER, "ms"),
    ),
    lane=Lane.NETWORK,
    deadline=20.0,
    measure=measure,
)
