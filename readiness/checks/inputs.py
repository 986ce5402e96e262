"""Keyboard and mouse, wired or wireless, and the sockets that a headset could be plugged into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from readiness.analysis.computer.input_devices import Answer, InputDevice, Tool, answer
from readiness.checks.base import Check, Lane, Machine, Scale, Session, now, observed_number, observed_value, read
from readiness.domain.facts import FactDef, Kind, Measured, Observed, Reading, Reason, System, Unmeasured
from readiness.domain.freshness import Freshness
from readiness.domain.message import message

PORTS: Final = Scale(0, 64)
"""No computer has more sockets of its own."""

_WIRED: Final[Mapping[Tool, str]] = {Tool.KEYBOARD: "keyboard.wired", Tool.MOUSE: "mouse.wired"}
_MISSING: Final[Mapping[Tool, str]] = {
    Tool.KEYBOARD: "unmeasured.inputs_no_keyboard",
    Tool.MOUSE: "unmeasured.inputs_no_mouse",
}
_PORTS: Final = "usb.free_ports"
_JACK: Final = "audio.jack_present"


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield whether keyboard and mouse are wired, then the sockets."""
    inputs = machine.inputs
    for tool, fact in _WIRED.items():
        yield fact, read(inputs.devices, _wired(tool))
    counted, sockets = message("method.usb_ports"), message("method.system")
    yield _PORTS, read(inputs.free_usb_ports, lambda seen: observed_number(seen, PORTS, counted))
    yield _JACK, read(inputs.audio_jack, lambda seen: observed_value(seen, sockets))


def _wired(tool: Tool) -> Callable[[Observed[tuple[InputDevice, ...]]], Reading]:
    """Return the function that converts the devices of one kind into a reading."""

    def reading(seen: Observed[tuple[InputDevice, ...]]) -> Reading:
        found = answer(seen.value, tool)
        if found is Answer.NONE:
            return Unmeasured(Reason.ABSENT, message(_MISSING[tool]))
        if found is Answer.UNCLEAR:
            return Unmeasured(Reason.UNSUPPORTED, message("unmeasured.inputs_unclear"))
        cords = sorted({str(device.cord) for device in seen.value if device.tool is tool})
        evidence = {"source": seen.source, "seen": ", ".join(cords)}
        return Measured(found is Answer.WIRED, method=message("method.inputs_told"), at=now(), evidence=evidence)

    return reading


CHECK: Final = Check(
    id="inputs",
    facts=(
        FactDef("keyboard.wired", Kind.YES_NO),
        FactDef("mouse.wired", Kind.YES_NO),
        FactDef(_PORTS, Kind.NUMBER, systems=frozenset({System.LINUX})),
        FactDef(_JACK, Kind.YES_NO, systems=frozenset({System.WINDOWS, System.LINUX}), freshness=Freshness.RUN),
    ),
    lane=Lane.HARDWARE,
    deadline=20.0,
    measure=measure,
)
