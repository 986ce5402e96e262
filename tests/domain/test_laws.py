"""The laws of judging, over made-up profiles and facts, unknowns included."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from readiness.domain.conditions import held_against
from readiness.domain.facts import SYSTEM_FACT, Bound, Facts, Measured, Reading, Reason, Unmeasured
from readiness.domain.judge import judge
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Condition,
    FactTest,
    OneFact,
    OnUnknown,
    Operator,
    Profile,
    Requirement,
    Tier,
    Tiers,
    Validity,
)
from readiness.domain.quantity import Quantity
from readiness.domain.report import Comparison, Finding, Outcome, Truth, Verdict, facts_asked_for
from tests.domain.strategies import (
    FACTS,
    NUMBERS,
    UNITS,
    alternatives,
    complete_facts,
    fact_tests,
    facts,
    insisting_profiles,
    lower_bounds,
    profile_of,
    profiles,
    readings,
    unmeasured,
)

SLACK = (0.0, 0.5, 1.5, 8.0)
NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)
_RANK = {Outcome.FAIL: 0, Outcome.ADVICE: 1, Outcome.PASS: 2}


@given(profiles(), facts())
def test_every_requirement_gets_one_finding_in_order(profile: Profile, known: Facts) -> None:
    judgement = judge(profile, known)
    assert [one.requirement for one in judgement.findings] == [one.id for one in profile.requirements]
    assert judge(profile, known) == judgement


@given(profiles(), facts())
def test_the_verdict_is_what_the_findings_add_up_to(profile: Profile, known: Facts) -> None:
    judgement = judge(profile, known)
    outcomes = [one.outcome for one in judgement.findings]
    if Outcome.FAIL in outcomes:
        assert judgement.verdict is Verdict.FAIL
    elif judgement.verdict is Verdict.PASS:
        assert any(one.is_met for one in outcomes)
        assert any(two.tier is Tier.REQUIRED and two.truth.value != "unknown" for two in _held(judgement.findings))
        assert not any(one.blocks for one in judgement.findings)
    else:
        assert judgement.caveats or any(one.blocks for one in judgement.findings)


def _held(findings: tuple[Finding, ...]) -> list[Comparison]:
    """Every comparison that a requirement which applies was decided by."""
    applying = [one for one in findings if one.outcome is not Outcome.NOT_APPLICABLE]
    ways = [two for one in applying for way in one.alternatives for two in way]
    return [*ways, *(two for one in applying for two in one.comparisons)]


@given(insisting_profiles(), facts())
def test_no_pass_while_a_required_condition_is_unknown(profile: Profile, known: Facts) -> None:
    judgement = judge(profile, known)
    for requirement, finding in zip(profile.requirements, judgement.findings, strict=True):
        here = requirement.on(known.system) if known.system else requirement
        if finding.outcome.is_open and here and _is_required_unknown(here, finding):
            assert judgement.verdict is not Verdict.PASS


def _is_required_unknown(requirement: Requirement, finding: Finding) -> bool:
    """Whether what is unknown is the required part, not only the recommended one."""
    required_holds = any(one.tier is Tier.REQUIRED and one.truth.value == "yes" for one in finding.comparisons)
    return requirement.tier is Tier.REQUIRED and not required_holds


@given(insisting_profiles(), complete_facts(), st.sets(st.sampled_from([*FACTS, SYSTEM_FACT]), max_size=6), unmeasured)
def test_taking_facts_away_never_makes_a_pass(
    profile: Profile, known: Facts, taken: set[str], reason: Unmeasured
) -> None:
    poorer = known.updated(Facts(dict.fromkeys(taken, reason)))
    if judge(profile, poorer).verdict is Verdict.PASS:
        assert judge(profile, known).verdict is Verdict.PASS


@settings(max_examples=400)
@given(profiles(), complete_facts(), st.sets(st.sampled_from([*FACTS, SYSTEM_FACT]), max_size=6), unmeasured)
def test_knowing_more_never_changes_what_was_decided(
    profile: Profile, known: Facts, taken: set[str], reason: Unmeasured
) -> None:
    poorer = known.updated(Facts(dict.fromkeys(taken, reason)))
    for before, after in zip(judge(profile, poorer).findings, judge(profile, known).findings, strict=True):
        assert before.outcome.is_open or before.outcome is after.outcome


def _seen_from_one_side(reading: Reading, bound: Bound, slack: float) -> Reading:
    """What is left of a number when it is only known to be no less or no more than something."""
    if not isinstance(reading, Measured) or not isinstance(reading.known, float):
        return reading
    if reading.bound not in {Bound.EXACT, bound}:
        return Unmeasured(Reason.TIMED_OUT)
    edge = reading.known + (slack if bound is Bound.AT_MOST else -slack)
    return replace(reading, value=edge, spread=None, bound=bound)


@settings(max_examples=400)
@given(profiles(), complete_facts(), st.sampled_from([Bound.AT_LEAST, Bound.AT_MOST]), st.sampled_from(SLACK))
def test_what_one_side_decides_holds_for_every_truth_on_that_side(
    profile: Profile, known: Facts, bound: Bound, slack: float
) -> None:
    poorer = Facts(
        {fact: _seen_from_one_side(one, bound, slack) for fact, one in known.readings.items()}, known.answers
    )
    for before, after in zip(judge(profile, poorer).findings, judge(profile, known).findings, strict=True):
        assert before.outcome.is_open or before.outcome is after.outcome


@given(insisting_profiles(), complete_facts(), st.sampled_from([Bound.AT_LEAST, Bound.AT_MOST]), st.sampled_from(SLACK))
def test_knowing_one_side_only_never_makes_a_pass(profile: Profile, known: Facts, bound: Bound, slack: float) -> None:
    poorer = {fact: _seen_from_one_side(one, bound, slack) for fact, one in known.readings.items()}
    if judge(profile, Facts(poorer, known.answers)).verdict is Verdict.PASS:
        assert judge(profile, known).verdict is Verdict.PASS


@given(insisting_profiles(), complete_facts())
def test_taking_an_answer_away_never_makes_a_pass(profile: Profile, known: Facts) -> None:
    if judge(profile, Facts(known.readings)).verdict is Verdict.PASS:
        assert judge(profile, known).verdict is Verdict.PASS


@given(profiles(), facts())
def test_only_what_the_profile_asks_for_matters(profile: Profile, known: Facts) -> None:
    assert judge(profile, facts_asked_for(profile, known)) == judge(profile, known)


@given(
    st.sampled_from([Operator.MIN, Operator.ABOVE, Operator.MAX, Operator.BELOW]),
    st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=2),
    st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=2),
    st.sampled_from(sorted(UNITS)),
)
def test_a_better_value_never_makes_it_worse(
    operator: Operator, limits: list[float], values: list[float], fact: str
) -> None:
    required, recommended = (Condition((Clause(operator, limit),)) for limit in limits)
    requirement = Requirement("r0", OneFact(fact, UNITS[fact], Tiers(required, recommended)))
    upwards = operator in {Operator.MIN, Operator.ABOVE}
    worse, better = sorted(values, reverse=not upwards)
    ranks = [
        _RANK[judge(profile_of(requirement), Facts({fact: Measured(value, UNITS[fact])})).findings[0].outcome]
        for value in (worse, better)
    ]
    assert ranks[0] <= ranks[1]


@given(lower_bounds(), st.sampled_from(NUMBERS), st.sampled_from(NUMBERS), complete_facts())
def test_a_better_value_never_makes_a_whole_profile_worse(
    profile: Profile, one: float, other: float, known: Facts
) -> None:
    """More memory, all else equal, where every limit on it is a lower one and no "when" hangs on it."""
    less, more = (
        judge(profile, known.updated(Facts({"size": Measured(size, "GiB")}))) for size in sorted((one, other))
    )
    if less.verdict is Verdict.PASS:
        assert more.verdict is Verdict.PASS
    for before, after in zip(less.findings, more.findings, strict=True):
        assert before.outcome is Outcome.FAIL or after.outcome is not Outcome.FAIL
        assert before.outcome is not Outcome.PASS or after.outcome is Outcome.PASS


@given(
    profiles(),
    facts(),
    st.sampled_from([None, -1, 0, 1]),
    st.sampled_from([None, -1, 0, 1]),
)
def test_outside_its_dates_no_profile_passes(
    profile: Profile, known: Facts, start: int | None, until: int | None
) -> None:
    start_at, until_at = (None if days is None else NOW + timedelta(days) for days in (start, until))
    dated = replace(profile, valid=Validity(start_at, until_at))
    valid = (start_at is None or start_at <= NOW) and (until_at is None or until_at > NOW)
    judged, undated = judge(dated, known, NOW), judge(profile, known)
    assert judged.findings == undated.findings
    if valid:
        assert judged == undated
    else:
        assert judged.verdict is not Verdict.PASS
        assert (judged.verdict is Verdict.FAIL) is (undated.verdict is Verdict.FAIL)


@given(profiles(), facts())
def test_what_does_not_apply_is_said_and_what_may_apply_stays_open(profile: Profile, known: Facts) -> None:
    """No "when" that is false is judged, and none that is unknown is passed over."""
    assume(known.system is not None)
    for requirement, finding in zip(profile.requirements, judge(profile, known).findings, strict=True):
        here = requirement.on(known.system) if known.system else None
        if here is None:
            assert finding.outcome is Outcome.NOT_APPLICABLE
            continue
        truths = {held_against(test, known[test.fact]).truth for test in here.when}
        if Truth.NO in truths:
            assert finding.outcome is Outcome.NOT_APPLICABLE
        elif Truth.UNKNOWN in truths:
            assert finding.outcome is Outcome.NOT_MEASURED
            assert finding.blocks is (here.tier is Tier.REQUIRED and here.on_unknown is OnUnknown.INCOMPLETE)


@given(st.lists(st.sampled_from(["a", "b"]), max_size=2), st.booleans())
def test_a_profile_that_requires_nothing_is_refused(ids: list[str], required: bool) -> None:  # noqa: FBT001 - drawn
    condition = Condition((Clause(Operator.MIN, 1.0),))
    tiers = Tiers(condition if required else None, condition)
    asked = [Requirement(id_, OneFact("size", "GiB", tiers)) for id_ in ids]
    if required and asked and len(set(ids)) == len(ids):
        assert profile_of(*asked).requirements == tuple(asked)
        return
    with pytest.raises(ValueError, match=r"requires nothing|same id"):
        profile_of(*asked)


@given(st.lists(st.lists(fact_tests(), max_size=2).map(tuple), max_size=3).map(tuple))
def test_alternatives_that_ask_for_nothing_are_refused(ways: tuple[tuple[FactTest, ...], ...]) -> None:
    if ways and all(ways):
        assert AnyOf(ways).alternatives == ways
        return
    with pytest.raises(ValueError, match="alternatives"):
        AnyOf(ways)


@given(alternatives(), complete_facts(), fact_tests())
def test_one_more_alternative_never_makes_it_worse(subject: AnyOf, known: Facts, more: FactTest) -> None:
    required = replace(subject, tier=Tier.REQUIRED)
    wider = replace(required, alternatives=(*required.alternatives, (more,)))
    before, after = (judge(profile_of(Requirement("r0", one)), known).findings[0].outcome for one in (required, wider))
    assert not (before is Outcome.PASS and after is not Outcome.PASS)
    assert not (before.is_open and after is Outcome.FAIL)


def _converted(value: float, unit: str, other: str) -> float:
    return Quantity(value, unit).to(other).value


@given(profiles(), facts())
def test_units_do_not_matter(profile: Profile, known: Facts) -> None:
    """8 GiB is 8192 MiB and 4 ms is 0.004 s, in limits as in readings."""
    smaller = {"GiB": "MiB", "ms": "s"}
    readings_in_other_units: dict[str, Reading] = {
        fact: replace(
            one,
            value=_converted(one.value, one.unit, smaller[one.unit]),
            unit=smaller[one.unit],
            spread=None if one.spread is None else _converted(one.spread, one.unit, smaller[one.unit]),
            statistics={
                name: _converted(number, one.unit, smaller[one.unit]) for name, number in one.statistics.items()
            },
        )
        if isinstance(one, Measured) and isinstance(one.value, float) and one.unit
        else one
        for fact, one in known.readings.items()
    }
    original = judge(profile, known)
    converted = judge(profile, Facts(readings_in_other_units, known.answers))
    assert [one.outcome for one in converted.findings] == [one.outcome for one in original.findings]
    assert [one.only_just for one in converted.findings] == [one.only_just for one in original.findings]
    assert [[two.margin for two in one.comparisons] for one in converted.findings] == [
        [two.margin for two in one.comparisons] for one in original.findings
    ]


@given(st.sampled_from(FACTS).flatmap(lambda fact: st.tuples(st.just(fact), readings(fact))), profiles())
def test_what_is_unmeasured_is_said_with_its_reason(one: tuple[str, Reading], profile: Profile) -> None:
    fact, reading = one
    for finding in judge(profile, Facts({fact: reading, SYSTEM_FACT: Measured("linux")})).findings:
        if finding.outcome is Outcome.NOT_MEASURED:
            assert isinstance(finding.unknown, Unmeasured)
        if finding.outcome in _RANK:
            assert finding.unknown is None
