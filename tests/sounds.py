"""Sounds whose levels are known, because they are made here. Full scale 1.0, mono."""

from __future__ import annotations

import io
import struct
import wave
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]


def power_of(dbov: float) -> float:
    """Mean square of a level."""
    return float(10.0 ** (dbov / 10.0))


def at_level(sound: Sound, dbov: float) -> Sound:
    """The sound, brought to a root mean square of so many dBov."""
    return np.asarray(sound * np.sqrt(power_of(dbov) / np.mean(sound**2)))


def tone(hertz: float, dbov: float, seconds: float, rate: int = 48_000, phase: float = 0.0) -> Sound:
    """A sine of that root mean square."""
    time = np.arange(round(seconds * rate)) / rate
    return np.asarray(np.sqrt(2.0 * power_of(dbov)) * np.sin(2.0 * np.pi * hertz * time + phase))


def white(dbov: float, seconds: float, rate: int = 48_000, seed: int = 1) -> Sound:
    """White noise of exactly that root mean square."""
    return at_level(np.random.default_rng(seed).standard_normal(round(seconds * rate)), dbov)


def pink(dbov: float, seconds: float, rate: int = 48_000, seed: int = 1) -> Sound:
    """Noise with equal power per octave above 20 Hz."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(round(seconds * rate)))
    spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(round(seconds * rate), 1.0 / rate), 20.0))
    return at_level(np.fft.irfft(spectrum, round(seconds * rate)), dbov)


def hum(dbov: float, seconds: float, rate: int = 48_000, mains: float = 50.0) -> Sound:
    """Mains hum with seven harmonics."""
    lines = [tone(mains * k, -20.0 - 4.0 * k, seconds, rate, k) for k in range(1, 8)]
    return at_level(np.sum(lines, axis=0), dbov)


def typing(dbov: float, seconds: float, rate: int = 48_000, seed: int = 1) -> Sound:
    """Key strokes, 4 to 8 a second, over a faint hiss."""
    random = np.random.default_rng(seed)
    sound = 1e-3 * random.standard_normal(round(seconds * rate))
    length = round(0.03 * rate)
    stroke = np.exp(-np.arange(length) / (0.006 * rate))
    at = 0
    while at + length < sound.size:
        sound[at : at + length] += stroke * random.standard_normal(length) * random.uniform(0.4, 1.0)
        at += round(random.uniform(0.12, 0.25) * rate)
    return at_level(sound, dbov)


def speech(seconds: float, rate: int = 48_000, seed: int = 1, pause: float = 0.5) -> Sound:
    """Something with the rhythm and the spectrum of speech: syllables, hisses, and a pause every 2 s.

    Its level while it speaks is around -20 dBov. Digitally silent in the pauses.
    """
    random = np.random.default_rng(seed)
    sound = np.zeros(round(seconds * rate))
    at, spoken = 0.1, 0.0
    while at < seconds - 0.3:
        length = random.uniform(0.12, 0.28)
        _add(sound, at, _syllable(length, rate, random, hiss=random.uniform() < 0.25), rate)
        at += length + random.uniform(0.0, 0.06)
        spoken += length
        if spoken > 2.0:
            at, spoken = at + pause, 0.0
    return np.asarray(sound * 0.1 / np.sqrt(np.mean(sound[sound != 0.0] ** 2)))


def _add(sound: Sound, at: float, part: Sound, rate: int) -> None:
    begin = round(at * rate)
    end = min(begin + part.size, sound.size)
    sound[begin:end] += part[: end - begin]


def _syllable(seconds: float, rate: int, random: np.random.Generator, *, hiss: bool) -> Sound:
    size = round(seconds * rate)
    shape = np.sin(np.pi * (np.arange(size) + 0.5) / size) ** 0.7 * random.uniform(0.4, 1.0)
    time = np.arange(size) / rate
    if hiss:
        noise = np.fft.rfft(random.standard_normal(size))
        noise[np.fft.rfftfreq(size, 1.0 / rate) < 2500.0] = 0.0
        return np.asarray(0.6 * shape * np.fft.irfft(noise, size))
    voice = random.uniform(100.0, 220.0)
    harmonics = [n for n in range(1, 40) if n * voice < 0.45 * rate]
    waves = [np.sin(2.0 * np.pi * n * voice * time + random.uniform(0.0, 6.0)) / n for n in harmonics]
    return np.asarray(shape * np.sum(waves, axis=0))


def babble(dbov: float, seconds: float, rate: int = 48_000, seed: int = 1) -> Sound:
    """Thirteen voices at once."""
    voices = [speech(seconds, rate, 100 * seed + number) for number in range(13)]
    return at_level(np.sum(voices, axis=0), dbov)


def low_passed(sound: Sound, hertz: float, rate: int = 48_000) -> Sound:
    """The sound without anything above a frequency."""
    spectrum = np.fft.rfft(sound)
    spectrum[np.fft.rfftfreq(sound.size, 1.0 / rate) > hertz] = 0.0
    return np.asarray(np.fft.irfft(spectrum, sound.size))


# ------------------------------------------------------------------ files


def wav_bytes(sound: NDArray[np.floating[Any]], rate: int, bits: int = 16) -> bytes:
    """A plain PCM WAV file, as the standard library writes it."""
    data = np.clip(np.round(np.asarray(sound, np.float64) * 2 ** (bits - 1)), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    whole = data.astype("<i4")
    raw = whole.view(np.uint8).reshape(*whole.shape, 4)[..., : bits // 8].tobytes()
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1 if sound.ndim == 1 else sound.shape[1])
        file.setsampwidth(bits // 8)
        file.setframerate(rate)
        file.writeframes(raw)
    return buffer.getvalue()


def write_wav(path: Path, sound: NDArray[np.floating[Any]], rate: int = 48_000, bits: int = 16) -> Path:
    """Write such a file and return its path."""
    path.write_bytes(wav_bytes(sound, rate, bits))
    return path


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    """A RIFF file of these chunks, for what the standard library does not write."""
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def format_chunk(encoding: int, channels: int, rate: int, bits: int) -> tuple[bytes, bytes]:
    """A plain format chunk."""
    frame = channels * bits // 8
    return b"fmt ", struct.pack("<HHIIHH", encoding, channels, rate, rate * frame, frame, bits)


# ------------------------------------------------------------------ what works on a sound


def _speaks(clean: Sound, rate: int) -> Sound:
    """1 while there is speech and a little after, else 0, with edges of 10 ms."""
    loud = np.convolve(clean**2, np.ones(rate // 50) * 50 / rate, "same") > 1e-4
    open_ = (np.convolve(loud, np.ones(rate // 10), "same") > 0.0).astype(float)
    edge = np.hanning(rate // 50)
    return np.asarray(np.convolve(open_, edge / edge.sum(), "same"))


def gated(sound: Sound, clean: Sound, decibels: float, rate: int) -> Sound:
    """The sound, turned by so many dB where its clean version is silent; -inf is a hard gate."""
    shut = 10.0 ** (decibels / 20.0)
    return np.asarray(sound * (shut + (1.0 - shut) * _speaks(clean, rate)))


def suppressed_by_band(sound: Sound, clean: Sound, rate: int) -> Sound:
    """The sound after noise suppression that knows the truth: each band keeps only its share of speech."""
    size, hop = rate // 50 * 2, rate // 50
    window = np.sqrt(np.hanning(size + 1)[:size])
    out = np.zeros(sound.size)
    for begin in range(0, sound.size - size, hop):
        part = slice(begin, begin + size)
        noisy, pure = np.fft.rfft(sound[part] * window), np.fft.rfft(clean[part] * window)
        gain = np.abs(pure) ** 2 / np.maximum(np.abs(noisy) ** 2, np.abs(pure) ** 2 + 1e-12)
        out[part] += np.fft.irfft(noisy * np.maximum(gain, 0.001), size) * window
    return out
