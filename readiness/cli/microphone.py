"""``readiness microphone``: measure the microphone, or analyse recordings the same way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from readiness.cli import UsageError
from readiness.cli.exit_codes import Exit
from readiness.cli.instrument import facts_of, measure, method_words, show
from readiness.domain.facts import Measured, Reading, Unavailable

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console
    from readiness.machine.wav_file import WavSound


def microphone(options: argparse.Namespace, console: Console) -> Exit:
    """Print the microphone's figures, live or from files."""
    if options.wav and (options.silence or options.reading):
        raise UsageError(console.text("cli.wav_or_pair"))
    if not (options.wav or options.silence or options.reading):
        facts, stopped = measure(facts_of("microphone"), console)
        shown = show(dict(sorted(facts.readings.items())), console, _as_json if options.json else None)
        return Exit.STOPPED if stopped else shown
    try:
        readings = _of_files(options)
    except Unavailable as refusal:
        # A file that cannot be read gives no figures: the same answer for each of them.
        readings = dict.fromkeys(sorted(facts_of("microphone")), refusal.unmeasured)
    return show(readings, console, _as_json if options.json else None)


def _of_files(options: argparse.Namespace) -> dict[str, Reading]:
    from readiness.machine.wav_file import read_wav

    if options.wav:
        whole = read_wav(Path(options.wav))
        cut = round(options.silence_seconds * whole.rate)
        return _readings(_part(whole, 0, cut), _part(whole, cut, None))
    silence = read_wav(Path(options.silence)) if options.silence else None
    reading = read_wav(Path(options.reading)) if options.reading else None
    return _readings(silence, reading)


def _part(sound: WavSound, start: int, end: int | None) -> WavSound | None:
    from readiness.machine.wav_file import WavSound

    samples = sound.samples[start:end]
    return WavSound(samples, sound.rate) if len(samples) else None


def _readings(silence: WavSound | None, reading: WavSound | None) -> dict[str, Reading]:
    from readiness.checks.microphone import readings_of

    if silence and reading and silence.rate != reading.rate:
        # Two rates, two devices or two settings: their levels cannot be subtracted from each other.
        alone = readings_of(silence.samples, None, silence.rate)
        spoken = readings_of(None, reading.samples, reading.rate)
        return {fact: one if isinstance(one, Measured) else spoken[fact] for fact, one in alone.items()}
    rate = silence.rate if silence else reading.rate if reading else 0
    return readings_of(silence.samples if silence else None, reading.samples if reading else None, rate)


def _as_json(reading: Measured, console: Console) -> dict[str, object]:
    return {"definition": method_words(reading, console)}
