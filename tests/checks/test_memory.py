"""Fitted and usable memory, never the one for the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.memory import CHECK
from readiness.domain.facts import Measured, Observed, Reason, Unmeasured
from readiness.domain.message import message
from readiness.engine.reading_validation import validated
from tests.checks.fake_hardware import GIB, FakeHardware, measured

FACTS = {fact.id: fact for fact in CHECK.facts}


def test_eight_fitted_are_eight_though_fewer_can_be_used() -> None:
    readings = measured(CHECK, FakeHardware())

    installed, usable = readings["memory.installed"], readings["memory.usable"]
    assert isinstance(installed, Measured)
    assert isinstance(usable, Measured)
    assert (installed.value, installed.unit) == (8.0, "GiB")
    assert usable.value == pytest.approx(7.649, abs=0.001)
    assert installed.method != usable.method
    assert set(readings) == set(FACTS)


def test_an_estimate_keeps_its_name_and_its_spread() -> None:
    estimated = message("method.memory_estimated")
    hardware = FakeHardware(installed=Observed(16 * GIB, "MemTotal", estimated, spread=GIB / 2), usable=15 * GIB)

    reading = measured(CHECK, hardware)["memory.installed"]

    assert isinstance(reading, Measured)
    assert (reading.method, reading.spread) == (estimated, 0.5)


def test_less_fitted_than_used_is_not_measured() -> None:
    readings = measured(CHECK, FakeHardware(installed=4 * GIB))

    assert readings["memory.installed"] == Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.memory_below_usable"))
    assert isinstance(readings["memory.usable"], Measured)


@pytest.mark.parametrize("size", [0, 1, 100_000 * GIB])
def test_a_size_no_computer_has_is_not_measured(size: int) -> None:
    readings = measured(CHECK, FakeHardware(installed=size, usable=size))

    for reading in readings.values():
        assert isinstance(reading, Unmeasured)
        assert reading.reason is Reason.IMPLAUSIBLE


def test_one_refusal_leaves_the_other_figure() -> None:
    without_usable = measured(CHECK, FakeHardware(usable=None))
    without_installed = measured(CHECK, FakeHardware(installed=None))

    assert isinstance(without_usable["memory.installed"], Measured)
    assert isinstance(without_installed["memory.installed"], Unmeasured)
    assert isinstance(without_installed["memory.usable"], Measured)


@given(st.integers(), st.integers())
def test_whatever_a_machine_says_the_readings_are_what_the_facts_declare(installed: int, usable: int) -> None:
    readings = measured(CHECK, FakeHardware(installed=installed, usable=usable))

    for fact, reading in readings.items():
        assert validated(reading, FACTS[fact]) == reading
