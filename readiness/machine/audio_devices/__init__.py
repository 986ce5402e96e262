"""The audio devices of this machine: which reader, and what every reader promises."""

from __future__ import annotations

import sys
from typing import Protocol

from readiness.analysis.headset.evidence import AudioSnapshot
from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import Message


class AudioDevices(Protocol):
    """Reads the audio devices of one system."""

    def snapshot(self) -> AudioSnapshot:
        """Return every audio device with its evidence, and the defaults.

        Opens no device, records nothing, needs no administrator rights, and answers within
        a few seconds whatever the sound system does.

        Raises:
            Unavailable: the list cannot be read; the reason says why. A machine without any
                audio device is not that: its list is empty.
        """


class NoReader:
    """Stands for a system this program has no reader for."""

    def snapshot(self) -> AudioSnapshot:
        """Raise Unavailable."""
        raise Unavailable(Reason.UNSUPPORTED, Message("unmeasured.audio_system_unknown"))


def this_audio(platform: str = sys.platform) -> AudioDevices:
    """Return the reader for the system the program runs on, named as ``sys.platform`` does."""
    if platform == "win32":
        from readiness.machine.audio_devices.windows import WindowsAudio

        return WindowsAudio()
    if platform == "darwin":
        from readiness.machine.audio_devices.macos import MacAudio

        return MacAudio()
    if platform.startswith("linux"):
        from readiness.machine.audio_devices.linux import LinuxAudio

        return LinuxAudio()
    return NoReader()
