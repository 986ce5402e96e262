"""Cloudflare's public endpoints, asked only where somebody agreed to it: they learn who measures, and when.

``__down?bytes=`` sends so many bytes, ``__up`` takes what is posted; the service refuses
100 MB and more at once, and whoever asks too often (github.com/cloudflare/speedtest, README).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from readiness.machine.speed.net import faults
from readiness.machine.speed.net.address import Url, parse_url
from readiness.machine.speed.net.latency import quickest_round_trip
from readiness.machine.speed.net.reactor import Reactor, Steps
from readiness.machine.speed.net.transport import met
from readiness.machine.speed.servers.server import Server, answering, asked, told_apart

CLOUDFLARE: Final = "cloudflare"
"""What somebody agrees to: the name in ``SpeedPlan.consented``."""

KIND = "Cloudflare"
BASE = "https://speed.cloudflare.com/"
_MOST_BYTES = 99_999_999
_UPLOAD_BYTES = 25_000_000  # the service's own page posts up to twice that


class Cloudflare:
    """The nearest of Cloudflare's places."""

    missing: Sequence[str] = ()

    def find(self, reactor: Reactor) -> list[Server]:
        """Return the service, if it answers."""
        return answering([_look(parse_url(BASE), reactor)], reactor)


def _look(base: Url, reactor: Reactor) -> Steps[Server]:
    endpoint, connection = yield from met(base, reactor)
    head, _ = yield from asked(_down(base, 0), endpoint, connection=connection)
    if head.status == 404:  # noqa: PLR2004 - somebody else answers
        raise faults.no_speed_server(base.host)
    if head.status != 200:  # noqa: PLR2004 - OK
        raise faults.refused(base.host, head.status)
    with told_apart(base.host):
        round_trip = yield from quickest_round_trip(endpoint, reactor)

    def download(megabytes: int) -> Url:
        return _down(base, min(max(megabytes, 1) * 1_000_000, _MOST_BYTES))

    server = Server(base.authority, KIND, base, endpoint, download, base.at("/__up"), _UPLOAD_BYTES)
    return replace(server, round_trip=round_trip)


def _down(base: Url, size: int) -> Url:
    return base.at(f"/__down?bytes={size}&r={random.random()}")  # noqa: S311 - only to get past caches
