"""A machine made up for the checks of its hardware: a laptop, unless told otherwise."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TypeVar

from readiness.checks.base import Check, Guidance, Progress, Session, Wishes
from readiness.domain.facts import Observed, Reading, Reason, System, Unavailable
from readiness.domain.message import message
from tests.fakes import NoMachine

T = TypeVar("T")
GIB = 2**30


def _told(value: Observed[T] | T | None, source: str) -> Observed[T]:
    if value is None:
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.processor_cores"))
    return value if isinstance(value, Observed) else Observed(value, source)


@dataclass
class FakeHardware:
    """The hardware port. None is a refusal; an Observed is passed on as it is."""

    family: System | None = System.LINUX
    version: str | None = "24.04"
    start: str | None = "first start"
    brand: str | None = "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz"
    cores: int | None = 4
    threads: int | None = 8
    clock: Observed[float] | float | None = 3.4e9
    installed: Observed[int] | int | None = 8 * GIB
    usable: int | None = 8_213_340_160

    def system(self) -> Observed[System]:
        return _told(self.family, "fake")

    def system_version(self) -> Observed[str]:
        return _told(self.version, "fake version")

    def boot(self) -> Observed[str]:
        return _told(self.start, "fake start")

    def processor_brand(self) -> Observed[str]:
        return _told(self.brand, "fake brand")

    def physical_cores(self) -> Observed[int]:
        return _told(self.cores, "fake cores")

    def logical_cores(self) -> Observed[int]:
        return _told(self.threads, "fake threads")

    def highest_clock_hz(self) -> Observed[float]:
        return _told(self.clock, "fake clock")

    def memory_installed_bytes(self) -> Observed[int]:
        return _told(self.installed, "fake modules")

    def memory_usable_bytes(self) -> Observed[int]:
        return _told(self.usable, "fake memory")


@dataclass
class FakeMachine(NoMachine):
    """A machine that has hardware and nothing else."""

    _hardware: FakeHardware = field(default_factory=FakeHardware)

    @property
    def hardware(self) -> FakeHardware:
        return self._hardware


class QuietSession:
    """A session that nobody watches or stops."""

    cancel = threading.Event()
    wishes = Wishes(frozenset())

    def show(self, progress: Progress) -> None:
        raise AssertionError(f"nothing is to be shown: {progress}")

    def ready(self, guidance: Guidance) -> bool:
        raise AssertionError(f"nobody is to be asked: {guidance}")

    def ask(self, question: Guidance) -> str | None:
        raise AssertionError(f"nothing is to be asked: {question}")


def measured(check: Check, hardware: FakeHardware) -> dict[str, Reading]:
    """Return every reading a check gives of this hardware."""
    session: Session = QuietSession()
    return dict(check.measure(FakeMachine(hardware), session))
