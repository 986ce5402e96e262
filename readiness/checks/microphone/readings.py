"""Converts the analysed sound into readings, with their spreads and evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from readiness.analysis.microphone.hum import hum_of
from readiness.analysis.microphone.noise import Noise
from readiness.analysis.microphone.recording import Samples, clipped_runs, without_offset
from readiness.analysis.microphone.speech import Speech, bandwidth_class, bandwidth_hertz
from readiness.checks.base import measured_number, now
from readiness.checks.microphone.earlier import NOISE_THEN
from readiness.checks.microphone.facts import FACTS, NOISE_IDS, SPEECH_IDS
from readiness.checks.microphone.look import LEAST_SPEECH_SECONDS, Look, look_at
from readiness.checks.microphone.sound import GATED, NO_READING, NO_SILENCE, Live, gated, recorded
from readiness.checks.microphone.transport import transport_readings
from readiness.domain.facts import Measured, Reading, Reason, System, Unmeasured
from readiness.domain.message import Message, message

# How far the same voice or the same room scatters from one recording to the next, in dB.
_STEADY_SPREAD: Final = 0.5
_HUM_SPREAD: Final = 1.0
_SPEECH_SPREAD: Final = 1.5
_SHORT_SPEECH_SPREAD: Final = 2.0
_SHORT_SPEECH_SECONDS: Final = 5.0

_PLAUSIBLE_DBOV: Final = (-150.0, 6.0)  # below every converter; float files may exceed full scale a little
_DISTANCES: Final = frozenset({"microphone.speech_to_noise", "microphone.speech_to_noise_flat"})


def readings_of(
    silence: NDArray[np.floating] | None,
    reading: NDArray[np.floating] | None,
    rate: int,
    system: System | None = None,
    live: Live | None = None,
) -> dict[str, Reading]:
    """Return a reading for every fact; see the function of this name in the package."""
    look = look_at(recorded(silence, reading, rate, live), system)
    found = {**_noise_readings(look), **_speech_readings(look), **transport_readings(look)}
    return {fact.id: found[fact.id] for fact in FACTS}


# ------------------------------------------------------------------ noise


def _noise_readings(look: Look) -> dict[str, Reading]:
    silence, noise = look.sound.silence, look.noise
    if look.silence_refused or silence is None or noise is None:
        return dict.fromkeys(NOISE_IDS, look.silence_refused or NO_SILENCE)
    seen = {**look.sound.evidence, **_levels(noise), "offset": _offset(silence)}
    if look.afterwards:
        seen["LA50_after"] = f"{look.afterwards.floor:.1f} dBov(A)"
    floor, leq = message("method.microphone_noise_floor"), message("method.microphone_noise_leq")
    disturbed = message("method.microphone_disturbed")
    return {
        "microphone.noise_floor": _level(noise.la50, "dBov(A)", floor, seen, _spread(_floor_spread(look, noise))),
        "microphone.noise_leq": _level(noise.leq, "dBov(A)", leq, seen, _spread(noise.leq_spread)),
        "microphone.disturbed": measured_number(noise.disturbed_percent, "%", disturbed, tuple(seen.items())),
        "microphone.hum": _hum(without_offset(silence), look.sound.rate, look.sound.evidence),
    }


def _levels(noise: Noise) -> dict[str, str]:
    levels = {"LA90": noise.la90, "LA50": noise.la50, "LA10": noise.la10, "LAeq": noise.leq, "LAmax": noise.highest}
    return {name: f"{level:.1f} dBov(A)" for name, level in levels.items()}


def _floor_spread(look: Look, noise: Noise) -> float:
    # A room that sounds different after the reading was only half known before.
    changed = abs(look.afterwards.floor - noise.la50) / 2.0 if look.afterwards else 0.0
    return max(noise.floor_spread, changed)


def _spread(halves_apart: float) -> float:
    return max(_STEADY_SPREAD, round(halves_apart, 1))


def _offset(samples: Samples) -> str:
    return f"{100.0 * float(samples.mean()):.2f} %"


def _level(value: float, unit: str, method: Message, seen: Mapping[str, str], spread: float) -> Reading:
    lowest, highest = _PLAUSIBLE_DBOV
    if not lowest <= value <= highest:
        detail = message("unmeasured.microphone_implausible")
        return Unmeasured(Reason.IMPLAUSIBLE, detail, message("remedy.microphone_record_again"))
    return measured_number(value, unit, method, tuple(seen.items()), spread)


def _hum(silence: Samples, rate: int, seen: Mapping[str, str]) -> Reading:
    hum = hum_of(silence, rate)
    if not hum.lines:
        # "At most" stays true when it is raised to the lowest level there is.
        most = max(hum.level, _PLAUSIBLE_DBOV[0])
        return _level(most, "dBov", message("method.microphone_hum_none"), {**seen, "lines": "0"}, _HUM_SPREAD)
    method = message("method.microphone_hum", mains=hum.mains)
    found = {**seen, "mains": f"{hum.mains} Hz", "lines": str(hum.lines)}
    return _level(hum.level, "dBov", method, found, _HUM_SPREAD)


# ------------------------------------------------------------------ speech


def _speech_readings(look: Look) -> dict[str, Reading]:
    reading, speech = look.sound.reading, look.speech
    if look.reading_refused or reading is None:
        return dict.fromkeys(SPEECH_IDS, look.reading_refused or NO_READING)
    if speech is None or speech.seconds < LEAST_SPEECH_SECONDS:
        return dict.fromkeys(SPEECH_IDS, _not_enough(reading, look.sound.rate, speech))
    over, plain = look.over, look.plain
    seen = {**look.sound.evidence, "activity": f"{100.0 * speech.activity:.0f} %", "offset": _offset(reading)}
    if over and plain:
        seen["speech_level_with_noise"] = f"{plain.level:.1f} dBov"
    spread = _SPEECH_SPREAD if speech.seconds >= _SHORT_SPEECH_SECONDS else _SHORT_SPEECH_SPREAD
    method = message("method.microphone_speech_level_over_noise" if over else "method.microphone_speech_level")
    return {
        "microphone.speech_level": _level(speech.level, "dBov", method, seen, spread),
        **_distances(look, seen, spread),
        **_quality(reading, look.sound.rate, seen),
    }


def _not_enough(reading: Samples, rate: int, speech: Speech | None) -> Unmeasured:
    if gated(reading, rate):
        return GATED
    seconds = round(speech.seconds, 1) if speech else 0.0
    detail = message("unmeasured.microphone_not_enough_speech", seconds=seconds, needed=LEAST_SPEECH_SECONDS)
    return Unmeasured(Reason.ABSENT, detail, message("remedy.microphone_not_enough_speech"))


def _distances(look: Look, seen: Mapping[str, str], spread: float) -> dict[str, Reading]:
    over = look.over
    if over is None:
        return dict.fromkeys(_DISTANCES, look.silence_refused or NO_SILENCE)
    noise = {NOISE_THEN: f"{look.noise.leq:.1f} dBov(A)"} if look.noise else {}
    evidence = tuple({**seen, **noise}.items())
    weighted = message("method.microphone_speech_to_noise")
    flat = message("method.microphone_speech_to_noise_flat")
    # Another reading of the same person would scatter, and so would the noise under it.
    both = round(math.hypot(spread, over.weighted_spread), 1)
    both_flat = round(math.hypot(spread, over.flat_spread), 1)
    return {
        "microphone.speech_to_noise": measured_number(over.weighted, "dB", weighted, evidence, both),
        "microphone.speech_to_noise_flat": measured_number(over.flat, "dB", flat, evidence, both_flat),
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
