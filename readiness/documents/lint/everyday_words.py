"""Everyday spellings that no computer ever reports, so that a condition on them decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from readiness.documents.json_text.finder import Finder, quoted
from readiness.domain.conditions import held_against
from readiness.domain.facts import SYSTEM_FACT, Measured, System
from readiness.domain.profile import AnyOf, Condition, FactTest, OneFact, Requirement
from readiness.domain.report import Truth

VERSION_FACT: Final = "os.version"
_PROGRAMS_FACT: Final = "software.running"
# What Windows itself has counted since XP; 7, 8 and 11 are names.
_WINDOWS_COUNTS: Final = frozenset({"5", "6", "10"})
_FILE_ENDING: Final = re.compile(r"\.(?:exe|app|com|bat|dmg|msi)$", re.IGNORECASE)


def note_windows_names(finder: Finder, pointer: str, requirement: Requirement) -> None:
    """Warn of Windows versions given by their product name, such as 11."""
    versions = [word for condition in _versions_on_windows(requirement) for word in _words(condition)]
    for word in dict.fromkeys(one for one in versions if one.partition(".")[0] not in _WINDOWS_COUNTS):
        finder.add("windows_by_name", pointer, offending=word, found=quoted(word))


def note_program_files(finder: Finder, pointer: str, requirement: Requirement) -> None:
    """Warn of programs given by their file name, such as teamviewer.exe."""
    programs = [word for test in requirement.tests if test.fact == _PROGRAMS_FACT for word in _words(test.condition)]
    for word in dict.fromkeys(filter(_FILE_ENDING.search, programs)):
        meant = quoted(_FILE_ENDING.sub("", word))
        finder.add("program_with_ending", pointer, offending=word, suggestion=meant, found=quoted(word))


def _versions_on_windows(requirement: Requirement) -> Iterator[Condition]:
    """Yield every condition on the system's version that can apply to a Windows computer."""
    here = requirement.on(System.WINDOWS)
    if here is None or not _holds_on_windows(here.when):
        return
    if isinstance(here.subject, OneFact) and here.subject.fact == VERSION_FACT:
        yield from filter(None, (here.subject.tiers.required, here.subject.tiers.recommended))
    elif isinstance(here.subject, AnyOf):
        ways = filter(_holds_on_windows, here.subject.alternatives)
        yield from (test.condition for way in ways for test in way if test.fact == VERSION_FACT)


def _holds_on_windows(tests: Iterable[FactTest]) -> bool:
    windows = Measured(System.WINDOWS.value)
    return all(held_against(test, windows).truth is Truth.YES for test in tests if test.fact == SYSTEM_FACT)


def _words(condition: Condition) -> Iterator[str]:
    for clause in condition.clauses:
        limits = clause.limit if isinstance(clause.limit, tuple) else (clause.limit,)
        yield from (limit for limit in limits if isinstance(limit, str))
