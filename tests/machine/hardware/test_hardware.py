"""The hardware of the machine the tests run on, held against independent instruments."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import psutil
import pytest

from readiness.checks.base import HardwarePort
from readiness.domain.facts import System, Unavailable
from readiness.machine.sources.versions import dotted
from readiness.machine.this_machine import ThisMachine
from tests.checks.fake_hardware import FakeHardware

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the instruments are Linux programs")


def program(*command: str) -> str:
    """Return what a program prints, in English; skips where it is missing."""
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def lscpu() -> dict[str, str]:
    lines = (line.partition(":") for line in program("lscpu").splitlines())
    return {name.strip(): value.strip() for name, _, value in lines}


@pytest.mark.parametrize(("text", "version"), [("15.1", "15.1"), ("12", "12"), ("", None), ("rolling", None)])
def test_only_dotted_numbers_are_a_version(text: str, version: str | None) -> None:
    assert dotted(text) == version


@pytest.mark.parametrize(
    "hardware", [FakeHardware(), FakeHardware(brand=None), ThisMachine().hardware], ids=["fake", "no brand", "real"]
)
@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("system", System),
        ("system_version", str),
        ("boot", str),
        ("processor_brand", str),
        ("physical_cores", int),
        ("logical_cores", int),
        ("highest_clock_hz", float),
        ("memory_installed_bytes", int),
        ("memory_usable_bytes", int),
    ],
)
def test_the_fake_and_the_real_port_keep_one_contract(hardware: HardwarePort, method: str, kind: type) -> None:
    try:
        seen = getattr(hardware, method)()
    except Unavailable as refusal:
        assert refusal.unmeasured.detail  # noqa: PT017 - a machine may refuse, but not without a word
    else:
        assert isinstance(seen.value, kind)
        assert seen.value
        assert seen.source


@on_linux
def test_the_system_is_linux() -> None:
    assert ThisMachine().hardware.system().value is System.LINUX


@on_linux
def test_the_processor_is_named_as_lscpu_names_it() -> None:
    try:
        brand = ThisMachine().hardware.processor_brand().value
    except Unavailable:
        assert lscpu()["Model name"] in {"-", ""} or "unknown" in lscpu()["Model name"].casefold()
    else:
        assert lscpu()["Model name"].split() == brand.split()


@on_linux
def test_cores_and_threads_are_those_of_lscpu_and_psutil() -> None:
    told = lscpu()
    hardware = ThisMachine().hardware

    assert hardware.physical_cores().value == int(told["Core(s) per socket"]) * int(told["Socket(s)"])
    assert hardware.physical_cores().value == psutil.cpu_count(logical=False)
    assert hardware.logical_cores().value == psutil.cpu_count() == os.cpu_count()


@on_linux
def test_usable_memory_is_that_of_free_and_psutil_to_the_byte() -> None:
    usable = ThisMachine().hardware.memory_usable_bytes().value

    assert usable == psutil.virtual_memory().total
    assert usable == int(program("free", "-b").splitlines()[1].split()[1])


@on_linux
def test_installed_memory_is_at_least_the_usable_and_close_to_lsmem() -> None:
    hardware = ThisMachine().hardware
    try:
        installed = hardware.memory_installed_bytes()
    except Unavailable as refusal:
        assert refusal.unmeasured.detail  # noqa: PT017 - a machine may refuse, but not without a word
        return
    assert installed.value >= hardware.memory_usable_bytes().value
    online = next(line for line in program("lsmem", "-b").splitlines() if line.startswith("Total online memory"))
    # Firmware and graphics may keep up to a third of a small machine's memory from the kernel's blocks.
    assert int(online.split(":")[1]) == pytest.approx(installed.value, rel=0.34)


@on_linux
def test_the_clock_is_that_of_psutil_where_a_driver_gives_one() -> None:
    frequency = psutil.cpu_freq()
    try:
        clock = ThisMachine().hardware.highest_clock_hz()
    except Unavailable:
        assert frequency is None or not frequency.max
    else:
        assert clock.value > 0
        if clock.source.startswith("/sys") and frequency and frequency.max:
            # psutil averages over processors; ours is the highest of them.
            assert clock.value >= frequency.max * 1e6 * 0.99
