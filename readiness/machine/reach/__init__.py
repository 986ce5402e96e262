"""Whether places on the network can be reached, and what time they have.

Only addresses the employer's profile names are tried. Each is tried in a daemon thread of
its own: the system's resolver cannot be interrupted, and one dead address must not hold up
the others.
"""

from __future__ import annotations

import errno
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from readiness.analysis.computer.clocks import Stamp
from readiness.analysis.line.addresses import Address, Outcome, Transport, Tried
from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.reach.stamps import read_stamps
from readiness.machine.speed.net.address import has_route
from readiness.machine.speed.probes.stun import Stun

CONNECT_SECONDS: Final = 4.0
ANSWER_SECONDS: Final = (0.5, 1.0, 1.5)
"""How long each of the questions over UDP waits for an answer (RFC 8489, 6.2.1 doubles from 0.5 s)."""
PATIENCE: Final = 10.0
"""How long all addresses together may take; a resolver that is silent for longer is taken for dead."""

_LONGEST_DATAGRAM: Final = 2048
_MOST_ENDPOINTS: Final = 4
# Of several addresses of a host, the outcome that says most; no way to one of them says least.
_TELLING: Final = (
    Outcome.REACHED,
    Outcome.UNDECIDED,
    Outcome.UNTRUSTED,
    Outcome.BROKEN_OFF,
    Outcome.REFUSED,
    Outcome.SILENT,
    Outcome.NO_WAY,
    Outcome.NO_NAME,
)
_NO_WAY: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, 10051, 10065})
_REFUSED: Final = frozenset({errno.ECONNREFUSED, 10061, 10054})

Endpoint: TypeAlias = "tuple[int, tuple[str, int] | tuple[str, int, int, int]]"


class Reach:
    """Tries addresses from this computer."""

    def __init__(
        self,
        patience: float = PATIENCE,
        tls: Callable[[], ssl.SSLContext] = ssl.create_default_context,
        online: Callable[[], bool] = has_route,
        waits: Sequence[float] = ANSWER_SECONDS,
    ) -> None:
        self._patience = patience
        self._waits = waits
        self._tls = tls
        self._online = online

    def tried(self, addresses: Sequence[Address], cancel: threading.Event) -> Mapping[Address, Tried]:
        """Return what became of each address. Raises Unavailable where this computer has no way out at all."""
        found: dict[Address, Tried] = {}

        def attempt(address: Address) -> None:
            found[address] = self._try(address)

        threads = [threading.Thread(target=attempt, args=(one,), name=f"reach {one}", daemon=True) for one in addresses]
        for thread in threads:
            thread.start()
        end = time.monotonic() + self._patience
        while any(thread.is_alive() for thread in threads) and time.monotonic() < end:
            if cancel.wait(0.02):
                break
        late = Tried(Outcome.STOPPED if cancel.is_set() else Outcome.NO_NAME_SERVICE)
        outcomes = {address: found.get(address, late) for address in addresses}
        if not any(one.outcome is Outcome.REACHED for one in outcomes.values()) and not self._online():
            raise Unavailable(Reason.OFFLINE, message("unmeasured.link_none"), message("remedy.speed_connect"))
        return outcomes

    def stamps(self, url: str, cancel: threading.Event) -> tuple[Stamp, ...]:
        """Return a web server's time, several times. Raises Unavailable where it does not tell."""
        return read_stamps(url, cancel, self._tls)

    def _try(self, address: Address) -> Tried:
        started = time.monotonic()
        kind = socket.SOCK_DGRAM if address.transport is Transport.UDP else socket.SOCK_STREAM
        try:
            answers = socket.getaddrinfo(address.host, address.port, type=kind)
        except (OSError, UnicodeError) as error:
            again = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
            return Tried(Outcome.NO_NAME_SERVICE if again else Outcome.NO_NAME)
        seconds = time.monotonic() - started if address.has_name else None
        endpoints: list[Endpoint] = [(family, place) for family, _, _, _, place in answers]  # type: ignore[misc]
        return Tried(self._best(address, list(dict.fromkeys(endpoints))), seconds)

    def _best(self, address: Address, endpoints: Sequence[Endpoint]) -> Outcome:
        """Try one of the host's addresses after another; one that is reached is enough.

        Each has a share of the time: a network whose IPv6 leads nowhere still has IPv4.
        """
        tried = endpoints[:_MOST_ENDPOINTS]
        seconds = CONNECT_SECONDS if len(tried) == 1 else CONNECT_SECONDS / 2
        outcomes = {Outcome.NO_NAME}
        for endpoint in tried:
            if address.transport is Transport.UDP:
                outcomes.add(asked_over_udp(endpoint, self._waits))
            else:
                outcomes.add(self._connected(address, endpoint, seconds))
            if Outcome.REACHED in outcomes:
                break
        return min(outcomes, key=_TELLING.index)

    def _connected(self, address: Address, endpoint: Endpoint, seconds: float) -> Outcome:
        family, place = endpoint
        try:
            with socket.socket(family, socket.SOCK_STREAM) as connection:
                connection.settimeout(seconds)
                connection.connect(place)
                if address.transport is Transport.TLS:
                    self._tls().wrap_socket(connection, server_hostname=address.host).close()
        except OSError as error:
            return _outcome_of(error)
        except ValueError:  # TLS refuses some hosts that the network would take
            return Outcome.NO_NAME
        return Outcome.REACHED


def _outcome_of(error: OSError) -> Outcome:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Outcome.UNTRUSTED
    if isinstance(error, TimeoutError):
        return Outcome.SILENT
    if isinstance(error, ConnectionRefusedError) or error.errno in _REFUSED:
        return Outcome.REFUSED
    return Outcome.NO_WAY if error.errno in _NO_WAY else Outcome.BROKEN_OFF


def asked_over_udp(endpoint: Endpoint, waits: Sequence[float] = ANSWER_SECONDS) -> Outcome:
    """Ask with a STUN binding request; whatever comes back shows that datagrams get through."""
    family, place = endpoint
    stun = Stun()
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect(place)
            for number, seconds in enumerate(waits):
                asked.send(stun.probe(number))
                asked.settimeout(seconds)
                try:
                    asked.recv(_LONGEST_DATAGRAM)
                except TimeoutError:
                    continue
                return Outcome.REACHED
    except OSError as error:
        return _outcome_of(error)
    return Outcome.UNDECIDED
