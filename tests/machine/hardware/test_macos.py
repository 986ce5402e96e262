"""macOS, answering as recorded Macs did."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Reason, System, Unavailable
from readiness.machine.hardware.macos import MacosHardware, parse_number, parse_text, read_sysctl

RECORDINGS: Final = Path(__file__).parents[2] / "recordings" / "hardware" / "macos"
GIB: Final = 2**30

_FOUR_BYTES: Final = frozenset({"hw.physicalcpu", "hw.logicalcpu"})


def recorded(name: str) -> dict[str, str]:
    lines = (line.partition(": ") for line in (RECORDINGS / f"{name}.sysctl").read_text(encoding="utf-8").splitlines())
    return {name: value for name, _, value in lines}


def mac(values: Mapping[str, str]) -> MacosHardware:
    """A Mac that gives these values in the binary form sysctlbyname(3) has for them."""
    return MacosHardware(lambda name: binary(name, values[name]) if name in values else None)


def binary(name: str, value: str) -> bytes:
    if value.isdecimal():
        return int(value).to_bytes(4 if name in _FOUR_BYTES else 8, "little")
    return value.encode() + b"\0"


@pytest.mark.parametrize(
    ("name", "brand", "cores", "installed", "usable"),
    [
        ("m5", "Apple M5", 10, 24 * GIB, 24883216384),
        ("m4-max", "Apple M4 Max", 16, 64 * GIB, 67793829888),
        ("m1-under-rosetta", "Apple M1", 8, 16 * GIB, 16635117568),
    ],
)
def test_recorded_macs(name: str, brand: str, cores: int, installed: int, usable: int) -> None:
    hardware = mac(recorded(name))

    assert hardware.system().value is System.MACOS
    assert hardware.processor_brand().value == brand
    assert (hardware.physical_cores().value, hardware.logical_cores().value) == (cores, cores)
    assert hardware.memory_installed_bytes().value == installed
    assert hardware.memory_usable_bytes().value == usable


@pytest.mark.parametrize("name", ["m5", "m4-max", "m1-under-rosetta"])
def test_apple_silicon_has_no_clock_not_even_the_one_rosetta_invents(name: str) -> None:
    with pytest.raises(Unavailable) as refusal:
        mac(recorded(name)).highest_clock_hz()

    assert refusal.value.unmeasured.reason is Reason.UNSUPPORTED
    assert refusal.value.unmeasured.detail
    assert refusal.value.unmeasured.detail.id == "unmeasured.processor_clock_apple"


def test_an_intel_mac_has_the_clock_in_its_name() -> None:
    hardware = mac(recorded("i7-6700k"))

    assert hardware.processor_brand().value == "Intel(R) Core(TM) i7-6700K CPU @ 4.00GHz"
    assert hardware.highest_clock_hz().value == 4e9


def test_an_intel_mac_may_tell_its_clock() -> None:
    clock = mac({**recorded("i7-6700k"), "hw.cpufrequency_max": "4000000000"}).highest_clock_hz()

    assert (clock.value, clock.source) == (4e9, "sysctl hw.cpufrequency_max")


def test_an_intel_mac_may_tell_no_clock() -> None:
    with pytest.raises(Unavailable):
        mac({"machdep.cpu.brand_string": "Intel(R) Xeon(R) 6972P"}).highest_clock_hz()


def test_a_start_has_a_name_of_its_own() -> None:
    assert mac({"kern.bootsessionuuid": "61A2-B3"}).boot().value == "61A2-B3"


def test_the_version_is_the_products() -> None:
    assert mac({"kern.osproductversion": "15.1"}).system_version().value == "15.1"


@pytest.mark.parametrize("version", ["10.16", "", "beta"])
def test_the_version_told_to_old_programs_is_none(version: str) -> None:
    with pytest.raises(Unavailable):
        mac({"kern.osproductversion": version}).system_version()


@pytest.mark.parametrize(
    "ask",
    [
        MacosHardware.system_version,
        MacosHardware.boot,
        MacosHardware.processor_brand,
        MacosHardware.physical_cores,
        MacosHardware.logical_cores,
        MacosHardware.highest_clock_hz,
        MacosHardware.memory_installed_bytes,
        MacosHardware.memory_usable_bytes,
    ],
)
def test_a_name_that_is_not_known_is_unavailable(ask: Callable[[MacosHardware], object]) -> None:
    with pytest.raises(Unavailable):
        ask(mac({}))


@given(st.binary(max_size=16))
def test_no_bytes_break_a_parser(value: bytes) -> None:
    assert parse_number(value) >= 0
    assert "\0" not in parse_text(value)


# ------------------------------------------------------------------ the call itself


class ByReference(Protocol):
    """What ctypes.byref makes of a size."""

    _obj: ctypes.c_size_t


Buffer: TypeAlias = "ctypes.Array[ctypes.c_char]"
Call: TypeAlias = "Callable[[bytes, Buffer | None, ByReference, None, ctypes.c_size_t], int]"


def sysctl_giving(content: bytes, *, vanishing: bool = False) -> Callable[[], Call]:
    """A sysctlbyname(3) on Python's side of ctypes that knows one name."""

    def call(name: bytes, old: Buffer | None, old_length: ByReference, new: None, new_length: ctypes.c_size_t) -> int:
        assert new is None
        assert new_length.value == 0
        if name != b"hw.memsize" or (vanishing and old is not None):
            return -1
        if old is not None:
            ctypes.memmove(old, content, len(content))
        old_length._obj.value = len(content)
        return 0

    return lambda: call


def test_a_value_is_asked_for_its_size_first() -> None:
    content = (8 * GIB).to_bytes(8, "little")

    assert read_sysctl("hw.memsize", sysctl_giving(content)) == content


def test_an_unknown_name_has_no_value() -> None:
    assert read_sysctl("hw.cpufrequency_max", sysctl_giving(b"")) is None
    assert read_sysctl("hw.memsize", sysctl_giving(b"12345678", vanishing=True)) is None


@pytest.mark.skipif(sys.platform != "darwin", reason="only macOS has sysctlbyname with these names")
def test_this_mac_answers() -> None:
    hardware = MacosHardware()

    assert hardware.processor_brand().value
    assert hardware.memory_installed_bytes().value >= hardware.memory_usable_bytes().value
