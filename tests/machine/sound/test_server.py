"""The sound server when it is well, stopped, hanging, dying, or not there at all."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import Message
from readiness.machine.sound.server import NoServerError, availability, expected, read_listing
from tests.rigs.sound_server import needs_pulseaudio
from tests.rigs.virtual_audio import VirtualAudio


@needs_pulseaudio
def test_a_listing_has_the_form_of_pactl() -> None:
    with VirtualAudio() as audio:
        headset = audio.add_headset("usb")
        listing = read_listing()
    assert listing["info"]["default_source_name"] == headset.source
    assert listing["info"]["server_name"] == "pulseaudio"
    (source,) = (source for source in listing["sources"] if source["name"] == headset.source)
    assert source["properties"]["device.vendor.id"] == "0b0e"
    assert (source["ports"], source["active_port"], source["monitor_source"]) == ([], None, "")
    assert sum(bool(source["monitor_source"]) for source in listing["sources"]) == 2


@needs_pulseaudio
def test_a_server_that_hangs_is_given_up_and_then_heard_again() -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        audio.freeze_server()
        begun = time.monotonic()
        with pytest.raises(Unavailable) as refused:
            read_listing(0.5)
        assert time.monotonic() - begun < 5
        assert refused.value.unmeasured.reason is Reason.TIMED_OUT
        audio.thaw_server()
        assert read_listing()["sources"]


@needs_pulseaudio
def test_a_server_that_dies_while_it_is_asked() -> None:
    with VirtualAudio() as audio:
        audio.add_headset("usb")
        audio.freeze_server()
        killer = threading.Timer(0.2, audio.kill_server)
        killer.start()
        with pytest.raises(Unavailable) as refused:
            read_listing(2.5)
        killer.join()
    assert refused.value.unmeasured.reason is Reason.ABSENT


@needs_pulseaudio
def test_a_server_that_is_stopped() -> None:
    with VirtualAudio() as audio:
        audio.stop_server()
        with pytest.raises(Unavailable) as refused:
            read_listing()
    unmeasured = refused.value.unmeasured
    assert unmeasured.reason is Reason.ABSENT
    assert unmeasured.detail
    assert unmeasured.detail.id == "unmeasured.sound_server_stopped"
    assert unmeasured.remedy


def test_a_server_is_expected_where_something_speaks_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert expected({"PULSE_SERVER": "unix:/x"})
    assert not expected({})
    (tmp_path / "pulse").mkdir()
    (tmp_path / "pulse/native").touch()
    assert expected({"XDG_RUNTIME_DIR": str(tmp_path)})
    assert expected({"PULSE_RUNTIME_PATH": str(tmp_path / "pulse")})
    program = tmp_path / "pulseaudio"
    program.touch(mode=0o755)
    assert expected({})


def test_a_machine_without_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PULSE_SERVER")
    for name in ("PATH", "HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    with pytest.raises(NoServerError):
        read_listing()


def test_without_the_library_a_machine_with_a_server_is_not_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pulsectl", None)  # importing it fails
    monkeypatch.setenv("PULSE_SERVER", "unix:/x")
    with pytest.raises(Unavailable) as refused:
        read_listing()
    assert refused.value.unmeasured.remedy == Message("remedy.sound_library")
    monkeypatch.delenv("PULSE_SERVER")
    for name in ("PATH", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    with pytest.raises(NoServerError):
        read_listing()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs pulsectl")
def test_the_librarys_own_states_of_a_port_are_understood() -> None:
    states = pytest.importorskip("pulsectl.pulsectl").PulsePortAvailableEnum
    assert [availability(states[name]) for name in ("yes", "no", "unknown")] == [
        "available",
        "not available",
        "availability unknown",
    ]
