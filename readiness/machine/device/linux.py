"""Linux: what firmware and kernel say the computer is.

* /sys/class/dmi/id: Documentation/ABI/testing/sysfs-class-dmi-id; serial numbers there are root's alone
* /sys/firmware/acpi/pm_profile: Documentation/ABI/testing/sysfs-firmware-acpi
* /proc/device-tree/chassis-type: the Devicetree Specification, "root node"
* /etc/machine-info: machine-info(5); os-release(5)
* /dev/.cros_milestone: present in the Linux environment of ChromeOS
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import Final

from readiness.domain.facts import Observed
from readiness.machine.device.answers import architecture, firmware_date, kind_unknown, virtual_unknown
from readiness.machine.hardware.linux_parse import is_virtual, parse_cpuinfo, parse_os_release
from readiness.machine.sources.smbios import kind_of_chassis, kind_of_role, names_virtual_machine
from readiness.machine.sources.tree import Tree

_DMI: Final = "sys/class/dmi/id"
_PROFILE: Final = "sys/firmware/acpi/pm_profile"
_CHROME_SYSTEMS: Final = frozenset({"chromeos", "chromiumos"})
# Words of machine-info(5) and of device trees; "vm", "handset", "watch" and "embedded" are no answer.
_WORDS: Final = {
    "desktop": "desktop",
    "all-in-one": "desktop",
    "laptop": "laptop",
    "convertible": "convertible",
    "tablet": "tablet",
    "server": "server",
}


def kernel_machine() -> str:
    """Return the kernel's name for the kind of processor it was built for."""
    return os.uname().machine


class LinuxDevice:
    """A computer that runs Linux."""

    def __init__(self, tree: Tree | None = None, machine: Callable[[], str] = kernel_machine) -> None:
        self._tree = tree or Tree()
        self._machine = machine

    def kind(self) -> Observed[str]:
        """Return the kind of device: as its owner wrote it down, as firmware says, as power management sees it."""
        release = parse_os_release(self._tree.text("etc/os-release"))
        if release.get("ID") in _CHROME_SYSTEMS or self._tree.is_there("dev/.cros_milestone"):
            return Observed("chromebook", "ChromeOS")
        chassis, profile = self._tree.line(f"{_DMI}/chassis_type"), self._tree.line(_PROFILE)
        written = parse_os_release(self._tree.text("etc/machine-info")).get("CHASSIS", "")
        for kind, source in (
            (_WORDS.get(written), f"/etc/machine-info: CHASSIS={written}"),
            (kind_of_chassis(_number(chassis)), f"/{_DMI}/chassis_type: {chassis}"),
            (_WORDS.get(self._device_tree("chassis-type")), "/proc/device-tree/chassis-type"),
            (kind_of_role(_number(profile)), f"/{_PROFILE}: {profile}"),
        ):
            if kind:
                return Observed(kind, source)
        raise kind_unknown()

    def firmware_date(self) -> Observed[date]:
        """Return the date of the firmware."""
        return firmware_date(self._tree.line(f"{_DMI}/bios_date"), f"/{_DMI}/bios_date")

    def architecture(self) -> Observed[str]:
        """Return the kind of processor the kernel runs on."""
        return architecture(self._machine(), "uname")

    def virtual_machine(self) -> Observed[bool]:
        """Return whether something hints at a virtual machine. Where nothing could hint, there is no answer."""
        maker, product = (self._tree.line(f"{_DMI}/{name}") for name in ("sys_vendor", "product_name"))
        processors = parse_cpuinfo(self._tree.text("proc/cpuinfo"))
        for hint, source in (
            (names_virtual_machine(maker, product), f"/{_DMI}: {maker} {product}".strip()),
            (is_virtual(processors), "/proc/cpuinfo: hypervisor"),
            (self._tree.is_there("proc/device-tree/hypervisor"), "/proc/device-tree/hypervisor"),
            ("microsoft" in self._tree.line("proc/sys/kernel/osrelease").casefold(), "WSL"),
        ):
            if hint:
                return Observed(value=True, source=source)
        # The names of a real computer are nobody's business here.
        if maker or product:
            return Observed(value=False, source=f"/{_DMI}: sys_vendor, product_name")
        # Every x86 hypervisor marks its guests' processors; on others a missing mark says nothing.
        if any("flags" in one for one in processors):
            return Observed(value=False, source="/proc/cpuinfo: hypervisor")
        raise virtual_unknown()

    def _device_tree(self, name: str) -> str:
        return self._tree.text(f"proc/device-tree/{name}").partition("\0")[0].strip()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
