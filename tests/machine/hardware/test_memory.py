"""What is fitted: real firmware tables, and what can be said without one."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.quantity import Quantity
from readiness.machine.hardware.memory import GIB, MIB, MemoryClues, fitted_memory, smbios_memory, udev_memory

RECORDINGS: Final = Path(__file__).parents[2] / "recordings" / "hardware"


def real_table() -> bytes:
    """Return the recorded stretch of a real table, from the first structure that begins in it."""
    stretch = base64.b64decode((RECORDINGS / "smbios" / "ryzen-3-2200g.base64").read_text(encoding="ascii"))
    return stretch[stretch.index(b"\0\0") + 2 :]


def udev(name: str) -> str:
    return (RECORDINGS / "linux" / f"{name}.udev").read_text(encoding="utf-8")


def device(size: int, *, extended: int | None = None, kind: int = 0x1A, array: int = 0x10) -> bytes:
    """A type 17 structure, made up after DSP0134."""
    body = bytearray(0x28 if extended is not None else 0x15)
    body[0:4] = bytes((17, len(body), 0x20, 0))
    body[4:6] = array.to_bytes(2, "little")
    body[0x0C:0x0E] = size.to_bytes(2, "little")
    body[0x12] = kind
    if extended is not None:
        body[0x1C:0x20] = extended.to_bytes(4, "little")
    return bytes(body) + b"DIMM 0\0\0"


def array(use: int, handle: int = 0x10) -> bytes:
    """A type 16 structure, made up after DSP0134."""
    return bytes((16, 15)) + handle.to_bytes(2, "little") + bytes((3, use)) + bytes(9) + b"\0\0"


# ------------------------------------------------------------------ firmware tables


def test_a_real_table_with_two_modules_in_four_slots() -> None:
    assert smbios_memory(real_table()) == 16 * GIB


@pytest.mark.parametrize(("name", "gib"), [("thinkcentre-m720s", 24), ("thinkpad-x280", 8)])
def test_real_udev_properties(name: str, gib: int) -> None:
    assert udev_memory(udev(name)) == gib * GIB


@pytest.mark.parametrize(
    ("structures", "size"),
    [
        ([device(8192)], 8 * GIB),
        ([device(8192), device(0)], 8 * GIB),
        ([device(0x8000 | 512)], 512 * 1024),
        ([device(0x7FFF, extended=65536)], 64 * GIB),
        ([device(0x7FFF)], None),
        ([device(0xFFFF)], None),
        ([device(8192), device(0xFFFF)], None),
        ([device(0)], None),
        ([device(8192), device(16, kind=0x09)], 8 * GIB),
        ([array(3), device(8192), array(5, 0x11), device(16, array=0x11)], 8 * GIB),
        ([], None),
        ([bytes((17, 2, 0, 0))], None),
        ([device(8192)[:-2]], 8 * GIB),
    ],
)
def test_made_up_tables(structures: list[bytes], size: int | None) -> None:
    assert smbios_memory(b"".join(structures)) == size


@pytest.mark.parametrize(
    ("properties", "size"),
    [
        ("MEMORY_DEVICE_0_SIZE=8589934592\nMEMORY_DEVICE_1_PRESENT=0\n", 8 * GIB),
        ("MEMORY_DEVICE_0_SIZE=8589934592\nMEMORY_DEVICE_1_SIZE=16777216\nMEMORY_DEVICE_1_TYPE=Flash\n", 8 * GIB),
        ("MEMORY_DEVICE_0_SIZE=8589934592\nMEMORY_DEVICE_1_SIZE=Unknown\n", None),
        ("ID_VENDOR=innotek_GmbH\n", None),
        ("", None),
    ],
)
def test_udev_properties(properties: str, size: int | None) -> None:
    assert udev_memory(properties) == size


@given(st.binary(max_size=200))
def test_no_bytes_break_the_walk(table: bytes) -> None:
    assert smbios_memory(table) != 0
    assert smbios_memory(real_table() + table) is None or smbios_memory(real_table() + table)


@given(st.text(max_size=200))
def test_no_text_breaks_the_properties(text: str) -> None:
    assert udev_memory(text) is None
    assert udev_memory("MEMORY_DEVICE_0_SIZE=" + text) != 0


# ------------------------------------------------------------------ which source counts


def test_the_raw_table_comes_first_then_udev() -> None:
    usable = int(7.6 * GIB)
    both = MemoryClues(usable, smbios=device(8192), udev=udev("thinkcentre-m720s"))

    assert fitted_memory(both).value == 8 * GIB
    assert fitted_memory(MemoryClues(usable, udev=udev("thinkcentre-m720s"))).value == 24 * GIB


def test_a_table_that_has_less_than_the_system_uses_is_not_believed() -> None:
    clues = MemoryClues(int(15.5 * GIB), smbios=device(8192), udev="")

    fitted = fitted_memory(clues)

    assert fitted.value == 16 * GIB
    assert fitted.method
    assert fitted.method.id == "method.memory_estimated"


@pytest.mark.parametrize(
    ("usable_mib", "blocks", "block_mib", "gib"),
    [(24105, 192, 128, 24), (7947, 64, 128, 8), (1964, 16, 128, 2), (64200, 32, 2048, 64)],
)
def test_a_virtual_machine_has_its_blocks(usable_mib: int, blocks: int, block_mib: int, gib: int) -> None:
    block = block_mib * MIB
    fitted = fitted_memory(MemoryClues(usable_mib * MIB, blocks=blocks * block, block=block, virtual=True))

    assert fitted.value == gib * GIB
    assert fitted.spread == block


@pytest.mark.parametrize(("blocks", "block"), [(None, None), (0, 0), (4 * GIB, 128 * MIB), (32 * GIB, 128 * MIB)])
def test_blocks_that_do_not_fit_the_usable_memory_are_no_answer(blocks: int | None, block: int | None) -> None:
    with pytest.raises(Unavailable):
        fitted_memory(MemoryClues(int(7.7 * GIB), blocks=blocks, block=block, virtual=True))


def totals() -> list[tuple[int, int | None]]:
    lines = (RECORDINGS / "memory_totals.txt").read_text(encoding="utf-8").splitlines()
    columns = [[part.strip() for part in line.split("|")] for line in lines if line and not line.startswith("#")]
    return [(int(total) * 1024, None if said == "-" else int(said)) for total, _, said, _ in columns]


@pytest.mark.parametrize(("usable", "gib"), totals())
def test_the_estimate_on_machines_whose_owner_knew(usable: int, gib: int | None) -> None:
    if gib is None:
        with pytest.raises(Unavailable) as refusal:
            fitted_memory(MemoryClues(usable))
        assert refusal.value.unmeasured.reason is Reason.UNSUPPORTED
        assert refusal.value.unmeasured.detail
        assert refusal.value.unmeasured.detail["at_least"] == Quantity(round(usable / GIB, 2), "GiB")
        return
    fitted = fitted_memory(MemoryClues(usable))
    assert fitted.value == gib * GIB
    assert fitted.spread == fitted.value - usable


@given(st.integers(min_value=1, max_value=2**42))
def test_an_estimate_is_never_less_than_what_is_used(usable: int) -> None:
    try:
        fitted = fitted_memory(MemoryClues(usable))
    except Unavailable:
        return
    assert fitted.value >= usable
