"""macOS: sysctlbyname(3), whose names sysctl(3) and Apple's "Determining system capabilities" list.

* machdep.cpu.brand_string: "Apple M1 Pro", or Intel's own string
* hw.physicalcpu, hw.logicalcpu: processors in the current power management mode
* hw.cpufrequency_max: Intel only. Apple silicon gives none; a program running under Rosetta is
  given an invented 2.4 GHz, so on Apple silicon the figure is never asked for
* hw.memsize: the memory fitted; hw.memsize_usable (macOS 12 and later): less what firmware keeps
* kern.bootsessionuuid: another one after each start
* kern.osproductversion (macOS 10.13.4 and later): 15.1
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Final

from readiness.analysis.computer.processor_name import rated_clock_hz
from readiness.domain.facts import Observed, Reason, System, Unavailable
from readiness.domain.message import Message, message
from readiness.machine.sources.versions import dotted

COMPATIBILITY_VERSION: Final = "10.16"
"""What macOS 11 and later tell programs built for older systems; it says only "not older than 11"."""

_NUMBER_SIZES: Final = (4, 8)


def sysctl_function() -> Any:  # noqa: ANN401 - a function of the C library
    """Return sysctlbyname(3). Raises AttributeError where there is no macOS."""
    return ctypes.CDLL(None).sysctlbyname


def read_sysctl(name: str, function: Callable[[], Any] = sysctl_function) -> bytes | None:
    """Return the raw value of a name, None when this Mac does not know it."""
    call = function()
    size = ctypes.c_size_t(0)
    if call(name.encode(), None, ctypes.byref(size), None, ctypes.c_size_t(0)):
        return None
    buffer = ctypes.create_string_buffer(size.value)
    if call(name.encode(), buffer, ctypes.byref(size), None, ctypes.c_size_t(0)):
        return None
    return buffer.raw[: size.value]


def parse_text(value: bytes | None) -> str:
    """Return a C string, empty for none."""
    return (value or b"").partition(b"\0")[0].decode("utf-8", "replace").strip()


def parse_number(value: bytes | None) -> int:
    """Return a 32- or 64-bit number, 0 for anything else; Macs of either kind are little-endian."""
    return int.from_bytes(value, "little") if value and len(value) in _NUMBER_SIZES else 0


class MacosHardware:
    """A Mac, asked by name through ``sysctl``."""

    def __init__(self, sysctl: Callable[[str], bytes | None] = read_sysctl) -> None:
        self._sysctl = sysctl

    def system(self) -> Observed[System]:
        """Return macOS: the module is chosen by it."""
        return Observed(System.MACOS, "sys.platform")

    def system_version(self) -> Observed[str]:
        """Return the product version."""
        version = dotted(parse_text(self._sysctl("kern.osproductversion")))
        # An old program is told 10.16 by every macOS from 11 on.
        if version is None or version == COMPATIBILITY_VERSION:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.system_version"))
        return Observed(version, "sysctl kern.osproductversion")

    def boot(self) -> Observed[str]:
        """Return the UUID of this start."""
        boot = parse_text(self._sysctl("kern.bootsessionuuid"))
        if not boot:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.boot_unknown"))
        return Observed(boot, "sysctl kern.bootsessionuuid")

    def processor_brand(self) -> Observed[str]:
        """Return the brand string."""
        brand = parse_text(self._sysctl("machdep.cpu.brand_string"))
        if not brand:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.processor_unnamed"))
        return Observed(brand, "sysctl machdep.cpu.brand_string")

    def physical_cores(self) -> Observed[int]:
        """Return the physical processors, of every performance level."""
        return self._number("hw.physicalcpu", message("unmeasured.processor_cores"))

    def logical_cores(self) -> Observed[int]:
        """Return the hardware threads."""
        return self._number("hw.logicalcpu", message("unmeasured.processor_cores"))

    def highest_clock_hz(self) -> Observed[float]:
        """Return Intel's rated clock; Apple publishes none for its own processors."""
        brand = self.processor_brand()
        # Asked for under Rosetta too, where the figure would come, and be made up.
        if "apple" in brand.value.casefold():
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.processor_clock_apple"))
        hertz = parse_number(self._sysctl("hw.cpufrequency_max"))
        if hertz:
            return Observed(float(hertz), "sysctl hw.cpufrequency_max", message("method.processor_clock_rated"))
        rated = rated_clock_hz(brand.value)
        if rated:
            return Observed(rated, brand.source, message("method.processor_clock_in_name"))
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.processor_clock"))

    def memory_installed_bytes(self) -> Observed[int]:
        """Return the memory fitted."""
        fitted = self._number("hw.memsize", message("unmeasured.memory_unknown"))
        return Observed(fitted.value, fitted.source, message("method.memory_firmware"))

    def memory_usable_bytes(self) -> Observed[int]:
        """Return the memory the system can use; before macOS 12 it told no other figure than the fitted one."""
        return self._number("hw.memsize_usable", message("unmeasured.memory_usable_macos"))

    def _number(self, name: str, missing: Message) -> Observed[int]:
        value = parse_number(self._sysctl(name))
        if not value:
            raise Unavailable(Reason.UNSUPPORTED, missing)
        return Observed(value, f"sysctl {name}")
