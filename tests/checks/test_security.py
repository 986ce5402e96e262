"""Firewall, antivirus, encryption: yes, no, or why not known."""

from __future__ import annotations

import pytest

from readiness.checks.security import CHECK
from readiness.domain.facts import Measured, Reason, System, Unmeasured
from tests.checks.fake_computer import REFUSAL, Computer, FakeSecurity, measured

FACTS = {fact.id: fact for fact in CHECK.facts}


@pytest.mark.parametrize("on", [True, False])
def test_yes_and_no_are_what_the_system_says(*, on: bool) -> None:
    readings = measured(CHECK, Computer(_security=FakeSecurity(on, on, on)))

    assert set(readings) == set(FACTS)
    for reading in readings.values():
        assert isinstance(reading, Measured)
        assert reading.value is on
        assert reading.evidence["source"].startswith("fake")


def test_what_the_system_does_not_say_is_neither_on_nor_off() -> None:
    readings = measured(CHECK, Computer(_security=FakeSecurity(None, None, None)))

    assert set(readings.values()) == {Unmeasured(Reason.UNSUPPORTED, REFUSAL)}


def test_antivirus_programs_are_known_on_windows_alone() -> None:
    assert FACTS["security.antivirus"].systems == {System.WINDOWS}
