from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from readiness.domain.changes import ChangePlan
from readiness.domain.compare import BestChange, FactChange, Transition, best_change, change_plans, difference
from readiness.domain.facts import Bound, FactDef, Facts, Kind, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.judge import judge
from readiness.domain.profile import Clause, Condition, Limit, OneFact, Operator, Profile, Requirement, Tiers
from readiness.domain.report import ProfileSource, Report, Verdict, facts_asked_for
from tests.domain.strategies import profile_of

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def asks(fact: str, operator: Operator, limit: Limit) -> Requirement:
    return Requirement(fact, OneFact(fact, None, Tiers(Condition((Clause(operator, limit),)))))


def known(**values: Value) -> Facts:
    return Facts({name.replace("_", "."): Measured(value) for name, value in values.items()})


def best(facts: Facts, *profiles: Profile, catalogue: dict[str, FactDef] | None = None) -> BestChange | None:
    asked = [(profile, facts) for profile in profiles]
    return best_change(asked, change_plans(asked, catalogue), catalogue)


class TestManyProfiles:
    memory = profile_of(asks("memory.size", Operator.MIN, 8.0))
    more_memory = profile_of(asks("memory.size", Operator.MIN, 16.0))
    disk = profile_of(asks("disk.free", Operator.MIN, 20.0))
    both = profile_of(asks("memory.size", Operator.MIN, 8.0), asks("disk.free", Operator.MIN, 20.0))
    poor = known(memory_size=4.0, disk_free=5.0)

    def test_every_profile_has_its_own_way(self) -> None:
        found = change_plans([(self.memory, known(memory_size=8.0)), (self.both, self.poor)])
        assert found[0] == ChangePlan(steps=1) or (found[0] and found[0].cost == (0, 0, 0))
        assert found[1] is not None
        assert found[1].things == ("memory", "disk")

    def test_the_best_change_opens_most(self) -> None:
        found = best(self.poor, self.disk, self.memory, self.more_memory, self.both)
        assert found is not None
        assert (found.thing, found.opens) == ("memory", (1, 2))
        assert [test.condition.clauses[0].limit for test in found.changes[0].tests] == [8.0, 16.0]

    def test_no_single_change_opens_anything(self) -> None:
        assert best(self.poor, self.both) is None
        assert best(known(memory_size=8.0), self.memory) is None

    def test_what_waits_for_something_else_is_not_opened(self) -> None:
        assert best(known(memory_size=4.0), self.both) is None
        found = best(known(memory_size=4.0), self.both, self.memory)
        assert found is not None
        assert found.opens == (1,)

    def test_employers_who_ask_for_opposites_do_not_count_together(self) -> None:
        usb, no_usb = (
            profile_of(asks("headset.kind", operator, ("usb", "analog")))
            for operator in (Operator.ONE_OF, Operator.NONE_OF)
        )
        both_bad = known(headset_kind="bluetooth")
        assert best(both_bad, no_usb) is None
        other = profile_of(asks("headset.kind", Operator.ONE_OF, ("dongle",)))
        found = best(both_bad, usb, other, usb)
        assert found is not None
        assert found.opens == (0, 2)

    def test_a_closed_list_of_values_counts(self) -> None:
        one, two = (
            profile_of(asks("headset.kind", Operator.NONE_OF, ("bluetooth", kind))) for kind in ("usb", "analog")
        )
        catalogue = {"headset.kind": FactDef("headset.kind", Kind.CHOICE, choices=("usb", "analog", "bluetooth"))}
        free, closed = (best(known(headset_kind="bluetooth"), one, two, catalogue=some) for some in (None, catalogue))
        assert free is not None
        assert closed is not None
        assert (free.opens, closed.opens) == ((0, 1), (0,))


# ------------------------------------------------------------------ two reports


def report(profile: Profile, facts: Facts, text: str = "{}") -> Report:
    own = facts_asked_for(profile, facts)
    return Report("id", profile, ProfileSource(text), own, judge(profile, own), "1", NOW, NOW)


class TestTwoReports:
    profile = profile_of(asks("memory.size", Operator.MIN, 8.0), asks("disk.free", Operator.MIN, 20.0))

    def test_says_which_way_each_requirement_went(self) -> None:
        before = report(self.profile, known(memory_size=4.0, disk_free=30.0))
        after = report(self.profile, known(memory_size=8.0, disk_free=10.0))
        found = difference(before, after)
        assert [(one.requirement, one.turn) for one in found.requirements] == [
            ("memory.size", Transition.BETTER),
            ("disk.free", Transition.WORSE),
        ]
        assert found.verdicts == (Verdict.FAIL, Verdict.FAIL)
        assert found.same_profile

    def test_says_what_is_asked_anew_and_no_more(self) -> None:
        before = report(profile_of(self.profile.requirements[0]), known(memory_size=8.0))
        after = report(profile_of(self.profile.requirements[1]), known(disk_free=30.0), "{ }")
        found = difference(before, after)
        assert [one.turn for one in found.requirements] == [Transition.NEW, Transition.GONE]
        assert not found.same_profile
        assert found.facts == ()

    def test_what_nobody_knew_stands_between(self) -> None:
        unknown = report(self.profile, known(memory_size=8.0))
        fine = report(self.profile, known(memory_size=8.0, disk_free=30.0))
        poor = report(self.profile, known(memory_size=8.0, disk_free=10.0))
        turns = [difference(a, b).requirements[1].turn for a, b in ((unknown, fine), (unknown, poor), (fine, fine))]
        assert turns == [Transition.BETTER, Transition.WORSE, Transition.SAME]

    @pytest.mark.parametrize(
        ("before", "after", "changed"),
        [
            (Measured(8.0), Measured(8.0), False),
            (Measured(8.0), Measured(9.0), True),
            (Measured(8.0, spread=0.6), Measured(9.0, spread=0.4), False),
            (Measured(8.0, spread=0.5), Measured(9.0, spread=0.4), True),
            (Measured(8.0, "GiB"), Measured(8192.0, "MiB"), False),
            (Measured(8.0, "GiB"), Measured(8.0, "ms"), True),
            (Measured(8.0, "GiB"), Measured(8.0), True),
            (Measured(8.0, "GiB"), Measured(7.0), True),
            (Measured("usb"), Measured("bluetooth"), True),
            (Measured(value=True), Measured(value=True), False),
            (Measured(27.0, bound=Bound.AT_LEAST), Measured(27.0), True),
            (Measured(27.0, bound=Bound.AT_LEAST), Measured(27.0, bound=Bound.AT_LEAST), False),
            (Unmeasured(Reason.OFFLINE), Unmeasured(Reason.BUSY), False),
            (Unmeasured(Reason.OFFLINE), Measured(8.0), True),
        ],
    )
    def test_a_fact_changed_when_it_reads_otherwise(self, before: Reading, after: Reading, *, changed: bool) -> None:
        one, other = (
            replace(report(self.profile, Facts()), facts=Facts({"a": reading})) for reading in (before, after)
        )
        expected = (FactChange("a", before, after),) if changed else ()
        assert difference(one, other).facts == expected
