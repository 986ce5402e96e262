"""The screens: their number, and resolution, size and scaling of the one with the most pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from readiness.analysis.computer.screens import Screen, largest
from readiness.checks.base import Check, Lane, Machine, Scale, Session, observed_number, observed_value, read
from readiness.domain.facts import FactDef, Kind, Observed, Reading, Reason, System, Unavailable, Unmeasured
from readiness.domain.message import message

COUNT: Final = Scale(0, 32)
"""No home office has more."""

PIXELS: Final = Scale(200, 20_000)
"""From a terminal's screen to two of the widest ones side by side."""

INCHES: Final = Scale(5, 120, "inch")
"""From the smallest computer to a wall; makers that state no size write values outside of this."""

PERCENT: Final = Scale(50, 500, "%")
"""The scalings that systems offer."""

_COUNT: Final = "screen.count"
_WIDTH: Final = "screen.width"
_HEIGHT: Final = "screen.height"
_SIZE: Final = "screen.size"
_SCALING: Final = "screen.scaling"
_TOUCH: Final = "screen.touch"
_OF_ONE: Final = (_WIDTH, _HEIGHT, _SIZE, _SCALING)

Part = Callable[[Screen], "float | None"]


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the number of screens, the figures of the largest, and whether one can be touched."""
    try:
        seen = machine.screens.screens()
    except Unavailable as refusal:
        yield from ((fact, refusal.unmeasured) for fact in (_COUNT, *_OF_ONE))
    else:
        counted = Observed(len(seen.value), seen.source)
        yield _COUNT, observed_number(counted, COUNT, message("method.screen_counted"))
        yield from _figures(seen)
    touch = message("method.system")
    yield _TOUCH, read(machine.screens.touch, lambda seen: observed_value(seen, touch))


def _figures(seen: Observed[tuple[Screen, ...]]) -> Iterator[tuple[str, Reading]]:
    screen = largest(seen.value)
    if screen is None:
        # That none is connected is the count's to say; of no screen there is no figure.
        nothing = Unmeasured(Reason.ABSENT, message("unmeasured.screen_none"))
        yield from ((fact, nothing) for fact in _OF_ONE)
        return
    width, height = screen.pixels or (None, None)
    yield _WIDTH, _figure(width, seen, PIXELS)
    yield _HEIGHT, _figure(height, seen, PIXELS)
    told = Observed(seen.value, seen.source, message("method.screen_edid"), screen.inches_spread)
    yield _SIZE, _figure(screen.inches, told, INCHES)
    desktop = Observed(seen.value, seen.source, message("method.screen_desktop"))
    yield _SCALING, _figure(screen.scaling, desktop, PERCENT)


def _figure(value: float | None, seen: Observed[tuple[Screen, ...]], scale: Scale) -> Reading:
    method = seen.method or message("method.system")
    if value is None:
        return Unmeasured(Reason.UNSUPPORTED, message("unmeasured.screen_silent"))
    return observed_number(Observed(value, seen.source, method, seen.spread), scale, method)


CHECK: Final = Check(
    id="screen",
    facts=(
        FactDef(_COUNT, Kind.NUMBER),
        FactDef(_WIDTH, Kind.NUMBER),
        FactDef(_HEIGHT, Kind.NUMBER),
        FactDef(_SIZE, Kind.NUMBER, "inch"),
        FactDef(_SCALING, Kind.NUMBER, "%"),
        FactDef(_TOUCH, Kind.YES_NO, systems=frozenset({System.WINDOWS, System.LINUX})),
    ),
    lane=Lane.HARDWARE,
    deadline=20.0,
    measure=measure,
)
