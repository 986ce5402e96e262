"""Messages, facts, profiles and reports: what they refuse, and the small questions they answer."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from readiness.domain.facts import (
    SYSTEM_FACT,
    Bound,
    FactDef,
    Facts,
    Kind,
    Measured,
    Reason,
    System,
    Unavailable,
    Unmeasured,
    Value,
)
from readiness.domain.message import Message, message
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Condition,
    FactTest,
    Fix,
    Limit,
    OneFact,
    Operator,
    PerSystem,
    Profile,
    Question,
    Requirement,
    Texts,
    Tier,
    Tiers,
)
from readiness.domain.quantity import Quantity
from readiness.domain.reference import Statistic
from readiness.domain.report import (
    Comparison,
    Finding,
    Judgement,
    Outcome,
    ProfileSource,
    Report,
    Truth,
    Verdict,
    facts_asked_for,
    overall,
)
from tests.domain.strategies import TEXT, profile_of

FOUR = Condition((Clause(Operator.MIN, 4.0),))
EIGHT = Condition((Clause(Operator.MIN, 8.0),))
TEST = FactTest("memory", "GB", FOUR)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def needs(fact: str, required: Condition | None = FOUR, recommended: Condition | None = None) -> Requirement:
    return Requirement(fact, OneFact(fact, None, Tiers(required, recommended)))


# ------------------------------------------------------------------ messages


def test_a_message_is_its_id_and_its_values_whatever_their_order() -> None:
    one = message("a.b", second=2, first=Quantity(8, "GiB"))
    assert one == message("a.b", first=Quantity(8192, "MiB"), second=2)
    assert one["second"] == 2
    assert Message("a.b").arguments == ()
    with pytest.raises(KeyError):
        assert one["third"]


# ------------------------------------------------------------------ facts


def test_a_fact_lists_the_units_of_its_dimension() -> None:
    assert "GB" in FactDef("memory", Kind.NUMBER, "GiB").units
    assert FactDef("cores", Kind.NUMBER).units == ()
    assert FactDef("cores", Kind.NUMBER).title == Message("fact.cores")
    assert FactDef("cores", Kind.NUMBER).qualifiers == ()
    trip = FactDef("trip", Kind.NUMBER, "ms", statistics=(Statistic.P95,), to_servers=True, under_load=True)
    assert trip.qualifiers == ("statistic: p95", "under_load: true, down, up", "server")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 10**400])
def test_what_is_no_number_was_not_measured(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Measured(value)
    with pytest.raises(ValueError, match="finite"):
        Measured(1.0, spread=value)


@pytest.mark.parametrize(
    ("reading", "known"),
    [
        (Measured(27.4, "Mbit/s", spread=0.3), 27.4),
        (Measured(27.4, "Mbit/s", spread=0.3, bound=Bound.AT_LEAST), 27.1),
        (Measured(27.4, "Mbit/s", bound=Bound.AT_LEAST), 27.4),
        (Measured(0.0, "%", spread=1.0, bound=Bound.AT_MOST), 1.0),
        (Measured("usb"), "usb"),
        (Measured(frozenset({"a"})), frozenset({"a"})),
    ],
)
def test_from_one_side_the_spread_is_part_of_what_is_known(reading: Measured, known: object) -> None:
    assert reading.known == known


@pytest.mark.parametrize("value", ["usb", True, frozenset({"a"})])
def test_only_a_number_is_known_from_one_side(value: Value) -> None:
    with pytest.raises(ValueError, match="one side"):
        Measured(value, bound=Bound.AT_LEAST)


def test_a_fact_nobody_looked_at_is_unmeasured() -> None:
    reading = Facts()["memory"]
    assert isinstance(reading, Unmeasured)
    assert reading.reason is Reason.SKIPPED
    assert Facts({"memory": Measured(8.0)})["memory"] == Measured(8.0)


def test_an_answer_to_one_employer_goes_before_one_to_all() -> None:
    facts = Facts(answers={"room": True, "a.b#room": False})
    assert facts.answer("a.b", "room") is False
    assert facts.answer("c.d", "room") is True
    assert facts.answer("c.d", "door") is None


def test_newer_facts_go_on_top() -> None:
    older = Facts({"a": Measured(1.0), "b": Measured(1.0)}, {"room": True})
    newer = older.updated(Facts({"b": Measured(2.0)}, {"door": True}))
    assert newer == Facts({"a": Measured(1.0), "b": Measured(2.0)}, {"room": True, "door": True})


@pytest.mark.parametrize(
    ("reading", "system"),
    [
        (Measured("macos"), System.MACOS),
        (Measured("beos"), None),
        (Measured(frozenset({"linux"})), None),
        (Unmeasured(Reason.DEFECT), None),
    ],
)
def test_the_system_is_known_or_not(reading: Measured | Unmeasured, system: System | None) -> None:
    assert Facts({SYSTEM_FACT: reading}).system is system


def test_a_refusal_carries_its_reason() -> None:
    refusal = Unavailable(Reason.DENIED, message("a.b"), message("c.d"))
    assert refusal.unmeasured == Unmeasured(Reason.DENIED, Message("a.b"), Message("c.d"))


# ------------------------------------------------------------------ profiles


@pytest.mark.parametrize("limit", [(), float("nan"), float("inf"), 10**400])
def test_a_clause_refuses_a_limit_that_says_nothing(limit: Limit) -> None:
    with pytest.raises(ValueError, match="limit"):
        Clause(Operator.ONE_OF, limit)


def test_what_asserts_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one clause"):
        Condition(())
    with pytest.raises(ValueError, match="neither"):
        Tiers()
    with pytest.raises(ValueError, match="alternatives"):
        AnyOf(())
    with pytest.raises(ValueError, match="alternatives"):
        AnyOf(((TEST,), ()))
    with pytest.raises(ValueError, match="requires nothing"):
        profile_of()
    with pytest.raises(ValueError, match="requires nothing"):
        profile_of(needs("memory", None, FOUR))
    with pytest.raises(ValueError, match="same id"):
        profile_of(needs("memory"), needs("memory"))
    with pytest.raises(ValueError, match="no text in ja"):
        Texts("ja", {"en": "text"})


@pytest.mark.parametrize(
    ("tag", "text"),
    [("es", "es"), ("es-MX", "es"), ("es_MX", "es"), ("pt-BR", "br"), ("pt", "en"), ("ja", "en"), ("", "en")],
)
def test_a_text_is_found_by_tag_by_language_or_by_default(tag: str, text: str) -> None:
    assert Texts("en", {"en": "en", "es": "es", "pt-BR": "br"}).in_language(tag) == text


def test_a_requirement_weighs_as_much_as_its_heaviest_part() -> None:
    assert needs("memory").tier is Tier.REQUIRED
    assert needs("memory", None, FOUR).tier is Tier.RECOMMENDED
    heavier = {System.LINUX: PerSystem(required=FOUR)}
    assert Requirement("a", OneFact("memory", None, Tiers(None, FOUR)), per_os=heavier).tier is Tier.REQUIRED
    assert Requirement("a", AnyOf(((TEST,),), Tier.RECOMMENDED)).tier is Tier.RECOMMENDED


def test_a_requirement_names_every_fact_it_needs() -> None:
    assert Requirement("a", AnyOf(((TEST,),)), when=(FactTest("laptop", None, FOUR),)).facts == {"memory", "laptop"}
    assert Requirement("a", Question(TEXT, Tiers(FOUR))).facts == set()
    assert Requirement("a", OneFact("memory", None, Tiers(FOUR)), only_on=frozenset({System.LINUX})).facts == {
        "memory",
        SYSTEM_FACT,
    }
    assert profile_of(needs("memory"), needs("cores")).facts == {"memory", "cores"}


def test_a_requirement_reads_differently_where_its_author_says_so() -> None:
    fix = Fix(url="https://example.com/linux")
    changes = {
        System.LINUX: PerSystem(required=FOUR, fix=fix),
        System.MACOS: PerSystem(skip=True),
        System.WINDOWS: PerSystem(recommended=EIGHT),
    }
    requirement = Requirement("a", OneFact("memory", "GB", Tiers(EIGHT)), per_os=changes)
    here = requirement.on(System.LINUX)
    assert here == Requirement("a", OneFact("memory", "GB", Tiers(FOUR)), fix=fix)
    assert requirement.on(System.MACOS) is None
    there = requirement.on(System.WINDOWS)
    assert there == Requirement("a", OneFact("memory", "GB", Tiers(EIGHT, EIGHT)))
    assert requirement.depends_on_system
    assert not needs("memory").depends_on_system
    assert needs("memory").on(System.LINUX) == needs("memory")


def test_only_the_fix_of_alternatives_and_of_unchanged_conditions_can_differ() -> None:
    fix = Fix(url="https://example.com/linux")
    changes = {System.LINUX: PerSystem(required=EIGHT, fix=fix)}
    alternatives = Requirement("a", AnyOf(((TEST,),)), per_os=changes)
    assert alternatives.on(System.LINUX) == Requirement("a", AnyOf(((TEST,),)), fix=fix)
    question = Question(TEXT, Tiers(FOUR))
    only_fix = Requirement("a", question, per_os={System.LINUX: PerSystem(fix=fix)})
    assert only_fix.on(System.LINUX) == Requirement("a", question, fix=fix)
    assert Requirement("a", question, only_on=frozenset({System.MACOS})).on(System.LINUX) is None


# ------------------------------------------------------------------ reports


@pytest.mark.parametrize(
    ("verdicts", "all_together"),
    [("P", "P"), ("PI", "I"), ("PIF", "F"), ("", "I"), ("FF", "F")],
)
def test_several_verdicts_are_as_good_as_the_worst(verdicts: str, all_together: str) -> None:
    by_letter = {verdict.value[0]: verdict for verdict in Verdict}
    assert overall(by_letter[letter] for letter in verdicts) is by_letter[all_together]


def test_outcomes_are_met_or_open_or_neither() -> None:
    assert [one for one in Outcome if one.is_met] == [Outcome.PASS, Outcome.ADVICE, Outcome.WAIVED]
    assert [one for one in Outcome if one.is_open] == [Outcome.NOT_MEASURED, Outcome.UNANSWERED]


def held(truth: Truth, *, only_just: bool, tier: Tier = Tier.REQUIRED) -> Comparison:
    return Comparison("memory", tier, FOUR, None, truth, 4.0, only_just=only_just)


@pytest.mark.parametrize(
    ("outcome", "alternatives", "only_just"),
    [
        (Outcome.PASS, ["y"], False),
        (Outcome.PASS, ["Y"], True),
        (Outcome.PASS, ["Y", "y"], False),  # the other alternative is safely met
        (Outcome.PASS, ["Y", "N"], True),
        (Outcome.PASS, ["yY", "n"], True),
        (Outcome.FAIL, ["n"], False),
        (Outcome.FAIL, ["N"], True),
        (Outcome.FAIL, ["nN"], False),  # what safely fails would still fail
        (Outcome.FAIL, ["n", "yN"], True),
        (Outcome.NOT_MEASURED, ["N"], False),
    ],
)
def test_alternatives_are_only_just_decided_when_a_limit_could_turn_them(
    outcome: Outcome,
    alternatives: list[str],
    only_just: bool,  # noqa: FBT001 - a column of the table
) -> None:
    truths = {"y": Truth.YES, "n": Truth.NO}
    several = tuple(
        tuple(held(truths[letter.lower()], only_just=letter.isupper()) for letter in letters)
        for letters in alternatives
    )
    assert Finding("a", outcome, alternatives=several).only_just is only_just


def test_only_a_required_limit_decides() -> None:
    required, recommended = held(Truth.YES, only_just=False), held(Truth.YES, only_just=False, tier=Tier.RECOMMENDED)
    decided = [one for one in Outcome if Finding("a", one, comparisons=(recommended, required)).is_decided]
    assert decided == [Outcome.PASS, Outcome.FAIL, Outcome.ADVICE, Outcome.WAIVED]
    assert Finding("a", Outcome.PASS, alternatives=((recommended,), (required,))).is_decided
    assert not Finding("a", Outcome.PASS, comparisons=(recommended,)).is_decided
    assert not Finding("a", Outcome.WAIVED, comparisons=(held(Truth.UNKNOWN, only_just=False),)).is_decided


def test_only_a_required_limit_makes_an_outcome_close() -> None:
    required = held(Truth.YES, only_just=True)
    recommended = held(Truth.YES, only_just=True, tier=Tier.RECOMMENDED)
    assert Finding("a", Outcome.PASS, comparisons=(required,)).only_just
    assert not Finding("a", Outcome.PASS, comparisons=(recommended,)).only_just
    assert not Finding("a", Outcome.PASS, alternatives=((recommended,),)).only_just


def _report(profile: Profile) -> Report:
    finding = Finding("memory", Outcome.PASS)
    judgement = Judgement((finding,), Verdict.PASS)
    return Report("1", profile, ProfileSource("text"), Facts(), judgement, "0.1", NOW, NOW)


def test_a_report_answers_for_its_judgement() -> None:
    report = _report(profile_of(needs("memory")))
    assert report.verdict is Verdict.PASS
    assert report.findings[0].outcome is Outcome.PASS
    assert report.requirement("memory") == needs("memory")
    with pytest.raises(KeyError):
        report.requirement("cores")


def test_a_profile_is_named_by_the_hash_of_its_bytes() -> None:
    assert ProfileSource("\ufeffé").sha256 == hashlib.sha256(b"\xef\xbb\xbf\xc3\xa9").hexdigest()


@pytest.mark.parametrize("answer", [True, "cable"])
def test_a_report_keeps_only_what_its_profile_asks_for(answer: Value) -> None:
    profile = profile_of(needs("memory"), Requirement("room", Question(TEXT, Tiers(FOUR))))
    everything = Facts(
        {"memory": Measured(8.0), "cores": Measured(4.0), SYSTEM_FACT: Measured("linux")},
        {"a.b#room": answer, "c.d#room": False, "door": True},
    )
    assert facts_asked_for(profile, everything) == Facts(
        {"memory": Measured(8.0), SYSTEM_FACT: Measured("linux")}, {"room": answer}
    )
