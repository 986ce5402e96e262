"""Made-up profiles and facts that meet often: few facts, few values, limits among the values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st

from readiness.domain.facts import SYSTEM_FACT, Bound, Facts, Measured, Reading, Reason, System, Unmeasured
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Condition,
    FactTest,
    Issuer,
    OneFact,
    OnUnknown,
    Operator,
    PerSystem,
    Profile,
    Question,
    Requirement,
    Texts,
    Tier,
    Tiers,
)
from readiness.domain.reference import Statistic

NUMBERS: Final = (-1.0, 0.0, 0.1, 1.0, 2.0, 2.5, 4.0, 8.0)
WORDS: Final = ("usb", "Analog", "none")
VERSIONS: Final = ("10", "10.0", "10.0.1", "14", "9.9", "odd")
UNITS: Final = {"size": "GiB", "delay": "ms", "count": None, "trip_loaded_down": "ms", "trip_loaded_up": "ms"}
QUALIFIED: Final = {"delay[p95]": "ms", "trip_loaded": "ms", "trip_loaded[worst]": "ms"}
"""What is not measured itself but read from a measurement: a statistic, the worse of two directions."""
TEXT: Final = Texts("en", {"en": "text"})

unmeasured = st.sampled_from([Unmeasured(reason) for reason in Reason])
spreads = st.sampled_from([None, 0.0, 0.1, 1.0])


_BOUNDS: Final = st.sampled_from([*[Bound.EXACT] * 4, *Bound])


def _number(unit: str | None) -> st.SearchStrategy[Measured]:
    series = st.dictionaries(st.sampled_from([Statistic.P95, Statistic.WORST]), st.sampled_from(NUMBERS))
    return st.builds(
        lambda value, spread, bound, others: Measured(value, unit, spread=spread, bound=bound, statistics=others),
        st.sampled_from(NUMBERS),
        spreads,
        _BOUNDS,
        series,
    )


_WORD: Final = st.sampled_from(WORDS)


def _found_among(found: frozenset[str], looked_for: frozenset[str] | None) -> Measured:
    """A set; drawn from a profile's words, it holds none that nobody looked for."""
    return Measured(found if looked_for is None else found & looked_for, looked_for=looked_for)


_VALUES: Final[dict[str, st.SearchStrategy[Measured]]] = {
    **{fact: _number(unit) for fact, unit in UNITS.items()},
    "wired": st.booleans().map(Measured),
    "kind": st.sampled_from(WORDS).map(Measured),
    "version": st.sampled_from(VERSIONS).map(Measured),
    "effects": st.builds(_found_among, st.frozensets(st.sampled_from(WORDS)), st.none() | st.frozensets(_WORD)),
}
FACTS: Final = tuple(_VALUES)
"""What is measured."""
ASKED: Final = (*FACTS, *QUALIFIED)
"""What profiles ask for."""
_COMPARED_WITH_EACH_OTHER: Final = frozenset({"trip_loaded_down", "trip_loaded_up"})
"""Of these the larger counts; a check that gave one in GiB is stopped before the facts are judged."""
_ANYTHING: Final = st.one_of(*_VALUES.values())


def readings(fact: str) -> st.SearchStrategy[Reading]:
    """A reading as the fact's check would give it, or none with a reason, seldom something absurd."""
    if fact in _COMPARED_WITH_EACH_OTHER:
        return _VALUES[fact] | unmeasured
    # Equal branches would count once, so each is made a strategy of its own.
    right = [_VALUES[fact].map(lambda value: value) for _ in range(8)]
    return st.one_of(*right, unmeasured, _ANYTHING.map(lambda value: value))


_EVERY: Final[dict[str, Any]] = {
    **{fact: readings(fact) for fact in FACTS},
    SYSTEM_FACT: st.sampled_from([*(Measured(str(system)) for system in System), Unmeasured(Reason.DEFECT)]),
}
_ANSWERS: Final = st.dictionaries(
    st.sampled_from(["r0", "r1", "a.b#r0"]), st.booleans() | st.sampled_from(WORDS), max_size=2
)
_FACTS: Final = st.builds(Facts, st.fixed_dictionaries({}, optional=_EVERY), _ANSWERS)
_COMPLETE_FACTS: Final = st.builds(Facts, st.fixed_dictionaries(_EVERY), _ANSWERS)


def _bounds(low: Sequence[float | str], high: Sequence[float | str]) -> st.SearchStrategy[Clause]:
    """Limits that more values meet than miss, so that a good share of the profiles can be passed."""
    return st.one_of(
        st.builds(Clause, st.sampled_from([Operator.MIN, Operator.ABOVE]), st.sampled_from(low)),
        st.builds(Clause, st.sampled_from([Operator.MAX, Operator.BELOW]), st.sampled_from(high)),
    )


def _members(*operators: Operator) -> st.SearchStrategy[Clause]:
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True).map(tuple)
    return st.builds(Clause, st.sampled_from(operators), words)


_CLAUSES: Final[dict[str, st.SearchStrategy[Clause]]] = {
    **dict.fromkeys((*UNITS, *QUALIFIED), _bounds(NUMBERS[:4], NUMBERS[4:])),
    "wired": st.builds(Clause, st.just(Operator.EQUALS), st.booleans()),
    "kind": _members(Operator.ONE_OF, Operator.NONE_OF),
    "version": _bounds(VERSIONS[-2:-1] + VERSIONS[:2], VERSIONS[1:4]),
    "effects": _members(Operator.HAS_ALL, Operator.HAS_ANY, Operator.NONE_OF),
}


def _conditions(fact: str) -> st.SearchStrategy[Condition]:
    one = _CLAUSES[fact].map(lambda clause: Condition((clause,)))
    two = st.builds(lambda a, b: Condition((a, b)), _CLAUSES[fact], _CLAUSES[fact])
    return st.one_of(one, one, two)


def _tiers(fact: str) -> st.SearchStrategy[Tiers]:
    one = _CONDITIONS[fact]
    return st.one_of(st.builds(Tiers, one, st.none() | one), st.builds(Tiers, st.none(), one))


def _changes(fact: str) -> st.SearchStrategy[PerSystem]:
    condition = st.none() | _CONDITIONS[fact]
    return st.one_of(SKIP, st.builds(lambda a, b: PerSystem(required=a, recommended=b), condition, condition))


def _unit(fact: str) -> str | None:
    return {**UNITS, **QUALIFIED}.get(fact)


# Built once: making strategies is what takes time.
SKIP: Final = st.just(PerSystem(skip=True))
_CONDITIONS: Final = {fact: _conditions(fact) for fact in ASKED}
_TIERS: Final = {fact: _tiers(fact) for fact in ASKED}
_CHANGES: Final = {fact: _changes(fact) for fact in ASKED}
_TESTS: Final = st.one_of(
    *(st.builds(FactTest, st.just(fact), st.just(_unit(fact)), _CONDITIONS[fact]) for fact in ASKED)
)
_ALTERNATIVE: Final = st.one_of(st.tuples(_TESTS), st.tuples(_TESTS, _TESTS))
_ANY_OF: Final = st.builds(
    AnyOf,
    st.one_of(st.tuples(_ALTERNATIVE), st.tuples(_ALTERNATIVE, _ALTERNATIVE)),
    st.sampled_from(Tier),
    st.none() | st.builds(Question, st.just(TEXT), st.builds(Tiers, _CONDITIONS["wired"])),
)
_SUBJECTS: Final[tuple[tuple[st.SearchStrategy[Any], st.SearchStrategy[PerSystem]], ...]] = (
    *((st.builds(OneFact, st.just(fact), st.just(_unit(fact)), _TIERS[fact]), _CHANGES[fact]) for fact in ASKED),
    (_ANY_OF, SKIP),
    (_ANY_OF, SKIP),
    (st.builds(Question, st.just(TEXT), _TIERS["wired"]), _CHANGES["wired"]),
    (st.builds(Question, st.just(TEXT), _TIERS["kind"], st.just(WORDS)), _CHANGES["kind"]),
)


def _requirements(id_: str, on_unknown: st.SearchStrategy[OnUnknown]) -> st.SearchStrategy[Requirement]:
    everywhere = [st.builds(Requirement, st.just(id_), subject, on_unknown=on_unknown) for subject, _ in _SUBJECTS]
    dependent = [
        st.builds(
            Requirement,
            st.just(id_),
            subject,
            when=st.one_of(st.just(()), st.tuples(_TESTS)),
            only_on=st.frozensets(st.sampled_from(System), min_size=1),
            per_os=st.dictionaries(st.sampled_from(System), change, max_size=2),
            on_unknown=on_unknown,
        )
        for subject, change in _SUBJECTS
    ]
    return st.one_of(*everywhere, *dependent)


def profile_of(*all_: Requirement) -> Profile:
    """A profile of these requirements."""
    return Profile("a.b", "1.0.0", 1, "en", TEXT, Issuer("Example"), all_)


def _several(on_unknown: st.SearchStrategy[OnUnknown]) -> st.SearchStrategy[tuple[Requirement, ...]]:
    one, two, three = (_requirements(f"r{index}", on_unknown) for index in range(3))
    return st.one_of(st.tuples(one), st.tuples(one, two), st.tuples(one, two, three))


_ANY: Final = _several(st.sampled_from(OnUnknown))
_INSISTING: Final = _several(st.just(OnUnknown.INCOMPLETE))


def _profile(all_: tuple[Requirement, ...]) -> Profile:
    assume(any(one.tier is Tier.REQUIRED for one in all_))
    return profile_of(*all_)


# Named, because written out these strategies are longer than Hypothesis likes to print.


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Some facts and answers."""
    return draw(_FACTS)


@st.composite
def complete_facts(draw: st.DrawFn) -> Facts:
    """Facts that were all looked at, though not all measured."""
    return draw(_COMPLETE_FACTS)


@st.composite
def fact_tests(draw: st.DrawFn) -> FactTest:
    """One fact held against one condition."""
    test: FactTest = draw(_TESTS)
    return test


@st.composite
def two_tests_and_a_reading(draw: st.DrawFn) -> tuple[FactTest, FactTest, Reading]:
    """Two conditions on one fact, and a reading of it."""
    fact = draw(st.sampled_from(FACTS))
    one, other = (FactTest(fact, _unit(fact), draw(_CONDITIONS[fact])) for _ in range(2))
    return one, other, draw(readings(fact))


@st.composite
def alternatives(draw: st.DrawFn) -> AnyOf:
    """Up to two alternatives of up to two tests."""
    return draw(_ANY_OF)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Profiles of up to three requirements."""
    return _profile(draw(_ANY))


@st.composite
def insisting_profiles(draw: st.DrawFn) -> Profile:
    """Profiles without ``on_unknown: advice``, by which an author gives up the law of the unknown."""
    return _profile(draw(_INSISTING))


_LOWER: Final = st.builds(Clause, st.sampled_from([Operator.MIN, Operator.ABOVE]), st.sampled_from(NUMBERS)).map(
    lambda clause: Condition((clause,))
)
_ENOUGH: Final = st.builds(FactTest, st.just("size"), st.just("GiB"), _LOWER)
_OTHER: Final = st.builds(FactTest, st.just("wired"), st.none(), _CONDITIONS["wired"])
_MORE_IS_BETTER: Final = st.builds(
    Requirement,
    st.just("r0"),
    st.one_of(
        st.builds(OneFact, st.just("size"), st.just("GiB"), st.builds(Tiers, _LOWER, st.none() | _LOWER)),
        st.builds(AnyOf, st.tuples(st.tuples(_ENOUGH, _OTHER), st.tuples(_ENOUGH))),
    ),
    when=st.one_of(st.just(()), st.tuples(_OTHER)),
    per_os=st.dictionaries(st.sampled_from(System), st.builds(PerSystem, st.just(value=False), _LOWER), max_size=2),
)


@st.composite
def lower_bounds(draw: st.DrawFn) -> Profile:
    """A profile that asks for a size, each limit on it a lower one, and whose ``when`` hang on other facts."""
    return profile_of(draw(_MORE_IS_BETTER))
