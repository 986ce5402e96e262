"""Screens as facts: the count, the largest one's figures, and what is left unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.computer.screens import Screen
from readiness.checks.screen import CHECK
from readiness.domain.facts import Measured, Observed, Reading, Reason, Unmeasured
from readiness.domain.message import message
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import REFUSAL, Computer, FakeScreens, measured

FACTS = {fact.id: fact for fact in CHECK.facts}
OF_ONE = {"screen.width", "screen.height", "screen.size", "screen.scaling"}


def found(*shown: Screen, touched: bool | None = False) -> dict[str, Reading]:
    return measured(CHECK, Computer(_screens=FakeScreens(shown, touched)))


def test_a_laptop_with_a_monitor_has_two_screens_and_the_monitors_figures() -> None:
    laptop, monitor = Screen((1366, 768), (309.0, 174.0), 100.0), Screen((2560, 1440), (597.0, 336.0), 125.0)

    readings = found(laptop, monitor)

    told = {fact: (one.value, one.unit) for fact, one in readings.items() if isinstance(one, Measured)}
    size = readings["screen.size"]
    assert isinstance(size, Measured)
    assert told == {
        "screen.count": (2.0, None),
        "screen.width": (2560.0, None),
        "screen.height": (1440.0, None),
        "screen.size": (pytest.approx(27.0, abs=0.03), "inch"),
        "screen.scaling": (125.0, "%"),
        "screen.touch": (False, None),
    }
    assert size.spread == pytest.approx(0.028, abs=0.001)


def test_no_screen_is_counted_and_has_no_figures() -> None:
    readings = found()

    count = readings["screen.count"]
    assert isinstance(count, Measured)
    assert count.value == 0
    nothing = Unmeasured(Reason.ABSENT, message("unmeasured.screen_none"))
    assert {fact for fact, reading in readings.items() if reading == nothing} == OF_ONE


def test_what_a_screen_does_not_say_is_not_measured() -> None:
    readings = found(Screen())

    silent = Unmeasured(Reason.UNSUPPORTED, message("unmeasured.screen_silent"))
    assert {fact for fact, reading in readings.items() if reading == silent} == OF_ONE


@pytest.mark.parametrize(
    ("screen", "fact"),
    [
        (Screen((100, 1080)), "screen.width"),
        (Screen((1920, 30_000)), "screen.height"),
        (Screen((1920, 1080), (16.0, 9.0)), "screen.size"),
        (Screen((1920, 1080), scaling=5.0), "screen.scaling"),
    ],
)
def test_what_no_screen_has_is_not_believed(screen: Screen, fact: str) -> None:
    reading = found(screen)[fact]

    assert isinstance(reading, Unmeasured)
    assert reading.reason is Reason.IMPLAUSIBLE


def test_a_machine_that_does_not_list_its_screens_may_still_tell_of_touch() -> None:
    readings = measured(CHECK, Computer(_screens=FakeScreens(None, touched=True)))

    refused = Unmeasured(Reason.UNSUPPORTED, REFUSAL)
    assert {fact for fact, reading in readings.items() if reading == refused} == {*OF_ONE, "screen.count"}
    touch = readings["screen.touch"]
    assert isinstance(touch, Measured)
    assert touch.value is True


def test_the_ports_own_word_on_the_resolution_is_kept() -> None:
    class Native(FakeScreens):
        def screens(self) -> Observed[tuple[Screen, ...]]:
            return Observed((Screen((1920, 1080)),), "drm", message("method.screen_native"))

    width = measured(CHECK, Computer(_screens=Native()))["screen.width"]
    assert isinstance(width, Measured)
    assert width.method == message("method.screen_native")


@given(st.integers(), st.integers(), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_whatever_a_system_says_the_readings_are_what_the_facts_declare(
    width: int, height: int, across: float, scaling: float
) -> None:
    for fact, reading in found(Screen((width, height), (across, across), scaling)).items():
        assert validated(reading, FACTS[fact]) == reading
