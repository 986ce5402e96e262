"""Reads WAV files: 16, 24 and 32 bit, float, plain or extensible, mono or stereo, 8 to 192 kHz.

The standard library's reader knows neither float nor, before Python 3.12, the extensible
form that most recorders write for 24 bits.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOWEST_RATE: Final = 8_000
HIGHEST_RATE: Final = 192_000
MOST_CHANNELS: Final = 2
MOST_BYTES: Final = 1_000_000_000
"""Nobody reads sentences for that long; a larger file is a mistake."""

_PCM: Final = 1
_FLOAT: Final = 3
_EXTENSIBLE: Final = 0xFFFE
_PCM_24: Final = (_PCM, 24)  # no array holds three bytes
_KINDS: Final = {
    (_PCM, 16): ("<i2", 2.0**15),
    _PCM_24: ("", 2.0**23),
    (_PCM, 32): ("<i4", 2.0**31),
    (_FLOAT, 32): ("<f4", 1.0),
    (_FLOAT, 64): ("<f8", 1.0),
}
"""Encoding and bits of what is read: the array's kind and its full scale."""

# The tail of every extensible format's GUID; its first two bytes are the plain format's number.
_GUID_TAIL: Final = bytes.fromhex("000000001000800000aa00389b71")
_CHUNK: Final = struct.Struct("<4sI")
_FORMAT: Final = struct.Struct("<HHIIHH")
_SUBFORMAT_AT: Final = 24
_OPEN_SIZE: Final = 0xFFFFFFFF  # written by recorders that do not know yet how long they will record


class WavError(ValueError):
    """What a file is not. ``code`` is not_wav, no_format, no_sound, encoding, rate or channels.

    ``found`` is what stands in the file instead, in few words.
    """

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(f"{code}: {found}" if found else code)
        self.code = code
        self.found = found


@dataclass(frozen=True, slots=True, eq=False)
class WavSound:
    """The sound of a file: shape (frames, channels), full scale 1.0, and its rate in Hz."""

    samples: NDArray[np.float32]
    rate: int


@dataclass(frozen=True, slots=True)
class _Form:
    encoding: int
    channels: int
    rate: int
    bits: int


def read_wav(path: Path) -> WavSound:
    """Read a file.

    Raises:
        Unavailable: ABSENT without the file, DENIED without the right to read it,
            UNSUPPORTED for a form of sound that is not read, IMPLAUSIBLE for a broken file.
    """
    name = path.name
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.sound_file_too_large", file=name))
        return parse_wav(path.read_bytes())
    except FileNotFoundError:
        raise Unavailable(Reason.ABSENT, message("unmeasured.sound_file_absent", file=name)) from None
    except OSError:
        raise Unavailable(Reason.DENIED, message("unmeasured.sound_file_unreadable", file=name)) from None
    except WavError as problem:
        raise _unavailable(problem, name) from None


def _unavailable(problem: WavError, name: str) -> Unavailable:
    remedy = message("remedy.sound_file_form", lowest=LOWEST_RATE // 1000, highest=HIGHEST_RATE // 1000)
    if problem.code in {"encoding", "rate", "channels"}:
        detail = message("unmeasured.sound_file_form", file=name, found=problem.found)
        return Unavailable(Reason.UNSUPPORTED, detail, remedy)
    return Unavailable(Reason.IMPLAUSIBLE, message("unmeasured.sound_file_broken", file=name), remedy)


def parse_wav(data: bytes) -> WavSound:
    """Read the bytes of a file. A file that was cut short gives what is there.

    Raises:
        WavError: not a WAV file, broken, or of a form that is not read.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise WavError("not_wav", data[:4].hex())
    form: _Form | None = None
    at = 12
    while at + _CHUNK.size <= len(data):
        name, size = _CHUNK.unpack_from(data, at)
        at += _CHUNK.size
        if name == b"fmt ":
            form = _form(data[at : at + size])
        elif name == b"data":
            return _sound(form, data[at:] if _is_open(size, data[4:8], at) else data[at : at + size])
        at += size + size % 2  # chunks begin at even places
    raise WavError("no_sound" if form else "no_format")


def _is_open(size: int, riff_size: bytes, at: int) -> bool:
    """Whether a recorder was stopped before it filled the sizes in; the sound goes to the end then."""
    return size == _OPEN_SIZE or (size == 0 and int.from_bytes(riff_size, "little") + _CHUNK.size <= at)


def _form(chunk: bytes) -> _Form:
    if len(chunk) < _FORMAT.size:
        raise WavError("no_format")
    encoding, channels, rate, _, _, bits = _FORMAT.unpack_from(chunk)
    if encoding == _EXTENSIBLE and chunk[_SUBFORMAT_AT + 2 : _SUBFORMAT_AT + 16] == _GUID_TAIL:
        encoding = int.from_bytes(chunk[_SUBFORMAT_AT : _SUBFORMAT_AT + 2], "little")
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise WavError("rate", f"{rate} Hz")
    if not 1 <= channels <= MOST_CHANNELS:
        raise WavError("channels", f"{channels} channels")
    if (encoding, bits) not in _KINDS:
        raise WavError("encoding", f"{bits} bit, encoding {encoding}")
    return _Form(encoding, channels, rate, bits)


def _sound(form: _Form | None, data: bytes) -> WavSound:
    if form is None:
        raise WavError("no_format")
    frame = form.channels * form.bits // 8
    whole = len(data) - len(data) % frame
    if not whole:
        raise WavError("no_sound")
    flat = _samples(form, data[:whole])
    return WavSound(flat.reshape(-1, form.channels), form.rate)


def _samples(form: _Form, data: bytes) -> NDArray[np.float32]:
    import numpy as np

    kind, scale = _KINDS[form.encoding, form.bits]
    if (form.encoding, form.bits) == _PCM_24:
        # Three bytes become the upper three of four, so that the sign stays in place.
        wide = np.zeros((len(data) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        return (wide.view("<i4")[:, 0] / (scale * 256.0)).astype(np.float32)
    with np.errstate(over="ignore"):  # whoever analyses it refuses what is not finite
        return (np.frombuffer(data, kind) / scale).astype(np.float32)
