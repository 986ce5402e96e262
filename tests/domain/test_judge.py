"""Judging: one table row per rule, and the gaps that were once open."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest

from readiness.domain.facts import SYSTEM_FACT, Bound, Facts, Measured, Reading, Reason, System, Unmeasured, Value
from readiness.domain.judge import held_against, judge, version_numbers
from readiness.domain.message import Message, message
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Condition,
    FactTest,
    Limit,
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
from readiness.domain.quantity import Quantity
from readiness.domain.report import Caveat, Finding, Outcome, Truth, Verdict
from tests.domain.strategies import TEXT, profile_of

OFFLINE = Unmeasured(Reason.OFFLINE)
YES = Condition((Clause(Operator.EQUALS, limit=True),))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def condition(**clauses: Limit) -> Condition:
    return Condition(tuple(Clause(Operator(name), limit) for name, limit in clauses.items()))


def memory(required: Condition | None, recommended: Condition | None = None, unit: str | None = "GiB") -> Requirement:
    return Requirement("memory", OneFact("memory", unit, Tiers(required, recommended)))


def found(requirement: Requirement, reading: Reading | None = None, **others: Reading) -> Finding:
    facts = Facts({**({"memory": reading} if reading else {}), **others, SYSTEM_FACT: Measured("linux")})
    anchor = Requirement("anchor", OneFact("anchor", None, Tiers(condition(min=0.0))))
    return judge(profile_of(requirement, anchor), facts).findings[0]


# ------------------------------------------------------------------ one condition


@pytest.mark.parametrize(
    ("operator", "limit", "value", "truth"),
    [
        ("min", 8.0, 8.0, "yes"),
        ("min", 8.0, 7.9, "no"),
        ("max", 8.0, 8.0, "yes"),
        ("max", 8.0, 8.1, "no"),
        ("above", 8.0, 8.0, "no"),
        ("above", 8.0, 8.1, "yes"),
        ("below", 8.0, 8.0, "no"),
        ("below", 8.0, 7.9, "yes"),
        ("min", 8.0, "8", "unknown"),
        ("min", 8.0, True, "unknown"),
        ("min", "10.0.19045", "10.0.22000", "yes"),
        ("min", "10.0.19045", "10.0.9999", "no"),
        ("min", "14", "14.0", "yes"),
        ("below", "14", "14.0.0", "no"),
        ("min", "14", "trixie", "unknown"),
        ("min", "14", 14.0, "unknown"),
        ("none_of", ("10.0.22000",), "10.0.22000.0", "no"),
        ("none_of", ("11.0.*", "11.1.*", "11.2.*"), "11.2.3", "no"),
        ("none_of", ("11.0.*", "11.1.*", "11.2.*"), "11.3", "yes"),
        ("none_of", ("11.0.*",), "11", "no"),
        ("one_of", ("14.*", "15.1"), "14.7.1", "yes"),
        ("one_of", ("14.*", "15.1"), "15.1.0", "yes"),
        ("one_of", ("14.*", "15.1"), "15.1.1", "no"),
        ("one_of", ("14.*",), "140.1", "no"),
        ("one_of", ("14.*",), "trixie", "no"),
        ("one_of", ("usb.*",), "usb", "no"),
        ("one_of", ("usb", "analog"), "USB", "yes"),
        ("one_of", ("usb", "analog"), "bluetooth", "no"),
        ("none_of", ("bluetooth",), "usb", "yes"),
        ("none_of", ("Bluetooth",), "bluetooth", "no"),
        ("one_of", ("usb",), 1.0, "unknown"),
        ("equals", True, True, "yes"),
        ("equals", True, False, "no"),
        ("equals", True, 1.0, "unknown"),
        ("equals", True, "true", "unknown"),
        ("has_all", ("a", "B"), frozenset({"A", "b", "c"}), "yes"),
        ("has_all", ("a", "d"), frozenset({"a", "b"}), "no"),
        ("has_any", ("a", "d"), frozenset({"a", "b"}), "yes"),
        ("has_any", ("d",), frozenset[str](), "no"),
        ("none_of", ("a",), frozenset({"a", "b"}), "no"),
        ("none_of", ("d",), frozenset({"a", "b"}), "yes"),
        ("has_all", ("a",), "a", "yes"),
        ("has_all", "a", frozenset({"a"}), "unknown"),
    ],
)
def test_a_value_is_held_against_a_limit(operator: str, limit: Limit, value: Value, truth: str) -> None:
    finding = found(memory(condition(**{operator: limit}), unit=None), Measured(value))
    assert finding.comparisons[0].truth is Truth(truth)


@pytest.mark.parametrize(
    ("operator", "words", "truth"),
    [
        ("has_all", "a", "yes"),
        ("has_all", "a A", "yes"),
        ("has_all", "b", "no"),
        ("has_all", "c", "unknown"),
        ("has_all", "a c", "unknown"),
        ("has_all", "b c", "no"),
        ("has_any", "a c", "yes"),
        ("has_any", "b", "no"),
        ("has_any", "b c", "unknown"),
        ("none_of", "a c", "no"),
        ("none_of", "B", "yes"),
        ("none_of", "b c", "unknown"),
    ],
)
def test_of_words_nobody_looked_for_nothing_is_known(operator: str, words: str, truth: str) -> None:
    reading = Measured(frozenset({"a"}), looked_for=frozenset({"a", "b"}))
    finding = found(memory(condition(**{operator: tuple(words.split())}), unit=None), reading)
    assert finding.comparisons[0].truth is Truth(truth)
    assert (finding.unknown is None) is (truth != "unknown")
    if finding.unknown:
        assert finding.unknown.reason is Reason.SKIPPED
        assert finding.unknown.detail == message("unmeasured.not_found_out", words="c")


@pytest.mark.parametrize(
    ("bound", "operator", "limit", "truth"),
    [
        (Bound.AT_LEAST, "min", 27.1, "yes"),
        (Bound.AT_LEAST, "min", 27.2, "unknown"),
        (Bound.AT_LEAST, "above", 27.0, "yes"),
        (Bound.AT_LEAST, "above", 27.1, "unknown"),
        (Bound.AT_LEAST, "max", 27.0, "no"),
        (Bound.AT_LEAST, "max", 27.1, "unknown"),
        (Bound.AT_LEAST, "below", 27.1, "no"),
        (Bound.AT_LEAST, "below", 30.0, "unknown"),
        (Bound.AT_MOST, "max", 27.7, "yes"),
        (Bound.AT_MOST, "max", 27.6, "unknown"),
        (Bound.AT_MOST, "below", 27.8, "yes"),
        (Bound.AT_MOST, "below", 27.7, "unknown"),
        (Bound.AT_MOST, "min", 27.8, "no"),
        (Bound.AT_MOST, "min", 27.7, "unknown"),
        (Bound.AT_MOST, "above", 27.7, "no"),
        (Bound.AT_MOST, "above", 20.0, "unknown"),
        (Bound.AT_MOST, "min", "10.0", "unknown"),
    ],
)
def test_what_is_known_from_one_side_decides_what_it_can(bound: Bound, operator: str, limit: Limit, truth: str) -> None:
    reading = Measured(27.4, spread=0.3, bound=bound)
    [compared] = found(memory(condition(**{operator: limit}), unit=None), reading).comparisons
    assert compared.truth is Truth(truth)
    assert compared == held_against(FactTest("memory", None, condition(**{operator: limit})), reading)
    assert (compared.value, compared.bound) == (reading.known, bound)
    assert (compared.margin is None, compared.unknown is None) == (truth == "unknown", truth != "unknown")
    assert not compared.only_just


def test_a_range_is_refuted_from_one_side_and_proven_from_neither() -> None:
    for low, truth in ((10.0, Truth.UNKNOWN), (25.0, Truth.NO)):
        test = FactTest("memory", "GiB", condition(min=4.0, max=20.0))
        assert held_against(test, Measured(low, "GiB", bound=Bound.AT_LEAST)).truth is truth


def test_a_limit_beyond_what_was_measured_is_open_and_says_how_far_it_went() -> None:
    requirement = memory(condition(min=8.0), condition(min=16.0))
    finding = found(requirement, Measured(9728.0, "MiB", spread=512.0, bound=Bound.AT_LEAST))
    assert (finding.outcome, finding.blocks) == (Outcome.NOT_MEASURED, False)
    assert [one.truth for one in finding.comparisons] == [Truth.YES, Truth.UNKNOWN]
    assert finding.unknown
    assert finding.unknown.reason is Reason.SKIPPED
    assert finding.unknown.detail == message("unmeasured.at_least", value=Quantity(9.0, "GiB"))
    assert finding.unknown.remedy == Message("unmeasured.bounded.remedy")
    low = found(memory(condition(min=10.0)), Measured(9728.0, "MiB", bound=Bound.AT_LEAST))
    assert (low.outcome, low.blocks) == (Outcome.NOT_MEASURED, True)
    count = found(memory(condition(max=1.0), unit=None), Measured(2.0, bound=Bound.AT_MOST))
    assert count.unknown
    assert count.unknown.detail == message("unmeasured.at_most", value=2.0)
    strange = found(memory(condition(min=1.0)), Measured(2.0, "ms", bound=Bound.AT_LEAST))
    assert strange.unknown
    assert strange.unknown.detail == Message("unmeasured.not_comparable")


def test_every_clause_of_a_condition_must_hold() -> None:
    between = memory(condition(min=4.0, max=16.0))
    assert found(between, Measured(8.0, "GiB")).outcome is Outcome.PASS
    assert found(between, Measured(2.0, "GiB")).outcome is Outcome.FAIL
    assert found(between, Measured(32.0, "GiB")).outcome is Outcome.FAIL


def test_a_clause_that_fails_decides_though_another_cannot_be_compared() -> None:
    versions = memory(condition(min="14", none_of=("beta",)), unit=None)
    assert found(versions, Measured("beta")).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("reading", "margin"),
    [
        (Measured(8.0, "GiB"), 0.0),
        (Measured(8192.0, "MiB"), 0.0),
        (Measured(10.0, "GiB"), 2.0),
        (Measured(7.5, "GiB"), -0.5),
        (Measured(8.0, None), None),
        (Measured(8.0, "ms"), None),
    ],
)
def test_the_margin_is_in_the_limits_unit(reading: Measured, margin: float | None) -> None:
    comparison = found(memory(condition(min=8.0)), reading).comparisons[0]
    assert comparison.margin == margin
    assert (comparison.value, comparison.value_unit) == (reading.value, reading.unit)


def test_the_margin_is_that_of_the_nearest_limit() -> None:
    assert found(memory(condition(min=4.0, max=16.0)), Measured(13.0, "GiB")).comparisons[0].margin == 3.0


@pytest.mark.parametrize(
    ("value", "spread", "only_just"),
    [(8.0, None, False), (8.0, 0.0, False), (8.2, 0.1, False), (8.1, 0.1, True), (7.9, 0.1, True)],
)
def test_it_is_only_just_when_the_limit_lies_inside_the_spread(
    value: float,
    spread: float | None,
    only_just: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert found(memory(condition(min=8.0)), Measured(value, "GiB", spread=spread)).only_just is only_just


def test_what_cannot_be_compared_is_not_measured_and_says_so() -> None:
    finding = found(memory(condition(min=8.0)), Measured(8.0, "ms"))
    assert (finding.outcome, finding.blocks) == (Outcome.NOT_MEASURED, True)
    assert finding.unknown
    assert finding.unknown.reason is Reason.IMPLAUSIBLE


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


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("14", (14,)),
        ("14.0.0", (14,)),
        ("0", (0,)),
        ("0.0", (0,)),
        ("10.0.022000", (10, 0, 22000)),
        ("", None),
        ("14.", None),
        ("14a", None),
        ("-1", None),
        ("\uff11\uff14", None),
        ("9" * 5000, None),
    ],
)
def test_a_version_is_dotted_numbers(text: str, numbers: tuple[int, ...] | None) -> None:
    assert version_numbers(text) == numbers


def test_numbers_beyond_floats_do_not_stop_the_judging() -> None:
    biggest = sys.float_info.max
    finding = found(memory(condition(min=-biggest)), Measured(biggest, "TiB"))
    assert finding.outcome is Outcome.PASS
    assert finding.comparisons[0].margin == biggest
