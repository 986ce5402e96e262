"""Sound files of every form that is read, and of some that are not."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.sound import wav_file
from readiness.machine.sound.wav_file import WavError, parse_wav, read_wav
from tests.sounds import format_chunk, riff, tone, wav_bytes, write_wav

SOUND = tone(1000.0, -20.0, 0.1, 8_000)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000, 192_000])
@pytest.mark.parametrize("bits", [16, 24, 32])
def test_integer_sound_comes_back(bits: int, rate: int) -> None:
    sound = tone(1000.0, -20.0, 0.01, rate)
    found = parse_wav(wav_bytes(sound, rate, bits))
    assert found.rate == rate
    assert found.samples.dtype == np.float32
    assert found.samples.shape == (sound.size, 1)
    assert np.abs(found.samples[:, 0] - sound).max() <= 2.0**-bits + 1e-7


@pytest.mark.parametrize("bits", [16, 24, 32])
def test_the_ends_of_the_scale_keep_their_sign(bits: int) -> None:
    found = parse_wav(wav_bytes(np.array([-1.0, 1.0, -0.5, 0.0]), 8_000, bits))
    assert found.samples[:, 0] == pytest.approx([-1.0, 1.0, -0.5, 0.0], abs=2.0 ** (1 - bits))


@pytest.mark.parametrize(("bits", "kind"), [(32, "<f4"), (64, "<f8")])
def test_float_sound_may_exceed_full_scale(bits: int, kind: str) -> None:
    data = np.array([0.25, -1.5], kind).tobytes()
    found = parse_wav(riff(format_chunk(3, 1, 48_000, bits), (b"data", data)))
    assert found.samples[:, 0].tolist() == [0.25, -1.5]


def test_a_float_beyond_all_floats_is_infinite_without_a_warning() -> None:
    found = parse_wav(riff(format_chunk(3, 1, 48_000, 64), (b"data", struct.pack("<d", 1e300))))
    assert np.isinf(found.samples).all()


def test_channels_stay_apart() -> None:
    stereo = np.stack([SOUND, -0.5 * SOUND], axis=1)
    assert np.abs(parse_wav(wav_bytes(stereo, 8_000)).samples - stereo).max() < 1e-4


def _extensible(encoding: int, bits: int, tail: str = "000000001000800000aa00389b71") -> tuple[bytes, bytes]:
    name, plain = format_chunk(0xFFFE, 1, 48_000, bits)
    return name, plain + struct.pack("<HHIH", 22, bits, 4, encoding) + bytes.fromhex(tail)


def test_the_extensible_form_is_looked_through() -> None:
    ints = parse_wav(riff(_extensible(1, 24), (b"data", b"\x00\x00\x40")))
    floats = parse_wav(riff(_extensible(3, 32), (b"data", struct.pack("<f", 0.5))))
    assert ints.samples[0, 0] == floats.samples[0, 0] == 0.5


def test_other_chunks_are_passed_over_also_of_odd_length() -> None:
    data = np.array([16384], "<i2").tobytes()
    file = riff((b"LIST", b"abc"), format_chunk(1, 1, 8_000, 16), (b"id3 ", b"x"), (b"data", data))
    assert parse_wav(file).samples[0, 0] == 0.5


@pytest.mark.parametrize("sizes", [(0, 0), (36, 0), (0xFFFFFFFF, 0xFFFFFFFF)])
def test_a_recording_that_was_never_finished_is_read_to_its_end(sizes: tuple[int, int]) -> None:
    file = bytearray(wav_bytes(SOUND, 8_000))
    file[4:8], file[40:44] = struct.pack("<I", sizes[0]), struct.pack("<I", sizes[1])
    assert parse_wav(bytes(file)).samples.shape[0] == SOUND.size


def test_a_file_that_was_cut_short_gives_whole_frames() -> None:
    stereo = np.stack([SOUND, SOUND], axis=1)
    assert parse_wav(wav_bytes(stereo, 8_000)[:-3]).samples.shape == (SOUND.size - 1, 2)


PCM = format_chunk(1, 1, 8_000, 16)
DATA = (b"data", b"\0\0")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "not_wav"),
        (b"fLaC" + b"\0" * 60, "not_wav"),
        (b"RIFF\0\0\0\0AVI ", "not_wav"),
        (riff(), "no_format"),
        (riff(DATA), "no_format"),
        (riff((b"fmt ", b"\1\0"), DATA), "no_format"),
        (riff(PCM), "no_sound"),
        (riff(PCM, (b"data", b"")), "no_sound"),
        (riff(PCM, (b"data", b""), (b"LIST", b"abcdefgh")), "no_sound"),
        (riff(PCM, (b"data", b"\0")), "no_sound"),
        (riff(format_chunk(1, 1, 4_000, 16), DATA), "rate"),
        (riff(format_chunk(1, 1, 384_000, 16), DATA), "rate"),
        (riff(format_chunk(1, 0, 8_000, 16), DATA), "channels"),
        (riff(format_chunk(1, 6, 8_000, 16), DATA), "channels"),
        (riff(format_chunk(1, 1, 8_000, 8), DATA), "encoding"),
        (riff(format_chunk(1, 1, 8_000, 0), DATA), "encoding"),
        (riff(format_chunk(7, 1, 8_000, 8), DATA), "encoding"),
        (riff(format_chunk(2, 1, 8_000, 4), DATA), "encoding"),
        (riff(_extensible(1, 24, "00" * 14), (b"data", b"\0\0\0")), "encoding"),
    ],
)
def test_what_is_not_read_is_named(file: bytes, code: str) -> None:
    with pytest.raises(WavError) as problem:
        parse_wav(file)
    assert problem.value.code == code
    assert str(problem.value).startswith(code)


# ------------------------------------------------------------------ files


def test_a_file_is_read(tmp_path: Path) -> None:
    assert read_wav(write_wav(tmp_path / "a.wav", SOUND, 8_000)).samples.shape == (SOUND.size, 1)


@pytest.mark.parametrize(
    ("content", "reason", "detail"),
    [
        (None, Reason.ABSENT, "unmeasured.sound_file_absent"),
        (b"nonsense", Reason.IMPLAUSIBLE, "unmeasured.sound_file_broken"),
        (riff(format_chunk(1, 1, 8_000, 8), DATA), Reason.UNSUPPORTED, "unmeasured.sound_file_form"),
    ],
)
def test_a_file_that_is_not_read_has_its_reason(
    tmp_path: Path, content: bytes | None, reason: Reason, detail: str
) -> None:
    path = tmp_path / "a.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Unavailable) as refusal:
        read_wav(path)
    unmeasured = refusal.value.unmeasured
    assert unmeasured.reason is reason
    assert unmeasured.detail
    assert unmeasured.detail.id == detail
    assert unmeasured.detail["file"] == "a.wav"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refusal:
        read_wav(tmp_path)
    assert refusal.value.unmeasured.reason is Reason.DENIED


def test_a_file_that_nobody_could_have_read_aloud_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav_file, "MOST_BYTES", 100)
    with pytest.raises(Unavailable) as refusal:
        read_wav(write_wav(tmp_path / "a.wav", SOUND, 8_000))
    assert refusal.value.unmeasured.reason is Reason.UNSUPPORTED
