"""PortAudio's lists and errors. The lists have the form of ``sounddevice``; none was recorded on Windows or macOS."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from readiness.domain.facts import Reason, System, Unavailable
from readiness.domain.message import message
from readiness.machine.sound import portaudio
from readiness.machine.sound.portaudio import InputDevice, chosen, listed, refusal, refusal_of


def device(name: str, interface: int = 0, channels: int = 1, rate: float = 48_000.0) -> dict[str, Any]:
    return {"name": name, "hostapi": interface, "max_input_channels": channels, "default_samplerate": rate}


# Made up after the three systems' documented forms.
WINDOWS = listed(
    [
        device("Headset Microphone (Jabra EVOLVE", 0, 1, 44_100.0),
        device("Speakers (Realtek(R) Audio)", 1, 0),
        device("Microphone Array (Realtek(R) Audio)", 1, 2),
        device("Headset Microphone (Jabra EVOLVE 20 MS)  ", 1, 1, 16_000.0),
    ],
    [{"name": "MME", "default_input_device": 0}, {"name": "Windows WASAPI", "default_input_device": 3}],
)
MACOS = listed(
    [device("MacBook Pro Microphone"), device("External Microphone", rate=44_100.0)],
    [{"name": "Core Audio", "default_input_device": 1}],
)
LINUX = listed(
    [
        device("HDA Intel PCH: ALC257 Analog (hw:0,0)", channels=2),
        device("Jabra EVOLVE 20 MS: USB Audio (hw:1,0)"),
        device("default", channels=32),
    ],
    [{"name": "ALSA", "default_input_device": 2}],
)


def test_only_inputs_are_listed_with_their_own_rate() -> None:
    assert [one.index for one in WINDOWS] == [0, 2, 3]
    assert WINDOWS[2].rate == 16_000


@pytest.mark.parametrize(
    ("devices", "source", "system", "index"),
    [
        (WINDOWS, None, System.WINDOWS, 3),
        (WINDOWS, "Headset Microphone (Jabra EVOLVE 20 MS)", System.WINDOWS, 3),
        (WINDOWS, "Microphone Array (Realtek(R) Audio)", System.WINDOWS, 2),
        (MACOS, None, System.MACOS, 1),
        (MACOS, "MacBook Pro Microphone", System.MACOS, 0),
        (LINUX, None, System.LINUX, 0),
        (LINUX, "card1-input", System.LINUX, 1),
    ],
)
def test_the_device_is_found(devices: tuple[InputDevice, ...], source: str | None, system: System, index: int) -> None:
    found = chosen(devices, source, system)
    assert found.index == index
    assert source is None or found.source == source


@pytest.mark.parametrize(
    ("devices", "source", "system", "detail"),
    [
        ((), None, System.MACOS, "unmeasured.microphone_none"),
        (WINDOWS[:1], None, System.WINDOWS, "unmeasured.microphone_none"),
        (LINUX[2:], None, System.LINUX, "unmeasured.microphone_none"),
        (MACOS, "Jabra", System.MACOS, "unmeasured.microphone_vanished"),
    ],
)
def test_a_device_that_is_not_there_is_absent(
    devices: tuple[InputDevice, ...], source: str | None, system: System, detail: str
) -> None:
    with pytest.raises(Unavailable) as refused:
        chosen(devices, source, system)
    assert refused.value.unmeasured.reason is Reason.ABSENT
    assert refused.value.unmeasured.detail == message(detail)


def test_of_two_equal_names_none_is_taken() -> None:
    with pytest.raises(Unavailable) as refused:
        chosen((*MACOS, *MACOS), "External Microphone", System.MACOS)
    assert refused.value.unmeasured.detail == message("unmeasured.microphone_same_name")


# ------------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("code", "host", "reason"),
    [
        (-9985, 0, Reason.BUSY),
        (-9996, 0, Reason.ABSENT),
        (-9986, 0, Reason.ABSENT),
        (-9997, 0, Reason.UNSUPPORTED),
        (-9998, 0, Reason.UNSUPPORTED),
        (-9999, 0, Reason.ABSENT),
        (-9999, -16, Reason.BUSY),
        (-9999, -13, Reason.DENIED),
        (-9999, -19, Reason.ABSENT),
        (-9999, 0x80070005 - 2**32, Reason.DENIED),
        (-9999, 0x8889000A - 2**32, Reason.BUSY),
        (-9999, 0x88890004 - 2**32, Reason.ABSENT),
        (-9985, -13, Reason.BUSY),  # another error's leftover counts for nothing
        (None, 0, Reason.ABSENT),
    ],
)
def test_codes_have_a_meaning(code: int | None, host: int, reason: Reason) -> None:
    refused = refusal_of(code, host, System.WINDOWS).unmeasured
    assert refused.reason is reason
    assert refused.detail
    assert refused.remedy


@pytest.mark.parametrize("system", System)
def test_a_refusal_shows_the_systems_own_switch(system: System) -> None:
    remedy = refusal_of(-9999, -13, system).unmeasured.remedy
    assert remedy
    assert remedy.id == f"remedy.microphone_denied_{system}"


def test_an_error_is_read_as_the_library_raises_it() -> None:
    plain = refusal(RuntimeError("Error opening InputStream: Device unavailable", -9985), System.LINUX)
    host = refusal(RuntimeError("Error", -9999, (0, -16, "Device or resource busy")), System.LINUX)
    assert plain.unmeasured.reason is host.unmeasured.reason is Reason.BUSY
    assert refusal(RuntimeError("odd"), System.LINUX).unmeasured.reason is Reason.ABSENT


def test_without_the_library_the_way_to_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(_name: str) -> None:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(importlib, "import_module", absent)
    monkeypatch.delenv("ALSA_CONFIG_PATH", raising=False)
    with pytest.raises(Unavailable) as refused:
        portaudio.load()
    assert refused.value.unmeasured.reason is Reason.UNSUPPORTED
    assert refused.value.unmeasured.remedy == message("remedy.microphone_no_portaudio")


def test_a_lost_configuration_is_refused_before_it_aborts_the_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "there.conf").write_text("")
    monkeypatch.setenv("ALSA_CONFIG_PATH", f"{tmp_path}/there.conf:{tmp_path}/gone.conf")
    with pytest.raises(Unavailable) as refused:
        portaudio.load()
    assert refused.value.unmeasured.detail == message("unmeasured.microphone_alsa_configuration")
