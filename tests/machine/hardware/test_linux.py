"""Linux trees rebuilt from recordings of real machines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.hardware.linux import LinuxHardware, read_udev_properties
from readiness.machine.hardware.linux_parse import (
    brand_from_device_tree,
    brand_from_parts,
    brand_of,
    cores_of,
    hexadecimal,
    highest,
    is_virtual,
    parse_cpu_list,
    parse_cpuinfo,
    parse_kibibytes,
    parse_os_release,
)

RECORDINGS: Final = Path(__file__).parents[2] / "recordings" / "hardware" / "linux"


def recorded(name: str) -> str:
    return (RECORDINGS / name).read_text(encoding="utf-8")


def linux(root: Path, files: Mapping[str, str], udev: str = "") -> LinuxHardware:
    """A Linux system that consists of these files."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return LinuxHardware(root, lambda: udev)


def topology(table: str) -> dict[str, str]:
    """The files that tell which processors share a core, from lines "processor core"."""
    pairs = [line.split() for line in table.splitlines() if not line.startswith("#")]
    files = {"sys/devices/system/cpu/online": f"0-{len(pairs) - 1}\n"}
    for number, core in pairs:
        siblings = ",".join(other for other, its_core in pairs if its_core == core)
        files[f"sys/devices/system/cpu/cpu{number}/topology/core_cpus_list"] = f"{siblings}\n"
    return files


# ------------------------------------------------------------------ processor


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        ("a9-9420", "AMD A9-9420 RADEON R5, 5 COMPUTE CORES 2C+3G"),
        ("ultra-9-285", "Intel(R) Core(TM) Ultra 9 285"),
        ("virtual-epyc", "AMD EPYC"),
        ("raspberry-pi-3", "ARM Cortex-A53"),
        ("graviton-2", "ARM Neoverse-N1"),
    ],
)
def test_the_brand_is_found_on_every_recorded_machine(tmp_path: Path, name: str, brand: str) -> None:
    assert linux(tmp_path, {"proc/cpuinfo": recorded(f"{name}.cpuinfo")}).processor_brand().value == brand


def test_an_architecture_is_no_brand(tmp_path: Path) -> None:
    machine = linux(tmp_path, {"proc/cpuinfo": recorded("armada-385.cpuinfo")})

    with pytest.raises(Unavailable) as refusal:
        machine.processor_brand()

    assert refusal.value.unmeasured.reason is Reason.UNSUPPORTED


@pytest.mark.parametrize(
    ("compatible", "brand"),
    [
        ("apple,j313\0apple,t8103\0apple,arm-platform\0", "Apple M1"),
        ("apple,j314s\0apple,t6000\0apple,arm-platform\0", "Apple M1 Pro"),
        ("lenovo,yoga-slim7x\0qcom,x1e80100\0", "Qualcomm Snapdragon X (x1e80100)"),
        ("raspberrypi,4-model-b\0brcm,bcm2711\0", None),
        ("", None),
    ],
)
def test_a_device_tree_names_the_chips_it_is_known_for(compatible: str, brand: str | None) -> None:
    assert brand_from_device_tree(compatible.encode()) == brand


def test_the_device_tree_comes_before_the_core_parts(tmp_path: Path) -> None:
    files = {"proc/cpuinfo": "processor : 0\nCPU implementer : 0x61\nCPU part : 0x022\n"}
    files["proc/device-tree/compatible"] = "apple,j313\0apple,t8103\0apple,arm-platform\0"

    assert linux(tmp_path, files).processor_brand().source == "/proc/device-tree/compatible"


@pytest.mark.parametrize(
    "cpuinfo",
    [
        "processor : 0\nCPU implementer : 0x70\nCPU part : 0x662\n",
        "processor : 0\nCPU implementer : 0x41\nCPU part : 0xfff\n",
        "processor : 0\nCPU implementer : 0x41\nCPU part : what\n",
        "",
    ],
)
def test_cores_that_are_not_in_the_table_stay_unnamed(cpuinfo: str) -> None:
    assert brand_from_parts(parse_cpuinfo(cpuinfo)) is None


def test_different_cores_are_named_once_each() -> None:
    core = "processor : {}\nCPU implementer : 0x41\nCPU part : {}\n"
    cpuinfo = "\n".join(core.format(number, part) for number, part in enumerate(["0xd46", "0xd46", "0xd4d", "0xd4e"]))

    assert brand_from_parts(parse_cpuinfo(cpuinfo)) == "ARM Cortex-A510 + Cortex-A715 + Cortex-X3"


def test_cores_of_three_kinds_are_counted_as_util_linux_counts_them(tmp_path: Path) -> None:
    machine = linux(tmp_path, topology(recorded("ultra-9-185h.cores")))

    assert machine.physical_cores().value == 16
    assert machine.logical_cores().value == 22


def test_older_kernels_name_the_siblings_otherwise(tmp_path: Path) -> None:
    cpus = "sys/devices/system/cpu"
    files = {f"{cpus}/online": "0-1\n", f"{cpus}/cpu0/topology/thread_siblings_list": "0-1\n"}
    files[f"{cpus}/cpu1/topology/thread_siblings_list"] = "0-1\n"

    assert linux(tmp_path, files).physical_cores().value == 1


def test_without_topology_the_core_ids_of_cpuinfo_count(tmp_path: Path) -> None:
    machine = linux(tmp_path, {"proc/cpuinfo": recorded("virtual-epyc.cpuinfo")})

    assert (machine.physical_cores().value, machine.logical_cores().value) == (2, 2)


def test_unknown_cores_are_not_zero(tmp_path: Path) -> None:
    machine = linux(tmp_path, {"proc/cpuinfo": recorded("raspberry-pi-3.cpuinfo")})

    assert machine.logical_cores().value == 4
    with pytest.raises(Unavailable):
        machine.physical_cores()
    with pytest.raises(Unavailable):
        linux(tmp_path / "empty", {}).logical_cores()


# ------------------------------------------------------------------ clock

_MAXIMUM = "sys/devices/system/cpu/cpu{}/cpufreq/cpuinfo_max_freq"


def test_the_highest_of_all_processors_is_the_highest_clock(tmp_path: Path) -> None:
    clock = linux(tmp_path, {_MAXIMUM.format(0): "3800000\n", _MAXIMUM.format(10): "5100000\n"}).highest_clock_hz()

    assert clock.value == 5.1e9
    assert clock.method
    assert clock.method.id == "method.processor_clock_driver"


@pytest.mark.parametrize("driver", [{}, {_MAXIMUM.format(0): "0\n"}, {_MAXIMUM.format(0): "<unknown>\n"}])
def test_without_a_driver_the_clock_is_the_one_in_the_name(tmp_path: Path, driver: Mapping[str, str]) -> None:
    cpuinfo = "processor\t: 0\nmodel name\t: Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz\n"

    clock = linux(tmp_path, {"proc/cpuinfo": cpuinfo, **driver}).highest_clock_hz()

    assert clock.value == 1.6e9
    assert clock.method
    assert clock.method.id == "method.processor_clock_in_name"


def test_no_clock_is_not_zero(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        linux(tmp_path, {"proc/cpuinfo": recorded("virtual-epyc.cpuinfo")}).highest_clock_hz()


# ------------------------------------------------------------------ system and memory


def test_the_distribution_gives_the_version(tmp_path: Path) -> None:
    version = linux(tmp_path, {"etc/os-release": recorded("debian-12.os-release")}).system_version()

    assert version.value == "12"
    assert "Debian GNU/Linux 12" in version.source


def test_a_start_has_a_name_of_its_own(tmp_path: Path) -> None:
    hardware = linux(tmp_path, {"proc/sys/kernel/random/boot_id": "5f61-0c\n"})
    assert hardware.boot().value == "5f61-0c"
    with pytest.raises(Unavailable):
        linux(tmp_path / "other", {"etc/os-release": ""}).boot()


@pytest.mark.parametrize("release", ["", 'NAME="Arch Linux"\nBUILD_ID=rolling\n', "VERSION_ID=tumbleweed\n"])
def test_a_rolling_distribution_has_no_version(tmp_path: Path, release: str) -> None:
    with pytest.raises(Unavailable):
        linux(tmp_path, {"etc/os-release": release}).system_version()


@pytest.mark.parametrize(("name", "kibibytes"), [("a20", 846992), ("virtual-epyc", 24684084)])
def test_usable_memory_is_memtotal(tmp_path: Path, name: str, kibibytes: int) -> None:
    usable = linux(tmp_path, {"proc/meminfo": recorded(f"{name}.meminfo")}).memory_usable_bytes()

    assert usable.value == kibibytes * 1024


def test_unknown_memory_is_not_zero(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        linux(tmp_path, {}).memory_usable_bytes()
    with pytest.raises(Unavailable):
        linux(tmp_path, {"proc/meminfo": "MemTotal: 0 kB\n"}).memory_installed_bytes()


def test_a_virtual_machine_has_what_it_was_given(tmp_path: Path) -> None:
    files = {f"proc/{name}": recorded(f"virtual-epyc.{name}") for name in ("cpuinfo", "meminfo")}
    files["sys/devices/system/memory/block_size_bytes"] = "8000000\n"
    files |= {f"sys/devices/system/memory/memory{number}/state": "online\n" for number in range(192)}

    installed = linux(tmp_path, files).memory_installed_bytes()

    assert installed.value == 24 * 2**30
    assert installed.method
    assert installed.method.id == "method.memory_virtual"


def test_udev_tells_what_root_alone_could_read(tmp_path: Path) -> None:
    meminfo = {"proc/meminfo": "MemTotal:       24524192 kB\n"}

    installed = linux(tmp_path, meminfo, recorded("thinkcentre-m720s.udev")).memory_installed_bytes()

    assert installed.value == 24 * 2**30
    assert "udev" in installed.source


def test_udev_is_asked_only_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_udev_properties() == ""

    program = tmp_path / "udevadm"
    program.write_text("#!/no/such/interpreter\n", encoding="utf-8")
    program.chmod(0o755)
    assert read_udev_properties() == ""

    program.write_text('#!/bin/sh\necho "MEMORY_DEVICE_0_SIZE=$# $3"\n', encoding="utf-8")
    assert read_udev_properties() == "MEMORY_DEVICE_0_SIZE=3 --path=/sys/class/dmi/id\n"


# ------------------------------------------------------------------ parsing


@pytest.mark.parametrize(
    ("text", "numbers"), [("0-3,8\n", (0, 1, 2, 3, 8)), ("0", (0,)), ("", ()), ("\n", ()), ("0-x", ()), ("a", ())]
)
def test_kernel_lists(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_cpu_list(text) == numbers


@pytest.mark.parametrize(("text", "number"), [("8000000\n", 2**27), ("0x41", 0x41), ("", 0), ("what", 0)])
def test_hexadecimal_numbers(text: str, number: int) -> None:
    assert hexadecimal(text) == number


def test_os_release_loses_its_quotation_marks_and_comments() -> None:
    assert parse_os_release("# A=1\nNAME=\"Debian\"\nVERSION_ID='12'\n\n") == {"NAME": "Debian", "VERSION_ID": "12"}


@given(st.text(max_size=300))
def test_no_text_breaks_a_parser(text: str) -> None:
    processors = parse_cpuinfo(f"processor: 0\n{text}")

    assert brand_of(processors) != ""
    assert cores_of(processors) != 0
    assert highest(text.splitlines()) >= 0
    assert isinstance(is_virtual(processors), bool)
    brand_from_parts(processors)
    brand_from_device_tree(text.encode())
    parse_kibibytes(text, "MemTotal")
    parse_os_release(text)
