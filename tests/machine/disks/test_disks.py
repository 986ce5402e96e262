"""The system drive on three systems: made-up trees, structures and listings; the sizes of this machine for real."""

from __future__ import annotations

import ctypes
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.disks.file_system import FileSystem
from readiness.machine.disks.linux import LinuxDrive, parse_mounts, system_mount
from readiness.machine.disks.macos import read_kind as macos_kind
from readiness.machine.disks.windows import parse_seek_penalty, read_seek_penalty
from readiness.machine.disks.windows import read_kind as windows_kind
from readiness.machine.this_machine import ThisMachine
from tests.machine.libraries import Buffer, Number, filled, library
from tests.machine.trees import answer, answering, tree

NO = Reason.UNSUPPORTED


def test_sizes_are_those_of_psutil() -> None:
    disks = ThisMachine().disks
    volume = Path(disks.total_bytes().source.partition(": ")[2])

    usage = psutil.disk_usage(str(volume))
    assert disks.total_bytes().value == shutil.disk_usage(volume).total
    assert disks.free_bytes().value == pytest.approx(usage.free, rel=0.02)


def test_a_volume_that_is_gone_has_no_size(tmp_path: Path) -> None:
    gone = FileSystem(tmp_path / "gone")

    assert (answer(gone.total_bytes), answer(gone.free_bytes)) == (NO, NO)


def test_a_volume_without_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"total": 0, "free": 0}))

    assert answer(FileSystem(Path("/")).free_bytes) is NO


# ------------------------------------------------------------------ Linux

ROOT = "22 1 {number} / / {options} shared:1 - ext4 {source} rw\n"
PCI = "sys/devices/pci0000:00/0000:00:17.0"


def drive(folder: Path, mounts: str, turning: dict[str, str], links: dict[str, str], **more: str) -> LinuxDrive:
    """A system with these mounts; block devices that turn or not; links from one place in /sys to another."""
    files = {f"{place}/queue/rotational": f"{value}\n" for place, value in turning.items()}
    files |= {f"{place}/device/model": "Disk\n" for place in turning}
    made = tree(folder, {"proc/self/mountinfo": mounts, **files, **more})
    for link, target in links.items():
        (folder / link).parent.mkdir(parents=True, exist_ok=True)
        (folder / target).mkdir(parents=True, exist_ok=True)
        (folder / link).symlink_to(folder / target)
    return LinuxDrive(made)


@pytest.mark.parametrize(("flag", "kind"), [("0", "ssd"), ("1", "hdd")])
def test_a_partition_is_of_its_drives_kind(tmp_path: Path, flag: str, kind: str) -> None:
    sda = f"{PCI}/ata1/block/sda"
    made = drive(
        tmp_path,
        ROOT.format(number="8:2", options="rw", source="/dev/sda2"),
        {sda: flag},
        {"sys/dev/block/8:2": f"{sda}/sda2"},
        **{f"{sda}/sda2/partition": "2"},
    )

    assert made.kind().value == kind
    assert made.kind().source == "/sys/block/sda/queue/rotational"


@pytest.mark.parametrize(("second", "kind"), [("0", "ssd"), ("1", "hdd")])
def test_an_encrypted_volume_over_two_drives_is_as_slow_as_the_slower(tmp_path: Path, second: str, kind: str) -> None:
    mapped = "sys/devices/virtual/block/dm-0"
    nvme, sdb = f"{PCI}/nvme/nvme0/nvme0n1", f"{PCI}/ata2/block/sdb"
    made = drive(
        tmp_path,
        ROOT.format(number="253:0", options="rw", source="/dev/mapper/root"),
        {nvme: "0", sdb: second},
        {
            "sys/dev/block/253:0": mapped,
            f"{mapped}/slaves/nvme0n1p3": f"{nvme}/nvme0n1p3",
            f"{mapped}/slaves/sdb": sdb,
        },
        **{f"{nvme}/nvme0n1p3/partition": "3"},
    )

    assert made.kind().value == kind


def test_a_file_system_with_a_number_of_its_own_is_found_by_its_devices_name(tmp_path: Path) -> None:
    nvme = f"{PCI}/nvme/nvme0/nvme0n1"
    made = drive(
        tmp_path,
        ROOT.format(number="0:27", options="rw", source="/dev/nvme0n1p2").replace("ext4", "btrfs"),
        {nvme: "0"},
        {"sys/class/block/nvme0n1p2": f"{nvme}/nvme0n1p2"},
        **{f"{nvme}/nvme0n1p2/partition": "2"},
    )

    assert made.kind().value == "ssd"


@pytest.mark.parametrize(
    ("place", "model"),
    [
        ("sys/devices/platform/virtio-mmio/virtio2/block/vda", "Disk"),
        (f"{PCI}/ata1/block/sda", "VBOX HARDDISK"),
        (f"{PCI}/ata1/block/sda", "QEMU HARDDISK"),
    ],
)
def test_a_virtual_drives_word_is_not_taken(tmp_path: Path, place: str, model: str) -> None:
    mounts = ROOT.format(number="8:0", options="rw", source="/dev/x")
    made = drive(tmp_path, mounts, {place: "1"}, {"sys/dev/block/8:0": place}, **{f"{place}/device/model": model})

    with pytest.raises(Unavailable) as refusal:
        made.kind()
    detail = refusal.value.unmeasured.detail
    assert detail
    assert detail.id == "unmeasured.disk_virtual"


@pytest.mark.parametrize("mounts", ["", ROOT.format(number="0:30", options="rw", source="overlay")])
def test_a_root_without_a_drive_has_no_kind(tmp_path: Path, mounts: str) -> None:
    assert answer(drive(tmp_path, mounts, {}, {}).kind) is NO


def test_where_the_root_is_read_only_var_is_what_fills_up() -> None:
    root = ROOT.format(number="0:30", options="ro,relatime", source="composefs")
    var = r"30 22 8:3 /ostree\040x /var rw,relatime - xfs /dev/sda3 rw" + "\n"

    assert system_mount(parse_mounts(root + var)).point == "/var"
    assert system_mount(parse_mounts(root)).point == "/"
    assert system_mount(parse_mounts(root.replace("ro,", "rw,") + var)).point == "/"


def test_escaped_blanks_are_blanks() -> None:
    [mount] = parse_mounts(r"30 22 8:3 / /mnt/a\040b rw - xfs /dev/sda3 rw")

    assert mount.point == "/mnt/a b"


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    system_mount(parse_mounts(text))


# ------------------------------------------------------------------ Windows


@dataclass
class FakeKernel:
    """kernel32 with a volume that answers a descriptor; None is a refusal."""

    descriptor: bytes | None
    handle: int | None = 7
    closed: list[int | None] = field(default_factory=list)

    def library(self, _name: str) -> SimpleNamespace:
        return library(CreateFileW=self._create, DeviceIoControl=self._control, CloseHandle=self._close)

    def _create(self, name: str, access: int, share: int, *_rest: object) -> int | None:
        assert (name, access, share) == ("\\\\.\\C:", 0, 7)
        return self.handle

    def _control(
        self, _handle: object, code: int, query: bytes, size: int, room: Buffer, _size: int, length: Number, _no: None
    ) -> int:
        assert (code, query, size) == (0x2D1400, b"\7" + bytes(11), 12)
        return 0 if self.descriptor is None else filled(room, self.descriptor, length)

    def _close(self, handle: ctypes.c_void_p) -> int:
        self.closed.append(handle.value)
        return 1


def asked(kernel: FakeKernel) -> str | Reason:
    return answer(lambda: windows_kind("C:", lambda drive_: read_seek_penalty(drive_, kernel.library)))


@pytest.mark.parametrize(("seeks", "kind"), [(0, "ssd"), (1, "hdd")])
def test_a_drive_that_seeks_turns(seeks: int, kind: str) -> None:
    kernel = FakeKernel(bytes([12, 0, 0, 0, 12, 0, 0, 0, seeks, 0, 0, 0]))

    assert asked(kernel) == kind
    assert kernel.closed == [7]


@pytest.mark.parametrize(
    "kernel", [FakeKernel(None), FakeKernel(b"", ctypes.c_void_p(-1).value), FakeKernel(b"\1\0\0\0")], ids=str
)
def test_a_refusal_is_no_kind(kernel: FakeKernel) -> None:
    assert asked(kernel) is NO


@pytest.mark.parametrize(
    ("descriptor", "seeks"),
    [
        (b"", None),
        (bytes(8), None),
        (bytes(12), None),
        (bytes([12, 0, 0, 0, 8, 0, 0, 0, 0]), None),
        (bytes([12, 0, 0, 0, 12, 0, 0, 0, 0]), False),
    ],
)
def test_a_descriptor_that_does_not_reach_to_its_last_member_says_nothing(
    descriptor: bytes, *, seeks: bool | None
) -> None:
    assert parse_seek_penalty(descriptor) is seeks


# ------------------------------------------------------------------ macOS


@pytest.mark.parametrize(
    ("volumes", "kind"),
    [
        ([{"mount_point": "/Volumes/B", "physical_drive": {"medium_type": "rotational"}},
          {"mount_point": "/", "physical_drive": {"medium_type": "ssd"}}], "ssd"),
        ([{"mount_point": "/", "physical_drive": {"medium_type": "rotational"}}], "hdd"),
        ([{"mount_point": "/", "physical_drive": {"medium_type": "new"}}], NO),
        ([{"mount_point": "/", "physical_drive": "none"}], NO),
        ([{"mount_point": "/"}], NO),
        ([], NO),
    ],
)  # fmt: skip
def test_the_drive_below_the_system_volume_counts(volumes: list[Any], kind: str | Reason) -> None:
    ask = answering({"system_profiler": json.dumps({"SPStorageDataType": volumes})})

    assert answer(lambda: macos_kind(ask)) == kind


@pytest.mark.parametrize("said", ["", "[]", "{}", '{"SPStorageDataType": 3}'])
def test_no_listing_is_no_kind(said: str) -> None:
    assert answer(lambda: macos_kind(answering({"system_profiler": said}))) is NO
    assert answer(lambda: macos_kind(answering({}))) is NO
