"""Earlier checks of this computer in the form a quick check needs, and storing the traits of a new one."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import ProfileError
from readiness.documents.profile.file import ProfileDocument
from readiness.domain.freshness import Trait
from readiness.domain.report import Report
from readiness.engine.quick_plan import Earlier
from readiness.store.examined_profiles import read_once_examined
from readiness.store.history import History
from readiness.store.trait_hashes import TraitHashes

_log = logging.getLogger(__name__)

_NEWEST: Final = 20
"""The number of reports read besides the newest full one of each employer; each builds on the one before it."""


@dataclass(frozen=True, slots=True)
class Past:
    """Earlier checks, the newest first, and the present traits hashed as theirs are."""

    earlier: tuple[Earlier, ...]
    traits: Mapping[Trait, str]


def past(history: History, traits: Mapping[Trait, str]) -> Past:
    """Return the newest earlier checks. Raises HistoryUnavailableError."""
    hashes = TraitHashes()
    return Past(tuple(_earlier(history, hashes)), hashes.hashed(traits))


def _earlier(history: History, hashes: TraitHashes) -> Iterator[Earlier]:
    fully_checked: set[str] = set()
    for number, check in enumerate(history.checks()):
        mark = hashes.of(check.id)
        is_newest_full = mark is not None and mark.full and check.profile not in fully_checked
        if number >= _NEWEST and not is_newest_full:
            continue
        fully_checked |= {check.profile} if is_newest_full else set()
        report = history.report(check.id)
        if report is not None:
            yield Earlier(report, mark.traits, mark.full) if mark else Earlier(report)


def remember(reports: Sequence[Report], traits: Mapping[Trait, str], *, full: bool) -> None:
    """Store the traits of the computer at a check that is in the history."""
    TraitHashes().keep((report.id for report in reports), traits, full=full)


def last_documents(earlier: Sequence[Earlier]) -> tuple[ProfileDocument, ...]:
    """Return the profiles of the newest check, of all its employers; empty if there was no check."""
    started = [one.report.started for one in earlier[:1]]
    texts = dict.fromkeys(one.report.source.text for one in earlier if one.report.started in started)
    return tuple(_documents(texts))


def _documents(texts: Sequence[str] | Mapping[str, None]) -> Iterator[ProfileDocument]:
    for text in texts:
        try:
            yield read_once_examined(text.encode(), catalogue())
        except ProfileError:
            _log.warning("a profile in the history cannot be read any more")
