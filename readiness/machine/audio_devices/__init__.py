"""The audio devices of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from readiness.machine.audio_devices.linux import LinuxAudio
    from readiness.machine.audio_devices.macos import MacosAudio
    from readiness.machine.audio_devices.windows import WindowsAudio

AudioDevices: TypeAlias = "LinuxAudio | MacosAudio | WindowsAudio"
"""The readers of the three systems; each implements the audio port of ``checks/base.py``."""
