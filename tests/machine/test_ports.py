"""One contract for every fake and every real port: an answer of the kind promised with its source, or a reason."""

from __future__ import annotations

from datetime import date

import pytest

from readiness.analysis.computer.os_support import SystemRelease
from readiness.domain.facts import Unavailable
from readiness.machine.this_machine import ThisMachine
from tests.checks.fake_computer import (
    Computer,
    FakeCameras,
    FakeDevice,
    FakeDisks,
    FakeInputs,
    FakeLink,
    FakeLoad,
    FakePower,
    FakeReach,
    FakeScreens,
    FakeSecurity,
    FakeSession,
    FakeSoftware,
    FakeSystem,
)

MACHINES = {
    "told": Computer(),
    "refusing": Computer(
        FakePower(None, None, None),
        FakeDisks(None, None, None),
        FakeDevice(None, None, None, None),
        FakeSession(None),
        _link=FakeLink(*[None] * 7),
        _load=FakeLoad(None, None),
        _system=FakeSystem(None, None, None, None, None, None),
        _screens=FakeScreens(None, None),
        _cameras=FakeCameras(None, None),
        _security=FakeSecurity(None, None, None),
        _software=FakeSoftware(None, None),
        _reach=FakeReach(None),
        _inputs=FakeInputs(None, None, None),
    ),
    "this": ThisMachine(),
}
PROMISES = [
    ("power", "on_mains", bool),
    ("power", "battery_present", bool),
    ("power", "battery_percent", float),
    ("disks", "total_bytes", int),
    ("disks", "free_bytes", int),
    ("disks", "kind", str),
    ("device", "kind", str),
    ("device", "firmware_date", date),
    ("device", "architecture", str),
    ("device", "virtual_machine", bool),
    ("session", "remote", bool),
    ("link", "kind", str),
    ("link", "vpn", bool),
    ("link", "wifi_frequency_hz", float),
    ("link", "wifi_signal_dbm", float),
    ("link", "bits_per_second", float),
    ("link", "metered", bool),
    ("link", "proxy", bool),
    ("load", "memory_available_bytes", int),
    ("system", "name", str),
    ("system", "edition", str),
    ("system", "s_mode", bool),
    ("system", "genuine", bool),
    ("system", "release", SystemRelease),
    ("screens", "screens", tuple),
    ("screens", "touch", bool),
    ("cameras", "present", bool),
    ("cameras", "lines", int),
    ("security", "firewall", bool),
    ("security", "antivirus", bool),
    ("security", "disk_encryption", bool),
    ("software", "browsers", dict),
    ("inputs", "devices", tuple),
    ("inputs", "free_usb_ports", int),
    ("inputs", "audio_jack", bool),
]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(("port", "method", "kind"), PROMISES)
def test_the_fake_and_the_real_port_keep_one_contract(machine: str, port: str, method: str, kind: type) -> None:
    try:
        seen = getattr(getattr(MACHINES[machine], port), method)()
    except Unavailable as refusal:
        assert refusal.unmeasured.detail  # noqa: PT017 - a machine may refuse, but not without a word
        assert machine != "told"
    else:
        assert isinstance(seen.value, kind)
        assert seen.source
        assert machine != "refusing"
