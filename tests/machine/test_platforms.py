"""Every part of a machine that systems tell differently has a reader for each of the three."""

from __future__ import annotations

import pytest

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.platforms import reader

PREFIXES = {"linux": "Linux", "darwin": "Macos", "win32": "Windows"}
KINDS = {
    "audio_devices": "Audio",
    "cameras": "Cameras",
    "device": "Device",
    "disks": "Disks",
    "hardware": "Hardware",
    "inputs": "Inputs",
    "link": "Link",
    "power": "Power",
    "screens": "Screens",
    "security": "Security",
    "session": "Session",
    "software": "Software",
    "system": "System",
}


@pytest.mark.parametrize("platform", PREFIXES)
@pytest.mark.parametrize("package", KINDS)
def test_each_system_has_its_reader(package: str, platform: str) -> None:
    made = type(reader(package, KINDS[package], platform))
    assert (made.__name__, made.__module__.rpartition(".")[0]) == (
        f"{PREFIXES[platform]}{KINDS[package]}",
        f"readiness.machine.{package}",
    )


def test_an_unknown_system_is_unsupported() -> None:
    with pytest.raises(Unavailable) as refusal:
        reader("power", "Power", "plan9")
    assert refusal.value.unmeasured.reason is Reason.UNSUPPORTED
