"""Judging: one table row per rule, and the gaps that were once open."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest

from readiness.domain.facts import SYSTEM_FACT, Facts, Measured, Reading, Reason, System, Unmeasured, Value
from readiness.domain.judge import judge
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Condition,
    FactTest,
    OneFact,
    OnUnknown,
    Operator,
    PerSystem,
    Profile,
    Question,
    Requirement,
    Tier,
    Tiers,
    Validity,
)
from readiness.domain.report import Caveat, Finding, Outcome, Verdict
from tests.domain.one_requirement import condition, found, memory
from tests.domain.strategies import TEXT, profile_of

OFFLINE = Unmeasured(Reason.OFFLINE)
YES = Condition((Clause(Operator.EQUALS, limit=True),))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


# ------------------------------------------------------------------ two tiers


@pytest.mark.parametrize(
    ("value", "outcome"),
    [(Measured(16.0, "GiB"), "pass"), (Measured(8.0, "GiB"), "advice"), (Measured(4.0, "GiB"), "fail")],
)
def test_required_then_recommended(value: Measured, outcome: str) -> None:
    assert found(memory(condition(min=8.0), condition(min=16.0)), value).outcome is Outcome(outcome)


def test_what_is_only_recommended_never_fails_and_never_blocks() -> None:
    wish = memory(None, condition(min=16.0))
    assert found(wish, Measured(8.0, "GiB")).outcome is Outcome.ADVICE
    finding = found(wish, OFFLINE)
    assert (finding.outcome, finding.blocks, finding.unknown) == (Outcome.NOT_MEASURED, False, OFFLINE)


def test_a_recommended_part_that_cannot_be_compared_does_not_block() -> None:
    both = memory(condition(none_of=("9",)), condition(min="14"), unit=None)
    finding = found(both, Measured("trixie"))
    assert (finding.outcome, finding.blocks) == (Outcome.NOT_MEASURED, False)


def test_an_unmeasured_requirement_blocks_unless_its_author_says_advice() -> None:
    strict = memory(condition(min=8.0))
    lenient = Requirement("memory", strict.subject, on_unknown=OnUnknown.ADVICE)
    assert [found(one, OFFLINE).blocks for one in (strict, lenient)] == [True, False]
    assert {found(one, OFFLINE).outcome for one in (strict, lenient)} == {Outcome.NOT_MEASURED}


# ------------------------------------------------------------------ questions


@pytest.mark.parametrize(
    ("answers", "outcome", "blocks"),
    [
        ({"room": True}, "pass", False),
        ({"a.b#room": True, "room": False}, "pass", False),
        ({"room": False}, "fail", False),
        ({}, "unanswered", True),
        ({"room": "yes"}, "unanswered", True),
    ],
)
def test_a_question_is_judged_by_the_persons_word(
    answers: dict[str, Value],
    outcome: str,
    blocks: bool,  # noqa: FBT001 - a column of the table
) -> None:
    room = Requirement("room", Question(TEXT, Tiers(YES)))
    finding = judge(profile_of(room), Facts(answers=answers)).findings[0]
    assert (finding.outcome, finding.blocks, finding.unknown) == (Outcome(outcome), blocks, None)
    assert finding.comparisons[0].fact is None


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("fibre", "pass"), ("Fibre", "pass"), ("satellite", "fail"), ("telepathy", "unanswered"), (True, "unanswered")],
)
def test_only_an_answer_that_was_on_offer_counts(answer: Value, outcome: str) -> None:
    choices = ("fibre", "satellite")
    line = Requirement("line", Question(TEXT, Tiers(condition(none_of=("satellite",))), choices))
    assert judge(profile_of(line), Facts(answers={"line": answer})).findings[0].outcome is Outcome(outcome)


# ------------------------------------------------------------------ alternatives

CABLE = FactTest("link", None, condition(one_of=("ethernet",)))
FAST = FactTest("rate", "Mbit/s", condition(min=100.0))
LINK = Requirement("link", AnyOf(((CABLE,), (FAST,))))
WIRED, WIRELESS = Measured("ethernet"), Measured("wifi")


@pytest.mark.parametrize(
    ("link", "rate", "outcome"),
    [
        (WIRED, OFFLINE, "pass"),
        (WIRELESS, Measured(100.0, "Mbit/s"), "pass"),
        (WIRELESS, Measured(0.1, "Gbit/s"), "pass"),
        (WIRELESS, Measured(10.0, "Mbit/s"), "fail"),
        (WIRELESS, OFFLINE, "not_measured"),
        (OFFLINE, Measured(10.0, "Mbit/s"), "not_measured"),
    ],
)
def test_one_alternative_is_enough(link: Reading, rate: Reading, outcome: str) -> None:
    finding = found(LINK, link=link, rate=rate)
    assert finding.outcome is Outcome(outcome)
    assert finding.blocks is (outcome == "not_measured")
    assert (finding.unknown is OFFLINE) is (outcome == "not_measured")
    assert len(finding.alternatives) == 2


def test_every_test_of_an_alternative_must_hold() -> None:
    both = Requirement("link", AnyOf(((CABLE, FAST),)))
    assert found(both, link=WIRED, rate=Measured(10.0, "Mbit/s")).outcome is Outcome.FAIL
    assert found(both, link=WIRELESS, rate=OFFLINE).outcome is Outcome.FAIL
    assert found(both, link=WIRED, rate=OFFLINE).outcome is Outcome.NOT_MEASURED


ASKED = Question(TEXT, Tiers(YES))
WAYS = ((FactTest("memory", "GiB", condition(min=8.0)),), (FactTest("cores", None, condition(min=4.0)),))
BIG, SMALL = Measured(16.0, "GiB"), Measured(4.0, "GiB")


@pytest.mark.parametrize(
    ("reading", "answer", "outcome"),
    [
        (BIG, None, "pass"),
        (BIG, False, "pass"),
        (SMALL, True, "pass"),
        (SMALL, False, "fail"),
        (SMALL, None, "unanswered"),
        (SMALL, "yes", "unanswered"),
        (OFFLINE, True, "pass"),
        (OFFLINE, False, "not_measured"),
        (OFFLINE, None, "not_measured"),
    ],
)
def test_the_persons_word_is_one_alternative_among_measured_ones(
    reading: Reading, answer: Value | None, outcome: str
) -> None:
    requirement = Requirement("memory", AnyOf(WAYS, word=ASKED))
    facts = Facts({"memory": reading, "cores": Measured(2.0)}, {} if answer is None else {"memory": answer})
    finding = judge(profile_of(requirement), facts).findings[0]
    assert finding.outcome == outcome
    assert finding.blocks is finding.outcome.is_open
    assert [one.fact for way in finding.alternatives for one in way] == ["memory", "cores", None]
    assert (finding.unknown is None) is (finding.outcome is not Outcome.NOT_MEASURED)


def test_a_recommended_alternative_of_ones_own_word_only_advises() -> None:
    requirement = Requirement("memory", AnyOf(WAYS, Tier.RECOMMENDED, ASKED))
    finding = found(requirement, SMALL, cores=Measured(2.0))
    assert (finding.outcome, finding.blocks) == (Outcome.UNANSWERED, False)
    assert {one.tier for way in finding.alternatives for one in way} == {Tier.RECOMMENDED}
    assert requirement.question is ASKED


def test_a_word_of_ones_own_needs_a_condition() -> None:
    with pytest.raises(ValueError, match="condition"):
        AnyOf(WAYS, word=Question(TEXT, Tiers(None, YES)))


def test_recommended_alternatives_only_advise() -> None:
    wish = Requirement("link", AnyOf(((CABLE,),), Tier.RECOMMENDED))
    assert found(wish, link=WIRELESS).outcome is Outcome.ADVICE
    assert not found(wish, link=OFFLINE).blocks


# ------------------------------------------------------------------ when, only_on, per_os

LAPTOP = FactTest("laptop", None, YES)


@pytest.mark.parametrize(
    ("laptop", "outcome"),
    [(Measured(value=True), "fail"), (Measured(value=False), "not_applicable"), (OFFLINE, "not_measured")],
)
def test_a_condition_of_when_decides_whether_it_applies(laptop: Reading, outcome: str) -> None:
    power = Requirement("power", OneFact("mains", None, Tiers(YES)), when=(LAPTOP,))
    finding = found(power, laptop=laptop, mains=Measured(value=False))
    assert finding.outcome is Outcome(outcome)
    assert finding.blocks is (outcome == "not_measured")
    assert (finding.unknown is OFFLINE) is (outcome == "not_measured")


WINDOWS_ONLY = Requirement(
    "memory", OneFact("memory", "GiB", Tiers(condition(min=8.0))), only_on=frozenset({System.WINDOWS})
)


def on(system: str | None, requirement: Requirement, value: float = 4.0) -> Finding:
    facts = {"memory": Measured(value, "GiB"), **({SYSTEM_FACT: Measured(system)} if system else {})}
    return judge(profile_of(requirement), Facts(facts)).findings[0]


def test_a_requirement_exists_only_on_its_systems() -> None:
    assert on("linux", WINDOWS_ONLY).outcome is Outcome.NOT_APPLICABLE
    assert on("windows", WINDOWS_ONLY).outcome is Outcome.FAIL
    skipped = Requirement("memory", WINDOWS_ONLY.subject, per_os={System.LINUX: PerSystem(skip=True)})
    assert on("linux", skipped).outcome is Outcome.NOT_APPLICABLE


def test_on_an_unknown_system_only_what_holds_on_every_system_counts() -> None:
    changes = {System.LINUX: PerSystem(required=condition(min=2.0))}
    easier = Requirement("memory", WINDOWS_ONLY.subject, per_os=changes)
    assert on(None, easier, 1.0).outcome is Outcome.FAIL
    assert on(None, easier, 8.0).outcome is Outcome.PASS
    assert on(None, easier, 4.0).outcome is Outcome.NOT_MEASURED
    elsewhere = on("beos", easier, 4.0)
    assert elsewhere.blocks
    assert elsewhere.unknown
    assert elsewhere.unknown.reason is Reason.UNSUPPORTED


def test_on_an_unknown_system_the_strictest_reading_blocks() -> None:
    """Recommended on Windows, required on Linux, not measured: it may be required here."""
    subject = OneFact("memory", "GiB", Tiers(None, condition(min=8.0)))
    requirement = Requirement("memory", subject, per_os={System.LINUX: PerSystem(required=condition(min=2.0))})
    anchor = Requirement("anchor", OneFact("cores", None, Tiers(condition(min=1.0))))
    judgement = judge(profile_of(requirement, anchor), Facts({"cores": Measured(4.0)}))
    assert judgement.findings[0].blocks
    assert judgement.verdict is Verdict.INCOMPLETE


# ------------------------------------------------------------------ the verdict


def verdict_of(*requirements: Requirement, **readings: Reading) -> tuple[Verdict, tuple[Caveat, ...]]:
    judgement = judge(profile_of(*requirements), Facts({**readings, SYSTEM_FACT: Measured("linux")}))
    return judgement.verdict, judgement.caveats


ENOUGH = Measured(16.0, "GiB")


def test_a_failure_goes_before_what_is_unknown() -> None:
    assert verdict_of(memory(condition(min=8.0)), LINK, memory=Measured(4.0, "GiB")) == (Verdict.FAIL, ())
    assert verdict_of(memory(condition(min=8.0)), LINK, memory=ENOUGH) == (Verdict.INCOMPLETE, ())
    assert verdict_of(memory(condition(min=8.0)), LINK, memory=ENOUGH, link=WIRED) == (Verdict.PASS, ())


def test_no_verdict_without_anything_held_against_a_limit() -> None:
    """Taking the laptop's reading away must not turn "nothing applied" into a pass, nor must a mere recommendation."""
    wish = Requirement("power", OneFact("mains", None, Tiers(None, YES)), when=(LAPTOP,))
    nothing, mains = (Verdict.INCOMPLETE, (Caveat.NOTHING_APPLIED,)), Measured(value=True)
    assert verdict_of(WINDOWS_ONLY, wish, laptop=Measured(value=False)) == nothing
    assert verdict_of(WINDOWS_ONLY, wish) == nothing
    lenient = Requirement("memory", memory(condition(min=8.0)).subject, on_unknown=OnUnknown.ADVICE)
    assert verdict_of(lenient) == nothing
    assert verdict_of(lenient, wish, laptop=mains, mains=mains) == nothing
    assert verdict_of(WINDOWS_ONLY, wish, laptop=mains, mains=mains) == nothing
    assert verdict_of(memory(condition(min=8.0))) == (Verdict.INCOMPLETE, ())


@pytest.mark.parametrize(
    ("at", "caveats"),
    [
        (None, ()),
        (NOW, ()),
        (NOW - timedelta(days=2), (Caveat.NOT_YET_VALID,)),
        (NOW + timedelta(days=1), (Caveat.EXPIRED,)),
        (NOW.replace(tzinfo=None) + timedelta(days=1), (Caveat.EXPIRED,)),
        (NOW.astimezone(timezone(timedelta(hours=9))), ()),
    ],
)
def test_outside_its_dates_a_profile_can_only_be_incomplete(at: datetime | None, caveats: tuple[Caveat, ...]) -> None:
    simple = profile_of(memory(condition(min=8.0)))
    valid = Validity(NOW - timedelta(days=1), NOW + timedelta(days=1))
    profile = Profile("a.b", "1.0.0", 1, "en", TEXT, simple.issuer, simple.requirements, valid)
    judgement = judge(profile, Facts({"memory": ENOUGH}), at)
    assert judgement.caveats == caveats
    assert judgement.verdict is (Verdict.INCOMPLETE if caveats else Verdict.PASS)
    poor = judge(profile, Facts({"memory": Measured(1.0, "GiB")}), at)
    assert poor.verdict is Verdict.FAIL


# ------------------------------------------------------------------ totality


def test_numbers_beyond_floats_do_not_stop_the_judging() -> None:
    biggest = sys.float_info.max
    finding = found(memory(condition(min=-biggest)), Measured(biggest, "TiB"))
    assert finding.outcome is Outcome.PASS
    assert finding.comparisons[0].margin == biggest
