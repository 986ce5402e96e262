"""The camera: whether there is one, and the largest picture it offers. No picture is ever taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Scale, Session, observed_number, observed_value, read
from readiness.domain.facts import FactDef, Kind, Reading, System
from readiness.domain.message import message

LINES: Final = Scale(100, 10_000)
"""From the first webcams to the largest sensors used for calls."""

_PRESENT: Final = "camera.present"
_RESOLUTION: Final = "camera.resolution"


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield whether there is a camera, and its resolution."""
    method, offered = message("method.camera_listed"), message("method.camera_offered")
    yield _PRESENT, read(machine.cameras.present, lambda seen: observed_value(seen, method))
    yield _RESOLUTION, read(machine.cameras.lines, lambda seen: observed_number(seen, LINES, offered))


CHECK: Final = Check(
    id="camera",
    facts=(
        FactDef(_PRESENT, Kind.YES_NO),
        FactDef(_RESOLUTION, Kind.NUMBER, systems=frozenset({System.LINUX})),
    ),
    lane=Lane.HARDWARE,
    deadline=20.0,
    measure=measure,
)
