"""Names of qualified facts: written, read, resolved from one measurement, and said in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Bound, Facts, Measured, Reading, Reason, Unmeasured
from readiness.domain.message import Message, message
from readiness.domain.reference import FactReference, Load, Statistic, fact_title, measurements, reference, under_load

PLACE = "https://speed.example.com/a@b[p95]"
SERIES = Measured(31.0, "ms", spread=1.0, statistics={Statistic.MEDIAN: 31.0, Statistic.P95: 70.0})
GONE = Unmeasured(Reason.OFFLINE)


@given(
    st.sampled_from(["network.latency", "processor.cores", "a"]),
    st.none() | st.sampled_from(Statistic),
    st.none() | st.sampled_from([PLACE, "https://a.example/"]),
)
def test_a_name_is_read_as_it_was_written(fact: str, statistic: Statistic | None, server: str | None) -> None:
    meant = FactReference(fact, statistic, server)
    assert reference(str(meant)) == meant


@pytest.mark.parametrize("name", ["", "[p95]", "@https://a.example/", "network.latency[p99]", "network.latency[p95"])
def test_what_is_no_name_names_a_fact_nobody_knows(name: str) -> None:
    assert reference(name).fact in {name, name.partition("@")[0]}
    assert Facts({"network.latency": SERIES})[name] == Facts()["network.nothing"]


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("memory.usable", ["memory.usable"]),
        ("network.latency[p95]", ["network.latency"]),
        (f"network.latency[worst]@{PLACE}", [f"network.latency@{PLACE}"]),
        ("network.latency_loaded_up[p95]", ["network.latency_loaded_up"]),
        ("network.latency_loaded[p95]", ["network.latency_loaded_down", "network.latency_loaded_up"]),
    ],
)
def test_one_measurement_serves_every_statistic(name: str, needed: list[str]) -> None:
    assert list(measurements(name)) == needed


def loaded(down: Reading, up: Reading) -> Facts:
    return Facts({"n.latency_loaded_down": down, "n.latency_loaded_up": up})


SLOW = Measured(0.4, "s", statistics={Statistic.P95: 0.5})


@pytest.mark.parametrize(
    ("facts", "name", "value"),
    [
        (Facts({"n.latency": SERIES}), "n.latency", 31.0),
        (Facts({"n.latency": SERIES}), "n.latency[p95]", 70.0),
        (Facts({f"n.latency@{PLACE}": SERIES}), f"n.latency[p95]@{PLACE}", 70.0),
        (Facts({"n.latency[p95]": SLOW}), "n.latency[p95]", 0.4),
        (loaded(SERIES, SLOW), "n.latency_loaded", 0.4),
        (loaded(SLOW, SERIES), "n.latency_loaded[p95]", 0.5),
        (loaded(Measured(3.0), Measured(2.0)), "n.latency_loaded", 3.0),
    ],
)
def test_a_qualified_fact_is_read_from_its_measurement(facts: Facts, name: str, value: float) -> None:
    found = facts[name]
    assert isinstance(found, Measured)
    assert found.value == value


@pytest.mark.parametrize(
    ("facts", "name", "reason"),
    [
        (Facts({"n.latency": SERIES}), "n.latency[worst]", Reason.UNSUPPORTED),
        (Facts({"n.latency": GONE}), "n.latency[worst]", Reason.OFFLINE),
        (Facts({"n.latency": SERIES}), f"n.latency@{PLACE}", Reason.SKIPPED),
        (loaded(GONE, GONE), "n.latency_loaded", Reason.OFFLINE),
        (loaded(Measured("fast"), GONE), "n.latency_loaded", Reason.OFFLINE),
        (Facts(), "n.latency_loaded", Reason.SKIPPED),
        (loaded(GONE, replace(SERIES, bound=Bound.AT_MOST)), "n.latency_loaded", Reason.OFFLINE),
        (Facts({"n.latency": replace(SERIES, bound=Bound.AT_LEAST)}), "n.latency[p95]", Reason.UNSUPPORTED),
        (loaded(Measured("slow"), Measured("fast")), "n.latency_loaded", Reason.IMPLAUSIBLE),
        (loaded(SERIES, Measured(8.0, "GiB")), "n.latency_loaded", Reason.IMPLAUSIBLE),
        (loaded(SERIES, Measured(8.0)), "n.latency_loaded", Reason.IMPLAUSIBLE),
    ],
)
def test_what_it_is_read_from_must_be_there(facts: Facts, name: str, reason: Reason) -> None:
    found = facts[name]
    assert isinstance(found, Unmeasured)
    assert found.reason is reason


@pytest.mark.parametrize(
    "facts",
    [
        loaded(SERIES, GONE),
        loaded(GONE, SERIES),
        Facts({"n.latency_loaded_up": SERIES}),
        loaded(SERIES, Measured("fast")),
        loaded(Measured(True), SERIES),  # noqa: FBT003
        loaded(SERIES, replace(SLOW, bound=Bound.AT_MOST)),
        loaded(SERIES, Measured(8.0, "parsecs")),
    ],
)
def test_of_one_direction_is_known_that_the_worse_is_no_better(facts: Facts) -> None:
    assert facts["n.latency_loaded"] == replace(SERIES, bound=Bound.AT_LEAST)


def test_the_spread_of_a_series_is_not_that_of_its_longest() -> None:
    assert Facts({"n.latency": SERIES})["n.latency[p95]"] == Measured(70.0, "ms")


def test_a_statistic_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        Measured(1.0, "ms", statistics={Statistic.WORST: float("inf")})


@pytest.mark.parametrize(
    ("load", "fact"),
    [(Load.DOWN, "n.latency_loaded_down"), (Load.UP, "n.latency_loaded_up"), (Load.EITHER, "n.latency_loaded")],
)
def test_load_is_part_of_the_name(load: Load, fact: str) -> None:
    assert under_load("n.latency", load) == fact


def test_the_name_in_words_says_every_qualifier() -> None:
    latency = Message("fact.n.latency")
    assert fact_title("n.latency") == latency
    named = message("fact.statistic.p95", fact=message("fact.under_load", fact=latency))
    assert fact_title("n.latency_loaded[p95]") == named
    at = message("fact.to_server", fact=latency, server="speed.example.com")
    assert fact_title(f"n.latency@{PLACE}") == at
    assert fact_title("n.latency@nowhere").arguments[1] == ("server", "nowhere")
