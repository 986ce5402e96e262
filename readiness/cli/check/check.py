"""``readiness check``: measure this machine, judge it against profiles, report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.check.quick import beginning
from readiness.cli.report.delivery import deliver, is_signed, refuse_comparison, refuse_files
from readiness.cli.report.signing import signer, stated
from readiness.cli.terminal.exit_codes import Exit, UsageError, exit_for
from readiness.cli.terminal.failures import defect_sentence
from readiness.cli.terminal.invocation import command_line
from readiness.cli.terminal.next_step import say_next_step
from readiness.cli.terminal.questions import Asked, agreed
from readiness.cli.terminal.watch import watch
from readiness.documents.json_text.problems import nearest
from readiness.domain.facts import Facts, Reason, Unmeasured
from readiness.domain.reference import reference
from readiness.employers.waivers import Waivers
from readiness.engine.checkup import Checkup
from readiness.engine.wanted import among_named, wanted_facts
from readiness.machine.this_machine import ThisMachine
from readiness.store.journal import Journal, unfinished
from readiness.store.settings import settings

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.documents.profile.file import ProfileDocument


def check(options: argparse.Namespace, console: Console) -> Exit:
    """Measure what the profiles ask for and report on each of them."""
    refuse_files(options.report, console)
    refuse_comparison(options.comparison, console)
    machine = ThisMachine()
    begun = beginning(options, machine, console)
    documents = begun.documents
    only = _only(options.only, documents, console)
    said = _said(options, documents, console)
    asked = Asked(documents, console)
    answers = asked.given(options.answer)
    checkup = Checkup(
        documents,
        machine,
        language=console.translator.language,
        only=only,
        quick=begun.quick,
        thorough=options.thorough or None,
        known=begun.takes.known if only or begun.quick else _interrupted(documents, console, resume=options.resume),
    )
    checkup.build_on(begun.takes)
    _agree(checkup, console)
    checkup.waivers = Waivers().holding()
    console.progress(console.text("cli.checking", profile=console.translator.join(_titles(documents, console))))
    # Whoever checks one thing again is not asked everything again.
    answers = {**begun.takes.answers, **answers}
    answers.update({} if only else asked.ask(answers))
    sign = signer(checkup, machine, console, said) if is_signed(options.report) else None
    journal = Journal.begin(documents)
    try:
        facts, stopped = watch(lambda listen: checkup.start(listen, journal), console)
        reports = checkup.reports(facts, answers)
        console.progress("")
        files = {"files": options.report, "comparison": options.comparison}
        saved = deliver(reports, console, **files, as_json=options.json, sign=sign)
        if not only:  # a part of a check is no check
            begun.keep(reports, console)
        if saved:
            journal.finish()
    finally:
        journal.leave()
    _say_defects(facts, console)
    language = ["--lang", options.lang] if options.lang else []
    say_next_step(reports, [*begun.words, *language], console)
    if not saved:
        return Exit.USAGE
    return Exit.STOPPED if stopped else exit_for(report.verdict for report in reports)


def _agree(checkup: Checkup, console: Console) -> None:
    """Measure against the public service that the person chose in the settings, if there is one, and say so."""
    service = settings().public_service
    asked = any(fact.startswith("network.") for fact in checkup.wishes.facts)
    if service and asked and not checkup.wishes.network.servers:
        console.note(console.text(f"cli.consent.{service}"))
    checkup.agree(settings().consented)


def _titles(documents: Sequence[ProfileDocument], console: Console) -> Iterator[str]:
    return (document.profile.title.in_language(console.translator.language) for document in documents)


def _said(options: argparse.Namespace, documents: Sequence[ProfileDocument], console: Console) -> dict[str, str]:
    """Return what the person says of themselves for the signed report. Raises UsageError where it would go nowhere."""
    if options.collect and not is_signed(options.report):
        raise UsageError(console.text("cli.collect_unsigned"))
    return stated(options.collect, [document.profile for document in documents], console)


def _only(text: str | None, documents: Sequence[ProfileDocument], console: Console) -> frozenset[str]:
    """Return those facts named in ``--only`` that a profile asks for.

    Raises:
        UsageError: there is no such fact (with the nearest right one), or no profile asks for any.
    """
    if text is None:
        return frozenset()
    # Nothing at all is an empty variable of a script, which did not mean everything.
    named = frozenset(filter(None, (name.strip() for name in text.split(",")))) or frozenset({""})
    for name in sorted(one for one in named if reference(one).fact not in catalogue()):
        near = nearest(name, catalogue())
        if near:
            raise UsageError(console.text("cli.unknown_fact_near", fact=name, nearest=near))
        raise UsageError(console.text("cli.unknown_fact", fact=name, command=command_line("facts")))
    wanted = wanted_facts(documents)
    found = among_named(wanted, named)
    if named and not found:
        names, known = ", ".join(sorted(named)), ", ".join(sorted(wanted))
        raise UsageError(console.text("cli.fact_not_asked", fact=names, known=known))
    for name in sorted(named - found - {reference(one).fact for one in found}):
        console.note(console.text("cli.fact_left_out", fact=name))
    return found


def _interrupted(documents: Sequence[ProfileDocument], console: Console, *, resume: bool) -> Facts:
    """Return what an interrupted check had finished, if there is such a thing and it is wanted."""
    found = unfinished()
    useful = wanted_facts(documents) & set(found.facts.readings if found else ())
    if found is None or not useful:
        return Facts()
    offer = console.text("cli.interrupted", time=console.translator.moment(found.started), count=len(useful))
    if resume:
        console.note(offer)
        return found.facts
    if console.answered:
        return found.facts if agreed(console.ask(f"{offer}\n{console.text('cli.interrupted.ask')}")) else Facts()
    console.note(f"{offer}\n{console.text('cli.interrupted.anew')}")
    return Facts()


def _say_defects(facts: Facts, console: Console) -> None:
    """A check of ours that failed is in the report; the person is asked for the file that says why."""
    if any(isinstance(one, Unmeasured) and one.reason is Reason.DEFECT for one in facts.readings.values()):
        console.note(defect_sentence("check", console))
