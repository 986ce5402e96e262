"""The guided recording: what the person is asked to do, and when a recording is long enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from readiness.analysis.microphone.noise import CALM_PERCENT, a_weighted, noise_of
from readiness.analysis.microphone.recording import (
    State,
    as_channels,
    barely_anything,
    channel_of,
    decibels,
    level_of,
    louder_channel,
    state_of,
    thinned,
    without_offset,
)
from readiness.checks.base import Guidance, Level, Machine, Recording, Session, Stage, Task, Wishes
from readiness.checks.microphone.earlier import with_earlier
from readiness.checks.microphone.facts import NOISE_IDS, SPEECH_IDS, TRANSPORT_IDS
from readiness.checks.microphone.look import speech_in
from readiness.checks.microphone.readings import readings_of
from readiness.checks.microphone.sound import Live
from readiness.domain.facts import Measured, Reading, Reason, System, Unavailable
from readiness.domain.message import Message, message
from readiness.paths import resource_text

SILENCE_SECONDS: Final = 4.0
READING_SECONDS: Final = 10.0
"""The duration that the person is told; the reading ends by itself."""

LONGEST_READING_SECONDS: Final = 15.0
ENOUGH_SPEECH_SECONDS: Final = 6.0
AFTER_SECONDS: Final = 3.0
"""Recorded after the reading: the rest of a sentence, then 1.5 s of silence."""

TRIES: Final = 3
"""How often a silence is recorded if it is disturbed each time."""

_SETTLING_SECONDS: Final = 0.5
_LONGEST_SETTLING: Final = 4  # times that; after it, nothing at all is what the microphone delivers
_BLOCK_SECONDS: Final = 0.05
_CONTEXT_BLOCKS: Final = 5  # a hum of 50 Hz needs more than one block to be weighted
_LOOK_SECONDS: Final = 1.0
_DEAD_SECONDS: Final = 3.0
_MUTED_SECONDS: Final = 1.5
_ROUGH_RATE: Final = 16_000  # enough to tell when to stop, and keeps up with any device
_NEEDS_SPEECH: Final = SPEECH_IDS | {"microphone.processing"}


def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
    """Record a silence and, if speech is wanted, a reading aloud and its aftermath, in one stream."""
    system = _system(machine)
    session.show(Stage(message("microphone.opening"), 1.0, frozenset()))
    with machine.recorder.open(None) as recording:
        rate = recording.rate
        listener = _Listener(recording, session)
        silence = listener.silence()
        if silence is None:
            return
        alone = readings_of(silence, None, rate, system, Live(lost=recording.lost))
        if not _wants_speech(session.wishes):
            yield from with_earlier(alone, session.wishes.earlier).items()
            return
        try:
            reading = listener.reading(silence)
            after = None if reading is None else listener.afterwards(reading)
        except Unavailable:
            yield from _silence_readings(alone)
            raise
        if reading is None or session.cancel.is_set():
            yield from _silence_readings(alone)
            return
        session.show(Stage(message("microphone.analysing"), 1.0))
        yield from readings_of(silence, reading, rate, system, Live(after, recording.lost)).items()
        if session.wishes.play_back:
            _play_back(machine, session, reading, rate)


def _play_back(machine: Machine, session: Session, reading: NDArray[np.float32], rate: int) -> None:
    """Let the person hear their recording, from memory; it does not influence any result."""
    session.show(Stage(message("microphone.playing"), reading.shape[0] / rate))
    sound = channel_of(reading, louder_channel(reading)).astype(np.float32)
    try:
        machine.recorder.play_aloud(sound, rate, session.cancel)
    except Unavailable as refusal:
        session.show(Stage(refusal.unmeasured.detail or message("unmeasured.sound_not_played")))


def _silence_readings(alone: dict[str, Reading]) -> Iterator[tuple[str, Reading]]:
    """Yield what the silence tells although no reading followed."""
    yield from ((fact, alone[fact]) for fact in alone if fact in NOISE_IDS and isinstance(alone[fact], Measured))


def _system(machine: Machine) -> System | None:
    try:
        return machine.hardware.system().value
    except Unavailable:
        return None


def _wants_speech(wishes: Wishes) -> bool:
    return bool(wishes.facts & _NEEDS_SPEECH) and not wishes.quick


def sentences_in(language: str) -> str:
    """Return the sentences to read aloud, one per line; English ones for languages without their own."""
    try:
        return resource_text(f"sentences/{language}.txt").strip()
    except FileNotFoundError:
        return resource_text("sentences/en.txt").strip()


class _Listener:
    """Makes the recordings that the person is guided through, and shows the level meanwhile."""

    def __init__(self, recording: Recording, session: Session) -> None:
        self._recording = recording
        self._session = session
        self._source = recording.source

    def silence(self) -> NDArray[np.float32] | None:
        """Record a silence, again if it was disturbed; return the calmest one, None if stopped."""
        tries: list[tuple[float, NDArray[np.float32]]] = []
        while len(tries) < TRIES:
            if not self._session.ready(Guidance(Task.BE_SILENT, SILENCE_SECONDS, facts=NOISE_IDS | TRANSPORT_IDS)):
                return None
            self._recording.discard()
            self._settle()
            sound = self._listen(SILENCE_SECONDS, weighted=True)
            if self._session.cancel.is_set():
                return None
            percent, heard = disturbance(sound, self._recording.rate, last=len(tries) == TRIES - 1)
            tries.append((percent, sound))
            if heard is None:
                break
            self._session.show(Stage(heard))
        return min(tries, key=lambda one: one[0])[1]

    def _settle(self) -> None:
        """Skip the start of the stream: the click of the person's own "ready", and the device waking up.

        A device that wakes up delivers digital silence at first, which must not be taken for the room.
        """
        for _ in range(_LONGEST_SETTLING):
            if self._recording.read(_SETTLING_SECONDS, self._session.cancel).any() or self._session.cancel.is_set():
                return

    def reading(self, silence: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """Record somebody reading until there is enough speech; None if stopped."""
        sentences = sentences_in(self._session.wishes.language)
        if not self._session.ready(Guidance(Task.READ_ALOUD, READING_SECONDS, sentences, facts=_NEEDS_SPEECH)):
            return None
        self._recording.discard()
        rate = self._recording.rate
        sound = self._listen(LONGEST_READING_SECONDS, lambda heard: enough(silence, heard, rate))
        return None if self._session.cancel.is_set() else sound

    def afterwards(self, reading: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """Record how the signal settles after the reading, without asking the person anything."""
        if barely_anything(as_channels(reading)):
            return None
        self._session.show(Stage(message("microphone.rest"), AFTER_SECONDS))
        sound = self._listen(AFTER_SECONDS)
        if not self._session.cancel.is_set():
            self._verify()
        return sound

    def _listen(
        self,
        seconds: float,
        is_enough: Callable[[NDArray[np.float32]], bool] | None = None,
        *,
        weighted: bool = False,
    ) -> NDArray[np.float32]:
        """Record while showing the level, A-weighted if the room is meant; test once a second whether it is enough."""
        unit = "dBov(A)" if weighted else "dBov"
        blocks: list[NDArray[np.float32]] = []
        peak = -np.inf
        looks = round(_LOOK_SECONDS / _BLOCK_SECONDS)
        for number in range(1, round(seconds / _BLOCK_SECONDS) + 1):
            blocks.append(self._recording.read(_BLOCK_SECONDS, self._session.cancel))
            if self._session.cancel.is_set():
                break
            dbov = (
                heard_now(blocks, self._recording.rate) if weighted else decibels(float(blocks[-1].var(axis=0).max()))
            )
            peak = max(peak, dbov)
            self._session.show(Level(dbov, peak, unit))
            if went_silent(blocks):
                self._session.show(Stage(message("microphone.went_silent")))
                break
            if number % looks == 0 and is_enough and is_enough(np.concatenate(blocks)):
                break
        return np.concatenate(blocks)

    def _verify(self) -> None:
        # The recording looks at its source all the time; this is the last word on it.
        source = self._recording.source
        if not source or source != self._source:
            detail = "unmeasured.microphone_changed" if source else "unmeasured.microphone_vanished"
            raise Unavailable(Reason.ABSENT, message(detail), message("remedy.microphone_replug"))


def heard_now(blocks: Sequence[NDArray[np.float32]], rate: int) -> float:
    """Return the level of the last block in dBov(A), weighted together with what preceded it."""
    recent = np.concatenate(blocks[-_CONTEXT_BLOCKS:])
    heard = a_weighted(without_offset(channel_of(recent, louder_channel(recent))), rate)
    return level_of(heard.samples[-round(_BLOCK_SECONDS * heard.rate) :])


def went_silent(blocks: Sequence[NDArray[np.float32]]) -> bool:
    """Return whether sound was followed by 1.5 s of digital silence: a mute switch, or a gate."""
    tail = round(_MUTED_SECONDS / _BLOCK_SECONDS)
    if len(blocks) <= tail or any(block.any() for block in blocks[-tail:]):
        return False
    return any(block.any() for block in blocks[:-tail])


def disturbance(silence: NDArray[np.float32], rate: int, *, last: bool = False) -> tuple[float, Message | None]:
    """Return the disturbed share of a silence in %, and the message to show if it was too much.

    After the ``last`` try no repetition is asked for.
    """
    samples = channel_of(silence, louder_channel(silence))
    if state_of(samples, rate) is not State.SOUND:
        return 0.0, None
    noise = noise_of(without_offset(samples), rate)
    if noise.disturbed_percent <= CALM_PERCENT:
        return noise.disturbed_percent, None
    if last:
        return noise.disturbed_percent, message("microphone.still_disturbed")
    talk, clicks = message("microphone.disturbed_by_talk"), message("microphone.disturbed_by_clicks")
    return noise.disturbed_percent, clicks if noise.impulsive else talk


def enough(silence: NDArray[np.float32], heard: NDArray[np.float32], rate: int) -> bool:
    """Return whether a reading can end: 6 s of active speech, or digital silence where speech should be."""
    if heard.shape[0] < _DEAD_SECONDS * rate:
        return False
    if barely_anything(as_channels(heard)):
        return True
    if heard.shape[0] < ENOUGH_SPEECH_SECONDS * rate:
        return False
    choice = louder_channel(heard)
    calm = channel_of(silence, choice)
    factor = max(rate // _ROUGH_RATE, 1)
    usable = thinned(calm, factor) if state_of(calm, rate) is State.SOUND else None
    plain, over = speech_in(thinned(channel_of(heard, choice), factor), usable, rate // factor)
    speech = over.speech if over else plain
    return speech is not None and speech.seconds >= ENOUGH_SPEECH_SECONDS
