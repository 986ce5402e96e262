"""Memory: what is fitted, and what of it the system can use. Never the one for the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Scale, Session, number_in, observed_number, read
from readiness.domain.facts import FactDef, Kind, Reading, Reason, Unmeasured
from readiness.domain.freshness import Freshness
from readiness.domain.message import message

MEMORY: Final = Scale(0.25, 4096, "GiB", 2**30)
"""No system of today starts with less than a quarter GiB; workstations end at 4 TiB."""

_INSTALLED: Final = "memory.installed"
_USABLE: Final = "memory.usable"


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield both sizes; a fitted size below the usable one is a mistake of the firmware's."""
    firmware, system = message("method.memory_firmware"), message("method.memory_system")
    hardware = machine.hardware
    usable = read(hardware.memory_usable_bytes, lambda seen: observed_number(seen, MEMORY, system))
    yield _USABLE, usable
    installed = read(hardware.memory_installed_bytes, lambda seen: observed_number(seen, MEMORY, firmware))
    yield _INSTALLED, _not_below(installed, usable)


def _not_below(installed: Reading, usable: Reading) -> Reading:
    fitted, used = number_in(installed), number_in(usable)
    if fitted and used and fitted < used:
        return Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.memory_below_usable"))
    return installed


CHECK: Final = Check(
    id="memory",
    facts=(
        FactDef(_INSTALLED, Kind.NUMBER, "GiB", freshness=Freshness.RUN),
        FactDef(_USABLE, Kind.NUMBER, "GiB", freshness=Freshness.RUN),
    ),
    lane=Lane.HARDWARE,
    # udev may take its time on a busy machine.
    deadline=15.0,
    measure=measure,
)
