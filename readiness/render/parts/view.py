"""What a report shows, ready to be laid out: every text translated, every number formatted.

``words.describe`` makes it from a report; text, HTML, print and window only lay it out,
so none of them can say something different from the others. All texts are plain text,
cleaned of control characters; a list that is empty and a text that is "" are simply
left out by whoever lays out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from readiness.domain.facts import Reason
from readiness.domain.profile import Tier
from readiness.domain.report import Outcome, Truth, Verdict


class Tone(StrEnum):
    """Which colour goes with a word. Never shown without the word."""

    MET = "met"
    NOT_MET = "not_met"
    ADVICE = "advice"
    OPEN = "open"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Mark:
    """An outcome or verdict as a word ("Not met"), its sign, and the colour that goes with both."""

    word: str
    sign: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class LimitView:
    """One limit a value is held against.

    ``words`` is "at least 25 Mbit/s"; ``tier_word`` "Needed" or "Better"; ``margin``
    "4.2 Mbit/s to spare", "0.03 Mbit/s short", "exactly at the limit", with "only just"
    where the measurement's spread reaches the limit. ``mark`` is about this limit alone.
    """

    tier: Tier
    tier_word: str
    words: str
    margin: str
    truth: Truth
    mark: Mark


@dataclass(frozen=True, slots=True)
class RowView:
    """One value beside its limits, required first. ``fact`` is None for a question."""

    fact: str | None
    name: str
    value: str
    spread: str
    limits: tuple[LimitView, ...]


@dataclass(frozen=True, slots=True)
class AlternativeView:
    """One of several ways to meet a requirement; every row of it must hold."""

    heading: str
    mark: Mark
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """One requirement and what came of it.

    ``summary`` is value and limit in one line, for announcements and folded rows.
    ``facts`` are the facts to measure again for "check this again"; empty for a
    question. ``steps`` are the ways to fix it, cheapest first; ``link`` the employer's
    page about it. ``reason`` and ``remedy`` speak of what was not measured; ``same`` stands for
    both where an item above has told them already, so that a page need not say them again.
    ``origin`` is the note that a value is the person's word ("your own answer"), or was taken over from an
    earlier check ("measured on ..."), else "".
    ``note`` says why it does not apply.
    """

    id: str
    title: str
    outcome: Outcome
    mark: Mark
    summary: str
    blocks: bool = False
    only_just: bool = False
    facts: tuple[str, ...] = ()
    rows: tuple[RowView, ...] = ()
    alternatives: tuple[AlternativeView, ...] = ()
    origin: str = ""
    why: str = ""
    steps: tuple[str, ...] = ()
    link: str = ""
    unknown: Reason | None = None
    reason: str = ""
    remedy: tuple[str, ...] = ()
    same: str = ""
    methods: tuple[str, ...] = ()
    note: str = ""

    @property
    def telling_alternatives(self) -> tuple[AlternativeView, ...]:
        """The alternatives worth reading: once one of them holds, the others are none of the reader's worry."""
        held = tuple(way for way in self.alternatives if way.mark.tone is Tone.MET)
        return held or self.alternatives


class Group(StrEnum):
    """The parts of a report, in the order they are shown."""

    NOT_MET = "not_met"
    OPEN = "open"
    ADVICE = "advice"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class GroupView:
    """One part of a report. ``heading`` holds the count; never empty of items."""

    group: Group
    heading: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class FactView:
    """One line of the table of everything that was measured (or could not be).

    ``method`` says how it was measured, or why it was not; ``same`` refers to the item that
    says so above.
    """

    fact: str
    name: str
    value: str
    spread: str
    method: str
    at: str
    measured: bool
    evidence: tuple[tuple[str, str], ...] = ()
    same: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """The fixed words between the values, in the report's language.

    The last three are patterns for what stands beside each other: languages differ in
    colons, brackets and in the space between sentences.
    """

    why: str
    fix: str
    link: str
    reason: str
    remedy: str
    method: str
    measured: str
    limit: str
    margin: str
    outcome: str
    requirement: str
    alternatives: str
    facts: str
    fact: str
    value: str
    when: str
    seen: str
    not_examined: str
    details: str
    report: str
    comparison: str
    not_asked: str
    verdict: str
    pair_pattern: str
    aside_pattern: str
    sentences_pattern: str

    def pair(self, label: str, value: str) -> str:
        """Return "Label: value"."""
        return _filled(self.pair_pattern, label=label, value=value)

    def aside(self, text: str, note: str) -> str:
        """Return "text (note)"; the text alone where there is no note."""
        return _filled(self.aside_pattern, text=text, note=note) if note else text

    def sentences(self, first: str, second: str) -> str:
        """Return two sentences one after the other; either may be ""."""
        return _filled(self.sentences_pattern, first=first, second=second) if first and second else first or second


def _filled(pattern: str, **values: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda blank: values.get(blank[1], ""), pattern)


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report.

    ``mark.word`` is the verdict ("Not ready yet"), ``sentence`` what it rests on ("2 of 7
    requirements are not met"), ``heading`` both. ``subtitle`` names employer, profile and
    time. ``details`` are label and value: profile, version, SHA-256, signature, program,
    times. ``sends`` says whether the profile names a place that reports go to.
    """

    language: str
    verdict: Verdict
    mark: Mark
    heading: str
    sentence: str
    caveats: tuple[str, ...]
    profile: str
    issuer: str
    subtitle: str
    groups: tuple[GroupView, ...]
    facts: tuple[FactView, ...]
    not_examined: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    labels: Labels
    sends: bool = False

    @property
    def items(self) -> tuple[ItemView, ...]:
        """Every requirement, in the order shown."""
        return tuple(item for group in self.groups for item in group.items)


@dataclass(frozen=True, slots=True)
class CellView:
    """One employer's limits, a line each, on one row of the comparison; None in its place where nothing is asked."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One thing asked for by at least one of several employers, and what this machine has."""

    name: str
    value: str
    cells: tuple[CellView | None, ...]


@dataclass(frozen=True, slots=True)
class EmployerRemediation:
    """What opens one employer: ``steps`` are the changes, ``to_find_out`` what must turn out well besides.

    ``note`` qualifies the whole, "" where nothing does.
    """

    heading: str
    steps: tuple[str, ...] = ()
    also: str = ""
    to_find_out: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class RemediationView:
    """What opens the employers that are not satisfied yet; ``best`` is the one change that helps most, or ""."""

    heading: str
    employers: tuple[EmployerRemediation, ...]
    best: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Several reports side by side: one column per report, ``verdicts`` on top; ``remediation`` below, if any.

    ``satisfied`` is how many of the employers are, ``finished`` when the last of the checks ended.
    """

    language: str
    columns: tuple[str, ...]
    verdicts: tuple[Mark, ...]
    sentences: tuple[str, ...]
    rows: tuple[ComparedRow, ...]
    labels: Labels
    remediation: RemediationView | None = None
    satisfied: int = 0
    finished: str = ""
