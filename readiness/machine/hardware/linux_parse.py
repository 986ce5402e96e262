"""What Linux writes about processors and systems, as text -> values. Pure; nothing is read here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

Processors = Sequence[Mapping[str, str]]
"""One mapping per logical processor of /proc/cpuinfo; names in small letters."""

# Kernels for 32-bit ARM name the architecture, not the processor.
_ARCHITECTURE: Final = re.compile(r"(?:armv\d|aarch64)\b.*", re.IGNORECASE)
_CPU_RANGE: Final = re.compile(r"(\d+)(?:-(\d+))?")

# Chips in the "compatible" list of a device tree: Documentation/devicetree/bindings/arm/apple.yaml.
_APPLE_CHIPS: Final = MappingProxyType(
    {
        "t8103": "M1",
        "t6000": "M1 Pro",
        "t6001": "M1 Max",
        "t6002": "M1 Ultra",
        "t8112": "M2",
        "t6020": "M2 Pro",
        "t6021": "M2 Max",
        "t6022": "M2 Ultra",
        "t8122": "M3",
        "t6030": "M3 Pro",
        "t6031": "M3 Max",
        "t6034": "M3 Max",
    }
)

# Main ID register: implementer and part, as Arm's reference manuals of each core give them.
_ARM_CORES: Final = MappingProxyType(
    {
        0xD03: "Cortex-A53",
        0xD04: "Cortex-A35",
        0xD05: "Cortex-A55",
        0xD07: "Cortex-A57",
        0xD08: "Cortex-A72",
        0xD09: "Cortex-A73",
        0xD0A: "Cortex-A75",
        0xD0B: "Cortex-A76",
        0xD0C: "Neoverse-N1",
        0xD0D: "Cortex-A77",
        0xD40: "Neoverse-V1",
        0xD41: "Cortex-A78",
        0xD44: "Cortex-X1",
        0xD46: "Cortex-A510",
        0xD47: "Cortex-A710",
        0xD48: "Cortex-X2",
        0xD49: "Neoverse-N2",
        0xD4B: "Cortex-A78C",
        0xD4C: "Cortex-X1C",
        0xD4D: "Cortex-A715",
        0xD4E: "Cortex-X3",
        0xD4F: "Neoverse-V2",
        0xD80: "Cortex-A520",
        0xD81: "Cortex-A720",
        0xD82: "Cortex-X4",
    }
)
_ARM_LIMITED: Final = "0x41"


def parse_cpuinfo(text: str) -> Processors:
    """Return the logical processors of /proc/cpuinfo; what stands apart from them (ARM's tail) is dropped."""
    # The order of fields differs between architectures; only the blank line between processors is common.
    blocks = ([line.partition(":") for line in block.splitlines() if ":" in line] for block in text.split("\n\n"))
    found = ({name.strip().casefold(): value.strip() for name, _, value in block} for block in blocks)
    return tuple(one for one in found if "processor" in one)


def brand_of(processors: Processors) -> str | None:
    """Return the first model name that names a processor."""
    names = (one.get("model name", "") for one in processors)
    return next((name for name in names if name and not _ARCHITECTURE.fullmatch(name)), None)


def brand_from_device_tree(compatible: bytes) -> str | None:
    """Return the processor's name from /proc/device-tree/compatible, None for chips not known here."""
    for entry in compatible.decode("ascii", "replace").split("\0"):
        maker, _, chip = entry.partition(",")
        if maker == "apple" and chip in _APPLE_CHIPS:
            return f"Apple {_APPLE_CHIPS[chip]}"
        # Boards name the chip they were made for, not the bin fitted: the series is all that is certain.
        if maker == "qcom" and chip.startswith("x1"):
            return f"Qualcomm Snapdragon X ({chip})"
    return None


def brand_from_parts(processors: Processors) -> str | None:
    """Return the ARM cores by implementer and part, None unless every one is known."""
    # Part numbers mean something only together with their implementer; the table holds Arm's own.
    parts = [(one.get("cpu implementer"), one.get("cpu part", "")) for one in processors]
    names = [_ARM_CORES.get(hexadecimal(part)) for _, part in parts]
    if not names or any(maker != _ARM_LIMITED for maker, _ in parts) or None in names:
        return None
    return "ARM " + " + ".join(dict.fromkeys(name for name in names if name))


def cores_of(processors: Processors) -> int | None:
    """Return the distinct cores by package and core id, None when a processor does not tell."""
    pairs = [(one.get("physical id"), one.get("core id")) for one in processors]
    return len(set(pairs)) if pairs and all(package and core for package, core in pairs) else None


def is_virtual(processors: Processors) -> bool:
    """Whether the processor carries the flag every x86 hypervisor sets for its guests."""
    return any("hypervisor" in one.get("flags", "").split() for one in processors)


def parse_cpu_list(text: str) -> tuple[int, ...]:
    """Return the numbers of a kernel list: ``0-3,8`` -> 0, 1, 2, 3, 8; empty for anything else."""
    ranges = [_CPU_RANGE.fullmatch(part) for part in text.strip().split(",")]
    if not all(ranges):
        return ()
    return tuple(number for found in ranges if found for number in range(int(found[1]), int(found[2] or found[1]) + 1))


def parse_kibibytes(meminfo: str, name: str) -> int | None:
    """Return a figure of /proc/meminfo in bytes: its "kB" are 1024 bytes (Documentation/filesystems/proc.rst)."""
    found = re.search(rf"^{re.escape(name)}:\s*(\d+) kB$", meminfo, re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def parse_os_release(text: str) -> Mapping[str, str]:
    """Return the assignments of /etc/os-release (its manual page, os-release(5)), without quotation marks."""
    pairs = (line.partition("=") for line in text.splitlines() if not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, _, value in pairs if name.strip()}


def hexadecimal(text: str) -> int:
    """Return a hexadecimal number with or without 0x, 0 for anything else."""
    found = re.fullmatch(r"\s*(?:0x)?([0-9a-fA-F]+)\s*", text)
    return int(found[1], 16) if found else 0


def highest(numbers: Iterable[str]) -> int:
    """Return the highest of the whole numbers, 0 when there is none."""
    return max((int(number) for number in numbers if number.strip().isdecimal()), default=0)
