"""The processor's facts, from a brand string and three figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.processor import CHECK
from readiness.domain.facts import Measured, Observed, Reason, Unmeasured
from readiness.domain.message import message
from readiness.engine.reading_validation import validated
from tests.checks.fake_hardware import FakeHardware, measured

FACTS = {fact.id: fact for fact in CHECK.facts}
NAMED = ("processor.vendor", "processor.family", "processor.generation", "processor.model")


def test_a_laptop_processor() -> None:
    readings = measured(CHECK, FakeHardware())

    assert {fact: reading.value for fact, reading in readings.items() if isinstance(reading, Measured)} == {
        "processor.vendor": "intel",
        "processor.family": "intel core i5",
        "processor.generation": 8.0,
        "processor.model": "Intel Core i5-8250U",
        "processor.cores": 4.0,
        "processor.threads": 8.0,
        "processor.clock": 3.4,
    }
    assert set(readings) == set(FACTS)


def test_every_reading_carries_how_when_and_what_was_seen() -> None:
    for reading in measured(CHECK, FakeHardware()).values():
        assert isinstance(reading, Measured)
        assert reading.method
        assert reading.at
        assert reading.evidence["source"].startswith("fake")


def test_the_brand_is_the_evidence_for_its_parts() -> None:
    reading = measured(CHECK, FakeHardware())["processor.family"]

    assert isinstance(reading, Measured)
    assert reading.evidence["brand"] == "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz"


@pytest.mark.parametrize(
    ("brand", "reason", "detail"),
    [
        ("QEMU Virtual CPU version 2.5+", Reason.UNSUPPORTED, "unmeasured.processor_virtual"),
        ("Genuine Intel(R) CPU 0000 @ 2.00GHz", Reason.UNSUPPORTED, "unmeasured.processor_sample"),
        ("Cyrix MediaGXtm MMXtm Enhanced", Reason.UNSUPPORTED, "unmeasured.processor_name_unknown"),
        ("Intel(R) Celeron(R) N4020 CPU @ 1.10GHz", Reason.UNSUPPORTED, "unmeasured.processor_not_in_name"),
        ("13th Gen Intel(R) Core(TM) i7-8550U", Reason.IMPLAUSIBLE, "unmeasured.processor_contradiction"),
    ],
)
def test_a_name_that_says_no_generation_gives_the_reason_and_the_name(brand: str, reason: Reason, detail: str) -> None:
    reading = measured(CHECK, FakeHardware(brand=brand))["processor.generation"]

    assert reading == Unmeasured(reason, message(detail, name=brand))


def test_an_unknown_name_is_still_the_model() -> None:
    readings = measured(CHECK, FakeHardware(brand="QEMU Virtual CPU version 2.5+"))

    model = readings["processor.model"]
    assert isinstance(model, Measured)
    assert model.value == "QEMU Virtual CPU version 2.5+"
    assert isinstance(readings["processor.vendor"], Unmeasured)


def test_a_refused_name_leaves_the_figures_alone() -> None:
    readings = measured(CHECK, FakeHardware(brand=None))

    assert all(isinstance(readings[fact], Unmeasured) for fact in NAMED)
    assert isinstance(readings["processor.cores"], Measured)


@pytest.mark.parametrize(
    ("hardware", "fact"),
    [
        (FakeHardware(cores=0), "processor.cores"),
        (FakeHardware(cores=100_000, threads=200_000), "processor.cores"),
        (FakeHardware(threads=0), "processor.threads"),
        (FakeHardware(clock=0.0), "processor.clock"),
        (FakeHardware(clock=float("nan")), "processor.clock"),
        (FakeHardware(clock=float("inf")), "processor.clock"),
        # A Ryzen 9 8945H whose driver gave 6.843 GHz: Dr-Noob/cpufetch#250.
        (FakeHardware(clock=6.843e9), "processor.clock"),
        # SMBIOS "Max Speed" of an i7-10750H: 0x7375646F/Linuwu-Sense#68.
        (FakeHardware(clock=8.3e9), "processor.clock"),
    ],
)
def test_a_figure_no_processor_has_is_not_measured(hardware: FakeHardware, fact: str) -> None:
    reading = measured(CHECK, hardware)[fact]

    assert isinstance(reading, Unmeasured)
    assert reading.reason is Reason.IMPLAUSIBLE


def test_more_cores_than_threads_leaves_neither() -> None:
    readings = measured(CHECK, FakeHardware(cores=8, threads=4))

    for fact in ("processor.cores", "processor.threads"):
        reading = readings[fact]
        assert isinstance(reading, Unmeasured)
        assert reading.reason is Reason.IMPLAUSIBLE


def test_cores_without_threads_stay() -> None:
    readings = measured(CHECK, FakeHardware(threads=None))

    assert isinstance(readings["processor.cores"], Measured)
    assert isinstance(readings["processor.threads"], Unmeasured)


def test_the_machine_says_which_clock_it_is() -> None:
    rated = message("method.processor_clock_rated")
    reading = measured(CHECK, FakeHardware(clock=Observed(1.8e9, "MaxMhz", rated)))["processor.clock"]

    assert isinstance(reading, Measured)
    assert (reading.value, reading.unit, reading.method) == (1.8, "GHz", rated)


@given(st.text(), st.integers(), st.integers(), st.floats(allow_nan=False, allow_infinity=False))
def test_whatever_a_machine_says_the_readings_are_what_the_facts_declare(
    brand: str, cores: int, threads: int, clock: float
) -> None:
    readings = measured(CHECK, FakeHardware(brand=brand, cores=cores, threads=threads, clock=clock))

    assert set(readings) == set(FACTS)
    for fact, reading in readings.items():
        assert validated(reading, FACTS[fact]) == reading
