"""The registry finds every check, and refuses checks that do not fit together."""

from __future__ import annotations

from types import ModuleType

import pytest

from readiness.checks.base import Check, Lane
from readiness.checks.registry import RegistryError, catalogue, checks, collected, definition, providing
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
