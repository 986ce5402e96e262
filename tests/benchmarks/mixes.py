"""How far the distance between speech and noise lies from the truth: ``python -m tests.benchmarks.mixes``.

    python -m tests.benchmarks.mixes [--voices FOLDER] [--noises FOLDER] [--distances 0 5 10 15 20 30] [--quick]

Every voice reads ten seconds over every noise, whose first four seconds are the silence; one
piece of noise lies under both. The voices are those of the tests, as they are and with long
pauses, those of Debian's asterisk-core-sounds-*-wav where these are installed, and WAV files of
a folder; the noises are made here, struck from the keys of Debian's bucklespring-data, and WAV
files of a folder, 14 s or longer. What is not there is named as skipped.

A mix is made for each distance twice, without weighting and with the A curve. Per noise and
distance it prints the 95th percentile and the worst of how far off what was found lay, in dB, against
three truths: the noise of the silence alone, of silence and reading together, and under the
reading alone; and how often the spread that a report states covered the last two. A noise whose
parts differ by themselves differs from the last two for every way of measuring: "by nature" is how far
the silence's own level lies from the reading's.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from readiness.analysis.microphone.noise import a_weighted
from readiness.analysis.microphone.recording import channel_of, level_of, louder_channel, without_offset
from readiness.analysis.microphone.speech import active_speech, speech_over_noise
from readiness.machine.sound.wav_file import read_wav
from tests import sounds, voices
from tests.sounds import Sound, at_level

SILENCE, READING = 4, 10
SECONDS: Final = SILENCE + READING
RATE: Final = voices.RATE
PROMPTS: Final = Path("/usr/share/asterisk/sounds")
KEYS: Final = Path("/usr/share/buckle/wav")
LONG_PROMPT: Final = 2 * 1.5 * RATE  # in bytes
SPEECH_SPREAD: Final = 1.5  # stated for the scatter of the same voice from one reading to the next

Noise = Callable[[str, int], Sound]
"""Makes 14 s of noise for the voice of a name, a different piece for each number."""


# ------------------------------------------------------------------ voices


def all_voices(folder: Path | None) -> dict[str, Sound]:
    """Return ten seconds of everybody there is."""
    found = {name: voices.voice(name) for name in voices.NAMES}
    found |= {f"{name} with pauses": voices.with_pauses(name) for name in voices.NAMES}
    prompts = sorted(one for one in PROMPTS.glob("*_*_*_*") if any(one.glob("*.wav")))
    if not prompts:
        print("skipped: more voices (Debian's asterisk-core-sounds-*-wav are not installed)")
    for person in prompts:
        files = sorted(one for one in person.glob("*.wav") if one.stat().st_size > LONG_PROMPT)
        found |= {f"{person.name} {half}": joined(files[half::2]) for half in (0, 1)}
    if folder:
        found |= {one.stem: joined([one]) for one in sorted(folder.glob("*.wav"))}
    return found


def joined(files: Sequence[Path]) -> Sound:
    """Return the first ten seconds of files one after the other, again from the start if they are shorter."""
    parts: list[Sound] = []
    while sum(part.size for part in parts) < READING * RATE:
        parts += [sound_of(one) for one in files[: 2 * READING]]
    return without_offset(np.concatenate(parts)[: READING * RATE])


def sound_of(file: Path) -> Sound:
    """Return a WAV file's louder channel at the rate of everything here."""
    wav = read_wav(file)
    sound = without_offset(channel_of(wav.samples, louder_channel(wav.samples)))
    size = round(sound.size * RATE / wav.rate)
    spectrum = np.fft.rfft(sound)
    kept = np.zeros(size // 2 + 1, dtype=spectrum.dtype)
    shared = min(kept.size, spectrum.size)
    kept[:shared] = spectrum[:shared]
    return np.asarray(np.fft.irfft(kept, size) * (size / sound.size))


# ------------------------------------------------------------------ noises


def all_noises(folder: Path | None, everybody: dict[str, Sound]) -> dict[str, Noise]:
    """Return what makes each noise."""
    made: dict[str, Noise] = {
        "white": lambda _, number: sounds.white(-30.0, SECONDS, RATE, number),
        "pink": lambda _, number: sounds.pink(-30.0, SECONDS, RATE, number),
        "hum": lambda _, number: np.roll(sounds.hum(-30.0, SECONDS, RATE), 97 * number),
        "13 others": lambda name, number: talk_without(name, everybody, number),
        "fan, +-1 dB": lambda _, number: wandering(sounds.pink(-30.0, SECONDS, RATE, number), 1.0, number),
        "cars, +-6 dB": lambda _, number: wandering(sounds.pink(-30.0, SECONDS, RATE, number), 6.0, number),
        "typing, made": lambda _, number: sounds.typing(-30.0, SECONDS, RATE, number),
        "plates, made": lambda _, number: plates(number),
    }
    keys = [sound_of(one) for one in sorted(KEYS.glob("*-1.wav"))]
    if keys:
        made["typing, keys"] = lambda _, number: typed(keys, number)
    else:
        print("skipped: typing on real keys (Debian's bucklespring-data is not installed)")
    if folder is None:
        print("skipped: recorded noises (no --noises FOLDER)")
    for file in sorted(folder.glob("*.wav")) if folder else ():
        made[file.stem] = piece_of(sound_of(file))
    return made


def talk_without(name: str, everybody: dict[str, Sound], number: int) -> Sound:
    """Return thirteen others at once; nobody talks over themselves."""
    random = np.random.default_rng(number)
    person = first_word(name)
    others = [sound for other, sound in everybody.items() if first_word(other) != person and "pauses" not in other]
    size = SECONDS * RATE
    talkers = [np.roll(np.resize(others[n % len(others)], size), random.integers(size)) for n in range(13)]
    return at_level(np.sum(talkers, axis=0), -30.0)


def first_word(name: str) -> str:
    """Return who it is that reads."""
    return name.split(maxsplit=1)[0]


def wandering(sound: Sound, decibels: float, number: int) -> Sound:
    """Return the sound, louder and quieter by so much from one two seconds to the next, without steps."""
    gains = np.random.default_rng(number).uniform(-decibels, decibels, SECONDS // 2 + 1)
    times = np.arange(sound.size) / (2.0 * RATE)
    return np.asarray(sound * 10.0 ** (np.interp(times, np.arange(gains.size), gains) / 20.0))


def plates(number: int) -> Sound:
    """Return crockery: strokes of very different strength, each a few tones that ring on, over a tap."""
    random = np.random.default_rng(number)
    sound = sounds.white(-50.0, SECONDS, RATE, number)
    at = 0
    while (at := at + round(random.exponential(0.2) * RATE)) < sound.size:
        stroke = random.lognormal(-3.0, 0.7) * ring(random)[: sound.size - at]
        sound[at : at + stroke.size] += stroke
    return sound


def ring(random: np.random.Generator) -> Sound:
    """Return one plate, struck: six tones that fade within 30 to 200 ms."""
    times = np.arange(round(0.5 * RATE)) / RATE
    tones = np.column_stack([random.uniform(*span, 6) for span in ((700.0, 0.45 * RATE), (0.03, 0.2), (0.2, 1.0))])
    waves = [size * np.exp(-times / fade) * np.sin(2 * np.pi * hertz * times) for hertz, fade, size in tones]
    return np.asarray(np.sum(waves, axis=0))


def typed(keys: Sequence[Sound], number: int) -> Sound:
    """Return somebody typing on real keys, with a thought now and then."""
    random = np.random.default_rng(number)
    sound = sounds.white(-80.0, SECONDS, RATE, number)
    at = 0
    while at < sound.size:
        key = keys[int(random.integers(len(keys)))][: sound.size - at] * random.uniform(0.5, 1.0)
        sound[at : at + key.size] += key
        at += round(random.uniform(0.5, 1.5) * RATE if random.uniform() < 0.08 else random.uniform(0.08, 0.3) * RATE)
    return sound


def piece_of(whole: Sound) -> Noise:
    """Return pieces of a recording."""
    long = np.resize(whole, max(whole.size, SECONDS * RATE + 1))

    def piece(_: str, number: int) -> Sound:
        begin = int(np.random.default_rng(number).integers(long.size - SECONDS * RATE))
        return without_offset(long[begin : begin + SECONDS * RATE])

    return piece


# ------------------------------------------------------------------ mixes


@dataclass(frozen=True)
class Mix:
    """What one mix gave: the errors against the three truths, what the noise itself differs by, the spread."""

    silence: float
    whole: float
    reading: float
    nature: float
    spread: float


def heard(sound: Sound, *, weighted: bool) -> float:
    """Return a level, as the ear hears it or not."""
    return level_of(a_weighted(sound, RATE).samples) if weighted else level_of(sound)


def mixed(clean: Sound, noise: Sound, distance: float, *, weighted: bool) -> Mix | None:
    """Measure one mix whose noise, all of it, lies ``distance`` under the speech; None if nothing was found."""
    truth = active_speech(clean, RATE)
    if truth is None:
        raise ValueError("a voice says nothing")
    speech = heard(clean, weighted=weighted) - 10.0 * math.log10(truth.activity)
    scaled = noise * 10.0 ** ((speech - distance - heard(noise, weighted=weighted)) / 20.0)
    quiet, under = scaled[: SILENCE * RATE], scaled[SILENCE * RATE :]
    found = speech_over_noise(without_offset(clean + under), without_offset(quiet), RATE)
    if found is None:
        return None
    value, spread = (found.weighted, found.weighted_spread) if weighted else (found.flat, found.flat_spread)
    levels = [heard(one, weighted=weighted) for one in (quiet, scaled, under)]
    errors = [value - (speech - level) for level in levels]
    return Mix(errors[0], errors[1], errors[2], levels[0] - levels[2], math.hypot(spread, SPEECH_SPREAD))


def mixes(everybody: dict[str, Sound], make: Noise, distance: float, *, weighted: bool) -> Iterator[Mix | None]:
    """Measure everybody in one noise."""
    for number, (name, clean) in enumerate(everybody.items()):
        yield mixed(clean, make(name, number), distance, weighted=weighted)


def line_of(found: Sequence[Mix]) -> str:
    """Return a table's line: 95th percentile and worst per truth, nature, and what the spread covered."""
    errors = np.abs([[one.silence, one.whole, one.reading, one.nature] for one in found])
    cells = [f"{np.quantile(part, 0.95):5.2f} {part.max():5.2f}" for part in errors.T]
    spreads = np.array([one.spread for one in found])
    covered = [f"{100.0 * np.mean(errors[:, truth] <= spreads):4.0f} %" for truth in (1, 2)]
    return "  ".join(cells + covered)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", type=Path, metavar="FOLDER")
    parser.add_argument("--noises", type=Path, metavar="FOLDER")
    parser.add_argument("--distances", type=float, nargs="+", default=[0, 5, 10, 15, 20, 30])
    parser.add_argument("--quick", action="store_true", help="the voices of the tests alone")
    chosen = parser.parse_args()
    everybody = all_voices(chosen.voices)
    noises = all_noises(chosen.noises, everybody)
    if chosen.quick:
        everybody = {name: sound for name, sound in everybody.items() if first_word(name) in voices.NAMES}
    print(f"{len(everybody)} readings; 95th percentile and worst, dB; part of the mixes inside the spread")
    print("noise                     dB    silence      whole        reading      by nature    whole reading")
    for name, make in noises.items():
        for weighted in (False, True):
            for distance in chosen.distances:
                tried = list(mixes(everybody, make, distance, weighted=weighted))
                found = [one for one in tried if one]
                rest = f"  {len(tried) - len(found)} without speech" if len(found) < len(tried) else ""
                line = line_of(found) if found else "nothing found"
                print(f"{name[:22]:22s} {'A' if weighted else ' '}{distance:4.0f}    {line}{rest}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
