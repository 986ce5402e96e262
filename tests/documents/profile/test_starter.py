"""A first profile: whatever is asked for, it is valid."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.documents.profile.starter import (
    COMMON,
    Common,
    Head,
    Wish,
    is_profile_id,
    limits_of,
    profile_id,
    starter,
)
from readiness.domain.profile import OneFact, Operator

BY_ID = {common.id: common for common in COMMON}
HEAD = Head("com.example.voice", "Voice", "Example", "en")
UNITS = {id_: fact.unit for id_, fact in catalogue().items()}
NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "id_", "limits"),
    [
        ("8", "memory", (8.0,)),
        ("8 16", "memory", (8.0, 16.0)),
        ("8; 16", "memory", (8.0, 16.0)),
        ("2,5", "download", (2.5,)),
        ("-50 -60", "noise", (-50.0, -60.0)),
        ("\N{MINUS SIGN}50", "noise", (-50.0,)),
        ("10.0.22000", "windows", ("10.0.22000",)),
        ("13 14.1", "macos", ("13", "14.1")),
        ("", "memory", None),
        ("1 2 3", "memory", None),
        ("much", "memory", None),
        ("nan", "memory", None),
        ("inf", "memory", None),
        ("16 8", "memory", None),
        ("8 8", "memory", None),
        ("50 100", "latency", None),
        ("eleven", "windows", None),
        ("14 13", "macos", None),
    ],
)
def test_limits_are_read_as_people_write_them(text: str, id_: str, limits: tuple[float | str, ...] | None) -> None:
    assert limits_of(text, BY_ID[id_]) == limits


def _wish(common: Common) -> Wish:
    return Wish(common, limits_of(common.suggestion, common) or ())


def test_everything_that_is_common_makes_a_valid_profile() -> None:
    text = starter(HEAD, map(_wish, COMMON), ["Do you have a door?"], UNITS, NOW)
    profile = read_profile(text.encode(), catalogue()).profile
    assert [one.id for one in profile.requirements] == [*BY_ID, "question-1"]
    memory = profile.requirements[0].subject
    assert isinstance(memory, OneFact)
    assert memory.tiers.recommended
    assert '"min": 8\n' in text


_QUESTIONS = st.lists(st.text(min_size=1, max_size=30).map(str.strip).filter(bool), max_size=3)


@given(st.sets(st.sampled_from(sorted(BY_ID)), min_size=1), _QUESTIONS)
def test_any_selection_is_valid(some: set[str], questions: list[str]) -> None:
    wishes = [_wish(common) for common in COMMON if common.id in some]
    text = starter(HEAD, wishes, questions, UNITS, NOW)
    assert read_profile(text.encode("utf-8", "replace"), catalogue()).profile.requirements


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_proposed_id_has_the_form_of_one(issuer: str, title: str) -> None:
    assert is_profile_id(profile_id(issuer, title))


def test_ids_are_made_of_names() -> None:
    assert profile_id("Example Support Ltd.", "Voice & chat") == "com.example-support-ltd.voice-chat"
    assert profile_id("在宅", "") == "com.example.profile"
    assert profile_id("Müller & Núñez", "Atención") == "com.muller-nunez.atencion"
    assert not is_profile_id("Example Support")
    assert all(common.operator in {Operator.MIN, Operator.MAX, None} for common in COMMON)
