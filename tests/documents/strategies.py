"""Facts as checks find them, and reports as check-ups make them, out of real profiles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.domain.facts import Bound, FactDef, Facts, Kind, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.judge import judge
from readiness.domain.message import Argument, Message
from readiness.domain.quantity import Quantity
from readiness.domain.reference import Statistic
from readiness.domain.report import Report, facts_asked_for
from tests.documents.catalogue import CATALOGUE

ROOT: Final = Path(__file__).parents[2]
PROFILES: Final = (
    ROOT / "tests" / "recordings" / "profiles" / "complete.json",
    *(ROOT / "specs" / f"{name}.json" for name in ("voice-agent", "financial-voice-agent", "interpreter")),
)
DOCUMENTS: Final[Sequence[ProfileDocument]] = [read_profile(path.read_bytes(), CATALOGUE) for path in PROFILES]

_numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1000, 1000).map(float)
_words = st.text(max_size=12)
_moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
_quantities = st.builds(Quantity, st.integers(-9, 9) | _numbers, st.sampled_from(["GiB", "ms", "%", "Mbit/s"]))
_plain: st.SearchStrategy[Argument] = st.one_of(
    _words, st.booleans(), st.integers(-(2**60), 2**60), _numbers, _quantities
)


def _message(id_: str, arguments: dict[str, Argument]) -> Message:
    return Message(id_, tuple(arguments.items()))


_inner = st.builds(_message, _words, st.dictionaries(_words, _plain, max_size=2))
messages: Final = st.builds(_message, _words, st.dictionaries(_words, _plain | _inner, max_size=3))
unmeasured: Final = st.builds(Unmeasured, st.sampled_from(Reason), st.none() | messages, st.none() | messages)


def _values(fact: FactDef) -> st.SearchStrategy[Value]:
    words = st.sampled_from(fact.choices) if fact.choices else _words
    by_kind: dict[Kind, st.SearchStrategy[Value]] = {
        Kind.NUMBER: _numbers,
        Kind.YES_NO: st.booleans(),
        Kind.SET: st.frozensets(words, max_size=3),
        Kind.VERSION: st.sampled_from(["10.0.19045", "14", "13.6.1", "12"]),
    }
    return by_kind.get(fact.kind, words)


def readings(fact: FactDef) -> st.SearchStrategy[Reading]:
    """A reading as the fact's check would give it."""
    measured = st.builds(
        Measured,
        _values(fact),
        st.just(fact.unit),
        st.none() | messages,
        st.integers(1, 100),
        st.none() | st.floats(0, 10),
        st.none() | _moments,
        st.dictionaries(_words, _words, max_size=2),
        st.none() | st.frozensets(_words, max_size=2) if fact.kind is Kind.SET else st.none(),
        st.sampled_from(Bound) if fact.kind is Kind.NUMBER else st.just(Bound.EXACT),
        st.dictionaries(st.sampled_from(Statistic), _numbers, max_size=2),
    )
    return measured | unmeasured


_EVERY: Final = {fact.id: readings(fact) for fact in CATALOGUE.values()}
_ANSWERS: Final = st.dictionaries(
    st.sampled_from(["room", "line", "door", "country", "com.example.complete#room"]),
    st.booleans() | st.sampled_from(["fibre", "sat", "jp"]),
)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Facts and answers of one machine."""
    return draw(st.builds(Facts, st.fixed_dictionaries({}, optional=_EVERY), _ANSWERS))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report on one of the profiles."""
    document = draw(st.sampled_from(DOCUMENTS))
    known, started, finished = draw(facts()), draw(_moments), draw(_moments)
    return Report(
        id=draw(_words),
        profile=document.profile,
        source=document.source,
        facts=facts_asked_for(document.profile, known),
        judgement=judge(document.profile, known, finished),
        app_version=draw(_words),
        started=started,
        finished=finished,
        not_examined=tuple(draw(st.lists(messages, max_size=2))),
    )
