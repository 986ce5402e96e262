"""Conditions that shut each other out: an error where nobody could pass, a hint where some could not."""

from __future__ import annotations

import time
from itertools import product
from typing import Any, Final, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.documents.json_text.problems import ProfileError, Severity
from readiness.documents.lint.dead_ends import dead_ends
from readiness.documents.lint.possibilities import Possibilities
from readiness.documents.profile.file import lint_profile, read_profile
from readiness.domain.conditions import held_against
from readiness.domain.facts import FactDef, Facts, Kind, Reading, System
from readiness.domain.judge import judge
from readiness.domain.profile import AnyOf, Clause, Condition, FactTest, Operator, Profile
from readiness.domain.report import Truth, Verdict
from readiness.text import LANGUAGES, Translator
from tests.documents.catalogue import CATALOGUE
from tests.documents.lint.profile_samples import profile
from tests.domain.strategies import UNITS, complete_facts, profiles, two_tests_and_a_reading

Json: TypeAlias = dict[str, Any]

HEADSET: Final = "headset.connection"


def fact(name: str, unit: str = "", **required: Any) -> Json:  # noqa: ANN401 - any limit
    return {"fact": name, **({"unit": unit} if unit else {}), "required": required}


def memory(unit: str = "GiB", **required: float) -> Json:
    return fact("memory.installed", unit, **required)


def found(*requirements: Json) -> list[str]:
    problems = lint_profile(profile(*requirements), CATALOGUE)
    for problem in problems:
        for language in LANGUAGES:
            assert Translator(language, strict=True).say(problem.located)
    return [f"{problem.severity} {problem.code} {problem.pointer}" for problem in problems]


WIRED: Final = fact(HEADSET, one_of=["usb", "analog"])
NONE: Final = fact(HEADSET, one_of=["none"])
ON_MAC: Final = {"only_on": ["macos"]}
CORES: Final = fact("processor.cores", min=4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (memory(min=16), memory(max=8)),
        (memory(min=16), memory(below=16)),
        (memory(min=8), memory("GB", max=8)),
        (memory("MiB", above=8192), memory("GiB", max=8)),
        (WIRED, NONE),
        (WIRED, fact(HEADSET, none_of=["usb", "analog"])),
        (fact("headset.wired", equals=True), fact("headset.wired", equals=False)),
        (fact("headset.model", one_of=["Model X"]), fact("headset.model", one_of=["Model Y"])),
        (fact("audio.effects", has_all=["gain_control"]), fact("audio.effects", none_of=["gain_control"])),
        (fact("network.reachable", has_any=["a", "b"]), fact("network.reachable", none_of=["a", "b"])),
        ({**fact("os.version", min="14"), **ON_MAC}, {**fact("os.version", below="14.0"), **ON_MAC}),
        ({**fact("os.version", one_of=["14.*"]), **ON_MAC}, {**fact("os.version", min="15"), **ON_MAC}),
        ({**fact("os.version", one_of=["14.*"]), **ON_MAC}, {**fact("os.version", none_of=["14.*"]), **ON_MAC}),
        (WIRED, {"title": "Or", "any_of": [{"all": [NONE]}, {"all": [CORES, NONE]}]}),
        (
            {**fact("network.latency", "ms", max=50), "statistic": "p95"},
            {**fact("network.latency", "s", min=1), "statistic": "p95"},
        ),
        (
            {**fact("network.latency", "ms", max=50), "under_load": True},
            {**fact("network.latency", "ms", min=60), "under_load": True},
        ),
    ],
)
def test_what_nobody_can_meet_at_once_is_an_error(one: Json, other: Json) -> None:
    assert found(one, other) == ["error contradiction /requirements/1"]
    assert found(one, other, CORES)[:1] == ["error contradiction /requirements/1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (memory(min=8), memory(max=8)),
        (memory(min=8), memory(above=8)),
        (memory("GB", min=8), memory("GiB", max=8)),
        (memory(above=8), memory(below=8.001)),
        (WIRED, fact(HEADSET, one_of=["analog", "none"])),
        (WIRED, fact("headset.wired", equals=False)),
        (fact("headset.model", one_of=["Model X"]), fact("headset.model", none_of=["Model Y"])),
        (fact("headset.model", none_of=["Model X"]), fact("headset.model", none_of=["Model Y"])),
        (
            fact("audio.effects", has_any=["gain_control", "noise_reduction"]),
            fact("audio.effects", none_of=["gain_control"]),
        ),
        ({**fact("os.version", above="14"), **ON_MAC}, {**fact("os.version", below="14.1"), **ON_MAC}),
        ({**fact("os.version", one_of=["14.*"]), **ON_MAC}, {**fact("os.version", above="14.6"), **ON_MAC}),
        ({**fact("os.version", min="10.15"), **ON_MAC}, {**fact("os.version", none_of=["11.0.*", "11.1.*"]), **ON_MAC}),
        (WIRED, {**NONE, "level": "recommended"} | {"any_of": [{"all": [NONE]}], "title": "Or", "fact": None}),
        (WIRED, {"title": "Or", "any_of": [{"all": [NONE]}, {"ask": {"text": "Approved?"}}]}),
        (WIRED, {"title": "Or", "any_of": [{"all": [NONE]}, {"all": [CORES]}]}),
        ({**WIRED, "only_on": ["windows"]}, {**NONE, "only_on": ["linux"]}),
        (
            {**fact("network.latency", "ms", max=50), "statistic": "median"},
            {**fact("network.latency", "ms", min=60), "statistic": "worst"},
        ),
    ],
)
def test_what_somebody_can_meet_is_none(one: Json, other: Json) -> None:
    parts = [{key: part for key, part in each.items() if part is not None} for each in (one, other)]
    for each in parts:
        if "any_of" in each:
            each.pop("required", None)
    assert found(CORES, *parts) == []


LAPTOP: Final = {"when": [fact("headset.in_use", equals=True)]}


@pytest.mark.parametrize(
    "requirements",
    [
        ({**WIRED, "only_on": ["windows", "macos"]}, {**NONE, **ON_MAC}),
        (WIRED, {**NONE, **ON_MAC}),
        (WIRED, {**NONE, **LAPTOP}),
        (memory(min=8), {**memory(min=2), "per_os": {"linux": {"required": {"max": 4}}}}),
    ],
)
def test_what_only_some_cannot_meet_is_a_hint(requirements: tuple[Json, ...]) -> None:
    assert found(*requirements) == ["warning contradiction_for_some /requirements/1"]


def test_a_contradiction_names_the_other_and_its_line() -> None:
    with pytest.raises(ProfileError) as refused:
        read_profile(profile(memory(min=16), CORES, memory(max=8)), CATALOGUE)
    [problem] = refused.value.problems
    assert problem.severity is Severity.ERROR
    assert dict(problem.message.arguments) == {"other": "r0", "line": 1}
    assert problem.requirement == "r2"


@pytest.mark.parametrize(
    ("requirement", "problem"),
    [
        ({**CORES, "when": [NONE, WIRED]}, "warning when_never /requirements/1/when"),
        ({**CORES, "when": [memory(min=8), memory("MiB", max=8)]}, "warning when_never /requirements/1/when"),
        ({**CORES, "when": [fact("os.family", one_of=["linux"])], **ON_MAC}, "warning when_never /requirements/1/when"),
        ({**CORES, "when": [fact("os.family", one_of=["linux"])]}, None),
        ({**NONE, "when": [WIRED]}, "warning when_shuts_out /requirements/1/when"),
        ({**WIRED, "when": [fact(HEADSET, none_of=["none"])]}, None),
        (
            {**memory(min=8), "when": [memory(max=4)], "per_os": {"linux": {"required": {"min": 2}}}},
            None,
        ),
        ({"title": "Or", "any_of": [{"all": [WIRED, NONE]}]}, "error alternatives_never /requirements/1/any_of"),
        (
            {"title": "Or", "any_of": [{"all": [WIRED, NONE]}], **LAPTOP},
            "warning alternatives_never /requirements/1/any_of",
        ),
        (
            {"title": "Or", "any_of": [{"all": [WIRED, NONE]}], **ON_MAC},
            "warning alternatives_never /requirements/1/any_of",
        ),
        (
            {"title": "Or", "any_of": [{"all": [WIRED, NONE]}], "level": "recommended"},
            "warning alternatives_never /requirements/1/any_of",
        ),
        (
            {"title": "Or", "any_of": [{"ask": {"text": "Ok?"}}, {"all": [WIRED, NONE]}]},
            "warning alternative_never /requirements/1/any_of/1/all",
        ),
        (
            {"title": "Or", "any_of": [{"all": [WIRED, NONE]}, {"all": [CORES]}]},
            "warning alternative_never /requirements/1/any_of/0/all",
        ),
        (
            {"title": "Or", "any_of": [{"all": [CORES]}, {"all": [NONE]}], "when": [WIRED]},
            "warning alternative_never /requirements/1/any_of/1/all",
        ),
        (
            fact("os.family", one_of=["windows", "macos", "linux"]),
            "warning condition_holds_always /requirements/1",
        ),
        (fact("os.family", one_of=["windows", "macos"]), None),
        ({"ask": {"text": "Ok?"}, "when": [NONE, WIRED]}, "warning when_never /requirements/1/when"),
    ],
)
def test_what_shuts_itself_out_is_told_at_its_place(requirement: Json, problem: str | None) -> None:
    assert found(CORES, requirement) == ([problem] if problem else [])


def test_a_skipped_system_says_nothing_of_the_others() -> None:
    skipped = {**NONE, "when": [NONE], "per_os": {"linux": {"skip": True}}, "only_on": ["linux"]}
    assert found(CORES, skipped) == ["warning never_applies /requirements/1/per_os"]


def test_a_profile_made_to_take_long_does_not() -> None:
    """Alternatives are counted in pairs, so without an end to it a few would take minutes."""
    ways = [{"all": [memory(min=low), memory(max=low - 1), CORES]} for low in range(2, 21)]
    requirements = [{"title": "Or", "any_of": [*ways, {"all": [memory(min=index)]}]} for index in range(1, 40)]
    data = profile(*requirements)
    started = time.process_time()
    assert len(found(*requirements[:2])) == 38
    lint_profile(data, CATALOGUE)
    assert time.process_time() - started < 10


@given(
    st.lists(
        st.tuples(st.sampled_from(["min", "max", "above", "below"]), st.sampled_from([1.0, 2.0, 2.5, 4.0])),
        min_size=1,
        max_size=4,
    )
)
def test_possible_means_that_a_number_is_there(clauses: list[tuple[str, float]]) -> None:
    """A quarter of a step finds every gap between limits that are half a step apart or more."""
    tests = [FactTest("processor.cores", None, Condition((Clause(Operator(name), limit),))) for name, limit in clauses]
    holds = {"min": float.__ge__, "max": float.__le__, "above": float.__gt__, "below": float.__lt__}
    there = any(all(holds[name](value, limit) for name, limit in clauses) for value in (i / 8 for i in range(64)))
    assert Possibilities(CATALOGUE).can_hold(tests, System.LINUX) is there


_VERSIONS: Final = ["13", "14", "14.1", "14.2"]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["min", "max", "above", "below"]), st.sampled_from(_VERSIONS)),
            st.tuples(st.sampled_from(["one_of", "none_of"]), st.sampled_from([("14.*",), ("14.1.*", "13"), ("14",)])),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_possible_means_that_a_version_is_there(clauses: list[tuple[str, str | tuple[str, ...]]]) -> None:
    tests = [FactTest("os.version", None, Condition((Clause(Operator(name), limit),))) for name, limit in clauses]
    some = [f"{major}.{minor}.{patch}" for major, minor, patch in product((12, 13, 14, 15), range(4), range(3))]
    possible = Possibilities({**CATALOGUE, "os.version": CATALOGUE["os.version"]})
    at_hand = any(_meets(one, clauses) for one in some)
    assert possible.can_hold(tests, System.MACOS) or not at_hand
    if not at_hand:
        finer = [f"{one}.{patch}" for one in some for patch in (0, 1, 999_999_999)]
        assert possible.can_hold(tests, System.MACOS) is any(_meets(one, clauses) for one in finer)


def _meets(version: str, clauses: list[tuple[str, str | tuple[str, ...]]]) -> bool:
    mine = [int(part) for part in version.split(".")]
    return all(_holds(mine, name, limit) for name, limit in clauses)


def _holds(mine: list[int], name: str, limit: str | tuple[str, ...]) -> bool:
    if isinstance(limit, tuple):
        return any(_is(mine, one) for one in limit) is (name == "one_of")
    theirs = [int(part) for part in limit.split(".")]
    mine, theirs = (one + [0] * (8 - len(one)) for one in (mine, theirs))
    return {"min": mine >= theirs, "max": mine <= theirs, "above": mine > theirs, "below": mine < theirs}[name]


def _is(mine: list[int], one: str) -> bool:
    numbers = [int(part) for part in one.removesuffix(".*").split(".")]
    if one.endswith(".*"):
        return mine[: len(numbers)] == numbers
    return mine + [0] * (8 - len(mine)) == numbers + [0] * (8 - len(numbers))


KINDS: Final = {
    "wired": FactDef("wired", Kind.YES_NO),
    "kind": FactDef("kind", Kind.TEXT),
    "version": FactDef("version", Kind.VERSION),
    "effects": FactDef("effects", Kind.SET),
    **{fact: FactDef(fact, Kind.NUMBER, unit) for fact, unit in UNITS.items()},
}


@settings(max_examples=300)
@given(two_tests_and_a_reading())
def test_what_is_called_impossible_is_met_by_no_reading(drawn: tuple[FactTest, FactTest, Reading]) -> None:
    if all(held_against(test, drawn[2]).truth is Truth.YES for test in drawn[:2]):
        assert Possibilities(KINDS).can_hold(drawn[:2], System.LINUX)


@given(profiles(), complete_facts())
def test_no_computer_passes_where_lint_says_that_nobody_can(asked: Profile, known: Facts) -> None:
    written: list[Json] = [
        {"any_of": [{"all": []} for _ in one.subject.alternatives]} if isinstance(one.subject, AnyOf) else {}
        for one in asked.requirements
    ]
    if any(end.is_error for end in dead_ends(asked, KINDS, written)):
        assert judge(asked, known).verdict is not Verdict.PASS


def test_nothing_is_a_dead_end_in_the_profile_that_uses_everything() -> None:
    from tests.documents.schema.profile_samples import COMPLETE, RECORDINGS

    document = read_profile((RECORDINGS / "complete.json").read_bytes(), CATALOGUE)
    assert list(dead_ends(document.profile, CATALOGUE, COMPLETE["requirements"])) == []
