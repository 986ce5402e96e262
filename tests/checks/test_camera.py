"""The camera as facts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.camera import CHECK
from readiness.domain.facts import Measured, Reason, Unmeasured
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import REFUSAL, Computer, FakeCameras, measured

FACTS = {fact.id: fact for fact in CHECK.facts}


def test_a_camera_is_there_and_has_lines() -> None:
    readings = measured(CHECK, Computer())

    told = {fact: one.value for fact, one in readings.items() if isinstance(one, Measured)}
    assert told == {"camera.present": True, "camera.resolution": 1080.0}


def test_no_camera_is_a_measurement_and_an_unlisted_one_is_not() -> None:
    without = measured(CHECK, Computer(_cameras=FakeCameras(there=False, height=None)))
    unlisted = measured(CHECK, Computer(_cameras=FakeCameras(None, None)))

    present = without["camera.present"]
    assert isinstance(present, Measured)
    assert present.value is False
    assert without["camera.resolution"] == Unmeasured(Reason.UNSUPPORTED, REFUSAL)
    assert set(unlisted.values()) == {Unmeasured(Reason.UNSUPPORTED, REFUSAL)}


@given(st.integers())
def test_whatever_a_camera_says_the_readings_are_what_the_facts_declare(height: int) -> None:
    for fact, reading in measured(CHECK, Computer(_cameras=FakeCameras(height=height))).items():
        assert validated(reading, FACTS[fact]) == reading
