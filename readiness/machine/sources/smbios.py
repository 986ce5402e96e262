"""The firmware's description of the computer: SMBIOS structures (DSP0134) and what some of them say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

_HEADER: Final = 4
_FIRMWARE: Final = 0
_SYSTEM: Final = 1
_CHASSIS: Final = 3
# Section 7.4.1. What is not here ("other", "docking station", "handheld") is no answer.
_KINDS: Final = {
    "desktop": (3, 4, 5, 6, 7, 13, 15, 16, 24, 35, 36),
    "laptop": (8, 9, 10, 14),
    "tablet": (30,),
    "convertible": (31, 32),
    "server": (17, 23, 28, 29),
}
_KIND_BY_NUMBER: Final = {number: kind for kind, numbers in _KINDS.items() for number in numbers}
# ACPI specification, "Preferred_PM_Profile"; Windows counts its platform roles likewise.
_ROLES: Final = {1: "desktop", 2: "laptop", 3: "desktop", 4: "server", 5: "server", 7: "server", 8: "tablet"}
_DATE: Final = re.compile(r"(\d\d)/(\d\d)/(\d\d(?:\d\d)?)")
# Makers and products that hypervisors write into their guests' tables.
_VIRTUAL: Final = re.compile(
    r"\b(?:KVM|QEMU|VMware|VirtualBox|Xen|Bochs|Parallels|BHYVE|OpenStack|KubeVirt|Amazon EC2|Google Compute Engine"
    r"|Alibaba Cloud ECS|Apple Virtualization|Virtual Machine|Virtual Platform)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Structure:
    """One structure: its kind, its formatted area with the header, and its strings, counted from 1."""

    kind: int
    handle: int
    body: bytes
    strings: tuple[str, ...] = ()

    def byte(self, offset: int) -> int | None:
        """Return a field of one byte; None where an older table does not have it yet."""
        return self._number(offset, 1)

    def word(self, offset: int) -> int | None:
        """Return a little-endian field of two bytes."""
        return self._number(offset, 2)

    def double_word(self, offset: int) -> int | None:
        """Return a little-endian field of four bytes."""
        return self._number(offset, 4)

    def string(self, offset: int) -> str:
        """Return the string whose number stands in a field; empty where there is none."""
        number = self.byte(offset) or 0
        return self.strings[number - 1].strip() if 0 < number <= len(self.strings) else ""

    def _number(self, offset: int, size: int) -> int | None:
        field = self.body[offset : offset + size]
        return int.from_bytes(field, "little") if len(field) == size else None


def structures(table: bytes) -> Iterator[Structure]:
    """Walk the table: header, formatted area, then strings up to two zero bytes (section 6.1)."""
    start = 0
    while start + _HEADER <= len(table):
        length = table[start + 1]
        end = table.find(b"\0\0", start + length)
        if length < _HEADER:
            return
        body = table[start : start + length]
        strings = table[start + length : end if end >= 0 else len(table)].split(b"\0")
        texts = tuple(one.decode("latin-1") for one in strings)
        yield Structure(table[start], int.from_bytes(body[2:4], "little"), body, texts)
        if end < 0:
            return
        start = end + 2


@dataclass(frozen=True, slots=True)
class Identity:
    """What the firmware says the computer is. Serial numbers are never read."""

    chassis: int = 0
    maker: str = ""
    product: str = ""
    firmware_date: str = ""


def parse_identity(table: bytes) -> Identity:
    """Return what a raw structure table says of the computer, as far as it says it."""
    first: dict[int, Structure] = {}
    for one in structures(table):
        first.setdefault(one.kind, one)
    nothing = Structure(0, 0, b"")
    system, chassis = first.get(_SYSTEM, nothing), first.get(_CHASSIS, nothing)
    return Identity(
        # The highest bit says only whether the case has a lock.
        chassis=(chassis.byte(0x05) or 0) & 0x7F,
        maker=system.string(0x04),
        product=system.string(0x05),
        firmware_date=first.get(_FIRMWARE, nothing).string(0x08),
    )


def kind_of_chassis(number: int) -> str | None:
    """Return the kind of device a chassis type stands for, None when it stands for none."""
    return _KIND_BY_NUMBER.get(number)


def kind_of_role(number: int) -> str | None:
    """Return the kind of device a power management profile stands for, None for "unspecified" and the like."""
    return _ROLES.get(number)


def parse_date(text: str) -> date | None:
    """Return a firmware date: ``mm/dd/yyyy``, in old tables ``mm/dd/yy``; None for anything else."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    month, day, year = (int(part) for part in found.groups())
    try:
        return date(year + 1900 if len(found[3]) == len("yy") else year, month, day)
    except ValueError:
        return None


def names_virtual_machine(maker: str, product: str) -> bool:
    """Whether a hypervisor wrote these names. "Virtual" alone is not enough: real products are called so."""
    return _VIRTUAL.search(f"{maker} {product}") is not None
