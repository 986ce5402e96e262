"""Windows: structures made up after Microsoft's pages. They prove only the parser, not Windows."""

from __future__ import annotations

import ctypes
import sys
import types
from collections.abc import Callable, Sequence
from typing import Protocol, Self, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Reason, System, Unavailable
from readiness.machine.hardware.windows import (
    WindowsHardware,
    parse_cores,
    parse_highest_mhz,
    parse_total_physical,
    parse_version,
)
from readiness.machine.hardware.windows_api import MEMORY_STATUS_SIZE, VERSION_SIZE, HardwareApi
from readiness.machine.sources.windows_library import windows_library
from tests.machine.hardware.windows_fakes import FakeHardwareApi, core, memory_status, power, version

GIB = 2**30


def test_a_laptop_with_windows_11() -> None:
    hardware = WindowsHardware(FakeHardwareApi())

    assert hardware.system().value is System.WINDOWS
    assert hardware.system_version().value == "10.0.22631"
    assert hardware.system_version().source.endswith("Windows 11")
    assert hardware.processor_brand().value == "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz"
    assert hardware.physical_cores().value == 4
    assert hardware.logical_cores().value == 8
    assert hardware.highest_clock_hz().value == 1.8e9
    assert hardware.memory_installed_bytes().value == 8 * GIB
    assert hardware.memory_usable_bytes().value == 8_452_890_624
    assert hardware.boot().value == "211"


def test_windows_10_does_not_pass_for_windows_11() -> None:
    assert WindowsHardware(FakeHardwareApi(windows=version(10, 0, 19045))).system_version().source.endswith("Windows")


def test_the_rated_clock_is_not_called_the_boosted_one() -> None:
    method = WindowsHardware(FakeHardwareApi()).highest_clock_hz().method

    assert method
    assert method.id == "method.processor_clock_rated"


@pytest.mark.parametrize("power_records", [None, b"", power(0, 0)])
def test_without_power_information_the_name_tells_the_clock(power_records: bytes | None) -> None:
    clock = WindowsHardware(FakeHardwareApi(power=power_records)).highest_clock_hz()

    assert clock.value == 1.6e9


@pytest.mark.parametrize(
    ("calls", "ask"),
    [
        (FakeHardwareApi(name=None), WindowsHardware.processor_brand),
        (FakeHardwareApi(name="  "), WindowsHardware.processor_brand),
        (FakeHardwareApi(cores=None), WindowsHardware.physical_cores),
        (FakeHardwareApi(cores=b""), WindowsHardware.logical_cores),
        (FakeHardwareApi(cores=core(0)), WindowsHardware.physical_cores),
        (FakeHardwareApi(installed=None), WindowsHardware.memory_installed_bytes),
        (FakeHardwareApi(installed=0), WindowsHardware.memory_installed_bytes),
        (FakeHardwareApi(memory=None), WindowsHardware.memory_usable_bytes),
        (FakeHardwareApi(memory=bytes(64)), WindowsHardware.memory_usable_bytes),
        (FakeHardwareApi(windows=None), WindowsHardware.system_version),
        (FakeHardwareApi(windows=b""), WindowsHardware.system_version),
        (FakeHardwareApi(windows=bytes(VERSION_SIZE)), WindowsHardware.system_version),
        (FakeHardwareApi(start=None), WindowsHardware.boot),
        (FakeHardwareApi(start=0), WindowsHardware.boot),
        (FakeHardwareApi(power=None, name="AMD Ryzen 5 5600U with Radeon Graphics"), WindowsHardware.highest_clock_hz),
    ],
)
def test_a_refusal_and_a_zero_are_unavailable(calls: FakeHardwareApi, ask: Callable[[WindowsHardware], object]) -> None:
    with pytest.raises(Unavailable) as refusal:
        ask(WindowsHardware(calls))

    assert refusal.value.unmeasured.reason is Reason.UNSUPPORTED
    assert refusal.value.unmeasured.detail


# ------------------------------------------------------------------ parsing


@pytest.mark.parametrize("pointer_size", [4, 8])
def test_cores_over_two_processor_groups(pointer_size: int) -> None:
    records = core(0b11, 0b11, pointer_size=pointer_size) + core(0b100, pointer_size=pointer_size)

    assert parse_cores(records, pointer_size) == (4, 1)


def test_records_of_another_relation_are_no_cores() -> None:
    assert parse_cores(core(0b11, kind=2) + core(0b11), 8) == (2,)


def test_the_highest_of_different_cores_counts() -> None:
    assert parse_highest_mhz(power(2400, 3800, 3800)) == 3800


@given(st.binary(max_size=200))
def test_no_bytes_break_a_parser(content: bytes) -> None:
    parse_cores(content, 8)
    parse_highest_mhz(content)
    parse_version(content)
    assert parse_total_physical(content) >= 0


# ------------------------------------------------------------------ the calls themselves


class ByReference(Protocol):
    """What ctypes.byref makes of a number."""

    _obj: ctypes.c_uint64


Buffer: TypeAlias = "ctypes.Array[ctypes.c_char]"


def filled(buffer: Buffer, content: bytes) -> None:
    ctypes.memmove(buffer, content, len(content))


class FakeLibrary:
    """Functions as kernel32, powrprof and ntdll have them, on Python's side of ctypes."""

    def __init__(self, *, refusing: bool = False) -> None:
        self._refusing = refusing

    def __call__(self, name: str) -> FakeLibrary:
        assert name in {"kernel32", "powrprof", "ntdll"}
        return self

    def GetLogicalProcessorInformationEx(self, relation: int, buffer: Buffer | None, length: ByReference) -> int:  # noqa: N802
        records = core(0b1) + core(0b10)
        assert relation == 0
        if self._refusing or buffer is None or len(buffer) < len(records):
            length._obj.value = len(records)
            return 0
        filled(buffer, records)
        return 1

    def GetPhysicallyInstalledSystemMemory(self, kibibytes: ByReference) -> int:  # noqa: N802
        kibibytes._obj.value = 0 if self._refusing else 16 * 1024**2
        return int(not self._refusing)

    def GlobalMemoryStatusEx(self, buffer: Buffer) -> int:  # noqa: N802
        assert buffer.raw[:4] == MEMORY_STATUS_SIZE.to_bytes(4, "little")
        filled(buffer, memory_status(16 * GIB))
        return int(not self._refusing)

    def GetActiveProcessorCount(self, group: int) -> int:  # noqa: N802
        assert group == 0xFFFF
        return 2

    def CallNtPowerInformation(self, level: int, _in: None, _in_size: int, buffer: Buffer, size: int) -> int:  # noqa: N802
        assert (level, size) == (11, 48)
        filled(buffer, power(2400, 2400))
        return -1073741790 if self._refusing else 0

    def RtlGetVersion(self, buffer: Buffer) -> int:  # noqa: N802
        assert buffer.raw[:4] == VERSION_SIZE.to_bytes(4, "little")
        filled(buffer, version(10, 0, 26100))
        return int(self._refusing)


def test_the_calls_are_made_as_documented() -> None:
    hardware = WindowsHardware(HardwareApi(FakeLibrary()))

    assert hardware.physical_cores().value == 2
    assert hardware.memory_installed_bytes().value == 16 * GIB
    assert hardware.memory_usable_bytes().value == 16 * GIB
    assert hardware.highest_clock_hz().value == 2.4e9
    assert hardware.system_version().value == "10.0.26100"


@pytest.mark.parametrize(
    "call",
    [
        HardwareApi.core_records,
        HardwareApi.installed_kibibytes,
        HardwareApi.memory_status,
        HardwareApi.power_records,
        HardwareApi.version,
    ],
)
def test_a_call_that_fails_is_an_error(call: Callable[[HardwareApi], object]) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - the name of the call is all it says
        call(HardwareApi(FakeLibrary(refusing=True)))


def test_the_registry_is_read_where_the_processor_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[object]] = []

    class Key:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            asked.append(("closed",))

    def query(_key: Key, name: str) -> tuple[str, int]:
        asked.append((name,))
        return ("Microsoft SQ1", 1)

    winreg = types.ModuleType("winreg")
    vars(winreg).update(HKEY_LOCAL_MACHINE=1, OpenKey=lambda *_: Key(), QueryValueEx=query)
    monkeypatch.setitem(sys.modules, "winreg", winreg)

    assert HardwareApi().processor_value("ProcessorNameString") == "Microsoft SQ1"
    assert HardwareApi().boot_number() == "Microsoft SQ1"
    assert asked == [("ProcessorNameString",), ("closed",), ("BootId",), ("closed",)]


def test_a_library_is_loaded_by_ctypes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(vars(ctypes), "WinDLL", lambda name: f"library {name}")

    assert windows_library("kernel32") == "library kernel32"
