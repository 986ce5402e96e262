"""Linux: /proc, /sys and /etc, each with the documentation that says what it holds.

* /proc/cpuinfo, /proc/meminfo: Documentation/filesystems/proc.rst
* /sys/devices/system/cpu: Documentation/ABI/testing/sysfs-devices-system-cpu, admin-guide/cputopology.rst
* cpufreq/cpuinfo_max_freq: admin-guide/pm/cpufreq.rst, "maximum possible operating frequency"
* /sys/devices/system/memory: Documentation/ABI/testing/sysfs-devices-memory
* /sys/firmware/dmi/tables/DMI: Documentation/ABI/testing/sysfs-firmware-dmi-tables
* /etc/os-release: os-release(5)
* /proc/sys/kernel/random/boot_id: random(4)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from readiness.analysis.computer.processor_name import rated_clock_hz
from readiness.domain.facts import Observed, Reason, System, Unavailable
from readiness.domain.message import message
from readiness.machine.hardware.linux_parse import (
    Processors,
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
from readiness.machine.hardware.memory import MemoryClues, fitted_memory
from readiness.machine.sources.programs import ask_program
from readiness.machine.sources.tree import Tree
from readiness.machine.sources.versions import dotted

_CPUINFO: Final = "proc/cpuinfo"
_CPUS: Final = "sys/devices/system/cpu"
_MEMORY: Final = "sys/devices/system/memory"
_UDEV_SECONDS: Final = 5.0


def read_udev_properties() -> str:
    """Return udev's properties of the DMI device, KEY=VALUE lines; empty without udev."""
    told = ask_program(["udevadm", "info", "--query=property", "--path=/sys/class/dmi/id"], _UDEV_SECONDS)
    return told.text if told else ""


class LinuxHardware:
    """A Linux system under ``root``; ``udev`` gives the DMI device's properties."""

    def __init__(self, root: Path = Path("/"), udev: Callable[[], str] = read_udev_properties) -> None:
        self._tree = Tree(root)
        self._udev = udev

    def system(self) -> Observed[System]:
        """Return Linux: the module is chosen by it."""
        return Observed(System.LINUX, "sys.platform")

    def system_version(self) -> Observed[str]:
        """Return the distribution's VERSION_ID; rolling distributions have none."""
        release = self._tree.text("etc/os-release") or self._tree.text("usr/lib/os-release")
        known = parse_os_release(release)
        version = dotted(known.get("VERSION_ID", ""))
        if version is None:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.system_version"))
        return Observed(version, f"/etc/os-release: {known.get('PRETTY_NAME', 'VERSION_ID')}")

    def boot(self) -> Observed[str]:
        """Return the kernel's boot_id."""
        boot = self._tree.line("proc/sys/kernel/random/boot_id")
        if not boot:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.boot_unknown"))
        return Observed(boot, "/proc/sys/kernel/random/boot_id")

    def processor_brand(self) -> Observed[str]:
        """Return the model name; ARM kernels give none, so device tree and core parts stand in."""
        processors = self._processors()
        # Each is less exact than the one before: a name, a chip, the kind of its cores.
        for brand, source in (
            (brand_of(processors), "/proc/cpuinfo: model name"),
            (brand_from_device_tree(self._tree.bytes("proc/device-tree/compatible")), "/proc/device-tree/compatible"),
            (brand_from_parts(processors), "/proc/cpuinfo: CPU implementer, CPU part"),
        ):
            if brand:
                return Observed(brand, source)
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.processor_unnamed"))

    def physical_cores(self) -> Observed[int]:
        """Return the distinct sets of threads that share a core."""
        # Core ids repeat across dies and sockets; the set of sharing threads does not.
        siblings = {self._siblings(number) for number in self._online()}
        if siblings and "" not in siblings:
            return Observed(len(siblings), "/sys/devices/system/cpu/cpu*/topology/core_cpus_list")
        cores = cores_of(self._processors())
        if cores:
            return Observed(cores, "/proc/cpuinfo: physical id, core id")
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.processor_cores"))

    def logical_cores(self) -> Observed[int]:
        """Return the number of processors that are online."""
        online = self._online()
        if online:
            return Observed(len(online), "/sys/devices/system/cpu/online")
        processors = self._processors()
        if processors:
            return Observed(len(processors), "/proc/cpuinfo: processor")
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.processor_cores"))

    def highest_clock_hz(self) -> Observed[float]:
        """Return the frequency driver's maximum, else the clock in the processor's name.

        SMBIOS type 4 is not asked: its "Max Speed" is the socket's, 8.3 GHz on common laptops.
        """
        kilohertz = highest(self._each(_CPUS, "cpu[0-9]*/cpufreq/cpuinfo_max_freq"))
        if kilohertz:
            source = "/sys/devices/system/cpu/cpu*/cpufreq/cpuinfo_max_freq"
            return Observed(kilohertz * 1e3, source, message("method.processor_clock_driver"))
        rated = rated_clock_hz(brand_of(self._processors()) or "")
        if rated:
            return Observed(rated, "/proc/cpuinfo: model name", message("method.processor_clock_in_name"))
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.processor_clock"))

    def memory_usable_bytes(self) -> Observed[int]:
        """Return MemTotal."""
        total = parse_kibibytes(self._tree.text("proc/meminfo"), "MemTotal")
        if not total:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.memory_unknown"))
        return Observed(total, "/proc/meminfo: MemTotal")

    def memory_installed_bytes(self) -> Observed[int]:
        """Return what firmware says is fitted, else what can be said of it."""
        block = hexadecimal(self._tree.text(f"{_MEMORY}/block_size_bytes"))
        # A block that was taken offline is memory the system no longer has.
        online = [state for state in self._each(_MEMORY, "memory[0-9]*/state") if state.strip() == "online"]
        return fitted_memory(
            MemoryClues(
                usable=self.memory_usable_bytes().value,
                smbios=self._tree.bytes("sys/firmware/dmi/tables/DMI"),
                udev=self._udev(),
                blocks=block * len(online),
                block=block,
                virtual=is_virtual(self._processors()),
            )
        )

    def _processors(self) -> Processors:
        return parse_cpuinfo(self._tree.text(_CPUINFO))

    def _online(self) -> tuple[int, ...]:
        return parse_cpu_list(self._tree.text(f"{_CPUS}/online"))

    def _siblings(self, number: int) -> str:
        topology = f"{_CPUS}/cpu{number}/topology"
        # The second is the name kernels before 5.3 used.
        return self._tree.text(f"{topology}/core_cpus_list") or self._tree.text(f"{topology}/thread_siblings_list")

    def _each(self, folder: str, pattern: str) -> Iterator[str]:
        return (self._tree.text(path) for path in self._tree.paths(folder, pattern))
