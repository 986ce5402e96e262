"""Cords and sockets as facts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.computer.input_devices import Cord, InputDevice, Tool
from readiness.checks.inputs import CHECK
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import REFUSAL, Computer, FakeInputs, measured

FACTS = {fact.id: fact for fact in CHECK.facts}
UNCLEAR = Unmeasured(Reason.UNSUPPORTED, message("unmeasured.inputs_unclear"))


def found(inputs: FakeInputs) -> dict[str, Reading]:
    return measured(CHECK, Computer(_inputs=inputs))


def test_a_laptop_with_a_usb_mouse() -> None:
    readings = found(FakeInputs())

    told = {fact: one.value for fact, one in readings.items() if isinstance(one, Measured)}
    assert told == {"keyboard.wired": True, "mouse.wired": True, "usb.free_ports": 2.0, "audio.jack_present": True}
    keyboard = readings["keyboard.wired"]
    assert isinstance(keyboard, Measured)
    assert keyboard.evidence == {"source": "fake devices", "seen": "built in"}


@pytest.mark.parametrize(
    ("tools", "keyboard", "mouse"),
    [
        ((), Unmeasured(Reason.ABSENT, message("unmeasured.inputs_no_keyboard")),
         Unmeasured(Reason.ABSENT, message("unmeasured.inputs_no_mouse"))),
        ((InputDevice(Tool.KEYBOARD, Cord.UNCLEAR, "x"), InputDevice(Tool.MOUSE, Cord.UNCLEAR, "x")), UNCLEAR, UNCLEAR),
    ],
)  # fmt: skip
def test_what_is_missing_or_unclear_is_not_measured(
    tools: tuple[InputDevice, ...], keyboard: Reading, mouse: Reading
) -> None:
    readings = found(FakeInputs(tools))

    assert (readings["keyboard.wired"], readings["mouse.wired"]) == (keyboard, mouse)


def test_a_device_without_a_cord_is_a_measurement() -> None:
    mouse = found(FakeInputs((InputDevice(Tool.MOUSE, Cord.CORDLESS, "x"),)))["mouse.wired"]

    assert isinstance(mouse, Measured)
    assert mouse.value is False


@pytest.mark.parametrize(
    ("name", "facts"),
    [("tools", {"keyboard.wired", "mouse.wired"}), ("ports", {"usb.free_ports"}), ("jack", {"audio.jack_present"})],
)
def test_each_part_is_refused_alone(name: str, facts: set[str]) -> None:
    readings = found(replace(FakeInputs(), **{name: None}))

    refused = Unmeasured(Reason.UNSUPPORTED, REFUSAL)
    assert {fact for fact, reading in readings.items() if reading == refused} == facts


@given(st.integers())
def test_whatever_a_system_counts_the_readings_are_what_the_facts_declare(ports: int) -> None:
    for fact, reading in found(FakeInputs(ports=ports)).items():
        assert validated(reading, FACTS[fact]) == reading
