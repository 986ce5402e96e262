"""The drive of the system: its size, its free space, and whether it is an SSD."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import (
    Check,
    Lane,
    Machine,
    Scale,
    Session,
    number_in,
    observed_number,
    observed_value,
    read,
)
from readiness.domain.facts import FactDef, Kind, Reading, Reason, Unmeasured
from readiness.domain.freshness import Freshness
from readiness.domain.message import message

TOTAL: Final = Scale(1, 100_000, "GB", 1e9)
"""From the smallest flash memory that starts a system to 100 TB."""

FREE: Final = Scale(0, 100_000, "GB", 1e9)

_TOTAL: Final = "disk.total"
_FREE: Final = "disk.free"
_KIND: Final = "disk.kind"


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield size, free space and kind; more free space than there is space is not believed."""
    method = message("method.disk_file_system")
    total = read(machine.disks.total_bytes, lambda seen: observed_number(seen, TOTAL, method))
    free = read(machine.disks.free_bytes, lambda seen: observed_number(seen, FREE, method))
    size, left = number_in(total), number_in(free)
    if size is not None and left is not None and left > size:
        total = free = Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.disk_contradiction"))
    yield _TOTAL, total
    yield _FREE, free
    yield _KIND, read(machine.disks.kind, lambda seen: observed_value(seen, message("method.system")))


CHECK: Final = Check(
    id="disk",
    facts=(
        FactDef(_TOTAL, Kind.NUMBER, "GB", freshness=Freshness.RUN),
        FactDef(_FREE, Kind.NUMBER, "GB"),
        FactDef(_KIND, Kind.CHOICE, choices=("ssd", "hdd"), freshness=Freshness.RUN),
    ),
    lane=Lane.HARDWARE,
    deadline=20.0,
    measure=measure,
)
