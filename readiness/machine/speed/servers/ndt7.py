"""M-Lab's ndt7 servers, asked only where somebody agreed to it: M-Lab publishes who measured, when and how fast.

One WebSocket connection for each direction, for ten seconds at the most. Pings go
unanswered: servers read no more from the answers than round trips
(github.com/m-lab/ndt-server, spec/ndt7-protocol.md, v0.11.0). Which servers are near, and the
addresses that let somebody in for a few minutes, the Locate service tells
(github.com/m-lab/locate, USAGE.md).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from readiness import __version__
from readiness.domain.facts import Unavailable
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.address import Url, parse_url
from readiness.machine.speed.net.latency import quickest_round_trip
from readiness.machine.speed.net.reactor import Reactor, Steps
from readiness.machine.speed.net.transport import reachable
from readiness.machine.speed.servers.server import Server, answering, asked, told_apart

NDT7: Final = "ndt7"
"""What somebody agrees to: the name in ``SpeedPlan.consented``."""

KIND = "M-Lab ndt7"
LOCATE = "https://locate.measurementlab.net/"
PROTOCOL: Final = "net.measurementlab.ndt.v7"

_MESSAGE = 1 << 20  # bytes; the specification allows 2**10 to 2**24
_LONGEST_LIST = 262_144
_MOST_SERVERS = 2
_HTTP_OF = {"ws": "http", "wss": "https"}


class Ndt7:
    """The nearest servers of M-Lab."""

    missing: Sequence[str] = ()

    def find(self, reactor: Reactor) -> list[Server]:
        """Return the nearest servers that answer."""
        told = reactor.finish(reactor.spawn(_nearest(parse_url(LOCATE), reactor)))
        return answering([_look(one, reactor) for one in told], reactor)


def _nearest(base: Url, reactor: Reactor) -> Steps[list[tuple[Url, Url]]]:
    """Ask for the nearest servers; returns where each is read from and written to."""
    endpoint = yield from reachable(base, reactor)
    where = base.at(f"/v2/nearest/ndt/ndt7?client_name=readiness&client_version={__version__}")
    head, body = yield from asked(where, endpoint, _LONGEST_LIST)
    if head.status != 200:  # noqa: PLR2004 - OK; 429 and 503 when too many ask
        raise faults.refused(base.host, head.status)
    return _read(body, base)


def _read(body: bytes, base: Url) -> list[tuple[Url, Url]]:
    scheme = "wss" if base.secure else "ws"

    def address(urls: dict[str, str], direction: str) -> Url:
        _, _, rest = urls[f"{scheme}:///ndt/v7/{direction}"].partition("://")
        return parse_url(f"{_HTTP_OF[scheme]}://{rest}")

    try:
        results = json.loads(body)["results"][:_MOST_SERVERS]
        found = [(address(one["urls"], "download"), address(one["urls"], "upload")) for one in results]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Unavailable) as error:
        raise faults.no_speed_server(base.host) from error
    if not found:
        raise faults.no_speed_server(base.host)
    return found


def _look(addresses: tuple[Url, Url], reactor: Reactor) -> Steps[Server]:
    down, up = addresses
    endpoint = yield from reachable(down, reactor)
    with told_apart(down.host):
        round_trip = yield from quickest_round_trip(endpoint, reactor)
    server = Server(down.authority, KIND, down, endpoint, lambda _: down, up, _MESSAGE, quick=down.at("/"))
    return replace(server, round_trip=round_trip, protocol=PROTOCOL, most_flows=1)
