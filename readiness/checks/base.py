"""What a check is, what it is given, and the ports through which it sees the machine."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from readiness.checks.ports import ComputerPorts, InputsPort, ReachPort
from readiness.domain.facts import FactDef, Measured, Observed, Reading, Reason, System, Unavailable, Unmeasured
from readiness.domain.message import Message, message
from readiness.domain.profile import FactTest, NetworkTest
from readiness.domain.quantity import Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from readiness.analysis.headset.in_use import AudioSnapshot
    from readiness.analysis.line.speed_test import Decided, SpeedEvent, SpeedPlan

# ------------------------------------------------------------------ what is shown


@dataclass(frozen=True, slots=True)
class Stage:
    """What the check is doing now. ``seconds`` is how long it is expected to take, if known.

    ``facts`` are those that it begins to measure now: none yet while it gets ready; None where it does not say.
    """

    text: Message
    seconds: float | None = None
    facts: frozenset[str] | None = None


class Task(StrEnum):
    """What the person is asked to do, or to say."""

    BE_SILENT = "be_silent"
    READ_ALOUD = "read_aloud"
    HEADSET_WAY = "headset_way"
    HEADSET_TAP = "headset_tap"
    HEADSET_PULL = "headset_pull"
    HEADSET_PLUG_IN = "headset_plug_in"
    HEADSET_SWITCH = "headset_switch"
    HEADSET_OFF = "headset_off"
    HEADSET_LEAK = "headset_leak"
    HEADSET_NOISE = "headset_noise"
    NETWORK_LINE = "network_line"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer the person can give, with the name of a picture of it (``resources/icons``), if there is one."""

    id: str
    text: Message
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """Something the person must do, or a question when there are ``choices``.

    ``sentences`` are to be read aloud, in the person's language. ``facts`` are measured while it is done.
    """

    task: Task
    seconds: float
    sentences: str = ""
    choices: tuple[Choice, ...] = ()
    facts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """The microphone's level now, and the highest so far, in dBov (0 = full-scale square wave).

    ``unit`` is dBov(A) where they are A-weighted, as limits on noise are.
    """

    dbov: float
    peak_dbov: float
    unit: str = "dBov"


@dataclass(frozen=True, slots=True)
class Rate:
    """One point of a speed curve: the rate of ``fact`` in Mbit/s, ``seconds`` after its start."""

    fact: str
    seconds: float
    mbit_per_second: float


Progress: TypeAlias = "Stage | Guidance | Level | Rate | Decided"

# ------------------------------------------------------------------ what a check is


class Lane(StrEnum):
    """Checks of one lane follow each other; lanes run side by side.

    Two users of the audio device, or of the line, would disturb each other, so each has
    one lane.
    """

    HARDWARE = "hardware"
    AUDIO = "audio"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a run was asked for: wanted facts, the profiles' servers, the person's language.

    ``play_back``: the person wants to hear what was recorded of them, once it is measured.
    ``words`` holds, by fact, every word the profiles' conditions name: a check that finds
    only what it is told to look for looks for these, and says so in ``Measured.looked_for``.
    ``tests`` are the conditions that readings will be held against: a measurement that gets
    more certain with time may stop once these are answered. ``thorough`` asks for time and
    data to make sure: None where a result lies close to a limit, True from the start, False
    never. ``consented`` names the services that the person agreed to be measured against.
    ``earlier`` holds what an earlier check found on the same devices: a quick one falls back on
    it for what it does not find out itself. ``patience`` is for how many seconds the person is
    waited for, None for as long as it takes.
    """

    facts: frozenset[str]
    network: NetworkTest = field(default_factory=NetworkTest)
    language: str = "en"
    quick: bool = False
    play_back: bool = False
    words: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    tests: tuple[FactTest, ...] = ()
    thorough: bool | None = None
    consented: frozenset[str] = frozenset()
    earlier: Mapping[str, Reading] = field(default_factory=dict, hash=False)
    patience: float | None = None


class Session(Protocol):
    """A check's view of the run it belongs to."""

    @property
    def cancel(self) -> threading.Event:
        """Set when the person stops or the deadline has passed. Wait on it; never sleep."""

    @property
    def wishes(self) -> Wishes:
        """What was asked for."""

    def show(self, progress: Progress) -> None:
        """Tell whoever watches. Returns at once."""

    def ready(self, guidance: Guidance) -> bool:
        """Wait until the person says they are ready; False when stopped instead."""

    def ask(self, question: Guidance) -> str | None:
        """Wait for the person's answer to a question and return the id of their choice.

        "" when nobody can be asked or the person would rather not say; None when stopped.
        """


Measure: TypeAlias = Callable[["Machine", Session], Iterator[tuple[str, Reading]]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: the facts it provides and how it gets them.

    ``measure`` yields a fact's reading as soon as it is known, so that what is finished
    survives a stop. Facts it never yields become not measured. ``deadline`` is in seconds,
    and waiting for the person does not count. ``after`` names the checks of the same lane
    that come first. ``seconds`` is about how long it takes when all goes well, with what the
    person does for it; authors of profiles are told when it adds up to too much.
    """

    id: str
    facts: tuple[FactDef, ...]
    lane: Lane
    deadline: float
    measure: Measure
    after: tuple[str, ...] = ()
    seconds: float = 1.0


# ------------------------------------------------------------------ ports
# Every method raises Unavailable when the machine does not tell.


class HardwarePort(Protocol):
    """Processor, memory, system."""

    def system(self) -> Observed[System]:
        """Return the operating system's family."""

    def system_version(self) -> Observed[str]:
        """Return the operating system's version, dotted numbers."""

    def boot(self) -> Observed[str]:
        """Return a word that is another one after each start of the system; it goes into no report."""

    def processor_brand(self) -> Observed[str]:
        """Return the processor's brand string, as its maker wrote it."""

    def physical_cores(self) -> Observed[int]:
        """Return the number of physical cores."""

    def logical_cores(self) -> Observed[int]:
        """Return the number of hardware threads."""

    def highest_clock_hz(self) -> Observed[float]:
        """Return the highest clock the processor is specified for, in Hz."""

    def memory_installed_bytes(self) -> Observed[int]:
        """Return the memory fitted, before firmware and graphics take their share."""

    def memory_usable_bytes(self) -> Observed[int]:
        """Return the memory the operating system can use."""


class AudioPort(Protocol):
    """The audio devices, and what is known of each."""

    def snapshot(self) -> AudioSnapshot:
        """Return every audio device with its evidence, and the defaults.

        Opens no device, records nothing, needs no administrator rights, and answers within a few seconds
        whatever the sound system does. A machine without audio devices has an empty list; Unavailable means
        that the list cannot be read.
        """


class Recording(Protocol):
    """An open input stream."""

    @property
    def rate(self) -> int:
        """Samples per second, the device's own."""

    @property
    def source(self) -> str:
        """The id (as in the snapshot) of the device that really feeds the stream now."""

    @property
    def lost(self) -> int:
        """How often sound was lost on its way since the recording began, as far as the driver says so."""

    def discard(self) -> None:
        """Forget what came in so far: the next ``read`` begins with the sound of now."""

    def read(self, seconds: float, cancel: threading.Event) -> NDArray[np.float32]:
        """Return the next ``seconds`` of sound, shape (frames, channels), full scale 1.0.

        Returns fewer frames when ``cancel`` is set. Raises Unavailable when the device
        goes away or delivers nothing for 2 s.
        """


class RecorderPort(Protocol):
    """Opens the microphone."""

    def open(self, source: str | None) -> AbstractContextManager[Recording]:
        """Open a device of the snapshot, None for the system's default input."""

    def open_all(self, sources: Sequence[str]) -> AbstractContextManager[Mapping[str, Recording]]:
        """Open several devices at once; those that refuse are left out."""

    def play_aloud(self, sound: NDArray[np.float32], rate: int, cancel: threading.Event) -> None:
        """Play samples of shape (frames,), full scale 1.0, through the default output, to their end.

        To be called while a recording is open.
        """


class SpeedPort(Protocol):
    """Measures the internet connection."""

    def run(self, plan: SpeedPlan, cancel: threading.Event) -> Iterator[SpeedEvent]:
        """Measure what the plan asks for, one event after another; ends early on ``cancel``."""


class Machine(ComputerPorts, Protocol):
    """All ports together."""

    @property
    def hardware(self) -> HardwarePort:
        """Processor, memory, system."""

    @property
    def audio(self) -> AudioPort:
        """Audio devices."""

    @property
    def recorder(self) -> RecorderPort:
        """Microphone."""

    @property
    def speed(self) -> SpeedPort:
        """Internet connection."""

    @property
    def reach(self) -> ReachPort:
        """Places on the network that the profile names."""

    @property
    def inputs(self) -> InputsPort:
        """Keyboards, mice and sockets."""


T = TypeVar("T")


def read(port: Callable[[], Observed[T]], measured: Callable[[Observed[T]], Reading]) -> Reading:
    """Ask a port and turn its answer into a reading; a refusal becomes not measured."""
    try:
        return measured(port())
    except Unavailable as refusal:
        return refusal.unmeasured


def now() -> datetime:
    """Return the time, in UTC, for a reading's ``at``."""
    return datetime.now(UTC)


def observed_value(seen: Observed[bool] | Observed[str], method: Message) -> Measured:
    """Return a reading of a word, or of yes or no, as a port saw it. ``method`` holds where the port names none."""
    return Measured(seen.value, method=seen.method or method, at=now(), evidence={"source": seen.source})


def measured_number(
    value: float,
    unit: str | None,
    method: Message,
    evidence: Sequence[tuple[str, str]] = (),
    spread: float | None = None,
) -> Measured:
    """Return a measured number taken now, with what was seen."""
    return Measured(float(value), unit, method, spread=spread, at=now(), evidence=dict(evidence))


@dataclass(frozen=True, slots=True)
class Scale:
    """How a number of a port becomes a reading: its unit, the factor to it, what is believed."""

    lowest: float
    highest: float
    unit: str | None = None
    per_unit: float = 1.0


def observed_number(seen: Observed[int] | Observed[float], scale: Scale, method: Message) -> Reading:
    """Return a reading of what a port saw; outside the scale's range it is IMPLAUSIBLE.

    ``method`` holds where the port does not name one of its own.
    """
    value = seen.value / scale.per_unit
    if not scale.lowest <= value <= scale.highest:
        told = Quantity(value, scale.unit) if scale.unit and math.isfinite(value) else str(value)
        return Unmeasured(
            Reason.IMPLAUSIBLE, message("unmeasured.hardware_implausible", value=told, source=seen.source)
        )
    spread = None if seen.spread is None else seen.spread / scale.per_unit
    return measured_number(value, scale.unit, seen.method or method, [("source", seen.source)], spread)


def number_in(reading: Reading) -> float | None:
    """Return the number of a reading, None when it was not measured or is none."""
    value = reading.value if isinstance(reading, Measured) else None
    return value if isinstance(value, float) else None
