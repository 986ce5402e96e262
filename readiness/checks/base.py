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
    """What the check is doing now. ``seconds`` is the expected duration, None if unknown.

    ``facts`` are those that it begins to measure now: empty while it prepares, None if it does not say.
    """

    text: Message
    seconds: float | None = None
    facts: frozenset[str] | None = None


class Task(StrEnum):
    """What the person is asked to do, or to answer."""

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
    """A possible answer, with the name of its picture in ``resources/icons``, if there is one."""

    id: str
    text: Message
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """Something that the person has to do, or a question if there are ``choices``.

    ``sentences`` are to be read aloud, in the person's language. ``facts`` are measured meanwhile.
    """

    task: Task
    seconds: float
    sentences: str = ""
    choices: tuple[Choice, ...] = ()
    facts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """The present level of the microphone and the highest so far, in dBov (0 = full-scale square wave).

    ``unit`` is dBov(A) if they are A-weighted, as limits on noise are.
    """

    dbov: float
    peak_dbov: float
    unit: str = "dBov"


@dataclass(frozen=True, slots=True)
class Rate:
    """One point of a speed curve: the rate of ``fact`` in Mbit/s, ``seconds`` after the transfer began."""

    fact: str
    seconds: float
    mbit_per_second: float


Progress: TypeAlias = "Stage | Guidance | Level | Rate | Decided"

# ------------------------------------------------------------------ what a check is


class Lane(StrEnum):
    """Checks in the same lane run one after another; lanes run side by side.

    Two users of the audio device, or of the line, would disturb each other, so that each of them has its own lane.
    """

    HARDWARE = "hardware"
    AUDIO = "audio"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a run is asked for.

    Attributes:
        facts: the facts to measure.
        network: the profiles' settings for the network test, combined.
        language: the person's language.
        quick: measure only what may have changed.
        play_back: the person wants to hear their recording once it is measured.
        words: by fact, every word named in the profiles' conditions. A check that finds only what it looks for looks
            for these, and says so in ``Measured.looked_for``.
        tests: the conditions that the readings will be judged by. A measurement that becomes more precise with time
            may stop as soon as they are decided.
        thorough: spend time and data on certainty: None if a result lies close to a limit, True always, False never.
        consented: the public services that the person agreed to measure against.
        earlier: earlier readings on the same devices, for a quick check to fall back on.
        patience: for how many seconds the person is waited for, None for as long as it takes.
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
    """What a check sees of the run it belongs to."""

    @property
    def cancel(self) -> threading.Event:
        """Set when the person stops the run or the deadline has passed. Wait on it instead of sleeping."""

    @property
    def wishes(self) -> Wishes:
        """What the run is asked for."""

    def show(self, progress: Progress) -> None:
        """Report progress to whoever watches. Returns at once."""

    def ready(self, guidance: Guidance) -> bool:
        """Wait until the person says they are ready; return False if the run is stopped instead."""

    def ask(self, question: Guidance) -> str | None:
        """Ask the person a question and return the id of their choice.

        Returns "" if nobody can be asked or the person would rather not say, None if the run is stopped.
        """


Measure: TypeAlias = Callable[["Machine", Session], Iterator[tuple[str, Reading]]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check: the facts it provides, and how it measures them.

    Attributes:
        id: the name of the check, for events and options.
        facts: the facts it provides.
        lane: the lane it runs in.
        deadline: the longest duration in seconds; waiting for the person does not count.
        measure: yields the reading of a fact as soon as it is known, so that a stop loses nothing that is finished.
            Facts that it never yields become not measured.
        after: the checks of the same lane that run before it.
        seconds: the usual duration, the person's part included; authors of profiles are told if the sum is too long.
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
    """Processor, memory and operating system."""

    def system(self) -> Observed[System]:
        """Return the operating system's family."""

    def system_version(self) -> Observed[str]:
        """Return the operating system's version, dotted numbers."""

    def boot(self) -> Observed[str]:
        """Return a word that differs after each start of the system; it is not part of any report."""

    def processor_brand(self) -> Observed[str]:
        """Return the brand string of the processor as the maker wrote it."""

    def physical_cores(self) -> Observed[int]:
        """Return the number of physical cores."""

    def logical_cores(self) -> Observed[int]:
        """Return the number of hardware threads."""

    def highest_clock_hz(self) -> Observed[float]:
        """Return the highest clock rate that the processor is specified for, in Hz."""

    def memory_installed_bytes(self) -> Observed[int]:
        """Return the installed memory, before firmware and graphics take their share."""

    def memory_usable_bytes(self) -> Observed[int]:
        """Return the memory that the operating system can use."""


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
        """The device's own sampling rate in Hz."""

    @property
    def source(self) -> str:
        """The id (as in the snapshot) of the device that really feeds the stream now."""

    @property
    def lost(self) -> int:
        """How often the driver reported lost sound since the recording began."""

    def discard(self) -> None:
        """Drop what was recorded so far: the next ``read`` starts with the present sound."""

    def read(self, seconds: float, cancel: threading.Event) -> NDArray[np.float32]:
        """Return the next ``seconds`` of sound as float32, shape (frames, channels), full scale 1.0.

        Returns fewer frames if ``cancel`` is set. Raises Unavailable if the device disappears or delivers nothing for
        2 s.
        """


class RecorderPort(Protocol):
    """Opens microphones."""

    def open(self, source: str | None) -> AbstractContextManager[Recording]:
        """Open a device of the snapshot, None for the system's default input."""

    def open_all(self, sources: Sequence[str]) -> AbstractContextManager[Mapping[str, Recording]]:
        """Open several devices at once; those that refuse are left out."""

    def play_aloud(self, sound: NDArray[np.float32], rate: int, cancel: threading.Event) -> None:
        """Play samples of shape (frames,), full scale 1.0, through the default output, and wait for the end.

        To be called while a recording is open.
        """


class SpeedPort(Protocol):
    """Measures the internet connection."""

    def run(self, plan: SpeedPlan, cancel: threading.Event) -> Iterator[SpeedEvent]:
        """Carry out a plan and yield its events; ends early on ``cancel``."""


class Machine(ComputerPorts, Protocol):
    """All ports."""

    @property
    def hardware(self) -> HardwarePort:
        """Processor, memory and operating system."""

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
        """Servers that the profile names."""

    @property
    def inputs(self) -> InputsPort:
        """Keyboards, mice and sockets."""


T = TypeVar("T")


def read(port: Callable[[], Observed[T]], measured: Callable[[Observed[T]], Reading]) -> Reading:
    """Ask a port and convert its answer into a reading; a refusal becomes ``Unmeasured``."""
    try:
        return measured(port())
    except Unavailable as refusal:
        return refusal.unmeasured


def now() -> datetime:
    """Return the present time in UTC, for a reading's ``at``."""
    return datetime.now(UTC)


def observed_value(seen: Observed[bool] | Observed[str], method: Message) -> Measured:
    """Return the reading of an observed word or boolean; ``method`` is used if the port names none."""
    return Measured(seen.value, method=seen.method or method, at=now(), evidence={"source": seen.source})


def measured_number(
    value: float,
    unit: str | None,
    method: Message,
    evidence: Sequence[tuple[str, str]] = (),
    spread: float | None = None,
) -> Measured:
    """Return the reading of a number that was measured just now."""
    return Measured(float(value), unit, method, spread=spread, at=now(), evidence=dict(evidence))


@dataclass(frozen=True, slots=True)
class Scale:
    """How a number from a port becomes a reading: unit, conversion factor, and the range that is plausible."""

    lowest: float
    highest: float
    unit: str | None = None
    per_unit: float = 1.0


def observed_number(seen: Observed[int] | Observed[float], scale: Scale, method: Message) -> Reading:
    """Return the reading of an observed number; IMPLAUSIBLE outside the range of the scale.

    ``method`` is used if the port names none.
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
    """Return the number of a reading, None if it was not measured or is not a number."""
    value = reading.value if isinstance(reading, Measured) else None
    return value if isinstance(value, float) else None
