"""The recordings that a check works with: which channel is analysed, and whether it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from readiness.analysis.microphone.recording import (
    Samples,
    State,
    barely_anything,
    channel_of,
    louder_channel,
    state_of,
)
from readiness.domain.facts import Reason, System, Unmeasured
from readiness.domain.message import message

NO_SILENCE: Final = Unmeasured(
    Reason.SKIPPED, message("unmeasured.microphone_no_silence"), message("remedy.microphone_no_silence")
)
NO_READING: Final = Unmeasured(
    Reason.SKIPPED, message("unmeasured.microphone_no_reading"), message("remedy.microphone_no_reading")
)
GATED: Final = Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.microphone_gate"), message("remedy.microphone_gate"))
SUPPRESSED: Final = Unmeasured(
    Reason.IMPLAUSIBLE, message("unmeasured.microphone_suppression"), message("remedy.microphone_suppression")
)


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """What is known only of a recording that was made here and now.

    ``after`` is the silence after the reading, shape (frames, channels), None if none was recorded; ``lost`` is how
    often the system lost sound.
    """

    after: NDArray[np.floating] | None = None
    lost: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """Silence, reading and the silence after it, one channel each, unprocessed."""

    silence: Samples | None
    reading: Samples | None
    rate: int
    after: Samples | None = None
    live: Live | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[Samples, ...]:
        """Silence and reading, as far as they exist."""
        return tuple(one for one in (self.silence, self.reading) if one is not None)

    @property
    def alive(self) -> bool:
        """Whether at least one of them exceeds single steps of a 16-bit converter."""
        return any(not barely_anything(one) for one in self.parts)

    @property
    def muted(self) -> bool:
        """Whether nothing more than single steps arrived where there must have been sound.

        Some muted headsets deliver single steps instead of zeros. In a file with a silence these may be the room; in
        a live recording they are not.
        """
        whole = self.silence is not None and (self.reading is not None or self.live is not None)
        return whole and not self.alive


def recorded(
    silence: NDArray[np.floating] | None, reading: NDArray[np.floating] | None, rate: int, live: Live | None = None
) -> Recorded:
    """Choose the channel to analyse, the same one in all recordings."""
    sound = silence if reading is None else reading
    if sound is None:
        return Recorded(None, None, rate)
    choice = louder_channel(sound)
    evidence = {"sample_rate": f"{rate} Hz"}
    if choice.channels > 1:
        evidence["channel"] = f"{choice.channel + 1} / {choice.channels}"
    if choice.dead:
        evidence["silent_channels"] = ", ".join(str(number + 1) for number in choice.dead)
    after = live.after if live else None
    quiet, spoken, then = (None if one is None else channel_of(one, choice) for one in (silence, reading, after))
    return Recorded(quiet, spoken, rate, then, live, evidence)


def silence_refused(sound: Recorded, system: System | None) -> Unmeasured | None:
    """Return why the silence does not represent the room, None if it does."""
    if sound.silence is None:
        return NO_SILENCE
    state = state_of(sound.silence, sound.rate)
    if sound.muted or (state is State.ZEROS and not sound.alive):
        return digital_silence(system)
    if state in {State.ZEROS, State.INTERRUPTED}:
        return GATED
    return _unusable(state)


def reading_refused(sound: Recorded, system: System | None) -> Unmeasured | None:
    """Return why the reading cannot contain speech, None if it can.

    Interruptions are harmless here: a gate closes in every pause and lets speech through.
    """
    if sound.reading is None:
        return NO_READING
    state = state_of(sound.reading, sound.rate)
    if sound.muted or state is State.ZEROS:
        return digital_silence(system)
    return _unusable(state)


def gated(samples: Samples, rate: int) -> bool:
    """Return whether a recording is interrupted by digital silence, as behind a noise gate."""
    return state_of(samples, rate) is State.INTERRUPTED


def _unusable(state: State) -> Unmeasured | None:
    if state is State.BROKEN:
        detail = message("unmeasured.microphone_broken_samples")
        return Unmeasured(Reason.IMPLAUSIBLE, detail, message("remedy.microphone_record_again"))
    if state is State.TOO_SHORT:
        detail = message("unmeasured.microphone_too_short")
        return Unmeasured(Reason.IMPLAUSIBLE, detail, message("remedy.microphone_too_short"))
    return None


def digital_silence(system: System | None) -> Unmeasured:
    """Return the refusal for digital silence, with the way to the system's own switch."""
    remedies = {
        System.WINDOWS: message("remedy.microphone_silent_windows"),
        System.MACOS: message("remedy.microphone_silent_macos"),
        System.LINUX: message("remedy.microphone_silent_linux"),
    }
    remedy = message("remedy.microphone_silent") if system is None else remedies[system]
    return Unmeasured(Reason.DENIED, message("unmeasured.microphone_digital_silence"), remedy)
