"""Finding, reading, checking and showing profiles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness import paths
from readiness.checks.registry import catalogue, measuring_seconds
from readiness.cli.profile.employers import offered
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.failures import located
from readiness.cli.terminal.files import PIPED, bytes_of, document
from readiness.cli.terminal.invocation import command_line
from readiness.documents.json_text.problems import Problem, Severity, nearest
from readiness.documents.profile.file import ProfileDocument, lint_profile
from readiness.documents.trust.bundle import looks_like_bundle, read_bundle
from readiness.domain.message import message
from readiness.domain.refusal import Refusal
from readiness.employers.link import is_link
from readiness.employers.subscriptions import Employers
from readiness.store.examined_profiles import read_once_examined

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from readiness.cli.terminal.console import Console

UNATTENDED_EXAMPLE: Final = "com.example.voice-agent"
"""The profile used where nobody named one and nobody can be asked."""

_TRIES: Final = 3
_ALL_OVER: Final = ("language_missing", "why_missing", "fix_missing")
"""Doubts that concern most requirements of a file or none; line by line they would hide all others."""


def open_profile(name: str, console: Console) -> ProfileDocument:
    """Return the profile meant by a file, an address, the id of one that was added, or the id of an example.

    Raises:
        UsageError: there is no such file or id.
        UnusableError: it is not a valid profile; holds every problem.
        Refusal: it is not to be had, or not to be believed.
    """
    if is_link(name):
        raise UsageError(console.text("cli.link_is_added", command=command_line("profile", "add", name)))
    employers = Employers()
    if "://" in name:
        return offered(employers, name, console, to_keep=False).document
    path = Path(name)
    if name == PIPED or path.exists():
        data = bytes_of(path, console)
        with document(name):
            return employers.judged(data, "", to_keep=False).document
    added = employers.ids()
    if name in added:
        return employers.document(name)
    examples = {example.profile.id: example for example in shipped_profiles()}
    if name not in examples:
        raise UsageError(_no_profile(name, [*added, *examples], console))
    return examples[name]


def _no_profile(name: str, ids: Iterable[str], console: Console) -> str:
    path = Path(name)
    files = {one.name: str(one) for one in path.parent.glob("*.json")} if path.parent.is_dir() else {}
    near = files.get(nearest(path.name, files), "") or nearest(name, ids)
    if near:
        return console.text("cli.no_profile_near", name=name, nearest=near)
    return console.text("cli.no_profile", name=name, ids=", ".join(ids))


def shipped_profiles() -> tuple[ProfileDocument, ...]:
    """Return the example profiles that come with the program."""
    return tuple(read_once_examined(path.read_bytes(), catalogue()) for path in paths.spec_files())


def choose_profiles(console: Console) -> tuple[ProfileDocument, ...]:
    """Let the person choose among their employers' profiles and the examples.

    Without anybody to ask, take those of their employers; without any, the voice agent's example.
    """
    added = _added()
    if not console.answered and added:
        titles = console.translator.join(_title(one, console) for one in added)
        console.note(console.text("cli.added_taken", profiles=titles))
        return added
    examples = shipped_profiles()
    default = next(one for one in (*added, *examples) if one in added or one.profile.id == UNATTENDED_EXAMPLE)
    if not console.answered:
        console.note(console.text("cli.example_taken", profile=_title(default, console)))
        return (default,)
    return (_asked_for(added, examples, default, console),)


def _added() -> tuple[ProfileDocument, ...]:
    """Return the profiles that were added and can be used."""
    found = (one for one in Employers().all() if not isinstance(one, Refusal))
    return tuple(one.document for one in found if one.document is not None and one.refusal is None)


def _asked_for(
    added: Sequence[ProfileDocument], examples: Sequence[ProfileDocument], default: ProfileDocument, console: Console
) -> ProfileDocument:
    documents = (*added, *examples)
    for number, one in enumerate(documents, 1):
        if number == 1 and added:
            console.note(console.text("cli.added_profiles"))
        if number == len(added) + 1:
            console.note(console.text("cli.profiles"))
        console.note(f"  {number}  {_title(one, console)}")
    for _ in range(_TRIES):
        answer = console.ask(console.text("cli.which_profile", profile=_title(default, console)))
        if not answer:
            return default
        if answer.isdecimal() and 1 <= int(answer) <= len(documents):
            return documents[int(answer) - 1]
        if Path(answer).is_file() or answer in {one.profile.id for one in documents}:
            return open_profile(answer, console)
        console.note(console.text("cli.not_a_choice", answer=answer, count=len(documents)))
    raise UsageError(console.text("cli.no_choice"))


def _title(one: ProfileDocument, console: Console) -> str:
    return one.profile.title.in_language(console.translator.language)


def lint(options: argparse.Namespace, console: Console) -> Exit:
    """Check profiles for their authors: every error and every doubt, with its place."""
    now = datetime.now(UTC)
    texts = {name: _unsigned(name, bytes_of(Path(name), console)) for name in options.files}
    found = {name: lint_profile(text, catalogue(), now, measuring_seconds) for name, text in texts.items()}
    if options.json:
        files = [{"file": name, "problems": [_as_json(one, console) for one in found[name]]} for name in found]
        console.print_json({"format": 1, "files": files})
    else:
        for name, problems in found.items():
            _show(name, problems, console)
            console.print(_summary(name, problems, console))
    return Exit.PROFILE if any(_errors(problems) for problems in found.values()) else Exit.PASS


def _unsigned(name: str, data: bytes) -> bytes:
    """Return the text of a profile, also of one inside a signed file. Raises UnusableError."""
    with document(name):
        return read_bundle(data).profile.payload if looks_like_bundle(data) else data


def _show(name: str, problems: Sequence[Problem], console: Console) -> None:
    """Print every problem at its place; of what is missing all over the file, one line that names where."""
    missing = {code: [one for one in problems if one.code == code] for code in _ALL_OVER}
    together = {code: found for code, found in missing.items() if len({one.requirement for one in found}) > 1}
    for problem in problems:
        if problem.code not in together:
            console.print(f"{located(name, problem, console)} [{problem.code}]")
    for code, found in together.items():
        ids = list(dict.fromkeys(one.requirement for one in found if one.requirement))
        where = console.translator.join(ids)
        told = console.text("cli.lint.all_over", problem=found[0].message, count=len(ids), requirements=where)
        console.print(f"{name}: {told} [{code}]")


def _errors(problems: Iterable[Problem]) -> int:
    return sum(problem.severity is Severity.ERROR for problem in problems)


def _summary(name: str, problems: tuple[Problem, ...], console: Console) -> str:
    errors = _errors(problems)
    warnings = len(problems) - errors
    return console.text(
        "cli.lint.summary",
        file=name,
        errors=message("cli.lint.errors", count=errors),
        warnings=message("cli.lint.warnings", count=warnings),
    )


def _as_json(problem: Problem, console: Console) -> dict[str, object]:
    return {
        "severity": problem.severity,
        "code": problem.code,
        "line": problem.line,
        "column": problem.column,
        "pointer": problem.pointer,
        "requirement": problem.requirement,
        "offending": problem.offending,
        "suggestion": problem.suggestion,
        "message": console.say(problem.message),
    }


def show(options: argparse.Namespace, console: Console) -> Exit:
    """Show a profile as a candidate will read it."""
    from readiness.render.profile import profile_text

    one = open_profile(options.profile, console)
    console.print(profile_text(one.profile, one.source, console.translator, console.style))
    return Exit.PASS


def schema(_options: argparse.Namespace, console: Console) -> Exit:
    """Print the JSON Schema of profiles, for an author's editor."""
    from readiness.documents.schema.profile import profile_schema

    console.print_json(profile_schema(catalogue()))
    return Exit.PASS
