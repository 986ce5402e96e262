"""Windows: what the calls of ``windows_api`` answer.

Byte layouts are those of the structures' pages on learn.microsoft.com (winnt.h, sysinfoapi.h);
numbers are little-endian on every processor Windows runs on.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from readiness.analysis.computer.processor_name import rated_clock_hz
from readiness.domain.facts import Observed, System, Unavailable
from readiness.domain.message import message
from readiness.machine.hardware.windows_api import POWER_RECORD_SIZE, HardwareApi
from readiness.machine.sources.windows_answers import answer_of, told

WINDOWS_11_BUILD: Final = 22000
"""Windows 11 calls itself 10.0 too; builds from here on are 11."""

_KIB: Final = 1024
_RECORD_HEADER: Final = 8
_CORE: Final = 0


# ------------------------------------------------------------------ parsing


def parse_cores(records: bytes, pointer_size: int) -> tuple[int, ...]:
    """Return the number of threads of each core; empty for records that do not fit together.

    A record: DWORD relationship, DWORD size, then PROCESSOR_RELATIONSHIP with its
    WORD group count at 22 and GROUP_AFFINITY entries from 24 on, each a mask, a WORD and
    three reserved ones.
    """
    return tuple(_threads(body, pointer_size) for kind, body in _records(records) if kind == _CORE)


def _records(records: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    while start + _RECORD_HEADER <= len(records):
        kind, size = struct.unpack_from("<II", records, start)
        if size <= _RECORD_HEADER or start + size > len(records):
            return
        yield kind, records[start + _RECORD_HEADER : start + size]
        start += size


def _threads(body: bytes, pointer_size: int) -> int:
    entry = pointer_size + 8
    groups = int.from_bytes(body[22:24], "little")
    masks = (body[24 + entry * group : 24 + entry * group + pointer_size] for group in range(groups))
    return sum(int.from_bytes(mask, "little").bit_count() for mask in masks)


def parse_total_physical(status: bytes) -> int:
    """Return ullTotalPhys of a MEMORYSTATUSEX, in bytes; 0 when there is none."""
    return int.from_bytes(status[8:16], "little")


def parse_highest_mhz(records: bytes) -> int:
    """Return the highest MaxMhz of PROCESSOR_POWER_INFORMATION records, 0 when there is none."""
    whole = len(records) // POWER_RECORD_SIZE * POWER_RECORD_SIZE
    return max((record[1] for record in struct.iter_unpack("<6I", records[:whole])), default=0)


def parse_version(information: bytes) -> tuple[int, int, int] | None:
    """Return major, minor and build of an OSVERSIONINFOW, None when it is too short or empty."""
    if len(information) < 16:  # noqa: PLR2004 - four DWORDs
        return None
    _, major, minor, build = struct.unpack_from("<4I", information)
    return (major, minor, build) if major else None


# ------------------------------------------------------------------ the port


class WindowsHardware:
    """A Windows system, asked through its documented calls."""

    def __init__(self, calls: HardwareApi | None = None) -> None:
        self._calls = calls or HardwareApi()

    def system(self) -> Observed[System]:
        """Return Windows: the module is chosen by it."""
        return Observed(System.WINDOWS, "sys.platform")

    def system_version(self) -> Observed[str]:
        """Return major.minor.build; Windows 11 is 10.0.22000 and later."""
        missing = message("unmeasured.system_version")
        version = told(parse_version(answer_of(self._calls.version, missing)), missing)
        name = "Windows 11" if version >= (10, 0, WINDOWS_11_BUILD) else "Windows"
        return Observed(".".join(map(str, version)), f"RtlGetVersion: {name}")

    def boot(self) -> Observed[str]:
        """Return BootId. A computer that was only "shut down fast" goes on with the same one."""
        missing = message("unmeasured.boot_unknown")
        return Observed(str(told(answer_of(self._calls.boot_number, missing), missing)), "PrefetchParameters: BootId")

    def processor_brand(self) -> Observed[str]:
        """Return ProcessorNameString, which CPUID or the firmware filled in."""
        missing = message("unmeasured.processor_unnamed")
        brand = answer_of(lambda: self._calls.processor_value("ProcessorNameString"), missing)
        text = brand.strip() if isinstance(brand, str) else ""
        return Observed(told(text, missing), "HKLM CentralProcessor\\0: ProcessorNameString")

    def physical_cores(self) -> Observed[int]:
        """Return the number of core records."""
        return Observed(len(self._cores()), "GetLogicalProcessorInformationEx: RelationProcessorCore")

    def logical_cores(self) -> Observed[int]:
        """Return the threads of all cores, over all processor groups."""
        return Observed(sum(self._cores()), "GetLogicalProcessorInformationEx: GroupMask")

    def highest_clock_hz(self) -> Observed[float]:
        """Return MaxMhz, "the maximum specified clock frequency": the rated one, boost is not in it."""
        missing = message("unmeasured.processor_clock")
        try:
            megahertz = parse_highest_mhz(answer_of(self._calls.power_records, missing))
        except Unavailable:
            megahertz = 0
        if megahertz:
            return Observed(megahertz * 1e6, "CallNtPowerInformation: MaxMhz", message("method.processor_clock_rated"))
        brand = self.processor_brand()
        rated = told(rated_clock_hz(brand.value), missing)
        return Observed(rated, brand.source, message("method.processor_clock_in_name"))

    def memory_installed_bytes(self) -> Observed[int]:
        """Return what SMBIOS says is fitted; Windows refuses a malformed table by itself."""
        missing = message("unmeasured.memory_firmware")
        kibibytes = told(answer_of(self._calls.installed_kibibytes, missing), missing)
        return Observed(kibibytes * _KIB, "GetPhysicallyInstalledSystemMemory", message("method.memory_firmware"))

    def memory_usable_bytes(self) -> Observed[int]:
        """Return ullTotalPhys."""
        missing = message("unmeasured.memory_unknown")
        total = told(parse_total_physical(answer_of(self._calls.memory_status, missing)), missing)
        return Observed(total, "GlobalMemoryStatusEx: ullTotalPhys")

    def _cores(self) -> tuple[int, ...]:
        missing = message("unmeasured.processor_cores")
        cores = parse_cores(answer_of(self._calls.core_records, missing), self._calls.pointer_size)
        # A core without a thread means that the records were not understood.
        return told(cores if all(cores) else (), missing)
