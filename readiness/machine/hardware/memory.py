"""How much memory is fitted: from firmware tables where they can be read, else what can be said of it.

The sources, best first:

1. SMBIOS type 17 ("Memory Device", DSP0134 section 7.18), one structure per slot. Its raw
   table is readable by root only.
2. The same structures as udev's ``dmi_memory_id`` (systemd 248 and later) read them at boot,
   as properties of the DMI device that everybody may read.
3. In a virtual machine, whose firmware need not have such a table: the memory blocks the
   kernel was given.
4. An estimate, called so: the one usual size that firmware and graphics can have reduced
   to what the system can use. If there are two such sizes, there is no answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.domain.quantity import Quantity
from readiness.machine.sources.smbios import Structure, structures

GIB: Final = 2**30
MIB: Final = 2**20
KIB: Final = 2**10

USUAL_SIZES: Final = tuple(gib * GIB for gib in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256))
"""Totals that memory modules add up to in home computers."""

LARGEST_SHARE: Final = int(2.5 * GIB)
"""What firmware and integrated graphics keep at most by default: 2 GiB for graphics have been seen."""

KERNEL_SHARE: Final = 0.03
"""What a kernel keeps of the rest for its own tables, before it counts the memory."""

_ARRAY: Final = 16
_DEVICE: Final = 17
_SYSTEM_MEMORY: Final = 3
# ROM, flash, EEPROM, FEPROM, EPROM and logical non-volatile: chips and stores, not working memory.
_NOT_RAM: Final = frozenset({0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x1F})
_NOT_RAM_WORDS: Final = frozenset({"ROM", "Flash", "EEPROM", "FEPROM", "EPROM", "Logical non-volatile device"})


@dataclass(frozen=True, slots=True)
class MemoryClues:
    """What a Linux system shows of its memory; sizes in bytes, None where it shows nothing."""

    usable: int
    smbios: bytes | None = None
    udev: str | None = None
    blocks: int | None = None
    block: int | None = None
    virtual: bool = False


def fitted_memory(clues: MemoryClues) -> Observed[int]:
    """Return the memory fitted. Raises Unavailable when the clues allow no answer."""
    for total, source in (
        (smbios_memory(clues.smbios or b""), "SMBIOS type 17 (/sys/firmware/dmi/tables/DMI)"),
        (udev_memory(clues.udev or ""), "SMBIOS type 17 (udev: MEMORY_DEVICE_*_SIZE)"),
    ):
        # Less than the system uses cannot be fitted: such a table is wrong.
        if total and total >= clues.usable:
            return Observed(total, source, message("method.memory_firmware"))
    if clues.virtual:
        return _given_to_virtual_machine(clues)
    return _estimated(clues.usable)


def _given_to_virtual_machine(clues: MemoryClues) -> Observed[int]:
    total, block = clues.blocks or 0, clues.block or 0
    # The kernel keeps a little of every block; more than that means these are not the blocks in use.
    kept = total - clues.usable
    if block and 0 <= kept <= max(total // 10, 2 * block):
        source = "/sys/devices/system/memory: block_size_bytes x memory*"
        return Observed(total, source, message("method.memory_virtual"), spread=block)
    raise _unclear(clues.usable)


def _estimated(usable: int) -> Observed[int]:
    most = usable + LARGEST_SHARE + int(usable * KERNEL_SHARE)
    possible = [size for size in USUAL_SIZES if usable <= size <= most]
    # 5.7 GiB can be 6 or, with 2 GiB for graphics, 8: better no answer than the wrong one.
    if len(possible) != 1:
        raise _unclear(usable)
    size = possible[0]
    return Observed(size, "/proc/meminfo: MemTotal", message("method.memory_estimated"), spread=size - usable)


def _unclear(usable: int) -> Unavailable:
    at_least = Quantity(round(usable / GIB, 2), "GiB")
    return Unavailable(
        Reason.UNSUPPORTED,
        message("unmeasured.memory_fitted_unclear", at_least=at_least),
        message("remedy.memory_fitted"),
    )


# ------------------------------------------------------------------ SMBIOS


def smbios_memory(table: bytes) -> int | None:
    """Return the bytes of all memory modules in a raw SMBIOS structure table.

    None when the table names no module, or a module's size is unknown: a part is no total.
    """
    found = list(structures(table))
    # Some boards list their firmware's flash chip as a memory array of its own.
    use = {one.handle: one.byte(0x05) for one in found if one.kind == _ARRAY}
    sizes = [
        _module_bytes(one)
        for one in found
        if one.kind == _DEVICE
        and one.byte(0x12) not in _NOT_RAM
        and use.get(one.word(0x04) or 0, _SYSTEM_MEMORY) == _SYSTEM_MEMORY
    ]
    return _total(sizes)


def _module_bytes(module: Structure) -> int | None:
    """Return one module's size (offset 0Ch, extended at 1Ch); 0 for an empty slot, None for unknown."""
    size = module.word(0x0C)
    if size is None or size == 0xFFFF:  # noqa: PLR2004 - "unknown" in the specification's words
        return None
    if size == 0x7FFF:  # noqa: PLR2004 - "see the extended size"
        extended = module.double_word(0x1C)
        return None if extended is None else (extended & 0x7FFFFFFF) * MIB
    return (size & 0x7FFF) * (KIB if size & 0x8000 else MIB)


def udev_memory(properties: str) -> int | None:
    """Return the bytes of all memory modules in udev's properties of the DMI device, None as above."""
    known = dict(line.partition("=")[::2] for line in properties.splitlines())
    sizes = [
        int(value) if value.isdecimal() else None
        for name, value in known.items()
        if name.startswith("MEMORY_DEVICE_") and name.endswith("_SIZE") and _is_ram(known, name)
    ]
    return _total(sizes)


def _is_ram(known: dict[str, str], size_name: str) -> bool:
    return known.get(size_name.removesuffix("SIZE") + "TYPE") not in _NOT_RAM_WORDS


def _total(sizes: list[int | None]) -> int | None:
    known = [size for size in sizes if size is not None]
    return sum(known) or None if len(known) == len(sizes) else None
