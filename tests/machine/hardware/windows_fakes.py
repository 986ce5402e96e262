"""A made-up Windows for the hardware reader, and the structures it answers with."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TypeVar

from readiness.machine.hardware.windows_api import MEMORY_STATUS_SIZE, VERSION_SIZE, HardwareApi

T = TypeVar("T")


def core(*masks: int, pointer_size: int = 8, kind: int = 0) -> bytes:
    """One SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX with a PROCESSOR_RELATIONSHIP, one mask per group."""
    groups = b"".join(
        mask.to_bytes(pointer_size, "little") + struct.pack("<H6x", number) for number, mask in enumerate(masks)
    )
    body = struct.pack("<BB20xH", int(len(masks) > 1), 0, len(masks)) + groups
    return struct.pack("<II", kind, 8 + len(body)) + body


def memory_status(total: int) -> bytes:
    """A MEMORYSTATUSEX."""
    return struct.pack("<IIQ48x", MEMORY_STATUS_SIZE, 40, total)


def power(*megahertz: int) -> bytes:
    """PROCESSOR_POWER_INFORMATION records: number, MaxMhz, CurrentMhz, MhzLimit and two idle states."""
    return b"".join(struct.pack("<6I", number, mhz, 800, mhz, 2, 1) for number, mhz in enumerate(megahertz))


def version(major: int, minor: int, build: int) -> bytes:
    """An OSVERSIONINFOW."""
    return struct.pack("<5I256x", VERSION_SIZE, major, minor, build, 2)


@dataclass
class FakeHardwareApi(HardwareApi):
    """A laptop with four cores of two threads; what is None is refused."""

    name: str | None = "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz  "
    cores: bytes | None = field(default_factory=lambda: b"".join(core(0b11 << 2 * number) for number in range(4)))
    installed: int | None = 8 * 1024**2
    memory: bytes | None = field(default_factory=lambda: memory_status(8_452_890_624))
    power: bytes | None = field(default_factory=lambda: power(*[1800] * 8))
    windows: bytes | None = field(default_factory=lambda: version(10, 0, 22631))
    pointer_size: int = 8
    start: int | None = 211

    def processor_value(self, name: str) -> str | int:
        assert name == "ProcessorNameString"
        return given_or_refused(self.name)

    def boot_number(self) -> str | int:
        return given_or_refused(self.start)

    def core_records(self) -> bytes:
        return given_or_refused(self.cores)

    def installed_kibibytes(self) -> int:
        return given_or_refused(self.installed)

    def memory_status(self) -> bytes:
        return given_or_refused(self.memory)

    def power_records(self) -> bytes:
        return given_or_refused(self.power)

    def version(self) -> bytes:
        return given_or_refused(self.windows)


def given_or_refused(value: T | None) -> T:
    if value is None:
        raise OSError("refused")
    return value
