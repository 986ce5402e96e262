"""``readiness history``: earlier checks of this computer, what they add up to, and letting go of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from readiness.cli.report.delivery import deliver, refuse_files
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.invocation import command_line
from readiness.domain.past import tendencies
from readiness.store.folders import data_place
from readiness.store.history import History, HistoryUnavailableError

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.domain.past import PastCheck, Tendency
    from readiness.domain.report import Report


def history(options: argparse.Namespace, console: Console) -> Exit:
    """List the checks, show one of them again, or delete."""
    refuse_files(options.report, console)
    try:
        with History() as kept:
            try:
                return _done(kept, options, console)
            finally:
                say_mishap(kept, console)  # which may have come to light only now
    except HistoryUnavailableError as problem:
        raise UsageError(console.text("cli.history.unavailable", folder=str(data_place()))) from problem


def _done(kept: History, options: argparse.Namespace, console: Console) -> Exit:
    if options.delete:
        return _delete(kept, options.delete, console)
    if options.show:
        return _show(kept, options, console)
    return _list(kept, console, as_json=options.json)


def keep(reports: Iterable[Report], console: Console) -> None:
    """Put finished reports into the history. Where that cannot be, the check is none the worse for it."""
    try:
        with History() as kept:
            kept.add(reports)
            say_mishap(kept, console)
    except HistoryUnavailableError:
        console.note(console.text("cli.history.not_kept"))


def say_mishap(kept: History, console: Console) -> None:
    """Tell that the history was damaged, and what of it could be saved."""
    if kept.mishap:
        console.note(console.text("cli.history.damaged", file=str(kept.mishap.path), count=kept.mishap.saved))


def _list(kept: History, console: Console, *, as_json: bool) -> Exit:
    from readiness.render.history import describe_history, in_readers_language, render_history

    checks = kept.checks()
    newest = kept.report(checks[0].id) if checks else None
    found = tendencies(newest.profile, kept.figures) if newest else ()
    if as_json:
        console.print_json(_as_json(checks, found))
        return Exit.PASS
    named = in_readers_language(checks, kept.report, console.translator)
    console.print(render_history(describe_history(named, found, console.translator), console.style))
    if checks:
        console.note("")
        console.note(console.text("cli.history.next"))
        console.note_verbatim("  " + command_line("history", "--show", "1"))
        console.note_verbatim("  " + command_line("history", "--delete", "all"))
    return Exit.PASS


def _show(kept: History, options: argparse.Namespace, console: Console) -> Exit:
    report = kept.report(_meant(kept, options.show, console))
    if report is None:
        raise UsageError(console.text("cli.history.unreadable", which=options.show))
    return Exit.PASS if deliver([report], console, files=options.report, as_json=options.json) else Exit.USAGE


def _delete(kept: History, which: str, console: Console) -> Exit:
    if which == "all":
        count = len(kept.checks())
        kept.forget_all()
    else:
        count = 1
        kept.forget([_meant(kept, which, console)])
    console.print(console.text("cli.history.deleted", count=count))
    return Exit.PASS


def _meant(kept: History, which: str, console: Console) -> str:
    """Return the id of the check that a place on the list, or an id, means. Raises UsageError."""
    checks = kept.checks()
    if which in {check.id for check in checks}:
        return which
    if which.isdecimal() and 1 <= int(which) <= len(checks):
        return checks[int(which) - 1].id
    raise UsageError(console.text("cli.history.no_such", which=which, count=len(checks)))


def _as_json(checks: Iterable[PastCheck], found: Iterable[Tendency]) -> dict[str, object]:
    """Return the history for programs."""
    return {
        "format": 1,
        "checks": [
            {
                "id": check.id,
                "finished": check.finished.isoformat(),
                "profile": check.profile,
                "version": check.version,
                "verdict": check.verdict,
            }
            for check in checks
        ],
        "missed": [
            {
                "fact": one.test.fact,
                "misses": one.misses,
                "checks": one.checks,
                "between_hours": [one.daytime.begin, one.daytime.end] if one.daytime else None,
            }
            for one in found
        ],
    }
