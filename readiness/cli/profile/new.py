"""``readiness profile new``: asks what an employer wants and writes a valid profile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.checks.registry import catalogue
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.files import document, unwritable
from readiness.cli.terminal.invocation import command_line
from readiness.cli.terminal.questions import NO, YES
from readiness.documents.profile.file import read_profile
from readiness.documents.profile.starter import (
    COMMON,
    Common,
    Head,
    Wish,
    is_profile_id,
    limits_of,
    profile_id,
    starter,
)
from readiness.domain.message import Message
from readiness.domain.profile import Operator
from readiness.store.files import save_whole

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console

_USUAL: Final = frozenset({"memory", "download", "upload", "headset"})
"""What a profile starts with where nobody can be asked."""
_HOW_MUCH: Final = {Operator.MIN: "cli.new.at_least", Operator.MAX: "cli.new.at_most"}


def new(options: argparse.Namespace, console: Console) -> Exit:
    """Write a new profile, from what the author answers; from the most usual wishes where nobody answers."""
    path = Path(options.file)
    if path.exists():
        raise UsageError(console.text("cli.new.exists", file=str(path)))
    units = {id_: fact.unit for id_, fact in catalogue().items()}
    author = _Author(console) if console.answered else _Nobody(console)
    head = author.head(options.title, options.employer, options.id)
    wishes = [wish for common in COMMON if (wish := author.wish(common, units[common.fact]))]
    questions = list(author.questions())
    if not wishes and not questions:
        raise UsageError(console.text("cli.new.nothing"))
    text = starter(head, wishes, questions, units, datetime.now(UTC))
    try:
        save_whole(path, text.encode())
    except OSError as problem:
        raise UsageError(unwritable(path, problem, console)) from problem
    with document(str(path)):  # written all the same: what the author answered is not lost
        read_profile(text.encode(), catalogue())
    console.print(console.text("cli.new.written", file=str(path), count=len(wishes) + len(questions)))
    for next_step in ("lint", "try", "show"):
        console.note_verbatim("  " + command_line("profile", next_step, str(path)))
    return Exit.PASS


class _Nobody:
    """Stands in where nobody can be asked: the usual wishes."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def head(self, title: str | None, employer: str | None, id_: str | None) -> Head:
        """Return who asks and for what; what is not known is a placeholder that is plain to see."""
        issuer = employer or self._console.text("cli.new.some_employer")
        name = title or self._console.text("cli.new.some_title")
        return Head(id_ or profile_id(issuer, name), name, issuer, self._console.translator.language)

    def wish(self, common: Common, _unit: str | None) -> Wish | None:
        """Return whether and how this is wanted."""
        return Wish(common, limits_of(common.suggestion, common) or ()) if common.id in _USUAL else None

    def questions(self) -> Iterator[str]:
        """Yield questions of the employer's own."""
        yield from ()


class _Author(_Nobody):
    """Asks the author."""

    def head(self, title: str | None, employer: str | None, id_: str | None) -> Head:
        """Ask for what was not given; Enter keeps the proposal."""
        console = self._console
        proposed = super().head(title, employer, id_)
        issuer = employer or self._ask("cli.new.employer", proposed.issuer)
        name = title or self._ask("cli.new.title", proposed.title)
        own = id_ or self._own_id(profile_id(issuer, name))
        console.note("")
        console.note(console.text("cli.new.how"))
        return Head(own, name, issuer, proposed.language)

    def _own_id(self, proposed: str) -> str:
        while not is_profile_id(answer := self._ask("cli.new.id", proposed)):
            self._console.note(self._console.text("cli.new.id_form", answer=answer))
        return answer

    def wish(self, common: Common, unit: str | None) -> Wish | None:
        """Ask for the limits, or for yes or no, until the answer can be understood."""
        while True:
            answer = self._console.ask(self._question(common, unit))
            if not answer:
                return None
            if common.operator is None and answer.casefold() in YES | NO:
                return Wish(common) if answer.casefold() in YES else None
            limits = limits_of(answer, common) if common.operator else None
            if limits:
                return Wish(common, limits)
            self._console.note(self._console.text("cli.new.not_understood", answer=answer))

    def questions(self) -> Iterator[str]:
        """Yield what else is asked for, until there is nothing more."""
        while text := self._console.ask(self._console.text("cli.new.question")):
            yield text

    def _question(self, common: Common, unit: str | None) -> str:
        console = self._console
        name = console.text(f"fact.{common.fact}")
        if common.only_on:
            name = console.text("report.aside", text=name, note=console.say(Message(f"choice.{common.only_on.value}")))
        if common.operator is None:
            listed = (common.condition or {}).get("one_of", ())
            words = console.translator.join([console.translator.value(word) for word in listed], alternatives=True)
            return console.text(
                "cli.new.yes_no", fact=console.text("report.pair", label=name, value=words) if words else name
            )
        limit = console.text(_HOW_MUCH[common.operator], fact=name, example=common.suggestion)
        return console.text("report.aside", text=limit, note=unit) if unit else limit

    def _ask(self, id_: str, proposed: str) -> str:
        return self._console.ask(self._console.text(id_, proposed=proposed)) or proposed
