"""The table of what employers ask for is held against the facts there are and the examples that use them."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import pytest

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.domain.facts import System
from readiness.domain.profile import Profile, Requirement
from readiness.domain.reference import reference

TABLE, _, METHODS = paths.resource_text("requirement-kinds.md").partition("## How it is measured")
ROWS: Final = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines() if re.match(r"\| [^k-]", line)
]
_KINDS, _EXAMPLES, _NEARLY_ALL = 65, 10, 0.95
COLUMNS: Final = (System.WINDOWS, System.MACOS, System.LINUX)


@cache
def examples() -> dict[str, Profile]:
    return {path.stem: read_profile(path.read_bytes(), catalogue()).profile for path in paths.spec_files()}


def shown(cell: str) -> list[Requirement]:
    """Return the requirements that a cell names as ``profile: requirement``."""
    named = [one.split(": ") for one in re.findall(r"`([^`]+)`", cell)]
    return [one for name, id_ in named for one in examples()[name].requirements if one.id == id_]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_every_kind_has_a_fact_or_a_question_and_an_example_that_uses_it(row: list[str]) -> None:
    kind, cell, asked, *systems, example = row
    facts = re.findall(r"`([^`]+)`", cell)
    found = shown(example)
    assert kind
    assert len(found) == example.count("`") / 2
    assert set(facts) <= {reference(fact).fact for one in found for fact in one.facts}
    assert (asked == "yes") is any(one.question for one in found)
    for system, said in zip(COLUMNS, systems, strict=True):
        told = all(system in catalogue()[fact].systems for fact in facts)
        assert said == ("-" if not facts else "yes" if told else "no")


def test_what_machines_can_know_is_nearly_all_measured_on_linux() -> None:
    measured = [row for row in ROWS if row[1] != "-"]
    assert len(ROWS) >= _KINDS
    assert sum(row[5] == "yes" for row in measured) / len(measured) > _NEARLY_ALL


def test_the_library_holds_ten_examples_and_each_shows_something() -> None:
    assert len(examples()) == _EXAMPLES
    used = {fact for profile in examples().values() for fact in profile.facts}
    groups = {fact.partition(".")[0] for fact in catalogue()}
    assert {fact.partition(".")[0] for fact in used} == groups


def test_how_it_is_measured_is_told_of_every_fact_once() -> None:
    told = re.findall(r"`([^`]+)`", METHODS)
    assert sorted(told) == sorted(catalogue())
