"""Kind, firmware, processor and hints on three systems; what is not recorded is built after the documentation."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest

from readiness.domain.facts import Reason
from readiness.machine.device.answers import architecture
from readiness.machine.device.linux import LinuxDevice
from readiness.machine.device.macos import MacosDevice
from readiness.machine.device.windows import DeviceApi, WindowsDevice
from tests.machine.device.windows_fakes import FakeDeviceApi
from tests.machine.firmware import firmware
from tests.machine.trees import ByReference, answer, answering, tree

NO = Reason.UNSUPPORTED
DMI = "sys/class/dmi/id"


@pytest.mark.parametrize(
    ("name", "word"), [("x86_64", "x86_64"), ("AMD64", "x86_64"), ("aarch64", "arm64"), ("sparc", NO), ("", NO)]
)
def test_only_known_processors_have_a_word(name: str, word: str | Reason) -> None:
    assert answer(lambda: architecture(name, "test")) == word


# ------------------------------------------------------------------ Linux


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({f"{DMI}/chassis_type": "10\n"}, "laptop"),
        ({f"{DMI}/chassis_type": "3\n"}, "desktop"),
        ({f"{DMI}/chassis_type": "31\n"}, "convertible"),
        # "Other" says nothing; power management may.
        ({f"{DMI}/chassis_type": "1\n", "sys/firmware/acpi/pm_profile": "8\n"}, "tablet"),
        ({f"{DMI}/chassis_type": "1\n", "sys/firmware/acpi/pm_profile": "0\n"}, NO),
        ({"proc/device-tree/chassis-type": "laptop\0"}, "laptop"),
        ({"proc/device-tree/chassis-type": "handset\0"}, NO),
        # Its owner knows better than the firmware of a board made for many cases.
        ({f"{DMI}/chassis_type": "3\n", "etc/machine-info": "CHASSIS=tablet\n"}, "tablet"),
        ({"etc/machine-info": "CHASSIS=vm\n"}, NO),
        ({f"{DMI}/chassis_type": "10\n", "etc/os-release": "ID=chromeos\n"}, "chromebook"),
        ({"etc/os-release": "ID=debian\n", "dev/.cros_milestone": "120"}, "chromebook"),
        ({f"{DMI}/chassis_type": "what\n"}, NO),
        ({}, NO),
    ],
)
def test_linux_kinds(tmp_path: Path, files: Mapping[str, str], kind: str | Reason) -> None:
    assert answer(LinuxDevice(tree(tmp_path, files)).kind) == kind


GUEST = "processor : 0\nflags : fpu hypervisor lm\n"
HOST = "processor : 0\nflags : fpu lm\n"


@pytest.mark.parametrize(
    ("files", "virtual"),
    [
        ({f"{DMI}/sys_vendor": "QEMU\n", f"{DMI}/product_name": "Standard PC\n"}, True),
        ({f"{DMI}/sys_vendor": "LENOVO\n", "proc/cpuinfo": HOST}, False),
        ({f"{DMI}/sys_vendor": "LENOVO\n", "proc/cpuinfo": GUEST}, True),
        ({"proc/cpuinfo": GUEST}, True),
        ({"proc/cpuinfo": HOST}, False),
        ({"proc/device-tree/hypervisor/compatible": "linux,kvm\0"}, True),
        ({"proc/sys/kernel/osrelease": "5.15.153.1-microsoft-standard-WSL2\n"}, True),
        # An ARM board's processor carries no such mark, so its absence says nothing.
        ({"proc/cpuinfo": "processor : 0\nFeatures : fp asimd\n"}, NO),
        ({}, NO),
    ],
)
def test_linux_hints(tmp_path: Path, files: Mapping[str, str], virtual: bool | Reason) -> None:  # noqa: FBT001
    assert answer(LinuxDevice(tree(tmp_path, files)).virtual_machine) == virtual


def test_the_names_of_a_real_computer_are_not_told(tmp_path: Path) -> None:
    files = {f"{DMI}/sys_vendor": "LENOVO\n", f"{DMI}/product_name": "20XW\n"}

    assert "20XW" not in LinuxDevice(tree(tmp_path, files)).virtual_machine().source
    assert "Book" not in WindowsDevice(FakeDeviceApi()).virtual_machine().source


def test_linux_firmware_and_processor(tmp_path: Path) -> None:
    device = LinuxDevice(tree(tmp_path, {f"{DMI}/bios_date": "03/02/2021\n"}), lambda: "aarch64")

    assert answer(device.firmware_date) == date(2021, 3, 2)
    assert answer(device.architecture) == "arm64"
    assert answer(LinuxDevice(tree(tmp_path / "empty", {})).firmware_date) == NO


# ------------------------------------------------------------------ Windows


def refusing() -> NoReturn:
    raise OSError("refused")


def test_a_windows_laptop() -> None:
    device = WindowsDevice(FakeDeviceApi())

    assert answer(device.kind) == "laptop"
    assert answer(device.firmware_date) == date(2021, 3, 2)
    assert answer(device.architecture) == "x86_64"
    assert answer(device.virtual_machine) is False


def test_without_a_table_windows_own_view_tells_the_kind_and_nothing_the_rest() -> None:
    device = WindowsDevice(FakeDeviceApi(table=refusing))

    assert answer(device.kind) == "laptop"
    assert answer(device.firmware_date) == NO
    assert answer(device.virtual_machine) == NO


@pytest.mark.parametrize("role", [refusing, lambda: 0])
def test_a_role_that_says_nothing_is_no_kind(role: Callable[[], int]) -> None:
    assert answer(WindowsDevice(FakeDeviceApi(table=refusing, role=role)).kind) == NO


def test_windows_on_arm_is_known_though_it_translates_programs() -> None:
    assert answer(WindowsDevice(FakeDeviceApi(machine=lambda: 0xAA64)).architecture) == "arm64"
    assert answer(WindowsDevice(FakeDeviceApi(machine=refusing)).architecture) == NO


def test_a_guest_of_hyper_v() -> None:
    table = bytes(8) + firmware(chassis=3, maker="Microsoft Corporation", product="Virtual Machine", released="none")

    assert answer(WindowsDevice(FakeDeviceApi(table=lambda: table)).virtual_machine) is True


class Library:
    """Functions as kernel32 and powrprof have them."""

    def __init__(self, table: bytes = b"table", *, granted: bool = True) -> None:
        self._table = table
        self._granted = granted

    def __call__(self, name: str) -> Library:
        assert name in {"kernel32", "powrprof"}
        return self

    def GetSystemFirmwareTable(  # noqa: N802
        self, provider: int, table: int, buffer: ctypes.Array[ctypes.c_char] | None, size: int
    ) -> int:
        assert (provider, table) == (0x52534D42, 0)
        if buffer is not None and size == len(self._table):
            ctypes.memmove(buffer, self._table, size)
        return len(self._table)

    def PowerDeterminePlatformRoleEx(self, version: int) -> int:  # noqa: N802
        assert version == 2
        return 8

    def IsWow64Process2(self, process: ctypes.c_void_p, _own: ByReference, native: ByReference) -> int:  # noqa: N802
        assert process.value == 2 ** (8 * ctypes.sizeof(ctypes.c_void_p)) - 1
        native._obj.value = 0xAA64
        return int(self._granted)


def test_the_calls_are_made_as_documented() -> None:
    api = DeviceApi(Library())

    assert (api.firmware(), api.platform_role(), api.native_machine()) == (b"table", 8, 0xAA64)


def test_a_call_that_fails_is_an_error() -> None:
    with pytest.raises(OSError, match="GetSystemFirmwareTable"):
        DeviceApi(Library(b"")).firmware()
    with pytest.raises(OSError, match="IsWow64Process2"):
        DeviceApi(Library(granted=False)).native_machine()


# ------------------------------------------------------------------ macOS

# Public answers of system_profiler, less the serial numbers.
AIR = '{"SPHardwareDataType": [{"_name": "hardware_overview", "chip_type": "Apple M2", "machine_name": "MacBook Air"}]}'
MINI = '{"SPHardwareDataType": [{"machine_model": "Macmini9,1", "machine_name": "Mac mini"}]}'


def mac(profile: str = "", **numbers: int) -> MacosDevice:
    values = {name.replace("__", "."): number.to_bytes(4, "little") for name, number in numbers.items()}
    return MacosDevice(answering({"system_profiler": profile} if profile else {}), values.get)


@pytest.mark.parametrize(
    ("profile", "kind"),
    [(AIR, "laptop"), (MINI, "desktop"), ('{"SPHardwareDataType": [{"machine_name": "Apple Vision"}]}', NO), ("", NO)],
)
def test_macs(profile: str, kind: str | Reason) -> None:
    assert answer(mac(profile).kind) == kind


def test_a_macs_processor_and_hints() -> None:
    guest = mac(hw__optional__arm64=1, kern__hv_vmm_present=1)

    assert answer(guest.architecture) == "arm64"
    assert answer(mac().architecture) == "x86_64"
    assert answer(guest.virtual_machine) is True
    assert answer(mac(kern__hv_vmm_present=0).virtual_machine) is False
    assert answer(mac().virtual_machine) == NO
    assert answer(mac().firmware_date) == NO
