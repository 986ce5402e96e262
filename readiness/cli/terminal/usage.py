"""What argparse says, in the reader's language and within the terminal's columns."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NoReturn

from readiness.cli.terminal.exit_codes import Exit
from readiness.documents.json_text.problems import nearest
from readiness.domain.message import message
from readiness.render.parts.columns import width, wrap

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

    from readiness.cli.terminal.console import Console
    from readiness.domain.message import Message

# By argparse's own English, as it looks them up. Blanks that it fills are left to it.
_SENTENCES: Final[dict[str, Message]] = {
    "usage: ": message("cli.usage.usage"),
    "positional arguments": message("cli.usage.arguments"),
    "options": message("cli.usage.options"),
    "show this help message and exit": message("cli.usage.help"),
    "argument %(argument_name)s: %(message)s": message(
        "cli.usage.about", argument="%(argument_name)s", sentence="%(message)s"
    ),
    "invalid %(type)s value: %(value)r": message("cli.usage.invalid_value", value="%(value)s"),
    "unrecognized arguments: %s": message("cli.usage.unrecognized", arguments="%s"),
    "the following arguments are required: %s": message("cli.usage.required", arguments="%s"),
    "not allowed with argument %s": message("cli.usage.not_with", argument="%s"),
    "ignored explicit argument %r": message("cli.usage.takes_no_value", value="%s"),
    "expected one argument": message("cli.usage.needs_value"),
}


@contextmanager
def speaking(console: Console) -> Iterator[None]:
    """Make and use a parser inside: argparse speaks the reader's language.

    It asks gettext for its sentences by their English; gettext would choose the language
    by the environment alone, never by ``--lang``. So its question is answered here.
    """

    def answer(english: str) -> str:
        sentence = _SENTENCES.get(english)
        return console.say(sentence) if sentence else english

    names: dict[str, Callable[..., str]] = vars(argparse)
    asked = names["_"]
    names["_"] = answer
    try:
        yield
    finally:
        names["_"] = asked


class Parser(argparse.ArgumentParser):
    """A parser that speaks through a console, and knows where to read more."""

    def __init__(self, *, console: Console, **options: Any) -> None:  # noqa: ANN401 - those of argparse
        # argparse counts characters; where they are wide, the first line would stick out.
        usage = console.text("cli.usage.usage")
        form = partial(_Formatter, width=console.style.width - (width(usage) - len(usage)))
        # An abbreviation that works today would mean something else, or nothing, tomorrow.
        super().__init__(formatter_class=form, allow_abbrev=False, **options)
        self._console = console

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401 - those of argparse
        """Refuse what a command does not know there, where its own options are at hand, not above it."""
        found, rest = super().parse_known_args(args, namespace)
        unknown = next((word for word in rest if word.startswith("-")), "").partition("=")[0]
        near = nearest(unknown.lstrip("-"), (option.lstrip("-") for option in self._option_string_actions))
        if near:
            self.error(self._console.text("cli.usage.near", value=unknown, nearest=f"--{near}"))
        if rest:
            self.error(self._console.text("cli.usage.unrecognized", arguments=" ".join(rest)))
        return found, rest

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to read more; end as wrong usage."""
        self._console.note(self._console.text("cli.usage.wrong"))
        self._console.note(message, "  ")
        self._console.note(self._console.text("cli.usage.more"))
        self._console.note_verbatim(f"  {self.prog} --help")
        raise SystemExit(Exit.USAGE)

    def format_help(self) -> str:
        """Return the help, its headings with the colon of the reader's language."""
        text = super().format_help()
        for group in self._action_groups:
            text = text.replace(f"\n{group.title}:\n", f"\n{self._console.pair(group.title or '', '').rstrip()}\n")
        return text

    def _check_value(self, action: argparse.Action, value: Any) -> None:  # noqa: ANN401 - as argparse has it
        if action.choices is None or value in action.choices:
            return
        known = [str(choice) for choice in action.choices]
        near = nearest(str(value), known)
        if near:
            raise argparse.ArgumentError(action, self._console.text("cli.usage.near", value=str(value), nearest=near))
        listed = ", ".join(known)
        raise argparse.ArgumentError(action, self._console.text("cli.usage.choice", value=str(value), choices=listed))

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        # Help and version; written by the console because stdout may lack characters.
        del file
        self._console.print(message)


class _Formatter(argparse.HelpFormatter):
    """Breaks lines by the columns they take: Japanese has no spaces and is twice as wide."""

    def _split_lines(self, text: str, room: int) -> list[str]:
        return wrap(" ".join(text.split()), room)

    def _fill_text(self, text: str, room: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrap(" ".join(text.split()), room - len(indent)))
