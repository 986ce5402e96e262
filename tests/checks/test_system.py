"""The operating system's family and version."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.system import CHECK
from readiness.domain.facts import Facts, Measured, Reason, System, Unmeasured
from readiness.engine.reading_validation import validated
from tests.checks.fake_hardware import FakeHardware, measured

FACTS = {fact.id: fact for fact in CHECK.facts}


@pytest.mark.parametrize("system", System)
def test_the_family_is_the_one_profiles_hang_on(system: System) -> None:
    readings = measured(CHECK, FakeHardware(family=system))

    assert Facts(readings).system is system
    assert set(readings) == set(FACTS)


@pytest.mark.parametrize("version", ["10.0.22631", "15.1", "12", "24.04", "20250423"])
def test_versions_are_kept_as_they_are(version: str) -> None:
    reading = measured(CHECK, FakeHardware(version=version))["os.version"]

    assert isinstance(reading, Measured)
    assert reading.value == version
    assert reading.method
    assert reading.evidence == {"source": "fake version"}


@pytest.mark.parametrize("version", ["", "rolling", "1..2", "1.2.3.4.5.6", "1234567890123"])
def test_what_no_system_is_called_is_not_measured(version: str) -> None:
    reading = measured(CHECK, FakeHardware(version=version))["os.version"]

    assert isinstance(reading, Unmeasured)
    assert reading.reason is Reason.IMPLAUSIBLE


def test_a_refused_version_leaves_the_family() -> None:
    readings = measured(CHECK, FakeHardware(version=None))

    assert isinstance(readings["os.family"], Measured)
    assert isinstance(readings["os.version"], Unmeasured)


@given(st.text())
def test_whatever_a_system_says_the_readings_are_what_the_facts_declare(version: str) -> None:
    reading = measured(CHECK, FakeHardware(version=version))["os.version"]

    assert validated(reading, FACTS["os.version"]) == reading
