"""The system drive: sizes in GB, its kind, and what cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.disk import CHECK
from readiness.domain.facts import Measured, Reason, Unmeasured
from readiness.domain.message import message
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import Computer, FakeDisks, measured

FACTS = {fact.id: fact for fact in CHECK.facts}


def computer(total: int | None, free: int | None, kind: str | None = "ssd") -> Computer:
    return Computer(_disks=FakeDisks(total, free, kind))


def test_sizes_are_in_gigabytes_and_the_kind_is_a_word() -> None:
    readings = measured(CHECK, computer(256_000_000_000, 50_500_000_000, "hdd"))

    told = {fact: (one.value, one.unit) for fact, one in readings.items() if isinstance(one, Measured)}
    assert told == {"disk.total": (256.0, "GB"), "disk.free": (50.5, "GB"), "disk.kind": ("hdd", None)}


def test_a_full_drive_has_nothing_free_and_that_is_a_measurement() -> None:
    free = measured(CHECK, computer(10**11, 0))["disk.free"]

    assert isinstance(free, Measured)
    assert free.value == 0


def test_more_free_than_fits_is_not_believed() -> None:
    readings = measured(CHECK, computer(10**11, 10**11 + 1))

    contradiction = Unmeasured(Reason.IMPLAUSIBLE, message("unmeasured.disk_contradiction"))
    assert (readings["disk.total"], readings["disk.free"]) == (contradiction, contradiction)


@pytest.mark.parametrize("missing", ["disk.total", "disk.free", "disk.kind"])
def test_each_fact_is_refused_alone(missing: str) -> None:
    given_ = {"disk.total": 10**11, "disk.free": 10**10, "disk.kind": "ssd"}
    readings = measured(CHECK, Computer(_disks=FakeDisks(*(None if id_ == missing else given_[id_] for id_ in given_))))  # type: ignore[arg-type]

    assert [id_ for id_, reading in readings.items() if isinstance(reading, Unmeasured)] == [missing]


@given(st.integers(), st.integers())
def test_whatever_a_system_says_the_readings_are_what_the_facts_declare(total: int, free: int) -> None:
    for fact, reading in measured(CHECK, computer(total, free)).items():
        assert validated(reading, FACTS[fact]) == reading
