"""macOS: sysctl(3) and ``system_profiler`` (system_profiler(8)).

* ``machine_name`` in SPHardwareDataType is the product's name: "MacBook Air", "iMac", "Mac mini"
* hw.optional.arm64: 1 on Apple silicon, also for a program that Rosetta translates
* kern.hv_vmm_present: 1 in a virtual machine
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.device.answers import architecture, kind_unknown, virtual_unknown
from readiness.machine.hardware.macos import parse_number, read_sysctl
from readiness.machine.sources.programs import Ask, ask_program
from readiness.machine.sources.system_profiler import asked

_HARDWARE: Final = "SPHardwareDataType"
_LAPTOPS: Final = "MacBook"
_DESKTOPS: Final = ("iMac", "Mac mini", "Mac Studio", "Mac Pro")


class MacosDevice:
    """A Mac."""

    def __init__(self, ask: Ask = ask_program, sysctl: Callable[[str], bytes | None] = read_sysctl) -> None:
        self._ask = ask
        self._sysctl = sysctl

    def kind(self) -> Observed[str]:
        """Return the kind of Mac."""
        name = next((str(item.get("machine_name", "")) for item in asked(self._ask, _HARDWARE)), "")
        if name.startswith(_LAPTOPS):
            return Observed("laptop", f"system_profiler: {name}")
        if name.startswith(_DESKTOPS):
            return Observed("desktop", f"system_profiler: {name}")
        raise kind_unknown()

    def firmware_date(self) -> Observed[date]:
        """Raise Unavailable: a Mac's firmware carries a number, no date."""
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.device_firmware_date"))

    def architecture(self) -> Observed[str]:
        """Return the kind of processor in the Mac."""
        # Intel Macs do not know the name at all.
        silicon = parse_number(self._sysctl("hw.optional.arm64"))
        return architecture("arm64" if silicon else "x86_64", "sysctl hw.optional.arm64")

    def virtual_machine(self) -> Observed[bool]:
        """Return whether the kernel runs as somebody's guest."""
        value = self._sysctl("kern.hv_vmm_present")
        if not value:
            raise virtual_unknown()
        return Observed(parse_number(value) == 1, "sysctl kern.hv_vmm_present")
