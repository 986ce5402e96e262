"""Every Windows adapter, asked for real under Wine, and held against what Linux says of the same machine.

Not shown by this: what Windows' own drivers, firmware, radio and security centre answer. Wine answers the same calls
with what it knows, and where it knows nothing a reason must come of it, never a value.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import psutil
import pytest

from readiness.machine.this_machine import ThisMachine
from tests.rigs.wine import Wine
from tests.windows.ahead import Ahead

Answers = dict[str, dict[str, Any]]
# What Wine 8.0 has no answer to; a newer one may.
BEYOND_WINE = frozenset(
    {
        "hardware.boot",
        "disks.kind",
        "device.firmware_date",
        "device.virtual_machine",
        "system.edition",
        "system.genuine",
        "system.release",
        "system.s_mode",
        "system.updates_waiting",
        "cameras.present",
        "security.antivirus",
        "security.disk_encryption",
        "security.firewall",
        "inputs.audio_jack",
        "link.bits_per_second",
        "link.wifi_frequency_hz",
        "link.wifi_signal_dbm",
        "power.battery_percent",
    }
)
NEVER_ON_WINDOWS = frozenset({"cameras.lines", "inputs.free_usb_ports"})


@pytest.fixture(scope="module")
def answers(ahead: Ahead) -> Answers:
    done = ahead.windows("probe")
    assert done.code == 0, done.err
    found: Answers = json.loads(done.out)
    return found


def test_no_adapter_breaks(answers: Answers) -> None:
    assert len(answers) > 40
    assert {name: answer["defect"] for name, answer in answers.items() if "defect" in answer} == {}


def test_no_adapter_starts_a_program(answers: Answers) -> None:
    """No PowerShell, no wmic: what they print changes with the language and the release, and starting them is slow."""
    assert answers["started"]["value"] == []


def test_what_cannot_be_told_has_a_reason_that_people_read(answers: Answers) -> None:
    silent = {name: answer for name, answer in answers.items() if "unmeasured" in answer}
    assert all(answer["detail"].startswith("unmeasured.") for answer in silent.values())
    assert set(silent) <= BEYOND_WINE | NEVER_ON_WINDOWS
    assert set(silent) >= NEVER_ON_WINDOWS


def test_the_figures_are_those_of_the_machine(answers: Answers) -> None:
    def told(name: str) -> Any:  # noqa: ANN401 - whatever it is
        return answers[name]["value"]

    here = ThisMachine().hardware
    assert told("hardware.memory_usable_bytes") == pytest.approx(psutil.virtual_memory().total, rel=0.01)
    assert told("hardware.logical_cores") == psutil.cpu_count()
    assert told("hardware.physical_cores") == here.physical_cores().value
    assert told("hardware.processor_brand") == here.processor_brand().value
    assert told("disks.total_bytes") == pytest.approx(shutil.disk_usage(Path("/")).total, rel=0.02)
    assert told("device.architecture") == "x86_64"
    assert told("hardware.system_version").startswith("10.0.")
    assert told("system.name") == "Windows 10"
    assert told("power.battery_present") is False
    assert told("power.on_mains") is True
    assert told("session.remote") is False
    assert told("link.kind") in {"ethernet", "other"}
    assert "pixels=(" in told("screens.screens")


@pytest.mark.usefixtures("audio")
def test_the_headset_is_listed_with_its_name(wine: Wine, home: dict[str, str]) -> None:
    done = wine.python("-m", "readiness", "devices", "--json", variables=home)
    assert done.code == 0, done.err
    names = [device["name"] for device in json.loads(done.out)["devices"]]
    assert any("Jabra EVOLVE 20 MS" in name for name in names), names
