"""The command to type next, once something has been put right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from readiness.cli.terminal.invocation import command_line
from readiness.domain.facts import SYSTEM_FACT, Reason
from readiness.domain.report import Outcome, Verdict

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console
    from readiness.domain.report import Finding, Report

_MOST_NAMED: Final = 8
"""With more facts than this the whole check is the shorter command."""

_LEFT_OUT: Final = frozenset({Reason.SKIPPED, Reason.CANCELLED})


def say_next_step(reports: Sequence[Report], words: Iterable[str], console: Console) -> None:
    """Tell the person at the terminal which command checks again what is not met or not known yet.

    ``words`` name the profiles, as they were typed.
    """
    outcomes = {finding.outcome for report in reports for finding in report.findings}
    blocked = any(finding.blocks for report in reports for finding in report.findings)
    if not console.watched or not (blocked or Outcome.FAIL in outcomes):
        return
    failed = any(report.verdict is Verdict.FAIL for report in reports)
    facts = [fact for report in reports for fact in _facts_to_check(report)]
    if not failed and Outcome.UNANSWERED in outcomes:
        facts = []  # only the whole check asks
    console.note("")
    console.note(console.text("cli.next.failed") if failed else console.text("cli.next.incomplete"))
    console.note_verbatim("  " + command_line("check", *words, *_only(dict.fromkeys(facts))))


def _facts_to_check(report: Report) -> Iterable[str]:
    for finding in report.findings:
        if finding.outcome is Outcome.FAIL or _could_not(finding):
            yield from sorted(report.requirement(finding.requirement).facts - {SYSTEM_FACT})


def _could_not(finding: Finding) -> bool:
    """Whether measuring was tried and did not work, which keeps the verdict open."""
    return finding.blocks and finding.unknown is not None and finding.unknown.reason not in _LEFT_OUT


def _only(facts: Iterable[str]) -> list[str]:
    """Return the option that narrows a check; none when that would name nothing, or nearly everything."""
    named = list(facts)
    return ["--only", ",".join(named)] if 0 < len(named) <= _MOST_NAMED else []
