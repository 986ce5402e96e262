"""Which reader reads which system."""

from __future__ import annotations

import pytest

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.audio_devices import NoReader, this_audio
from readiness.machine.audio_devices.linux import LinuxAudio
from readiness.machine.audio_devices.macos import MacAudio
from readiness.machine.audio_devices.windows import WindowsAudio


@pytest.mark.parametrize(
    ("platform", "reader"),
    [("linux", LinuxAudio), ("darwin", MacAudio), ("win32", WindowsAudio), ("freebsd14", NoReader)],
)
def test_each_system_has_its_reader(platform: str, reader: type) -> None:
    assert type(this_audio(platform)) is reader


def test_a_system_without_a_reader_is_not_measured() -> None:
    with pytest.raises(Unavailable) as refused:
        NoReader().snapshot()
    assert refused.value.unmeasured.reason is Reason.UNSUPPORTED
