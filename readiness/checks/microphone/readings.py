"""From sound to readings: which recording can be trusted with what, and the figures' names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from readiness.analysis.noise import Noise, noise_of
from readiness.analysis.recording import (
    Samples,
    State,
    barely_anything,
    channel_of,
    clipped_runs,
    louder_channel,
    state_of,
    without_offset,
)
from readiness.analysis.speech import (
    Speech,
    SpeechOverNoise,
    active_speech,
    bandwidth_class,
    bandwidth_hertz,
    speech_over_noise,
)
from readiness.checks.base import measured_number, now
from readiness.checks.microphone.facts import NOISE_FACTS, NOISE_IDS, SPEECH_FACTS, SPEECH_IDS
from readiness.domain.facts import Measured, Reading, Reason, System, Unmeasured
from readiness.domain.message import Message, message

LEAST_SPEECH_SECONDS: Final = 3.0
"""Less active speech than this gives no speech figures: its level would scatter too far."""

# How far the same voice or the same room scatters from one recording to the next, in dB.
_STEADY_SPREAD: Final = 0.5
_SPEECH_SPREAD: Final = 1.5
_SHORT_SPEECH_SPREAD: Final = 2.0
_SHORT_SPEECH_SECONDS: Final = 5.0

_PLAUSIBLE_DBOV: Final = (-150.0, 6.0)  # below every converter; float files may exceed full scale a little
_DISTANCES: Final = frozenset({"microphone.speech_to_noise", "microphone.speech_to_noise_flat"})
_NO_SILENCE: Final = Unmeasured(Reason.SKIPPED, message("unmeasured.microphone_no_silence"))
_NO_READING: Final = Unmeasured(Reason.SKIPPED, message("unmeasured.microphone_no_reading"))
_GATED: Final = Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.microphone_gate"), message("remedy.microphone_gate"))


def readings_of(
    silence: NDArray[np.floating] | None,
    reading: NDArray[np.floating] | None,
    rate: int,
    system: System | None = None,
) -> dict[str, Reading]:
    """Return a reading for every fact; the package's function of this name says how."""
    sound = recorded(silence, reading, rate)
    found = {**_noise_readings(sound, system), **_speech_readings(sound, system)}
    return {fact.id: found[fact.id] for fact in (*NOISE_FACTS, *SPEECH_FACTS)}


# ------------------------------------------------------------------ the recordings


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """Silence and reading, of one channel each, as they came in."""

    silence: Samples | None
    reading: Samples | None
    rate: int
    evidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def alive(self) -> bool:
        """Whether at least one of them holds more than single steps of a 16-bit converter."""
        return any(one is not None and not barely_anything(one) for one in (self.silence, self.reading))

    @property
    def muted(self) -> bool:
        """Whether both hold nothing more: some muted headsets send single steps, not zeros."""
        return self.silence is not None and self.reading is not None and not self.alive


def recorded(silence: NDArray[np.floating] | None, reading: NDArray[np.floating] | None, rate: int) -> Recorded:
    """Choose the channel to analyse, the same in both."""
    sound = silence if reading is None else reading
    if sound is None:
        return Recorded(None, None, rate)
    choice = louder_channel(sound)
    evidence = {"sample_rate": f"{rate} Hz"}
    if choice.channels > 1:
        evidence["channel"] = f"{choice.channel + 1} / {choice.channels}"
    if choice.dead:
        evidence["silent_channels"] = ", ".join(str(number + 1) for number in choice.dead)
    quiet, spoken = (None if one is None else channel_of(one, choice) for one in (silence, reading))
    return Recorded(quiet, spoken, rate, evidence)


def _silence_refused(sound: Recorded, system: System | None) -> Unmeasured | None:
    """Return why the silence is no picture of the room, None if it is one."""
    if sound.silence is None:
        return _NO_SILENCE
    state = state_of(sound.silence, sound.rate)
    if sound.muted or (state is State.ZEROS and not sound.alive):
        return _digital_silence(system)
    if state in {State.ZEROS, State.INTERRUPTED}:
        return _GATED
    return _unusable(state)


def _reading_refused(sound: Recorded, system: System | None) -> Unmeasured | None:
    """Return why the reading cannot hold speech, None if it can.

    Interruptions do no harm here: a gate shuts in every pause and lets speech through.
    """
    if sound.reading is None:
        return _NO_READING
    state = state_of(sound.reading, sound.rate)
    if sound.muted or state is State.ZEROS:
        return _digital_silence(system)
    return _unusable(state)


def _unusable(state: State) -> Unmeasured | None:
    if state is State.BROKEN:
        return Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.microphone_broken_samples"))
    if state is State.TOO_SHORT:
        return Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.microphone_too_short"))
    return None


def _digital_silence(system: System | None) -> Unmeasured:
    remedies = {
        System.WINDOWS: message("remedy.microphone_silent_windows"),
        System.MACOS: message("remedy.microphone_silent_macos"),
        System.LINUX: message("remedy.microphone_silent_linux"),
    }
    remedy = message("remedy.microphone_silent") if system is None else remedies[system]
    return Unmeasured(Reason.DENIED, message("unmeasured.microphone_digital_silence"), remedy)


# ------------------------------------------------------------------ noise


def _noise_readings(sound: Recorded, system: System | None) -> dict[str, Reading]:
    refused = _silence_refused(sound, system)
    if refused or sound.silence is None:
        return dict.fromkeys(NOISE_IDS, refused or _NO_SILENCE)
    noise = noise_of(without_offset(sound.silence), sound.rate)
    seen = {**sound.evidence, **_levels(noise), "offset": _offset(sound.silence)}
    floor, leq = message("method.microphone_noise_floor"), message("method.microphone_noise_leq")
    disturbed = message("method.microphone_disturbed")
    return {
        "microphone.noise_floor": _level(noise.la50, "dBov(A)", floor, seen, _spread(noise.floor_spread)),
        "microphone.noise_leq": _level(noise.leq, "dBov(A)", leq, seen, _spread(noise.leq_spread)),
        "microphone.disturbed": measured_number(noise.disturbed_percent, "%", disturbed, tuple(seen.items())),
    }


def _levels(noise: Noise) -> dict[str, str]:
    levels = {"LA90": noise.la90, "LA50": noise.la50, "LA10": noise.la10, "LAeq": noise.leq, "LAmax": noise.highest}
    return {name: f"{level:.1f} dBov(A)" for name, level in levels.items()}


def _spread(halves_apart: float) -> float:
    return max(_STEADY_SPREAD, round(halves_apart, 1))


def _offset(samples: Samples) -> str:
    return f"{100.0 * float(samples.mean()):.2f} %"


def _level(value: float, unit: str, method: Message, seen: Mapping[str, str], spread: float) -> Reading:
    lowest, highest = _PLAUSIBLE_DBOV
    if not lowest <= value <= highest:
        return Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.microphone_implausible"))
    return measured_number(value, unit, method, tuple(seen.items()), spread)


# ------------------------------------------------------------------ speech


def _speech_readings(sound: Recorded, system: System | None) -> dict[str, Reading]:
    refused = _reading_refused(sound, system)
    if refused or sound.reading is None:
        return dict.fromkeys(SPEECH_IDS, refused or _NO_READING)
    silence_refused = _silence_refused(sound, system)
    plain, over = speech_in(sound.reading, None if silence_refused else sound.silence, sound.rate)
    speech = over.speech if over else plain
    if speech is None or speech.seconds < LEAST_SPEECH_SECONDS:
        return dict.fromkeys(SPEECH_IDS, _not_enough(sound.reading, sound.rate, speech))
    seen = {**sound.evidence, "activity": f"{100.0 * speech.activity:.0f} %", "offset": _offset(sound.reading)}
    if over and plain:
        seen["speech_level_with_noise"] = f"{plain.level:.1f} dBov"
    spread = _SPEECH_SPREAD if speech.seconds >= _SHORT_SPEECH_SECONDS else _SHORT_SPEECH_SPREAD
    method = message("method.microphone_speech_level_over_noise" if over else "method.microphone_speech_level")
    return {
        "microphone.speech_level": _level(speech.level, "dBov", method, seen, spread),
        **_distances(over, silence_refused or _NO_SILENCE, seen, spread),
        **_quality(sound.reading, sound.rate, seen),
    }


def speech_in(reading: Samples, silence: Samples | None, rate: int) -> tuple[Speech | None, SpeechOverNoise | None]:
    """Return the speech as it is, and over the noise of a usable silence; (None, None) for none."""
    plain = active_speech(without_offset(reading), rate)
    if silence is None:
        return plain, None
    over = speech_over_noise(without_offset(reading), without_offset(silence), rate)
    # When nothing stands out of the noise, the plain level is that of the noise.
    return (plain, over) if over else (None, None)


def _not_enough(reading: Samples, rate: int, speech: Speech | None) -> Unmeasured:
    if state_of(reading, rate) is State.INTERRUPTED:
        return _GATED
    seconds = round(speech.seconds, 1) if speech else 0.0
    detail = message("unmeasured.microphone_not_enough_speech", seconds=seconds, needed=LEAST_SPEECH_SECONDS)
    return Unmeasured(Reason.ABSENT, detail, message("remedy.microphone_not_enough_speech"))


def _distances(
    over: SpeechOverNoise | None, refused: Unmeasured, seen: Mapping[str, str], spread: float
) -> dict[str, Reading]:
    if over is None:
        return dict.fromkeys(_DISTANCES, refused)
    evidence = tuple(seen.items())
    weighted = message("method.microphone_speech_to_noise")
    flat = message("method.microphone_speech_to_noise_flat")
    return {
        "microphone.speech_to_noise": measured_number(over.weighted, "dB", weighted, evidence, spread),
        "microphone.speech_to_noise_flat": measured_number(over.flat, "dB", flat, evidence, spread),
    }


def _quality(reading: Samples, rate: int, seen: Mapping[str, str]) -> dict[str, Reading]:
    hertz = bandwidth_hertz(without_offset(reading), rate)
    peak = ("peak", f"{float(np.abs(reading).max()):.3f}")
    clipping, bandwidth = message("method.microphone_clipping"), message("method.microphone_bandwidth")
    evidence = {**seen, "highest_frequency": f"{hertz / 1000.0:.1f} kHz"}
    return {
        "microphone.clipping": measured_number(clipped_runs(reading), None, clipping, (peak,)),
        "microphone.bandwidth": Measured(bandwidth_class(hertz), None, bandwidth, at=now(), evidence=evidence),
    }
