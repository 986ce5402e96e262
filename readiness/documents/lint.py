"""Hints for whoever writes a profile. They never keep it from being used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from readiness.documents.finder import Finder
from readiness.documents.problems import Problem, Severity
from readiness.documents.ranges import holds_never, is_laxer
from readiness.documents.strict_json import Document
from readiness.domain.facts import SYSTEM_FACT
from readiness.domain.profile import AnyOf, OneFact, Profile, Question, Requirement, Texts, Tier

_SOON: Final = timedelta(days=14)
_VERSION_FACT: Final = "os.version"
_LOCAL: Final = ("http://127.0.0.1", "http://[::1]", "http://localhost")
WARNINGS: Final = (
    "expired",
    "expires_soon",
    "fix_missing",
    "language_missing",
    "never_applies",
    "recommended_laxer",
    "recommended_unreachable",
    "server_unencrypted",
    "title_missing",
    "version_everywhere",
    "why_missing",
)
"""The codes of the hints."""


def warnings_about(document: Document, profile: Profile, at: datetime | None = None) -> tuple[Problem, ...]:
    """Return what the author of a valid profile might want to mend, in reading order.

    ``at`` is now; None leaves out whether the profile has expired.
    """
    finder = Finder(document, severity=Severity.WARNING)
    if at:
        _expiry(finder, profile, at)
    _servers(finder, profile)
    languages = {tag for _, texts in _all_texts(profile) for tag in texts.by_language}
    for pointer, texts in _all_texts(profile):
        _languages(finder, pointer, texts, languages)
    for index, requirement in enumerate(profile.requirements):
        pointer = f"/requirements/{index}"
        _words(finder, pointer, requirement)
        _reach(finder, pointer, requirement)
        _tiers(finder, pointer, document.value["requirements"][index])
    return tuple(sorted(finder.problems, key=lambda problem: (problem.line, problem.column)))


def _expiry(finder: Finder, profile: Profile, at: datetime) -> None:
    until = profile.valid.until
    if until and until - _SOON <= at:
        code = "expired" if until <= at else "expires_soon"
        finder.add(code, "/valid/until", date=until.date().isoformat())


def _servers(finder: Finder, profile: Profile) -> None:
    for index, server in enumerate(profile.network_test.servers):
        if server.url.startswith("http://") and not server.url.startswith(_LOCAL):
            finder.add("server_unencrypted", f"/network_test/servers/{index}/url", found=server.url)


def _all_texts(profile: Profile) -> Iterator[tuple[str, Texts]]:
    """Yield every text of the profile with its pointer."""
    yield "/title", profile.title
    if profile.collect:
        yield "/collect/purpose", profile.collect.purpose
    for index, requirement in enumerate(profile.requirements):
        for key, texts in _requirement_texts(requirement):
            if texts:
                yield f"/requirements/{index}/{key}", texts


def _requirement_texts(requirement: Requirement) -> Iterator[tuple[str, Texts | None]]:
    yield "title", requirement.title
    yield "why", requirement.why
    yield "fix/text", requirement.fix.text if requirement.fix else None
    for system, change in requirement.per_os.items():
        yield f"per_os/{system}/fix/text", change.fix.text if change.fix else None
    if isinstance(requirement.subject, Question):
        yield "ask/text", requirement.subject.text
        for index, choice in enumerate(requirement.subject.choices):
            yield f"ask/choices/{index}/text", requirement.subject.choice_texts[choice]


def _languages(finder: Finder, pointer: str, texts: Texts, languages: set[str]) -> None:
    """Warn of a language that other texts have and this one lacks."""
    missing = languages - set(texts.by_language)
    is_choice_without_text = pointer not in finder.document.values
    if missing and not is_choice_without_text:
        finder.add("language_missing", pointer, missing=", ".join(sorted(missing)))


def _words(finder: Finder, pointer: str, requirement: Requirement) -> None:
    """Warn of what a candidate who does not meet the requirement would miss."""
    if requirement.why is None:
        finder.add("why_missing", pointer)
    if requirement.fix is None and requirement.tier is Tier.REQUIRED:
        finder.add("fix_missing", pointer)
    if requirement.title is None and isinstance(requirement.subject, AnyOf):
        finder.add("title_missing", pointer)


def _reach(finder: Finder, pointer: str, requirement: Requirement) -> None:
    if all(requirement.on(system) is None for system in requirement.only_on):
        finder.add("never_applies", f"{pointer}/per_os")
    asked = requirement.subject.fact if isinstance(requirement.subject, OneFact) else ""
    # macOS 14 is "at least 10" of anything; only the author knows of which system it was meant.
    if asked == _VERSION_FACT and SYSTEM_FACT not in requirement.facts:
        finder.add("version_everywhere", f"{pointer}/fact")


def _tiers(finder: Finder, pointer: str, requirement: dict[str, Any]) -> None:
    """Hold what is recommended against what is required, on every system that changes either."""
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
