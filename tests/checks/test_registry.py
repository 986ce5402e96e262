"""The registry finds every check, and refuses checks that do not fit together."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import pytest

from readiness.checks.base import Check, Lane
from readiness.checks.registry import (
    RegistryError,
    catalogue,
    checks,
    collected,
    definition,
    measuring_seconds,
    providing,
)
from readiness.domain.profile import Clause, Condition, NetworkTest, OneFact, Operator, Profile, Requirement, Tiers
from tests.domain.strategies import profile_of
from tests.fakes import answering, check


def module(*found: Check) -> ModuleType:
    made = ModuleType("made")
    for one in found:
        made.CHECK = one  # type: ignore[attr-defined]
    return made


def test_the_program_has_its_checks() -> None:
    assert {"processor", "memory", "system", "headset", "microphone", "bandwidth"} <= {one.id for one in checks()}
    assert definition("memory.installed").unit == "GiB"
    assert set(catalogue()) == {fact.id for one in checks() for fact in one.facts}


def test_checks_come_lane_by_lane_and_after_those_they_need() -> None:
    ids = [one.id for one in checks()]
    assert ids.index("headset") < ids.index("microphone")
    lanes = [list(Lane).index(one.lane) for one in checks()]
    assert lanes == sorted(lanes)


def test_only_checks_that_provide_a_wanted_fact_are_chosen() -> None:
    one, two = check("one", answering(), "a.x"), check("two", answering(), "b.x")
    assert providing(frozenset({"b.x", "c.x"}), [one, two]) == (two,)


def test_a_qualified_fact_is_provided_by_the_check_of_its_plain_one() -> None:
    one, two = check("one", answering(), "a.x"), check("two", answering(), "b.x")
    assert providing(frozenset({"b.x@https://a.example/"}), [one, two]) == (two,)


def _asking(*facts: str, runs: int = 1) -> Profile:
    required = Tiers(Condition((Clause(Operator.MIN, 1.0),)))
    asked = tuple(Requirement(f"r{place}", OneFact(fact, None, required)) for place, fact in enumerate(facts))
    return replace(profile_of(*asked), network_test=NetworkTest(runs=runs))


def test_how_long_a_profile_takes_is_the_sum_of_its_checks() -> None:
    by_id = {one.id: one.seconds for one in checks()}
    line = by_id["bandwidth"]
    assert measuring_seconds(_asking("processor.cores", "processor.threads")) == by_id["processor"]
    assert measuring_seconds(_asking("network.download", "network.upload")) == line
    assert measuring_seconds(_asking("network.download", "processor.cores", runs=3)) == 3 * line + by_id["processor"]
    assert measuring_seconds(_asking("network.latency@https://a.example/")) == line + 2
    assert all(0 < one.seconds <= one.deadline for one in checks())


def test_no_checks_at_all_is_refused() -> None:
    with pytest.raises(RegistryError, match="no check"):
        collected([])


def test_a_module_without_a_check_is_refused() -> None:
    with pytest.raises(RegistryError, match="no CHECK"):
        collected([module()])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (check("one", answering(), "a.x"), check("two", answering(), "a.x")),
        (check("one", answering(), "a.x"), check("one", answering(), "b.x")),
    ],
)
def test_what_is_provided_twice_is_refused(first: Check, second: Check) -> None:
    with pytest.raises(RegistryError, match="twice"):
        collected([module(first), module(second)])


def test_checks_that_wait_for_each_other_are_refused() -> None:
    first = check("one", answering(), "a.x", after=("two",))
    second = check("two", answering(), "b.x", after=("one",))
    with pytest.raises(RegistryError, match="wait for each other"):
        collected([module(first), module(second)])
