"""Where the power comes from, and how much of it a battery holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.power import CHECK
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured, Value
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import REFUSAL, Computer, FakePower, measured

PERCENT = st.floats(allow_nan=False, allow_infinity=False)
FACTS = {fact.id: fact for fact in CHECK.facts}


def values(readings: dict[str, Reading]) -> dict[str, Value]:
    return {fact: reading.value for fact, reading in readings.items() if isinstance(reading, Measured)}


@pytest.mark.parametrize(("mains", "word"), [(True, "mains"), (False, "battery")])
def test_the_source_is_a_word_and_the_charge_a_share(*, mains: bool, word: str) -> None:
    readings = measured(CHECK, Computer(FakePower(mains=mains)))

    assert values(readings) == {
        "power.source": word,
        "power.battery_present": True,
        "power.battery_level": 80.0,
    }
    level = readings["power.battery_level"]
    assert isinstance(level, Measured)
    assert (level.unit, level.evidence) == ("%", {"source": "fake charge"})


def test_each_fact_is_refused_alone() -> None:
    readings = measured(CHECK, Computer(FakePower(mains=None, percent=None)))

    assert readings["power.source"] == Unmeasured(Reason.UNSUPPORTED, REFUSAL)
    assert values(readings) == {"power.battery_present": True}


@given(st.builds(FakePower, st.booleans(), st.booleans(), PERCENT))
def test_whatever_a_machine_says_the_readings_are_what_the_facts_declare(power: FakePower) -> None:
    readings = measured(CHECK, Computer(power))

    assert set(readings) == set(FACTS)
    for fact, reading in readings.items():
        assert validated(reading, FACTS[fact]) == reading
    if power.percent is None or not 0 <= power.percent <= 100:
        level = readings["power.battery_level"]
        assert isinstance(level, Unmeasured)
        assert level.reason is Reason.IMPLAUSIBLE
