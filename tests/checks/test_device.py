"""What kind of computer this is, about how old, and hints that it is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks import device as module
from readiness.checks.device import CHECK
from readiness.checks.ports import ARCHITECTURES, KINDS
from readiness.domain.facts import Bound, Measured, Reading, Reason, Unmeasured
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import REFUSAL, Computer, FakeDevice, measured
from tests.checks.fake_hardware import FakeHardware

FACTS = {fact.id: fact for fact in CHECK.facts}
TODAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "now", lambda: TODAY)


def readings(device: FakeDevice, brand: str | None = "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz") -> dict[str, Reading]:
    return measured(CHECK, Computer(_device=device, _hardware=FakeHardware(brand=brand)))


def test_a_laptop() -> None:
    found = readings(FakeDevice())

    told = {fact: reading.value for fact, reading in found.items() if isinstance(reading, Measured)}
    assert told.pop("device.age_years") == pytest.approx((5.0 + 8.58) / 2, abs=0.01)
    assert told == {"device.kind": "laptop", "device.architecture": "x86_64", "device.virtual_machine": False}


def test_the_age_lies_between_the_firmwares_and_the_processors() -> None:
    age = readings(FakeDevice())["device.age_years"]

    assert isinstance(age, Measured)
    assert isinstance(age.value, float)
    assert age.spread
    # The firmware is five years old, such processors are sold since August 2017.
    assert age.value - age.spread == pytest.approx(5.0, abs=0.01)
    assert age.value + age.spread == pytest.approx(8.58, abs=0.01)
    assert age.evidence == {
        "firmware": "fake firmware",
        "on sale since": "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz: 2017-08",
    }


def test_firmware_from_before_the_processors_sale_leaves_no_room_for_doubt() -> None:
    age = readings(FakeDevice(firmware=date(2017, 6, 1)))["device.age_years"]

    assert isinstance(age, Measured)
    assert age.spread == 0.0


@pytest.mark.parametrize(
    ("device", "brand", "bound", "years"),
    [
        # A Mac's firmware has no date, many Celerons no generation.
        (FakeDevice(firmware=None), "Apple M2", Bound.AT_MOST, 3.75),
        (FakeDevice(), "Intel(R) Celeron(R) N4020 CPU @ 1.10GHz", Bound.AT_LEAST, 5.0),
        (FakeDevice(), None, Bound.AT_LEAST, 5.0),
    ],
)
def test_one_bound_alone_is_told_as_one(device: FakeDevice, brand: str | None, bound: Bound, years: float) -> None:
    age = readings(device, brand)["device.age_years"]

    assert isinstance(age, Measured)
    assert age.bound is bound
    assert age.known == pytest.approx(years, abs=0.01)


@pytest.mark.parametrize(
    ("device", "brand", "reason", "detail"),
    [
        (FakeDevice(firmware=None), None, Reason.UNSUPPORTED, REFUSAL.id),
        (FakeDevice(firmware=date(1999, 12, 31)), "Apple M2", Reason.IMPLAUSIBLE, "unmeasured.hardware_implausible"),
        (FakeDevice(firmware=date(2026, 3, 3)), "Apple M2", Reason.IMPLAUSIBLE, "unmeasured.hardware_implausible"),
    ],
)
def test_nothing_to_go_by_gives_no_age(device: FakeDevice, brand: str | None, reason: Reason, detail: str) -> None:
    age = readings(device, brand)["device.age_years"]

    assert isinstance(age, Unmeasured)
    assert age.detail
    assert (age.reason, age.detail.id) == (reason, detail)


def test_in_a_virtual_machine_the_case_and_the_firmware_are_made_up() -> None:
    found = readings(FakeDevice(virtual=True))

    for fact in ("device.kind", "device.age_years"):
        reading = found[fact]
        assert isinstance(reading, Unmeasured)
        assert reading.detail
        assert reading.detail.id == "unmeasured.device_made_up"
    hint = found["device.virtual_machine"]
    assert isinstance(hint, Measured)
    assert hint.evidence == {"source": "fake maker"}


def test_chrome_os_says_so_from_within_its_virtual_machine() -> None:
    kind = readings(FakeDevice(kind_="chromebook", virtual=True))["device.kind"]

    assert isinstance(kind, Measured)
    assert kind.value == "chromebook"


def test_a_hint_that_cannot_be_read_is_no_violation() -> None:
    found = readings(FakeDevice(virtual=None))

    assert found["device.virtual_machine"] == Unmeasured(Reason.UNSUPPORTED, REFUSAL)
    assert isinstance(found["device.kind"], Measured)


@given(
    st.builds(
        FakeDevice,
        st.sampled_from([*KINDS, None]),
        st.dates() | st.none(),
        st.sampled_from([*ARCHITECTURES, None]),
        st.booleans() | st.none(),
    ),
    st.text(),
)
def test_whatever_a_machine_says_the_readings_are_what_the_facts_declare(device: FakeDevice, brand: str) -> None:
    found = readings(device, brand)

    assert set(found) == set(FACTS)
    for fact, reading in found.items():
        assert validated(reading, FACTS[fact]) == reading
