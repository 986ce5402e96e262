"""What all conversations of a server share: its limits, its sessions, and what may still move."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.responder.capabilities import Capabilities
from readiness.machine.speed.responder.limits import Allowance, Limits
from readiness.machine.speed.responder.sessions import Sessions


@dataclass
class ServerState:
    """One running server.

    ``udp`` is its UDP socket, ``sign`` seals receipts, ``downwards`` is what it sends and
    ``upwards`` what it takes.
    """

    limits: Limits
    own: Capabilities
    reactor: Reactor
    udp: socket.socket
    sign: Callable[[bytes], bytes] | None = None
    sessions: Sessions = field(init=False)
    downwards: Allowance = field(init=False)
    upwards: Allowance = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.limits)
        self.downwards = Allowance(self.limits.mbit_per_second)
        self.upwards = Allowance(self.limits.mbit_per_second)
