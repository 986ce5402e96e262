"""Receipts of measuring servers: which are wanted, of whom, and which were given."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from readiness.domain.facts import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from readiness.machine.speed.net.reactor import Reactor
    from readiness.machine.speed.servers.server import Server

_MOST: Final = 8  # of one binding: a check measures a few times at most


@dataclass
class Receipts:
    """What is wanted: by binding, the addresses of the servers that may give one; and what was given."""

    wanted: dict[str, frozenset[str]] = field(default_factory=dict)
    given: dict[str, list[bytes]] = field(default_factory=dict)

    def collect(self, servers: Sequence[Server], reactor: Reactor) -> None:
        """Ask the server that was measured against. One that gives none, or not now, costs nothing but that."""
        from readiness.machine.speed.net.address import parse_url

        server = servers[0] if servers else None
        if server is None or server.receipt is None:
            return
        for bind, bases in self.wanted.items():
            kept = self.given.setdefault(bind, [])
            # An employer's receipt is not shown to another one.
            if server.url in {parse_url(base).at("/") for base in bases} and len(kept) < _MOST:
                with suppress(Unavailable):
                    kept.append(reactor.finish(reactor.spawn(server.receipt(bind))))
