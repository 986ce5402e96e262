"""The analysis of the recordings that all readings are taken from: what is there, and what can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.analysis.microphone.noise import Noise, noise_of
from readiness.analysis.microphone.processing import (
    Afterwards,
    Processing,
    afterwards,
    gain_moves,
    hidden_noise,
    hides_the_room,
    speech_drifts,
    suppressed,
    too_quiet,
)
from readiness.analysis.microphone.recording import Samples, State, state_of, without_offset
from readiness.analysis.microphone.speech import Speech, SpeechOverNoise, active_speech, speech_over_noise
from readiness.checks.microphone.sound import (
    GATED,
    SUPPRESSED,
    Recorded,
    gated,
    reading_refused,
    silence_refused,
)
from readiness.domain.facts import System, Unmeasured

LEAST_SPEECH_SECONDS: Final = 3.0
"""Less active speech than this gives no speech figures: the level would be too uncertain."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The result of analysing the recordings.

    ``silence_refused`` and ``reading_refused`` say why a recording cannot be used. ``noise`` belongs to a silence
    that could be analysed, trusted or not; ``over`` exists only with a trusted silence. ``hidden`` is by how many dB
    the noise under the speech exceeds that of the silence, None if that cannot be told.
    """

    sound: Recorded
    silence_refused: Unmeasured | None
    reading_refused: Unmeasured | None
    noise: Noise | None = None
    plain: Speech | None = None
    over: SpeechOverNoise | None = None
    hidden: float | None = None
    afterwards: Afterwards | None = None
    processing: frozenset[str] = frozenset()

    @property
    def speech(self) -> Speech | None:
        """The speech level, corrected for noise if that is known."""
        return self.over.speech if self.over else self.plain


def look_at(sound: Recorded, system: System | None) -> Look:
    """Analyse the recordings as far as they allow."""
    no_silence, no_reading = silence_refused(sound, system), reading_refused(sound, system)
    silence = None if no_silence or sound.silence is None else without_offset(sound.silence)
    noise = None if silence is None else noise_of(silence, sound.rate)
    if no_reading or sound.reading is None:
        found = Look(sound, no_silence, no_reading, noise)
        return _judged(found, _signs(found, None))
    plain, over = speech_in(sound.reading, silence, sound.rate)
    known = over is not None and over.speech.seconds >= LEAST_SPEECH_SECONDS
    hidden = hidden_noise(silence, sound.reading, sound.rate) if known and silence is not None else None
    found = Look(sound, no_silence, no_reading, noise, plain, over, hidden, _after(sound, noise))
    return _judged(found, _signs(found, over if known else None))


def speech_in(reading: Samples, silence: Samples | None, rate: int) -> tuple[Speech | None, SpeechOverNoise | None]:
    """Return the speech alone, and relative to the noise of a usable silence; None where not available."""
    plain = active_speech(without_offset(reading), rate)
    if silence is None:
        return plain, None
    over = speech_over_noise(without_offset(reading), without_offset(silence), rate)
    # When nothing stands out of the noise, the plain level is that of the noise.
    return (plain, over) if over else (None, None)


def _after(sound: Recorded, noise: Noise | None) -> Afterwards | None:
    usable = sound.after is not None and state_of(sound.after, sound.rate) is State.SOUND
    if not usable or noise is None or sound.after is None:
        return None
    return afterwards(without_offset(sound.after), sound.rate, noise.la50)


# ------------------------------------------------------------------ processing


@dataclass(frozen=True, slots=True)
class _Signs:
    """Signs of processing, and whether it hides the noise of the room."""

    kinds: frozenset[str]
    hides: bool


def _signs(look: Look, over: SpeechOverNoise | None) -> _Signs:
    distance, flat = (over.weighted, over.flat) if over else (None, None)
    sound, noise, spoken = look.sound, look.noise, look.reading_refused is None
    gate = look.silence_refused is GATED or any(gated(one, sound.rate) for one in sound.parts if _is_sound(one))
    quiet = noise is not None and too_quiet(noise.la50, distance, flat)
    hides = hides_the_room(look.hidden) or (quiet and (distance is not None or sound.live is not None))
    drifts = spoken and sound.reading is not None and speech_drifts(without_offset(sound.reading), sound.rate, distance)
    moves = look.afterwards is not None and noise is not None and gain_moves(look.afterwards, noise.la50)
    seen = {
        Processing.GATE: gate,
        Processing.SUPPRESSION: quiet or suppressed(look.hidden),
        Processing.GAIN_CONTROL: drifts or moves,
    }
    return _Signs(frozenset(str(kind) for kind, found in seen.items() if found), hides)


def _is_sound(samples: Samples) -> bool:
    return bool(samples.any())


def _judged(look: Look, signs: _Signs) -> Look:
    """Return the look with the signs; a silence in which the room's noise is hidden is no longer trusted."""
    hides = signs.hides and look.silence_refused is None
    return Look(
        sound=look.sound,
        silence_refused=SUPPRESSED if hides else look.silence_refused,
        reading_refused=look.reading_refused,
        noise=look.noise,
        plain=look.plain,
        over=None if hides else look.over,
        hidden=look.hidden,
        afterwards=look.afterwards,
        processing=signs.kinds,
    )
