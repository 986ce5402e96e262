"""``readiness microphone``: measure the microphone, or analyse recordings the same way."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.cli.instruments.instrument import facts_of, measure, method_words, show
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.domain.facts import Measured, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import Message, message

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.machine.sound.wav_file import WavSound


def microphone(options: argparse.Namespace, console: Console) -> Exit:
    """Print the microphone's figures, live or from files."""
    as_json = _as_json if options.json else None
    if not (options.wav or options.silence or options.reading):
        return measure(facts_of("microphone"), console, as_json, play_back=options.play)[1]
    if options.wav and (options.silence or options.reading):
        raise UsageError(console.text("cli.wav_or_pair"))
    if not 0 <= options.silence_seconds < math.inf:
        raise UsageError(console.text("cli.silence_seconds"))
    if not 0 <= options.skip < math.inf:
        raise UsageError(console.text("cli.skip"))
    if options.wav:
        silence, reading, refusal = _split(Path(options.wav), options.silence_seconds)
        silence = _skipped(silence, options.skip)
    else:
        silence, reading, refusal = _pair(options.silence, options.reading)
        silence, reading = _skipped(silence, options.skip), _skipped(reading, options.skip)
    return show(_readings(silence, reading, refusal), console, as_json)


def _split(path: Path, seconds: float) -> tuple[WavSound | None, WavSound | None, Unmeasured | None]:
    """Return the silence at a file's beginning, the reading after it, or why it cannot be read."""
    from readiness.machine.sound.wav_file import WavSound, read_wav

    try:
        whole = read_wav(path)
    except Unavailable as refused:
        return None, None, refused.unmeasured
    cut = round(seconds * whole.rate)
    parts = (whole.samples[:cut], whole.samples[cut:])
    silence, reading = (WavSound(part, whole.rate) if len(part) else None for part in parts)
    return silence, reading, None


def _skipped(sound: WavSound | None, seconds: float) -> WavSound | None:
    """Return a sound without its beginning, in which a device may have clicked or been silent."""
    from readiness.machine.sound.wav_file import WavSound

    return sound and WavSound(sound.samples[round(seconds * sound.rate) :], sound.rate)


def _pair(silence: str | None, reading: str | None) -> tuple[WavSound | None, WavSound | None, Unmeasured | None]:
    """Return the sounds of two files; what one that cannot be read would have told is not measured."""
    from readiness.machine.sound.wav_file import read_wav

    sounds: list[WavSound | None] = []
    refusal: Unmeasured | None = None
    for name in (silence, reading):
        try:
            sounds.append(read_wav(Path(name)) if name else None)
        except Unavailable as refused:
            sounds.append(None)
            refusal = refusal or refused.unmeasured
    return sounds[0], sounds[1], refusal


def _readings(silence: WavSound | None, reading: WavSound | None, refusal: Unmeasured | None) -> dict[str, Reading]:
    if silence and reading and silence.rate != reading.rate:
        found = _apart(silence, reading)
    elif silence or reading:
        found = _together(silence, reading)
    else:
        nothing = refusal or Unmeasured(Reason.ABSENT, Message("unmeasured.sound_empty"))
        found = dict.fromkeys(facts_of("microphone"), nothing)
    if refusal:
        found = {fact: one if isinstance(one, Measured) else refusal for fact, one in found.items()}
    return {fact: found[fact] for fact in facts_of("microphone") if fact in found}


def _together(silence: WavSound | None, reading: WavSound | None) -> dict[str, Reading]:
    from readiness.checks.microphone import readings_of

    rate = silence.rate if silence else reading.rate if reading else 0
    return readings_of(silence.samples if silence else None, reading.samples if reading else None, rate)


def _apart(silence: WavSound, reading: WavSound) -> dict[str, Reading]:
    """Return what each tells alone: two rates are two settings, whose levels cannot be subtracted."""
    quiet, spoken = _together(silence, None), _together(None, reading)
    apart = Unmeasured(
        Reason.UNSUPPORTED,
        message("unmeasured.rates_differ", first=silence.rate, second=reading.rate),
        Message("remedy.rates_differ"),
    )
    found: dict[str, Reading] = {}
    for fact, alone in quiet.items():
        usable = [one for one in (alone, spoken[fact]) if isinstance(one, Measured)]
        found[fact] = usable[0] if usable else apart
    return found


def _as_json(reading: Measured, console: Console) -> dict[str, object]:
    return {"definition": method_words(reading, console)}
