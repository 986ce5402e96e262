"""The network link: words, units, bands, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.link import CHECK
from readiness.domain.facts import Measured, Reading, Reason, Unmeasured, Value
from readiness.engine.reading_validation import validated
from tests.checks.fake_computer import REFUSAL, Computer, FakeLink, measured

FACTS = {fact.id: fact for fact in CHECK.facts}


def found(link: FakeLink) -> dict[str, Reading]:
    return measured(CHECK, Computer(_link=link))


def test_every_fact_has_its_value_and_its_unit() -> None:
    told: dict[str, tuple[Value, str | None]] = {
        id_: (one.value, one.unit) for id_, one in found(FakeLink()).items() if isinstance(one, Measured)
    }

    assert told == {
        "network.link": ("ethernet", None),
        "network.vpn": (False, None),
        "network.wifi_band": (5.0, "GHz"),
        "network.wifi_signal": (-52.0, "dBm"),
        "network.link_speed": (1000.0, "Mbit/s"),
        "network.metered": (False, None),
        "network.proxy": (False, None),
    }


@pytest.mark.parametrize(
    ("megahertz", "band"),
    [(2412, 2.4), (2484, 2.4), (5180, 5.0), (5885, 5.0), (5935, 6.0), (5955, 6.0), (7115, 6.0), (60480, 60.0)],
)
def test_a_channel_lies_in_one_band(megahertz: int, band: float) -> None:
    reading = found(FakeLink(frequency=megahertz * 1e6))["network.wifi_band"]

    assert isinstance(reading, Measured)
    assert reading.value == band


@pytest.mark.parametrize("link", [FakeLink(frequency=3.5e9), FakeLink(signal=0.0), FakeLink(speed=0.0)])
def test_what_no_link_has_is_not_believed(link: FakeLink) -> None:
    [reading] = [reading for reading in found(link).values() if isinstance(reading, Unmeasured)]

    assert reading.reason is Reason.IMPLAUSIBLE


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("adapter", "network.link"),
        ("tunnel", "network.vpn"),
        ("frequency", "network.wifi_band"),
        ("signal", "network.wifi_signal"),
        ("speed", "network.link_speed"),
        ("paid", "network.metered"),
        ("behind_proxy", "network.proxy"),
    ],
)
def test_each_fact_is_refused_alone(name: str, fact: str) -> None:
    readings = found(replace(FakeLink(), **{name: None}))

    refused = {id_: reading for id_, reading in readings.items() if isinstance(reading, Unmeasured)}
    assert refused == {fact: Unmeasured(Reason.UNSUPPORTED, REFUSAL)}


@given(*[st.floats(allow_nan=False, allow_infinity=False)] * 3)
def test_whatever_a_link_says_the_readings_are_what_the_facts_declare(
    frequency: float, signal: float, speed: float
) -> None:
    for fact, reading in found(FakeLink(frequency=frequency, signal=signal, speed=speed)).items():
        assert validated(reading, FACTS[fact]) == reading
