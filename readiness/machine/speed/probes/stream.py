"""The probe stream of a measurement: from its first moment to its last, beside whatever else is on the line."""

from __future__ import annotations

import statistics
import time
from collections.abc import Collection
from dataclasses import dataclass, replace

from readiness.analysis.line.round_trips import ALONE, Probe, Window, loss, round_trips
from readiness.analysis.line.speed_test import SpeedPlan
from readiness.machine.speed.net.reactor import Reactor, Steps, Task, pause
from readiness.machine.speed.probes import probe_methods
from readiness.machine.speed.probes.probing import CLOSELY, ProbeMethod, Record
from readiness.machine.speed.servers.server import Server

_LOOK = 0.01
_HEAD_START = 0.15  # seconds a better way gets before a lesser one that answers is taken; and some round trips
_CLOCKS = 0.005  # seconds
_STUN_SERVERS = 2
_GIVE_UP = 1.0  # seconds without any answer by any way
_MARGIN = 1.5  # so much longer than the longest round trip so far may one of those under way be
_SHORTEST_PATIENCE, _LONGEST_PATIENCE = 0.5, 2.0  # seconds until a probe is lost: what a call would not wait for


@dataclass(slots=True)
class _Stream:
    """One way at work."""

    way: ProbeMethod
    record: Record
    task: Task[None]


@dataclass(slots=True)
class _Candidate:
    """A way that may serve, or two of a kind that check each other."""

    streams: list[_Stream]
    round_trip: float

    @property
    def answered(self) -> bool:
        """Whether anything came back, and credibly from where it was sent."""
        return any(stream.record.answered for stream in self.streams) and not self._from_nearer

    @property
    def hopeless(self) -> bool:
        """Whether nothing will."""
        return self._from_nearer or (not self.answered and all(stream.task.done for stream in self.streams))

    @property
    def _from_nearer(self) -> bool:
        """Whether something on the way answers pings in the server's place: far sooner than it can be reached."""
        [stream, *_] = self.streams
        trips = round_trips(stream.record.probes) if stream.way.id == probe_methods.ICMP else []
        return bool(trips) and min(trips) < self.round_trip / 2 - _CLOCKS


class Probes:
    """The probe stream of one measurement. It goes on by itself whenever the reactor steps."""

    def __init__(self, reactor: Reactor, streams: list[_Stream], round_trip: float) -> None:
        self._reactor, self._streams, self._round_trip = reactor, streams, round_trip
        self._began = time.perf_counter()

    @classmethod
    def begin(cls, reactor: Reactor, server: Server, plan: SpeedPlan) -> Probes | None:
        """Try every way there may be and go on with the best that answers; None when none does.

        Raises:
            Stopped: the person asked to stop.
        """
        streams = _first_that_answers(reactor, _candidates(reactor, server, plan), server.round_trip)
        streams = streams or _first_that_answers(reactor, [[probe_methods.connects(server)]], server.round_trip)
        return cls(reactor, streams, server.round_trip) if streams else None

    def close(self) -> None:
        """End the stream."""
        for stream in self._streams:
            self._reactor.drop(stream.task)

    # ---------------------------------------------------------------- what the engine tells it

    def window(self, window: Window) -> None:
        """Let the probes that are sent from now on belong to a window."""
        for stream in self._streams:
            stream.record.resting = False
            stream.record.turn(window, _MARGIN * max(round_trips(self.of(ALONE)), default=self._round_trip))

    def leave_out(self, window: Window) -> None:
        """Let the probes of a window until now belong to none."""
        for stream in self._streams:
            probes = stream.record.probes
            probes[:] = [replace(one, window=Window.APART) if one.window is window else one for one in probes]

    def pace(self, seconds: float) -> None:
        """Send one probe in so many seconds, or as closely as the way allows."""
        for stream in self._streams:
            stream.record.pace(seconds)

    def settle(self) -> None:
        """Send nothing more until the next window, and wait for what is under way, until it must be lost.

        Raises:
            Stopped: the person asked to stop.
        """
        for stream in self._streams:
            stream.record.resting = True
        while any(stream.record.expects(self.patience) for stream in self._streams):
            self._reactor.step(_LOOK)

    @property
    def patience(self) -> float:
        """After how many seconds a probe is lost: a call would not wait for it."""
        slowest = max(round_trips(self.probes), default=self._round_trip)
        return min(max(4 * slowest, _SHORTEST_PATIENCE), _LONGEST_PATIENCE)

    # ---------------------------------------------------------------- what it has seen

    @property
    def way(self) -> ProbeMethod:
        """How the line is probed."""
        return self._best.way

    @property
    def tells_loss(self) -> bool:
        """Whether a probe that did not come back says that the line lost it.

        One STUN server alone may simply answer less often than it is asked.
        """
        others = sum(bool(stream.record.answered) for stream in self._streams)
        return self.way.sees_loss and (self.way.id != probe_methods.STUN or others > 1)

    @property
    def probes(self) -> list[Probe]:
        """Every probe so far, in the order they were sent."""
        return self._best.record.probes

    @property
    def idle(self) -> float | None:
        """The middle value of the round trips so far on a quiet line, in seconds; None before the first."""
        trips = round_trips(self.of(ALONE))
        return statistics.median(trips) if trips else None

    @property
    def megabytes(self) -> float:
        """What the probes themselves have moved, both ways, headers included."""
        return sum(stream.record.bytes for stream in self._streams) / 1e6

    @property
    def seconds(self) -> float:
        """For how long it has gone on."""
        return time.perf_counter() - self._began

    def of(self, windows: Collection[Window], since: float = 0.0) -> list[Probe]:
        """Return the probes of some windows, sent at ``since`` (time.perf_counter) or later."""
        return _of(self._best.record, windows, since)

    def trips(self, windows: Collection[Window], since: float = 0.0) -> list[float]:
        """Return the round trips of some windows in seconds, as far as they have come back."""
        return round_trips(self.of(windows, since))

    @property
    def _best(self) -> _Stream:
        """The stream to judge by: of two, the one that lost less; what only one server loses, the line did not."""
        return min(self._streams, key=_badness)


def _of(record: Record, windows: Collection[Window], since: float = 0.0) -> list[Probe]:
    return [probe for probe in record.probes if probe.window in windows and probe.sent >= since]


def _badness(stream: _Stream) -> tuple[float, float]:
    quiet = _of(stream.record, ALONE)
    lost, trips = loss(quiet), round_trips(quiet)
    return lost.share.value if lost and trips else 1.0, statistics.median(trips) if trips else 0.0


# ------------------------------------------------------------------ choosing


def _candidates(reactor: Reactor, server: Server, plan: SpeedPlan) -> list[list[ProbeMethod]]:
    """Return the ways there may be, the best first; several in one place go on together."""
    own = [[probe_methods.own_echo(server, server.echo)]] if server.echo else []
    named = [[probe_methods.udp_echo(address)] for address in plan.echoes]
    stun = [[probe_methods.stun(address) for address in plan.stun[:_STUN_SERVERS]]] if plan.stun else []
    return [*own, *named, [probe_methods.icmp(server)], *stun, [probe_methods.warm(server, reactor)]]


def _first_that_answers(reactor: Reactor, groups: list[list[ProbeMethod]], round_trip: float) -> list[_Stream]:
    """Start all, go on with the first that answers, and end the others. Empty when none does."""
    candidates = [_started(reactor, group, round_trip) for group in groups]
    chosen: _Candidate | None = None
    began = time.perf_counter()
    while not chosen and time.perf_counter() < began + _GIVE_UP + 3 * round_trip:
        reactor.step(_LOOK)
        patient = time.perf_counter() < began + _HEAD_START + 3 * round_trip
        chosen = _choice(candidates, patient=patient)
        if all(candidate.hopeless for candidate in candidates):
            break
    for candidate in candidates:
        if candidate is not chosen:
            for stream in candidate.streams:
                reactor.drop(stream.task)
    return chosen.streams if chosen else []


def _choice(candidates: list[_Candidate], *, patient: bool) -> _Candidate | None:
    """Return the best that answered, if a better one is not worth waiting for."""
    for candidate in candidates:
        if candidate.answered:
            return candidate
        if patient and not candidate.hopeless:
            return None
    return None


def _started(reactor: Reactor, group: list[ProbeMethod], round_trip: float) -> _Candidate:
    streams = []
    for place, way in enumerate(group):
        record = Record(way.least_spacing)
        record.pace(CLOSELY)
        steps = _after(place * record.spacing / len(group), way.probe(record))
        streams.append(_Stream(way, record, reactor.spawn(steps)))
    return _Candidate(streams, round_trip)


def _after(seconds: float, steps: Steps[None]) -> Steps[None]:
    yield from pause(seconds)
    yield from steps
