"""``readiness check``: measure this machine, judge it against profiles, report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli import UsageError
from readiness.cli.exit_codes import Exit, exit_for
from readiness.cli.profile_files import choose_profile, open_profile
from readiness.cli.reporting import deliver, refuse_unknown_kinds
from readiness.cli.watch import watch
from readiness.documents.problems import nearest
from readiness.domain.facts import Facts, Value
from readiness.domain.profile import Question
from readiness.engine.checkup import Checkup
from readiness.machine.select import ThisMachine
from readiness.store.journal import Journal, unfinished

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping

    from readiness.cli.console import Console


def check(options: argparse.Namespace, console: Console) -> Exit:
    """Measure what the profiles ask for and report on each of them."""
    only = _known_facts(options.only, console)
    refuse_unknown_kinds(options.report, console)
    documents = [open_profile(name, console) for name in options.profiles] or [choose_profile(console)]
    checkup = Checkup(
        documents,
        ThisMachine(),
        language=console.translator.language,
        only=only,
        quick=options.quick,
        known=_interrupted(options, console),
    )
    titles = ", ".join(document.profile.title.in_language(console.translator.language) for document in documents)
    console.progress(console.text("cli.checking", profile=titles))
    answers = _answers(options.answer, checkup, console)
    journal = Journal.begin(documents)
    facts, stopped = watch(lambda listen: checkup.start(listen, journal), console)
    reports = checkup.reports(facts, answers)
    deliver(reports, console, files=options.report, as_json=options.json)
    journal.finish()
    return Exit.STOPPED if stopped else exit_for(report.verdict for report in reports)


def _known_facts(text: str, console: Console) -> frozenset[str]:
    """Return the facts named in ``--only``. Raises UsageError with the nearest right name."""
    wanted = frozenset(filter(None, (name.strip() for name in text.split(","))))
    for name in sorted(wanted - set(catalogue())):
        known = nearest(name, catalogue()) or "readiness facts"
        raise UsageError(console.text("cli.unknown_fact", fact=name, nearest=known))
    return wanted


def _interrupted(options: argparse.Namespace, console: Console) -> Facts:
    """Return what an interrupted check had finished, if there is such a thing and it is wanted."""
    found = unfinished()
    if found is None or not found.facts.readings:
        return Facts()
    offer = console.text(
        "cli.interrupted", time=console.translator.moment(found.started), count=len(found.facts.readings)
    )
    if console.answered and not options.resume:
        wanted = not console.ask(f"{offer} {console.text('cli.interrupted.ask')}").casefold().startswith("n")
    else:
        wanted = options.resume
        console.note(offer if wanted else f"{offer} {console.text('cli.interrupted.hint')}")
    return found.facts if wanted else Facts()


def _answers(given: Iterable[str], checkup: Checkup, console: Console) -> Mapping[str, Value]:
    """Return the person's answers: from ``--answer``, else asked for where somebody can be asked."""
    named = dict(text.partition("=")[::2] for text in given)
    answers: dict[str, Value] = {}
    for document, requirement in checkup.questions:
        if not isinstance(requirement.subject, Question):
            continue
        text = named.get(requirement.id) or _asked(requirement.subject, console)
        answer = understood(text, requirement.subject)
        if answer is None and text:
            raise UsageError(console.text("cli.answer_not_understood", answer=text, id=requirement.id))
        if answer is not None:
            answers[f"{document.profile.id}#{requirement.id}"] = answer
    return answers


def _asked(question: Question, console: Console) -> str:
    if not console.answered:
        return ""
    language = console.translator.language
    words = [question.choice_texts[choice].in_language(language) for choice in question.choices]
    choices = " / ".join(words or [console.text("cli.yes"), console.text("cli.no")])
    return console.ask(f"{question.text.in_language(language)} ({choices})")


_YES = frozenset({"y", "yes", "true", "s", "si", "sí", "はい", "1"})
_NO = frozenset({"n", "no", "false", "いいえ", "0"})


def understood(text: str, question: Question) -> Value | None:
    """Return the answer a text means, in any of the languages; None when it means nothing."""
    folded = text.strip().casefold()
    for choice in question.choices:
        texts = question.choice_texts.get(choice)
        names = {choice, *(texts.by_language.values() if texts else ())}
        if folded in {name.casefold() for name in names}:
            return choice
    if question.choices or folded not in _YES | _NO:
        return None
    return folded in _YES
