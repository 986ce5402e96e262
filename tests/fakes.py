"""Stand-ins for the domain's own things: checks that do as told, a machine nobody asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from readiness.checks.base import (
    AudioPort,
    Check,
    HardwarePort,
    Lane,
    Machine,
    Measure,
    RecorderPort,
    Session,
    SpeedPort,
)
from readiness.checks.ports import (
    CamerasPort,
    DevicePort,
    DisksPort,
    InputsPort,
    LinkPort,
    LoadPort,
    PowerPort,
    ReachPort,
    ScreensPort,
    SecurityPort,
    SessionPort,
    SoftwarePort,
    SystemPort,
)
from readiness.domain.facts import FactDef, Kind, Measured, Reading
from readiness.engine.events import Event, FactKnown, RunEnded


class NoMachine:
    """A machine that must not be looked at."""

    def _refuse(self) -> None:
        raise AssertionError("this test's checks must not look at the machine")

    @property
    def hardware(self) -> HardwarePort:
        self._refuse()
        raise AssertionError

    @property
    def audio(self) -> AudioPort:
        self._refuse()
        raise AssertionError

    @property
    def recorder(self) -> RecorderPort:
        self._refuse()
        raise AssertionError

    @property
    def speed(self) -> SpeedPort:
        self._refuse()
        raise AssertionError

    @property
    def power(self) -> PowerPort:
        self._refuse()
        raise AssertionError

    @property
    def disks(self) -> DisksPort:
        self._refuse()
        raise AssertionError

    @property
    def device(self) -> DevicePort:
        self._refuse()
        raise AssertionError

    @property
    def session(self) -> SessionPort:
        self._refuse()
        raise AssertionError

    @property
    def link(self) -> LinkPort:
        self._refuse()
        raise AssertionError

    @property
    def load(self) -> LoadPort:
        self._refuse()
        raise AssertionError

    @property
    def system(self) -> SystemPort:
        self._refuse()
        raise AssertionError

    @property
    def screens(self) -> ScreensPort:
        self._refuse()
        raise AssertionError

    @property
    def cameras(self) -> CamerasPort:
        self._refuse()
        raise AssertionError

    @property
    def security(self) -> SecurityPort:
        self._refuse()
        raise AssertionError

    @property
    def software(self) -> SoftwarePort:
        self._refuse()
        raise AssertionError

    @property
    def reach(self) -> ReachPort:
        self._refuse()
        raise AssertionError

    @property
    def inputs(self) -> InputsPort:
        self._refuse()
        raise AssertionError


def count(id_: str) -> FactDef:
    """A fact that is a plain count."""
    return FactDef(id_, Kind.NUMBER)


def check(
    id_: str,
    measure: Measure,
    *facts: str,
    lane: Lane = Lane.HARDWARE,
    deadline: float = 5.0,
    after: tuple[str, ...] = (),
) -> Check:
    """A check with counts for facts."""
    return Check(id_, tuple(count(fact) for fact in facts), lane, deadline, measure, after)


def answering(**values: float) -> Measure:
    """A measure that answers at once; ``a_b=1`` is the fact ``a.b``."""

    def measure(_machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
        for name, value in values.items():
            yield name.replace("_", "."), Measured(float(value))

    return measure


@dataclass
class Listener:
    """Keeps every event, in order, and lets a test wait for one."""

    events: list[Event] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def wait_for(self, kind: type, seconds: float = 10.0) -> Event:
        """Return the first event of a kind, waiting for it if need be."""
        with self._news:
            assert self._news.wait_for(lambda: any(isinstance(event, kind) for event in self.events), seconds)
            return next(event for event in self.events if isinstance(event, kind))

    @property
    def readings(self) -> dict[str, Reading]:
        return {event.fact: event.reading for event in self.events if isinstance(event, FactKnown)}

    @property
    def ended(self) -> RunEnded:
        [end] = [event for event in self.events if isinstance(event, RunEnded)]
        return end
