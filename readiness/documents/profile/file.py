"""Reads profiles: from the bytes of a file to a profile, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from readiness import __version__
from readiness.documents.json_text.document_kinds import PROFILE, kind_of, refuse_other
from readiness.documents.json_text.finder import Finder, shortened
from readiness.documents.json_text.problems import DocumentError, Problem, ProfileError
from readiness.documents.json_text.strict import Document, read_json
from readiness.documents.lint.dead_ends import DeadEnd, dead_ends
from readiness.documents.lint.hints import Measuring, note_dead_ends, time_warnings, warnings_about
from readiness.documents.profile.rules import note_rule_problems
from readiness.documents.profile.values import profile_of
from readiness.documents.schema.profile import FORMAT, profile_schema
from readiness.documents.schema.validation import note_schema_problems, validator_for
from readiness.domain.facts import Catalogue, FactDef
from readiness.domain.profile import Profile
from readiness.domain.report import ProfileSource
from readiness.domain.versions import version_numbers

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_MOST_REQUIREMENTS: Final = 200


@dataclass(frozen=True, slots=True)
class ProfileDocument:
    """A profile, the exact text it was read from, and its warnings."""

    profile: Profile
    source: ProfileSource
    warnings: tuple[Problem, ...] = ()


def read_profile(
    data: bytes,
    catalogue: Catalogue,
    at: datetime | None = None,
    app_version: str = __version__,
    *,
    examined: bool = False,
) -> ProfileDocument:
    """Read a profile from the bytes of its file.

    ``at`` is the present time, for the warning that a profile has expired; None skips that warning. ``examined``:
    these very bytes were found free of errors before, by the same rules.

    Raises:
        ProfileError: it cannot be used; with all problems, each at its position.
    """
    try:
        document = read_json(data)
        refuse_other(kind_of(document.value), PROFILE)
    except DocumentError as error:
        raise ProfileError(error.problems) from None
    _refuse_newer(document, app_version)
    if not examined:
        _refuse_mistakes(document, catalogue)
    profile = profile_of(document.value)
    ends = tuple(dead_ends(profile, catalogue, document.value["requirements"]))
    _refuse_dead_ends(document, ends)
    # The text keeps a byte order mark, so that its hash is that of the file's bytes.
    source = ProfileSource(data.decode("utf-8"))
    return ProfileDocument(profile, source, warnings_about(document, profile, catalogue, at, ends))


def lint_profile(
    data: bytes, catalogue: Catalogue, at: datetime | None = None, measuring: Measuring | None = None
) -> tuple[Problem, ...]:
    """Return everything an author should know about a profile: its errors, or else its warnings.

    ``measuring`` returns the duration of a profile's measurements in seconds; None skips that warning.
    """
    try:
        read = read_profile(data, catalogue, at)
    except ProfileError as error:
        return error.problems
    long = time_warnings(read_json(data), measuring(read.profile)) if measuring else ()
    return tuple(sorted((*long, *read.warnings), key=lambda problem: (problem.line, problem.column)))


def _refuse_newer(document: Document, app_version: str) -> None:
    """Refuse a profile for a newer program at once, instead of reporting what this one does not know as mistakes."""
    value = document.value
    if not isinstance(value, dict):
        return
    finder = Finder(document)
    number, needs = value.get("format"), value.get("needs_app")
    if isinstance(number, int | float) and number > FORMAT:
        finder.add("format_newer", "/format", offending=shortened(number), found=shortened(number), known=FORMAT)
    elif isinstance(needs, str) and _numbers(needs) > _numbers(app_version):
        finder.add("app_too_old", "/needs_app", offending=needs, found=needs, version=app_version)
    if finder.problems:
        raise ProfileError(finder.problems)


def _refuse_dead_ends(document: Document, ends: Iterable[DeadEnd]) -> None:
    finder = Finder(document)
    note_dead_ends(finder, (end for end in ends if end.is_error))
    if finder.problems:
        raise ProfileError(finder.problems)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version: 1.4.0.dev2 counts as 1.4.0."""
    parts = version.split(".")
    while parts and version_numbers(".".join(parts)) is None:
        parts.pop()
    return version_numbers(".".join(parts)) or ()


def _refuse_mistakes(document: Document, catalogue: Catalogue) -> None:
    finder = Finder(document, list(document.faults))
    requirements = document.value.get("requirements") if isinstance(document.value, dict) else None
    if isinstance(requirements, list) and len(requirements) > _MOST_REQUIREMENTS:
        # Thousands of them would only keep the schema busy.
        finder.add("list_too_long", "/requirements", found=str(len(requirements)), limit=_MOST_REQUIREMENTS)
        raise ProfileError(finder.problems)
    note_schema_problems(finder, _validator(tuple(catalogue.values())))
    if isinstance(document.value, dict):
        note_rule_problems(finder)
    if finder.problems:
        raise ProfileError(finder.problems)


@lru_cache(maxsize=4)
def _validator(facts: Iterable[FactDef]) -> Draft202012Validator:
    return validator_for(profile_schema({fact.id: fact for fact in facts}))
