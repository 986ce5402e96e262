"""By how much the computer's clock is wrong, compared with a server of the employer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.analysis.computer.clocks import Offset, offset_of
from readiness.analysis.line.addresses import Transport, parse_address
from readiness.checks.base import Check, Lane, Machine, Session, Wishes, now
from readiness.domain.facts import FactDef, Kind, Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import ServerKind

_OFFSET: Final = "system.clock_offset"
_ADDRESSES: Final = "network.reachable"


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the clock's offset from the first server named in the profile that tells its time."""
    servers = list(dict.fromkeys(_servers(session.wishes)))
    if not servers:
        yield _OFFSET, Unmeasured(Reason.ABSENT, message("unmeasured.clock_no_server"))
        return
    reading: Reading = Unmeasured(Reason.UNSUPPORTED, message("unmeasured.clock_no_time"))
    for server in servers:
        try:
            stamps = machine.reach.stamps(server, session.cancel)
        except Unavailable as refusal:
            reading = refusal.unmeasured
            continue
        if session.cancel.is_set():
            return
        if stamps:
            reading = _reading(offset_of(stamps), len(stamps), server)
            break
    yield _OFFSET, reading


def _servers(wishes: Wishes) -> Iterator[str]:
    """Yield the web addresses named in the profile; no other server is ever asked."""
    yield from (server.url for server in wishes.network.servers if server.kind is ServerKind.HTTPS)
    for word in sorted(wishes.words.get(_ADDRESSES, ())):
        address = parse_address(word)
        if address and address.transport is Transport.TLS:
            host = f"[{address.host}]" if ":" in address.host else address.host
            yield f"https://{host}:{address.port}/"


def _reading(offset: Offset | None, samples: int, server: str) -> Reading:
    if offset is None:
        return Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.clock_contradiction"))
    side = "ahead" if offset.seconds > 0 else "behind"
    return Measured(
        round(abs(offset.seconds), 3),
        "s",
        message("method.clock_date", samples=samples),
        samples=samples,
        spread=round(offset.spread, 3),
        at=now(),
        evidence={"server": server, "clock": side},
    )


CHECK: Final = Check(
    id="clock",
    facts=(FactDef(_OFFSET, Kind.NUMBER, "s"),),
    lane=Lane.NETWORK,
    deadline=30.0,
    measure=measure,
    after=("addresses",),
)
