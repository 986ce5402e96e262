"""PortAudio: loading it, its list of inputs, and what its errors mean."""

from __future__ import annotations

import atexit
import importlib
import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from readiness.domain.facts import Reason, System, Unavailable
from readiness.domain.message import Message, message

WASAPI: Final = "Windows WASAPI"
"""The one Windows interface whose device names are whole; the older two cut them."""

_END_SECONDS: Final = 2.0  # how long a driver may take to close when the program ends
_UNANTICIPATED_HOST_ERROR: Final = -9999
# PaErrorCode, portaudio.h
_MEANINGS: Final = {
    -9996: Reason.ABSENT,  # invalid device
    -9985: Reason.BUSY,  # device unavailable
    -9986: Reason.ABSENT,  # internal error: seen when a device goes while it is opened
    -9993: Reason.UNSUPPORTED,  # bad combination of devices
    -9997: Reason.UNSUPPORTED,  # invalid sample rate
    -9998: Reason.UNSUPPORTED,  # invalid channel count
    -9994: Reason.UNSUPPORTED,  # sample format not supported
}
# Errors of the layer below: errno for ALSA, HRESULT for WASAPI (audioclient.h, winerror.h).
_HOST_MEANINGS: Final = {
    -16: Reason.BUSY,  # EBUSY
    -13: Reason.DENIED,  # EACCES
    -1: Reason.DENIED,  # EPERM
    -19: Reason.ABSENT,  # ENODEV
    -2: Reason.ABSENT,  # ENOENT
    -6: Reason.ABSENT,  # ENXIO
    -0x80000000 + 0x00070005: Reason.DENIED,  # E_ACCESSDENIED: the privacy switch
    -0x80000000 + 0x0889000A: Reason.BUSY,  # AUDCLNT_E_DEVICE_IN_USE
    -0x80000000 + 0x08890004: Reason.ABSENT,  # AUDCLNT_E_DEVICE_INVALIDATED
    -0x80000000 + 0x08890010: Reason.UNSUPPORTED,  # AUDCLNT_E_SERVICE_NOT_RUNNING
}
_HARDWARE: Final = re.compile(r"\(hw:(\d+),\d+\)$")


@dataclass(frozen=True, slots=True)
class InputDevice:
    """An input as PortAudio lists it: number, name, interface, channels, own rate in Hz."""

    index: int
    name: str
    interface: str
    channels: int
    rate: int
    default: bool

    @property
    def hardware(self) -> bool:
        """Whether it is an ALSA device itself and not a detour through some plug-in."""
        return bool(_HARDWARE.search(self.name))

    @property
    def source(self) -> str:
        """Its id in the snapshot of audio devices: an ALSA device's card, elsewhere its name."""
        card = _HARDWARE.search(self.name)
        return f"card{card[1]}-input" if card else " ".join(self.name.split())  # Windows pads some with blanks


def load() -> ModuleType:
    """Return ``sounddevice``. Hangs when a sound server hangs: ask that one first.

    Raises:
        Unavailable: UNSUPPORTED without the PortAudio library or its configuration.
    """
    _refuse_lost_configuration()
    try:
        library = importlib.import_module("sounddevice")
    except (ImportError, OSError):
        detail = message("unmeasured.microphone_no_portaudio")
        raise Unavailable(Reason.UNSUPPORTED, detail, message("remedy.microphone_no_portaudio")) from None
    _at_work.see_to_the_end(library)
    return library


class _AtWork:
    """The threads that are using PortAudio, so that none of them is when the program ends.

    PortAudio shut down under a thread that opens or closes a stream crashes or never comes back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: dict[threading.Thread, threading.Event] = {}
        self._library: ModuleType | None = None
        self._over = False

    def see_to_the_end(self, library: ModuleType) -> None:
        """Once the library has said what it does at the end of the program, do something before that."""
        with self._lock:
            if self._library is None:
                self._library = library
                atexit.register(self.end)

    @contextmanager
    def use(self, enough: threading.Event) -> Iterator[None]:
        """Use PortAudio in this thread, until ``enough`` is set. Raises Unavailable at the end of the program."""
        thread = threading.current_thread()
        with self._lock:
            if self._over:
                raise vanished()
            self._threads[thread] = enough
        try:
            yield
        finally:
            with self._lock:
                del self._threads[thread]

    def end(self) -> None:
        """Let nobody begin any more, and wait for who is at work; a driver that hangs is not waited for."""
        with self._lock:
            self._over = True
            left = dict(self._threads)
        until = time.monotonic() + _END_SECONDS
        for thread, enough in left.items():
            enough.set()
            thread.join(max(until - time.monotonic(), 0.0))
        if any(thread.is_alive() for thread in left):
            self.leave()

    def leave(self) -> None:
        """Keep the library from waiting, when the program ends, for a driver that hangs."""
        if self._library is not None:
            atexit.unregister(self._library._exit_handler)  # noqa: SLF001 - there is no other way to call it off


_at_work = _AtWork()
use, leave = _at_work.use, _at_work.leave


def _refuse_lost_configuration() -> None:
    # PortAudio aborts the whole process when ALSA's configuration is named and not there.
    named = os.environ.get("ALSA_CONFIG_PATH", "")
    for path in filter(None, named.split(":")):
        if not Path(path).is_file():
            detail = message("unmeasured.microphone_alsa_configuration")
            raise Unavailable(Reason.UNSUPPORTED, detail, message("remedy.microphone_alsa_configuration"))


def fresh_inputs(library: ModuleType) -> tuple[InputDevice, ...]:
    """Return the inputs there are now. No stream may be open: PortAudio is started anew.

    It lists its devices once, when it starts, and never sees what is plugged in later.
    """
    library._terminate()  # noqa: SLF001 - the library offers no other way to list devices again
    library._initialize()  # noqa: SLF001
    return listed(library.query_devices(), library.query_hostapis())


def listed(devices: Sequence[dict[str, Any]], interfaces: Sequence[dict[str, Any]]) -> tuple[InputDevice, ...]:
    """Return the inputs among PortAudio's devices."""
    defaults = {interface["default_input_device"] for interface in interfaces}
    return tuple(
        InputDevice(
            index,
            device["name"],
            interfaces[device["hostapi"]]["name"],
            device["max_input_channels"],
            round(device["default_samplerate"]),
            index in defaults,
        )
        for index, device in enumerate(devices)
        if device["max_input_channels"] > 0
    )


def chosen(devices: Sequence[InputDevice], source: str | None, system: System) -> InputDevice:
    """Return the input of that id, or the default one for None.

    Raises:
        Unavailable: ABSENT, nothing of that id; UNSUPPORTED, two devices of one name,
            which PortAudio cannot tell apart.
    """
    fit = [device for device in devices if _usable(device, system)]
    if source is None:
        fit = [device for device in fit if device.default] or fit
        fit = fit[:1]
    else:
        fit = [device for device in fit if device.source == " ".join(source.split())]
    if not fit:
        raise no_microphone() if source is None else vanished()
    if len(fit) > 1:
        detail = message("unmeasured.microphone_same_name")
        raise Unavailable(Reason.UNSUPPORTED, detail, message("remedy.microphone_same_name"))
    return fit[0]


def _usable(device: InputDevice, system: System) -> bool:
    if system is System.WINDOWS:
        return device.interface == WASAPI
    return system is not System.LINUX or device.hardware


# ------------------------------------------------------------------ refusals


def refusal(error: Exception, system: System) -> Unavailable:
    """Return what a ``PortAudioError`` means for the person."""
    code = error.args[1] if len(error.args) > 1 else None
    host = error.args[2] if len(error.args) > 2 else (0, 0, "")  # noqa: PLR2004 - message, code, host error
    return refusal_of(code, host[1], system)


def refusal_of(code: int | None, host_code: int, system: System) -> Unavailable:
    """Return what PortAudio's code and that of the layer below mean.

    -9999 without a known cause is what opening a device gives that is no longer there.
    """
    reason = _HOST_MEANINGS.get(host_code) if code == _UNANTICIPATED_HOST_ERROR else None
    reason = reason or _MEANINGS.get(code or 0, Reason.ABSENT)
    if reason is Reason.BUSY:
        return Unavailable(reason, message("unmeasured.microphone_busy"), message("remedy.microphone_busy"))
    if reason is Reason.DENIED:
        return Unavailable(reason, message("unmeasured.microphone_denied"), privacy_remedy(system))
    if reason is Reason.UNSUPPORTED:
        return Unavailable(reason, message("unmeasured.microphone_refused"), message("remedy.microphone_replug"))
    return vanished()


def privacy_remedy(system: System) -> Message:
    """Return the way to the system's own switch for microphones."""
    remedies = {
        System.WINDOWS: message("remedy.microphone_denied_windows"),
        System.MACOS: message("remedy.microphone_denied_macos"),
        System.LINUX: message("remedy.microphone_denied_linux"),
    }
    return remedies[system]


def no_microphone() -> Unavailable:
    """Return the refusal where there is no microphone at all."""
    return Unavailable(Reason.ABSENT, message("unmeasured.microphone_none"), message("remedy.microphone_none"))


def vanished() -> Unavailable:
    """Return the refusal for a microphone that is no longer there."""
    return Unavailable(Reason.ABSENT, message("unmeasured.microphone_vanished"), message("remedy.microphone_replug"))
