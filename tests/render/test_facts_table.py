"""The vocabulary as a table that people read and that Markdown understands."""

from __future__ import annotations

import re

import pytest

from readiness.checks.registry import catalogue
from readiness.domain.facts import FactDef, Kind, System
from readiness.render.facts_table import facts_table
from readiness.text import LANGUAGES, Translator


@pytest.fixture(autouse=True)
def _sample_sentences() -> None:
    """Let the sentences be the program's own: the table is of them."""


FACTS = (
    FactDef("memory.installed", Kind.NUMBER, "GiB"),
    FactDef("os.edition", Kind.CHOICE, choices=("home", "pro"), systems=frozenset({System.WINDOWS})),
    FactDef("memory.usable", Kind.NUMBER, "GiB"),
)


def test_each_subject_has_a_table_and_each_fact_its_systems() -> None:
    lines = facts_table(FACTS, Translator("en", strict=True)).splitlines()

    assert [line for line in lines if line.startswith("#")] == [
        "# What profiles can ask for, and which system gives it",
        "## memory",
        "## os",
    ]
    assert "| fact | kind | Windows | macOS | Linux | meaning |" in lines
    [edition] = [line for line in lines if "os.edition" in line]
    assert edition.startswith("| `os.edition` | one of a list | yes | no | no | Windows edition: ")
    assert edition.endswith(" `home` `pro` |")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_in_the_table_with_the_same_columns(language: str) -> None:
    table = facts_table(catalogue().values(), Translator(language, strict=True))

    assert sorted(re.findall(r"^\| `([\w.]+)`", table, re.MULTILINE)) == sorted(catalogue())
    rows = [line for line in table.splitlines() if line.startswith("|")]
    assert {len(row.split("|")) for row in rows} == {8}
