"""Hints for authors of profiles; they never prevent a profile from being used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from readiness.documents.json_text.finder import Finder, listed
from readiness.documents.json_text.problems import Problem, Severity
from readiness.documents.json_text.strict import Document
from readiness.documents.lint.dead_ends import DeadEnd
from readiness.documents.lint.everyday_words import VERSION_FACT, note_program_files, note_windows_names
from readiness.documents.lint.ranges import holds_never, is_laxer
from readiness.domain.conditions import held_against
from readiness.domain.facts import SYSTEM_FACT, Catalogue, Measured, System
from readiness.domain.profile import (
    AnyOf,
    FactTest,
    OneFact,
    OnUnknown,
    Profile,
    Question,
    Requirement,
    Subject,
    Texts,
    Tier,
)
from readiness.domain.reference import measurements, reference
from readiness.domain.report import Truth

Measuring: TypeAlias = Callable[[Profile], float]
"""Returns the usual duration, in seconds, of measuring for a profile, the person's part included."""

_SOON: Final = timedelta(days=14)
_LONGEST_SECONDS: Final = 90.0
_LOCAL: Final = ("http://127.0.0.1", "http://[::1]", "http://localhost")
WARNINGS: Final = (
    "alternative_never",
    "collected_by_email",
    "condition_holds_always",
    "contradiction_for_some",
    "equivalent_unjudged",
    "expired",
    "expires_soon",
    "fix_missing",
    "language_missing",
    "measuring_long",
    "never_applies",
    "not_valid_yet",
    "program_with_ending",
    "recommended_laxer",
    "recommended_unreachable",
    "server_unencrypted",
    "title_missing",
    "unmeasurable_there",
    "version_everywhere",
    "when_never",
    "when_shuts_out",
    "why_missing",
    "windows_by_name",
)
"""The codes of the hints."""


def warnings_about(
    document: Document, profile: Profile, catalogue: Catalogue, at: datetime | None, ends: Iterable[DeadEnd]
) -> tuple[Problem, ...]:
    """Return what the author of a valid profile may want to correct, in reading order.

    ``at`` is the present time; None skips the hint that the profile has expired.
    """
    finder = Finder(document, severity=Severity.WARNING)
    if at:
        _expiry(finder, profile, at)
    _servers(finder, profile)
    _collecting(finder, profile)
    note_dead_ends(finder, (end for end in ends if not end.is_error))
    left = _systems_left(profile)
    every_text = list(_all_texts(document, profile))
    languages = {tag for _, texts in every_text for tag in texts.by_language}
    for pointer, texts in every_text:
        _languages(finder, pointer, texts, languages)
    for index, requirement in enumerate(profile.requirements):
        pointer = f"/requirements/{index}"
        _words(finder, pointer, requirement)
        _reach(finder, pointer, requirement, left)
        _measurable(
            finder, pointer, requirement, [system for system in left if _is_blind(requirement, system, catalogue)]
        )
        _equivalent(finder, pointer, requirement)
        _tiers(finder, pointer, document.value["requirements"][index])
    return tuple(sorted(finder.problems, key=lambda problem: (problem.line, problem.column)))


def _expiry(finder: Finder, profile: Profile, at: datetime) -> None:
    until = profile.valid.until
    if until and until - _SOON <= at:
        code = "expired" if until <= at else "expires_soon"
        finder.add(code, "/valid/until", date=until.date().isoformat())
    start = profile.valid.start
    if start and start > at:
        finder.add("not_valid_yet", "/valid/from", date=start.date().isoformat())


def time_warnings(document: Document, seconds: float) -> tuple[Problem, ...]:
    """Return the hint that a check takes longer than people are willing to wait."""
    finder = Finder(document, severity=Severity.WARNING)
    if seconds > _LONGEST_SECONDS:
        finder.add("measuring_long", "/requirements", seconds=round(seconds), limit=round(_LONGEST_SECONDS))
    return tuple(finder.problems)


def note_dead_ends(finder: Finder, ends: Iterable[DeadEnd]) -> None:
    """Record every dead end at its position."""
    for end in ends:
        if end.other is None:
            finder.add(end.code, end.pointer)
        else:
            other, at = finder.document.value["requirements"][end.other]["id"], f"/requirements/{end.other}"
            finder.add(end.code, end.pointer, other=other, line=finder.document.place(at)[0])


def _collecting(finder: Finder, profile: Profile) -> None:
    if profile.collect and profile.submit and all(one.kind == "email" for one in profile.submit):
        finder.add("collected_by_email", "/submit")


def _servers(finder: Finder, profile: Profile) -> None:
    for index, server in enumerate(profile.network_test.servers):
        if server.url.startswith("http://") and not server.url.startswith(_LOCAL):
            finder.add("server_unencrypted", f"/network_test/servers/{index}/url", found=server.url)


def _all_texts(document: Document, profile: Profile) -> Iterator[tuple[str, Texts]]:
    """Yield every translatable text of the document with its pointer."""
    found: list[tuple[str, Texts | None]] = [("/title", profile.title)]
    if profile.collect:
        found.append(("/collect/purpose", profile.collect.purpose))
    written = document.value["requirements"]
    for index, (requirement, value) in enumerate(zip(profile.requirements, written, strict=True)):
        pointer = f"/requirements/{index}"
        found += [(f"{pointer}/{key}", texts) for key, texts in _requirement_texts(requirement)]
        if requirement.question:
            asked = f"{pointer}/{_place_of_question(value)}"
            found += [(f"{asked}/{key}", texts) for key, texts in _question_texts(requirement.question)]
    yield from ((pointer, texts) for pointer, texts in found if texts and pointer in document.values)


def _place_of_question(requirement: dict[str, Any]) -> str:
    """Return where a requirement asks the person: itself, or the alternative that does."""
    ways = (place for place, way in enumerate(requirement.get("any_of", ())) if "ask" in way)
    return next((f"any_of/{place}/ask" for place in ways), "ask")


def _requirement_texts(requirement: Requirement) -> Iterator[tuple[str, Texts | None]]:
    yield "title", requirement.title
    yield "why", requirement.why
    yield "fix/text", requirement.fix.text if requirement.fix else None
    for system, change in requirement.per_os.items():
        yield f"per_os/{system}/fix/text", change.fix.text if change.fix else None


def _question_texts(question: Question) -> Iterator[tuple[str, Texts]]:
    yield "text", question.text
    for index, choice in enumerate(question.choices):
        # A place without a text of its own has its name in every language of ours.
        yield f"choices/{index}/text", question.choice_texts[choice]
        yield f"regions/{index}/text", question.choice_texts[choice]


def _languages(finder: Finder, pointer: str, texts: Texts, languages: set[str]) -> None:
    """Warn of a text that lacks a language which other texts have."""
    missing = languages - set(texts.by_language)
    if missing:
        finder.add("language_missing", pointer, missing=listed(sorted(missing)))


def _words(finder: Finder, pointer: str, requirement: Requirement) -> None:
    """Warn of missing texts that a candidate who does not meet the requirement would need."""
    if requirement.why is None:
        finder.add("why_missing", pointer)
    if requirement.fix is None and requirement.tier is Tier.REQUIRED:
        finder.add("fix_missing", pointer)
    if requirement.title is None and isinstance(requirement.subject, AnyOf):
        finder.add("title_missing", pointer)


def _systems_left(profile: Profile) -> list[System]:
    """Return the systems on which somebody could pass."""
    return [system for system in System if all(_allows(one.on(system), system) for one in profile.requirements)]


def _allows(here: Requirement | None, system: System) -> bool:
    subject = here.subject if here and not here.when else None
    if not isinstance(subject, OneFact) or subject.fact != SYSTEM_FACT or subject.tiers.required is None:
        return True
    test = FactTest(SYSTEM_FACT, None, subject.tiers.required)
    return held_against(test, Measured(system.value)).truth is Truth.YES


def _reach(finder: Finder, pointer: str, requirement: Requirement, systems: list[System]) -> None:
    if all(requirement.on(system) is None for system in requirement.only_on):
        finder.add("never_applies", f"{pointer}/per_os")
    asked = requirement.subject.fact if isinstance(requirement.subject, OneFact) else ""
    # macOS 14 is "at least 10" of anything; only the author knows of which system it was meant.
    if asked == VERSION_FACT and SYSTEM_FACT not in requirement.facts and len(systems) > 1:
        finder.add("version_everywhere", f"{pointer}/fact")
    elif System.WINDOWS in systems:
        note_windows_names(finder, pointer, requirement)
    note_program_files(finder, pointer, requirement)


def _measurable(finder: Finder, pointer: str, requirement: Requirement, blind: list[System]) -> None:
    """Warn of systems on which a requirement can never be decided, because its fact is not measured there."""
    insists = requirement.on_unknown is OnUnknown.INCOMPLETE and requirement.tier is Tier.REQUIRED
    if blind and insists:
        finder.add("unmeasurable_there", pointer, systems=listed(blind))


def _is_blind(requirement: Requirement, system: System, catalogue: Catalogue) -> bool:
    here = requirement.on(system)
    if here is None or isinstance(here.subject, Question):
        return False
    if isinstance(here.subject, OneFact):
        return not _is_seen(here.subject.fact, system, catalogue)
    ways = here.subject.alternatives
    open_ways = [way for way in ways if all(_is_seen(test.fact, system, catalogue) for test in way)]
    return not open_ways and here.subject.word is None


def _is_seen(name: str, system: System, catalogue: Catalogue) -> bool:
    facts = [catalogue.get(reference(one).fact) for one in measurements(name)]
    return all(fact is None or system in fact.systems for fact in facts)


_EQUIVALENT: Final = re.compile(r"\bor (equal|similar|comparable)\b|equivalent|o similar|同等|相当", re.IGNORECASE)
_PROCESSOR_NAMES: Final = frozenset({"processor.family", "processor.model", "processor.vendor"})


def _equivalent(finder: Finder, pointer: str, requirement: Requirement) -> None:
    """Warn of a processor "or equivalent" without anybody who decides what is equivalent."""
    texts = [requirement.title, requirement.why]
    said = any(_EQUIVALENT.search(words) for text in texts if text for words in text.by_language.values())
    named = [test for test in requirement.tests if test.fact in _PROCESSOR_NAMES]
    if said and named and not _has_judge(requirement.subject):
        finder.add("equivalent_unjudged", pointer)


def _has_judge(subject: Subject) -> bool:
    """Return whether processors without a listed name are decided by figures, or by somebody's word."""
    if not isinstance(subject, AnyOf):
        return False
    return subject.word is not None or any(
        not any(test.fact in _PROCESSOR_NAMES for test in way) for way in subject.alternatives
    )


def _tiers(finder: Finder, pointer: str, requirement: dict[str, Any]) -> None:
    """Compare the recommended with the required tier, on every system that changes either."""
    places = [("", requirement)]
    places += [(f"/per_os/{name}", change) for name, change in requirement.get("per_os", {}).items()]
    for below, change in places:
        if below.startswith("/per_os/x-") or not {"required", "recommended"} & set(change):
            continue
        required = change.get("required", requirement.get("required"))
        recommended = change.get("recommended", requirement.get("recommended"))
        if not required or not recommended:
            continue
        at = f"{pointer}{below}/recommended"
        if is_laxer(recommended, required):
            finder.add("recommended_laxer", at)
        elif holds_never({**required, **recommended}):
            finder.add("recommended_unreachable", at)
