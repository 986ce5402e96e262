"""Firewalls, antivirus programs and encrypted drives on three systems; trees and calls are made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.security.linux import LinuxSecurity, parse_mounts
from readiness.machine.security.macos import MacosSecurity
from readiness.machine.security.windows import ANTIVIRUS, FIREWALL, SecurityApi, WindowsSecurity
from readiness.machine.sources.programs import Ended
from tests.machine.security.windows_fakes import Library
from tests.machine.trees import answer, answering, tree

NO, DENIED, BUSY = Reason.UNSUPPORTED, Reason.DENIED, Reason.BUSY


# ------------------------------------------------------------------ Linux

UFW = {"etc/ufw/ufw.conf": "# /etc/ufw/ufw.conf\nENABLED=yes\nLOGLEVEL=low\n"}
RULES = {"etc/nftables.conf": "table inet filter {\n\tchain input {\n\t\ttype filter hook input priority 0;\n\t}\n}\n"}


@pytest.mark.parametrize(
    ("files", "services", "on"),
    [
        (UFW, "active\ninactive\ninactive\n", True),
        # Set up, but never started; and started, but set to do nothing.
        (UFW, "inactive\ninactive\ninactive\n", DENIED),
        ({"etc/ufw/ufw.conf": "ENABLED=no\n"}, "active\ninactive\ninactive\n", DENIED),
        ({}, "inactive\nactive\ninactive\n", True),
        (RULES, "inactive\ninactive\nactive\n", True),
        ({}, "inactive\ninactive\nactive\n", DENIED),
        # Rules may have been loaded by something else, which only root could see.
        ({}, "inactive\ninactive\ninactive\n", DENIED),
        (UFW, None, DENIED),
    ],
)
def test_firewalls_of_linux(
    tmp_path: Path,
    files: Mapping[str, str],
    services: str | None,
    on: bool | Reason,  # noqa: FBT001
) -> None:
    ask = answering({} if services is None else {"systemctl": Ended(3, services)})

    assert answer(LinuxSecurity(tree(tmp_path, files), ask).firewall) == on


def test_a_firewall_that_cannot_be_seen_comes_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refusal:
        LinuxSecurity(tree(tmp_path, {}), answering({})).firewall()

    assert refusal.value.unmeasured.remedy


def mounted(*lines: str) -> dict[str, str]:
    """/proc/self/mountinfo with these mounts: number, mount point, kind, source."""
    mounts = (line.split() for line in lines)
    text = "".join(
        f"{place} 1 {number} / {point} rw shared:1 - {kind} {source} rw\n"
        for place, (number, point, kind, source) in enumerate(mounts)
    )
    return {"proc/self/mountinfo": text}


# A volume group on LUKS, as installers make it; then the same with a home of its own in the clear.
LUKS = "CRYPT-LUKS2-0123456789abcdef-nvme0n1p3_crypt\n"
ON_LUKS = {
    "sys/dev/block/254:1/dm/uuid": "LVM-abcdef\n",
    "sys/dev/block/254:1/slaves/dm-0/size": "",
    "sys/class/block/dm-0/dm/uuid": LUKS,
    "sys/class/block/dm-0/dm/name": "nvme0n1p3_crypt\n",
    "sys/class/block/dm-0/slaves/nvme0n1p3/size": "",
}
PLAIN = {"sys/dev/block/259:4/partition": "4\n"}


@pytest.mark.parametrize(
    ("files", "encrypted"),
    [
        ({**mounted("254:1 / ext4 /dev/mapper/vg-root"), **ON_LUKS}, True),
        ({**mounted("259:4 / ext4 /dev/nvme0n1p4"), **PLAIN}, False),
        (
            {**mounted("254:1 / ext4 /dev/mapper/vg-root", "259:4 /home ext4 /dev/nvme0n1p4"), **ON_LUKS, **PLAIN},
            False,
        ),
        # Btrfs has a number of its own; the source leads to the device.
        ({**mounted("0:31 / btrfs /dev/mapper/nvme0n1p3_crypt"), **ON_LUKS}, True),
        ({**mounted("0:31 / btrfs /dev/sda2"), "sys/class/block/sda2/size": "1"}, False),
        # A mirror of one encrypted and one plain disk is not encrypted.
        (
            {
                **mounted("9:0 / ext4 /dev/md0"),
                "sys/dev/block/9:0/slaves/dm-0/size": "",
                "sys/dev/block/9:0/slaves/sdb1/size": "",
                **ON_LUKS,
            },
            False,
        ),
        ({**mounted("254:1 / ext4 /dev/mapper/root"), "sys/dev/block/254:1/dm/uuid": "CRYPT-VERITY-1\n"}, False),
        # What lies below an overlay or a pool of ZFS is not told.
        (mounted("0:45 / overlay overlay"), NO),
        (mounted("0:31 / btrfs /dev/mapper/gone"), NO),
        (mounted("259:4 /boot ext4 /dev/nvme0n1p4"), NO),
        ({}, NO),
    ],
)
def test_encryption_of_linux(tmp_path: Path, files: Mapping[str, str], encrypted: bool | Reason) -> None:  # noqa: FBT001
    assert answer(LinuxSecurity(tree(tmp_path, files)).disk_encryption) == encrypted


def test_linux_keeps_no_account_of_antivirus_programs(tmp_path: Path) -> None:
    assert answer(LinuxSecurity(tree(tmp_path, {})).antivirus) == NO


@given(st.text(max_size=100))
def test_no_text_breaks_the_parser(text: str) -> None:
    assert parse_mounts(f"1 2 3:4 / / rw - ext4 /dev/a rw\n{text}") is not None


# ------------------------------------------------------------------ macOS


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Firewall is enabled. (State = 1)\n", True),
        ("Firewall is blocking all non-essential incoming connections. (State = 2)\n", True),
        ("Firewall is disabled. (State = 0)\n", False),
        ("Must be root\n", NO),
        (None, NO),
    ],
)
def test_firewalls_of_macs(text: str | None, on: bool | Reason) -> None:  # noqa: FBT001
    assert answer(MacosSecurity(answering({} if text is None else {"socketfilterfw": text})).firewall) == on


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("FileVault is On.\n", True),
        ("FileVault is Off.\n", False),
        ("FileVault is Off, but will be enabled after the next restart.\n", False),
        ("FileVault is On.\nEncryption in progress: Percent completed = 34\n", BUSY),
        ("Error: the status could not be determined.\n", NO),
        (None, NO),
    ],
)
def test_encryption_of_macs(text: str | None, on: bool | Reason) -> None:  # noqa: FBT001
    mac = MacosSecurity(answering({} if text is None else {"fdesetup status": text}))

    assert answer(mac.disk_encryption) == on
    assert answer(mac.antivirus) == NO


# ------------------------------------------------------------------ Windows


@dataclass
class FakeSecurityApi(SecurityApi):
    """A Security Center and a drive; None is a refusal."""

    healths: Mapping[int, int]
    drive: int | None = 1

    def health(self, provider: int) -> int:
        if provider not in self.healths:
            raise OSError("refused")
        return self.healths[provider]

    def drive_protection(self) -> int:
        if self.drive is None:
            raise OSError("refused")
        return self.drive


@pytest.mark.parametrize(("health", "told"), [(0, True), (1, NO), (2, False), (3, False), (None, NO)])
def test_the_security_center(health: int | None, told: bool | Reason) -> None:  # noqa: FBT001
    calls = FakeSecurityApi({} if health is None else {FIREWALL: health, ANTIVIRUS: health})

    assert answer(WindowsSecurity(calls).firewall) == told
    assert answer(WindowsSecurity(calls).antivirus) == told


@pytest.mark.parametrize(
    ("state", "told"),
    [(1, True), (2, False), (3, BUSY), (4, BUSY), (5, False), (6, True), (8, False), (0, NO), (9, NO), (None, NO)],
)
def test_drives_of_windows(state: int | None, told: bool | Reason) -> None:  # noqa: FBT001
    assert answer(WindowsSecurity(FakeSecurityApi({}, state)).disk_encryption) == told


def test_the_calls_are_made_as_documented() -> None:
    library = Library()
    api = SecurityApi(library)

    assert (api.health(ANTIVIRUS), api.drive_protection()) == (4, 1)
    assert library.item.released == 1


@pytest.mark.parametrize("result", [1, -2147467259])
def test_a_stopped_service_and_a_failed_call_are_errors(result: int) -> None:
    library = Library()
    library.result = result
    with pytest.raises(OSError):  # noqa: PT011 - the name of the call is all it says
        SecurityApi(library).health(FIREWALL)
