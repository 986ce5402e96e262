"""Records from the microphone, and knows which device really feeds the recording.

With a Linux sound server PortAudio sees no devices by name. So the device is chosen
through the server's own variable while PortAudio opens ``pulse``, and the server is asked
which source feeds us: when a device is pulled out, the server moves the recording to
another one without a word. Elsewhere PortAudio's own list is used, by name.

PortAudio may hang when its driver or server does. All its calls for one recording are made
by one thread, which is left behind if it has to be.
"""

from __future__ import annotations

import os
import platform
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from readiness.domain.facts import Reason, System, Unavailable
from readiness.domain.message import message
from readiness.machine.clocks import asleep_seconds
from readiness.machine.sound import inputs as sound_inputs
from readiness.machine.sound import player, portaudio
from readiness.machine.sound.feed import NamedFeed, StreamFeed, feeds_now
from readiness.machine.sound.ring import Ring as _Ring
from readiness.machine.sound.server import NoServerError

if TYPE_CHECKING:
    from numpy.typing import NDArray

STALL_SECONDS: Final = 1.2
"""A microphone that delivers nothing for so long is gone."""

_NAP_SECONDS: Final = 0.5
_OPEN_SECONDS: Final = 4.0
_CLOSE_SECONDS: Final = 2.0
_ABANDON_SECONDS: Final = 0.2  # what has already failed is not waited for
_WAKE_SECONDS: Final = 4.0  # a Bluetooth headset changes its ways before it sends the first sound
_RING_SECONDS: Final = 8.0
_MOST_CHANNELS: Final = 2
_MOST_CHANNELS_OF_A_DEVICE: Final = 8
_POLL_SECONDS: Final = 0.01
_VERIFY_SECONDS: Final = 0.5
_SERVER_DEVICES: Final = ("pulse", "pipewire")
_CHOICES: Final = ("PULSE_SOURCE", "PIPEWIRE_NODE")
_SYSTEMS: Final = {"Windows": System.WINDOWS, "Darwin": System.MACOS}

_opening = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Target:
    """What to open, and through the sound server or not; None leaves it to the device.

    A device is opened with all its channels, because some interfaces mix no fewer.
    """

    source: str | None
    rate: int | None
    channels: int | None
    server: bool
    system: System


class Recorder:
    """Opens microphones, one at a time."""

    @contextmanager
    def open(self, source: str | None) -> Iterator[OpenRecording]:
        """Open a source of the snapshot, None for the system's default input.

        Raises:
            Unavailable: no such device, busy, refused, no PortAudio, or a sound server or
                driver that does not answer. A server that hangs is given up after 2 s.
        """
        target = _target(source)
        before = set(feeds_now()) if target.server else set()
        with _streaming((target,)) as (opened, *_):
            yield OpenRecording(opened, StreamFeed(before, opened.source, asks=target.server))

    @contextmanager
    def open_all(self, sources: Sequence[str]) -> Iterator[dict[str, OpenRecording]]:
        """Open several sources at once, each by its id; those that refuse are left out.

        Raises:
            Unavailable: none of them could be opened.
        """
        targets = tuple(target for source in dict.fromkeys(sources) if (target := _target_or_none(source)))
        with _streaming(targets) as opened:
            yield {one.source: OpenRecording(one, NamedFeed(one.source, asks=targets[0].server)) for one in opened}

    def play_aloud(self, sound: NDArray[np.float32], rate: int, cancel: threading.Event) -> None:
        """Play samples through the default output, to their end. To be called while a recording is open."""
        player.play(sound, rate, cancel)


def _target_or_none(source: str) -> _Target | None:
    try:
        return _target(source)
    except Unavailable:
        return None


@contextmanager
def _streaming(targets: tuple[_Target, ...]) -> Iterator[tuple[_Opened, ...]]:
    if not targets:
        raise portaudio.no_microphone()
    if not _opening.acquire(blocking=False):
        raise Unavailable(Reason.BUSY, message("unmeasured.microphone_busy"), message("remedy.microphone_busy"))
    streams = _Streams(targets)
    try:
        yield streams.opened()
    except Unavailable:
        streams.close(_ABANDON_SECONDS)
        raise
    finally:
        streams.close(_CLOSE_SECONDS)


def _target(source: str | None) -> _Target:
    system = _SYSTEMS.get(platform.system(), System.LINUX)
    if system is not System.LINUX:
        return _Target(source, None, None, server=False, system=system)
    try:
        inputs = sound_inputs.inputs()
    except NoServerError:
        return _Target(source, None, None, server=False, system=system)
    return _server_target(inputs, source)


def _server_target(inputs: sound_inputs.Inputs, source: str | None) -> _Target:
    found = next((one for one in inputs.all if one.name == (source or inputs.default)), None)
    if found is None or found.monitor:
        raise portaudio.no_microphone() if source is None else portaudio.vanished()
    if found.muted:
        raise _muted()
    return _Target(found.name, found.rate, min(found.channels, _MOST_CHANNELS), server=True, system=System.LINUX)


def _muted() -> Unavailable:
    detail = message("unmeasured.microphone_muted_in_system")
    return Unavailable(Reason.DENIED, detail, message("remedy.microphone_muted_in_system"))


# ------------------------------------------------------------------ the stream and its thread


@dataclass(frozen=True, slots=True)
class _Opened:
    ring: _Ring
    rate: int
    source: str


class _Streams:
    """PortAudio streams and the thread that opens and closes them."""

    def __init__(self, targets: tuple[_Target, ...]) -> None:
        self._targets = targets
        self._answer: queue.SimpleQueue[tuple[_Opened, ...] | Exception] = queue.SimpleQueue()
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._work, name="microphone", daemon=True)
        self._thread.start()

    def opened(self) -> tuple[_Opened, ...]:
        """Wait until the streams run. Raises Unavailable."""
        try:
            answer = self._answer.get(timeout=_OPEN_SECONDS)
        except queue.Empty:
            detail = message("unmeasured.sound_server_hangs", seconds=round(_OPEN_SECONDS))
            raise Unavailable(Reason.TIMED_OUT, detail, message("remedy.sound_server")) from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self, seconds: float) -> None:
        """Close the streams, the first time it is asked; a driver that hangs is left to itself."""
        if self._enough.is_set():
            return
        self._enough.set()
        self._thread.join(seconds)
        if self._thread.is_alive():
            portaudio.leave()

    def _work(self) -> None:
        try:
            with portaudio.use(self._enough):
                self._run()
        except Exception as error:  # noqa: BLE001 - it is raised again where the stream was asked for
            self._answer.put(error)
        finally:
            _opening.release()

    def _run(self) -> None:
        library = portaudio.load()
        running: list[tuple[Any, _Opened]] = []
        refused: Unavailable | None = None
        try:
            devices = portaudio.fresh_inputs(library)
            for target in self._targets:
                try:
                    running.append(_open(library, target, devices))
                except library.PortAudioError as error:
                    refused = portaudio.refusal(error, target.system)
                except Unavailable as error:
                    refused = error
            self._answer.put(tuple(opened for _, opened in running) if running else refused or portaudio.vanished())
            if running:
                self._enough.wait()
        finally:
            for stream, _ in running:
                stream.close(ignore_errors=True)


def _open(library: ModuleType, target: _Target, devices: tuple[portaudio.InputDevice, ...]) -> tuple[Any, _Opened]:
    """Open and start a stream. Raises Unavailable or the library's own error."""
    with _chosen_source(target.source if target.server else None):
        device = _device(devices, target)
        rate = target.rate or device.rate
        channels = target.channels or min(device.channels, _MOST_CHANNELS_OF_A_DEVICE)
        ring = _Ring(int(_RING_SECONDS * rate), channels)
        stream = library.InputStream(
            device=device.index, samplerate=rate, channels=channels, dtype="float32", callback=ring.put
        )
        try:
            stream.start()
        except BaseException:
            stream.close(ignore_errors=True)
            raise
    return stream, _Opened(ring, rate, (target.source or "") if target.server else device.source)


def _device(devices: tuple[portaudio.InputDevice, ...], target: _Target) -> portaudio.InputDevice:
    if not target.server:
        return portaudio.chosen(devices, target.source, target.system)
    for name in _SERVER_DEVICES:
        for device in devices:
            if device.name == name:
                return device
    detail = message("unmeasured.microphone_no_plugin")
    raise Unavailable(Reason.UNSUPPORTED, detail, message("remedy.microphone_no_plugin"))


@contextmanager
def _chosen_source(name: str | None) -> Iterator[None]:
    """Name the source that a stream opened now records from."""
    before = {variable: os.environ.get(variable) for variable in _CHOICES}
    try:
        if name is not None:
            os.environ.update(dict.fromkeys(_CHOICES, name))
        yield
    finally:
        for variable, value in before.items():
            if value is None:
                os.environ.pop(variable, None)
            else:
                os.environ[variable] = value


# ------------------------------------------------------------------ the recording


class OpenRecording:
    """An open input stream; the port's ``Recording``."""

    def __init__(self, opened: _Opened, feed: StreamFeed) -> None:
        self._ring = opened.ring
        self._rate = opened.rate
        self._feed = feed
        self._read = 0
        self._seen = 0
        self._seen_at = time.monotonic()
        self._first = feed.now()
        self._asleep = asleep_seconds()
        self._verified_at = time.monotonic()

    @property
    def rate(self) -> int:
        """Samples per second, the device's own."""
        return self._rate

    @property
    def lost(self) -> int:
        """How often the driver lost sound, as far as it says so."""
        return self._ring.lost

    @property
    def source(self) -> str:
        """The source that really feeds the stream now, "" for none. Raises Unavailable."""
        return self._feed.now().name

    def verify(self) -> None:
        """Make sure that the device the recording began with feeds it still. Raises Unavailable."""
        self._verified_at = time.monotonic()
        try:
            now = self._feed.now()
        except Unavailable as refusal:
            if refusal.unmeasured.reason is Reason.TIMED_OUT:
                return  # a server may be slow for once; when sound stops coming, that is noticed
            raise self._slept() or refusal from None
        if now.muted:
            raise _muted()
        if now != self._first or not now.name:
            raise self._interrupted("unmeasured.microphone_changed" if now.name else "unmeasured.microphone_vanished")

    def _interrupted(self, detail: str) -> Unavailable:
        refusal = Unavailable(Reason.ABSENT, message(detail), message("remedy.microphone_replug"))
        return self._slept() or refusal

    def _slept(self) -> Unavailable | None:
        """Say that the computer went to sleep meanwhile, which stops the sound and takes devices away for a while."""
        if asleep_seconds() - self._asleep < _NAP_SECONDS:
            return None
        return Unavailable(Reason.BUSY, message("unmeasured.microphone_slept"), message("remedy.microphone_stay_awake"))

    def discard(self) -> None:
        """Forget what came in so far: the next ``read`` begins with the sound of now."""
        self._read = self._ring.written
        self._seen_at = time.monotonic()

    def read(self, seconds: float, cancel: threading.Event) -> NDArray[np.float32]:
        """Return the next ``seconds`` of sound, shape (frames, channels), fewer on ``cancel``.

        Twice a second the source is looked at: a server moves the stream of a device that was
        pulled out to another one, and such sound must reach nobody.

        Raises:
            Unavailable: ABSENT when another device feeds the recording, or none does, or
                nothing comes for 1.2 s; DENIED when the system mutes it; BUSY when more came
                than was read, so that some is lost.
        """
        end = self._read + round(seconds * self._rate)
        parts = [self._ring.get(0, 0)]
        while self._read < end:
            ready = min(self._news(), end)
            parts.append(self._ring.get(self._read, ready))
            self._read = ready
            if self._verify_is_due():
                self.verify()
            if self._read < end and cancel.wait(_POLL_SECONDS):
                break
        return np.concatenate(parts)

    def _verify_is_due(self) -> bool:
        # While nothing comes, a server that hangs would only be waited for.
        now = time.monotonic()
        return now - self._verified_at > _VERIFY_SECONDS and now - self._seen_at < _VERIFY_SECONDS

    def _news(self) -> int:
        written = self._ring.written
        if written != self._seen:
            self._seen, self._seen_at = written, time.monotonic()
        elif time.monotonic() - self._seen_at > (STALL_SECONDS if written else _WAKE_SECONDS):
            raise self._interrupted("unmeasured.microphone_stalled")
        if written - self._read > self._ring.frames - self._rate:
            raise Unavailable(
                Reason.BUSY, message("unmeasured.microphone_too_slow"), message("remedy.microphone_too_slow")
            )
        return written
