from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from readiness.domain.changes import ChangePlan, Cost, smallest_change_plan
from readiness.domain.facts import (
    SYSTEM_FACT,
    Bound,
    FactDef,
    Facts,
    Kind,
    Measured,
    Reading,
    Reason,
    System,
    Unmeasured,
    Value,
)
from readiness.domain.judge import judge
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Condition,
    FactTest,
    Limit,
    OneFact,
    OnUnknown,
    Operator,
    Profile,
    Question,
    Requirement,
    Tier,
    Tiers,
)
from tests.domain.strategies import NUMBERS, QUALIFIED, TEXT, UNITS, VERSIONS, WORDS, facts, profile_of, profiles

_UNKNOWN = Unmeasured(Reason.OFFLINE)


def least(operator: Operator, limit: Limit) -> Condition:
    return Condition((Clause(operator, limit),))


def asks(fact: str, operator: Operator, limit: Limit, id_: str = "") -> Requirement:
    return Requirement(id_ or fact, OneFact(fact, None, Tiers(least(operator, limit))))


def either(id_: str, *alternatives: tuple[FactTest, ...]) -> Requirement:
    return Requirement(id_, AnyOf(alternatives))


def held(fact: str, operator: Operator, limit: Limit) -> FactTest:
    return FactTest(fact, None, least(operator, limit))


def known(**values: Value) -> Facts:
    return Facts({name.replace("_", "."): Measured(value) for name, value in values.items()})


def way(facts: Facts, *requirements: Requirement) -> ChangePlan:
    found = smallest_change_plan(profile_of(*requirements), facts)
    assert found is not None
    return found


class TestSmallestWay:
    def test_a_profile_that_is_met_asks_for_nothing(self) -> None:
        assert way(known(memory_size=16.0), asks("memory.size", Operator.MIN, 8.0)).cost == (0, 0, 0)

    def test_names_the_fact_its_condition_and_the_requirement(self) -> None:
        (change,) = way(known(memory_size=4.0), asks("memory.size", Operator.MIN, 8.0, "ram")).changes
        assert (change.fact, change.thing, change.requirements) == ("memory.size", "memory", ("ram",))
        assert change.tests == (held("memory.size", Operator.MIN, 8.0),)
        assert change.to == 8.0

    def test_one_thing_that_serves_two_requirements_is_one_change(self) -> None:
        found = way(
            known(network_down=1.0, network_up=1.0),
            asks("network.down", Operator.MIN, 25.0),
            asks("network.up", Operator.MIN, 5.0),
        )
        assert found.things == ("network",)
        assert found.cost == (1, 0, 2)

    def test_takes_the_alternative_that_shares_a_change_with_another_requirement(self) -> None:
        cable = (held("link.kind", Operator.ONE_OF, ("ethernet",)),)
        fast = (held("line.speed", Operator.MIN, 100.0),)
        found = way(
            known(link_kind="wifi", line_speed=20.0, disk_free=5.0),
            either("link", cable, fast),
            asks("line.speed", Operator.MIN, 50.0),
        )
        assert found.things == ("line",)
        assert {one.condition.clauses[0].limit for one in found.changes[0].tests} == {50.0, 100.0}

    def test_what_need_not_be_known_counts_once_something_else_wants_it_known(self) -> None:
        forbids = replace(asks("link.wired", Operator.EQUALS, limit=False, id_="a"), on_unknown=OnUnknown.ADVICE)
        assert way(known(), forbids).cost == (0, 0, 0)
        assert (
            smallest_change_plan(profile_of(forbids, asks("link.wired", Operator.EQUALS, limit=True)), known()) is None
        )
        unless = replace(forbids, when=(held("link.kind", Operator.ONE_OF, ("dsl",)),))
        wants = (asks("link.wired", Operator.EQUALS, limit=True), asks("link.kind", Operator.ONE_OF, ("dsl", "fibre")))
        assert way(known(), unless, wants[0]).cost == (0, 1, 1)
        assert way(known(link_kind="dsl"), unless, wants[1]).cost == (0, 0, 0)
        assert {one.to for one in way(known(), unless, *wants).open} == {True, "fibre"}

    def test_a_set_of_which_nothing_was_found_may_be_found_out(self) -> None:
        nothing = Facts(
            {"os.family": Measured("linux"), "sound.effects": Measured(frozenset(), looked_for=frozenset())}
        )
        found = way(nothing, asks("sound.effects", Operator.NONE_OF, ("echo",)))
        assert (found.cost, found.open[0].to) == ((0, 1, 1), frozenset())

    def test_does_not_break_what_is_met_to_mend_something_else(self) -> None:
        found = way(
            known(headset_kind="bluetooth", headset_wired=True),
            either(
                "a",
                (held("headset.kind", Operator.ONE_OF, ("usb",)),),
                (held("room.quiet", Operator.EQUALS, limit=True),),
            ),
            asks("headset.kind", Operator.ONE_OF, ("bluetooth",), "b"),
        )
        assert [one.thing for one in found.open] == ["room"]
        assert not found.changes

    def test_what_is_not_known_is_to_be_found_out_not_changed(self) -> None:
        found = way(Facts({"memory.size": _UNKNOWN}), asks("memory.size", Operator.MIN, 8.0))
        assert (found.changes, [one.fact for one in found.open]) == ((), ["memory.size"])

    def test_what_is_not_known_holds_nobody_up_where_the_author_says_so(self) -> None:
        lenient = replace(asks("noise.level", Operator.MAX, 3.0), on_unknown=OnUnknown.ADVICE)
        assert way(Facts(), lenient, asks("memory.size", Operator.MIN, 8.0)).cost == (0, 1, 1)

    def test_what_is_known_from_one_side_is_open_where_that_does_not_tell(self) -> None:
        facts = Facts({"network.down": Measured(27.0, bound=Bound.AT_LEAST)})
        assert way(facts, asks("network.down", Operator.MIN, 25.0)).cost == (0, 0, 0)
        assert way(facts, asks("network.down", Operator.MIN, 50.0)).cost == (0, 1, 1)
        assert way(facts, asks("network.down", Operator.MAX, 20.0)).cost == (1, 0, 1)

    def test_words_nobody_looked_for_are_to_be_found_out(self) -> None:
        facts = Facts({"software.running": Measured(frozenset({"a"}), looked_for=frozenset({"a", "b"}))})
        assert way(facts, asks("software.running", Operator.NONE_OF, ("b",))).cost == (0, 0, 0)
        assert way(facts, asks("software.running", Operator.NONE_OF, ("c",))).cost == (0, 1, 1)
        assert way(facts, asks("software.running", Operator.NONE_OF, ("A",))).cost == (1, 0, 1)

    def test_an_answer_is_a_change_of_its_own(self) -> None:
        room = Requirement("room", Question(TEXT, Tiers(least(Operator.EQUALS, limit=True))))
        (change,) = way(Facts(answers={"room": False}), room).changes
        assert (change.fact, change.thing, change.to) == (None, "#room", True)
        assert [one.thing for one in way(Facts(), room).open] == ["#room"]

    def test_requirements_that_contradict_each_other_cannot_be_met(self) -> None:
        profile = profile_of(asks("a", Operator.MIN, 8.0, "x"), asks("a", Operator.MAX, 4.0, "y"))
        assert smallest_change_plan(profile, known(a=6.0)) is None

    def test_a_requirement_ends_where_its_condition_does(self) -> None:
        supply = replace(
            asks("power.backup", Operator.EQUALS, limit=True),
            when=(held("device.kind", Operator.ONE_OF, ("desktop",)),),
        )
        found = way(
            known(power_backup=False, device_kind="desktop"), supply, asks("device.kind", Operator.ONE_OF, ("laptop",))
        )
        assert found.things == ("device",)

    def test_a_set_gains_and_loses_members_without_losing_others(self) -> None:
        found = way(
            known(audio_effects=frozenset({"echo", "gate"})),
            asks("audio.effects", Operator.NONE_OF, ("gate",), "a"),
            asks("audio.effects", Operator.HAS_ALL, ("noise",), "b"),
        )
        assert found.changes[0].to == frozenset({"echo", "noise"})

    @pytest.mark.parametrize("named", [3, 12])
    def test_long_lists_of_words_are_met_too(self, named: int) -> None:
        words = tuple(f"program {number}" for number in range(named))
        found = way(
            known(software_running=frozenset({"Program 1", "mine"})),
            asks("software.running", Operator.NONE_OF, words, "a"),
        )
        assert found.changes[0].to == frozenset({"mine"})

    def test_versions_are_met_beyond_every_hole(self) -> None:
        hole = Condition((Clause(Operator.MIN, "10.0"), Clause(Operator.NONE_OF, ("10.0", "10.0.1"))))
        found = way(known(os_version="9"), Requirement("os", OneFact("os.version", None, Tiers(hole))))
        moved = Facts({"os.version": Measured(found.changes[0].to)})
        assert judge(profile_of(Requirement("os", OneFact("os.version", None, Tiers(hole)))), moved).verdict == "PASS"

    def test_odd_names_do_not_get_in_the_way(self) -> None:
        words = asks("os.name", Operator.NONE_OF, ("another", "one"))
        assert way(known(os_name="one"), words).changes[0].to == "another 2"
        odd = smallest_change_plan(profile_of(asks("os.version", Operator.MIN, "ten")), known(os_version="9"))
        assert odd is None

    def test_only_one_thing_may_change_where_that_is_asked(self) -> None:
        profile = profile_of(asks("memory.size", Operator.MIN, 8.0), asks("disk.free", Operator.MIN, 20.0))
        facts = known(memory_size=4.0, disk_free=50.0)
        assert smallest_change_plan(profile, facts, only="memory") is not None
        assert smallest_change_plan(profile, facts, only="disk") is None

    def test_a_closed_list_offers_only_its_own_words(self) -> None:
        profile = profile_of(asks("headset.kind", Operator.NONE_OF, ("usb", "analog")))
        catalogue = {"headset.kind": FactDef("headset.kind", Kind.CHOICE, choices=("usb", "analog"))}
        assert smallest_change_plan(profile, known(headset_kind="usb")) is not None
        assert smallest_change_plan(profile, known(headset_kind="usb"), catalogue) is None

    def test_an_unknown_system_counts_as_the_one_that_asks_least(self) -> None:
        on_windows = replace(asks("a", Operator.MIN, 8.0), only_on=frozenset({System.WINDOWS}))
        assert way(known(a=1.0, b=1.0), on_windows, asks("b", Operator.MIN, 1.0)).cost == (0, 0, 0)

    def test_says_when_the_search_was_cut_short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("readiness.domain.changes._MOST_STEPS", 3)
        several = [
            either(f"r{i}", (held(f"a{i}.x", Operator.MIN, 1.0),), (held(f"b{i % 3}.x", Operator.MIN, 1.0),))
            for i in range(6)
        ]
        values = {**{f"a{i}.x": Measured(0.0) for i in range(6)}, **{f"b{i}.x": Measured(0.0) for i in range(3)}}
        assert not way(Facts(values), *several).exact


# ------------------------------------------------------------------ against trying everything

ALL_UNITS = {**UNITS, **QUALIFIED}
_POOLS: dict[str, tuple[Value, ...]] = {
    **dict.fromkeys(
        ALL_UNITS, tuple(sorted({-9.0, 9.0, *NUMBERS, *(n + 0.05 for n in NUMBERS), *(n - 0.05 for n in NUMBERS)}))
    ),
    "wired": (True, False),
    "kind": (*WORDS, "other"),
    "version": ("0", *VERSIONS, "9.8", "9.95", "10.0.0.5", "10.5", "15"),
    "effects": tuple(frozenset(some) for size in range(4) for some in itertools.combinations(WORDS, size)),
}


def _everything(profile: Profile, facts: Facts) -> Iterator[tuple[Cost, Facts]]:
    """Yield what is reached by changing some facts and answers, and how much that is."""
    asked = sorted(fact for fact in profile.references if fact != SYSTEM_FACT)
    questions = [(one.id, one.question) for one in profile.requirements if one.question]
    options: list[list[tuple[str, Value | None]]] = [
        [(fact, None), *((fact, value) for value in _POOLS[fact])] for fact in asked
    ]
    options += [
        [(f"#{id_}", None), *((f"#{id_}", value) for value in one.choices or (True, False))] for id_, one in questions
    ]
    for assignment in itertools.product(*options):
        readings: dict[str, Reading] = {SYSTEM_FACT: facts[SYSTEM_FACT], **{fact: facts[fact] for fact in asked}}
        answers = {id_: facts.answer(profile.id, id_) for id_, _ in questions}
        changed, found = 0, 0
        for name, value in assignment:
            if value is None:
                continue
            now = answers[name[1:]] if name.startswith("#") else readings.get(name)
            was_open = now is None or isinstance(now, Unmeasured) or _may_be(now, value, ALL_UNITS.get(name))
            changed, found = changed + (not was_open), found + was_open
            if name.startswith("#"):
                answers[name[1:]] = value
            else:
                readings[name] = Measured(value, ALL_UNITS.get(name))
        yield (changed, found, changed + found), Facts(readings, {k: v for k, v in answers.items() if v is not None})


def _may_be(now: Reading | Value, value: Value, unit: str | None) -> bool:
    """Whether a number known from one side, or a set of which some words are open, may be this."""
    if isinstance(now, Measured) and now.looked_for is not None and isinstance(value, frozenset):
        return value & now.looked_for == now.known
    if not isinstance(now, Measured) or not isinstance(value, float) or not isinstance(now.known, float):
        return False
    if now.unit != unit:
        return False
    return value >= now.known if now.bound is Bound.AT_LEAST else now.bound is Bound.AT_MOST and value <= now.known


def _is_met(profile: Profile, facts: Facts) -> bool:
    findings = judge(profile, facts).findings
    return not any(one.blocks or one.outcome == "fail" for one in findings)


@st.composite
def _small_cases(draw: st.DrawFn) -> tuple[Profile, Facts]:
    """A profile and facts of a known system, cut until everything can be tried in a moment."""
    profile, known_ = draw(profiles()), draw(facts())
    while _variables(profile) > 2 and len(profile.requirements) > 1:
        profile = replace(profile, requirements=_without_last_optional(profile.requirements))
    assume(_variables(profile) <= 2)
    system = Measured(str(draw(st.sampled_from(System))))
    return profile, known_.updated(Facts({SYSTEM_FACT: system}))


def _variables(profile: Profile) -> int:
    questions = sum(one.question is not None for one in profile.requirements)
    return len(profile.references - {SYSTEM_FACT}) + questions


def _without_last_optional(requirements: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    """Leave the last requirement out, or the first where only the last requires something."""
    before = requirements[:-1]
    return before if any(one.tier is Tier.REQUIRED for one in before) else requirements[1:]


@settings(max_examples=80, deadline=None)
@given(_small_cases())
def test_no_smaller_set_of_changes_would_do(case: tuple[Profile, Facts]) -> None:
    profile, facts_ = case
    found = smallest_change_plan(profile, facts_)
    best = min((cost for cost, reached in _everything(profile, facts_) if _is_met(profile, reached)), default=None)
    assert (found.cost[:2] if found else None) == (best[:2] if best else None)


@given(profiles(), facts())
def test_what_is_proposed_does_meet_the_profile(profile: Profile, known_: Facts) -> None:
    found = smallest_change_plan(profile, known_)
    if found is None or not known_.system:
        return
    readings, answers = dict(known_.readings), dict(known_.answers)
    for change in (*found.changes, *found.open):
        if change.fact:
            units = [one.unit for one in change.tests]
            readings[change.fact] = Measured(change.to, (units or [ALL_UNITS.get(change.fact)])[0])
        else:
            answers[f"{profile.id}#{change.requirements[0]}"] = change.to
    assert _is_met(profile, Facts(readings, answers))
    assert (found.cost == (0, 0, 0)) == _is_met(profile, known_)
