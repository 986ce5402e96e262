"""Finding, reading, checking and showing profiles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.cli import UsageError
from readiness.cli.exit_codes import Exit
from readiness.documents.problems import DocumentError, Problem, Severity
from readiness.documents.profile_file import ProfileDocument, lint_profile, read_profile

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from readiness.cli.console import Console

UNATTENDED_EXAMPLE = "com.example.voice-agent"
"""The profile used where nobody named one and nobody can be asked."""


def open_profile(name: str, console: Console) -> ProfileDocument:
    """Return the profile meant by a file or an id.

    Raises:
        UsageError: there is no such file or id, or it is an address (not fetched yet).
        ProfileError: it is not a valid profile; holds every problem.
    """
    if "://" in name:
        raise UsageError(console.text("cli.no_addresses", address=name))
    path = Path(name)
    if path.is_file():
        return read_profile(bytes_of(path, console), catalogue())
    for document in shipped_profiles():
        if name == document.profile.id:
            return document
    raise UsageError(console.text("cli.no_profile", name=name))


def bytes_of(path: Path, console: Console) -> bytes:
    """Return a file's bytes. Raises UsageError saying which file and why."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise UsageError(console.text("cli.unreadable", file=str(path), why=problem.strerror or "")) from problem


def shipped_profiles() -> tuple[ProfileDocument, ...]:
    """Return the example profiles that come with the program."""
    return tuple(read_profile(path.read_bytes(), catalogue()) for path in paths.spec_files())


def choose_profile(console: Console) -> ProfileDocument:
    """Let the person choose an example; without anybody to ask, take the voice agent's."""
    documents = shipped_profiles()
    default = next(document for document in documents if document.profile.id == UNATTENDED_EXAMPLE)
    if not console.answered:
        console.note(console.text("cli.example_taken", profile=_title(default, console)))
        return default
    for number, document in enumerate(documents, 1):
        console.note(f"  {number}  {_title(document, console)}")
    answer = console.ask(console.text("cli.which_profile"))
    if not answer:
        return default
    if not answer.isdecimal() or not 1 <= int(answer) <= len(documents):
        raise UsageError(console.text("cli.no_profile", name=answer))
    return documents[int(answer) - 1]


def _title(document: ProfileDocument, console: Console) -> str:
    return document.profile.title.in_language(console.translator.language)


def say_problems(error: DocumentError, console: Console) -> None:
    """Tell every problem of a document, each with its place."""
    for problem in error.problems:
        console.note(console.translator.say(problem.located))


def lint(options: argparse.Namespace, console: Console) -> Exit:
    """Check profiles for their authors: every error and every doubt, with its place."""
    found = {
        name: lint_profile(bytes_of(Path(name), console), catalogue(), datetime.now(UTC)) for name in options.files
    }
    if options.json:
        files = [{"file": name, "problems": [_as_json(one, console) for one in found[name]]} for name in found]
        console.print_json({"format": 1, "files": files})
    else:
        for name, problems in found.items():
            for problem in problems:
                console.print(f"{name}:{problem.line}:{problem.column}: {_sentence(problem, console)}")
            console.print(_summary(name, problems, console))
    return Exit.PROFILE if any(_errors(problems) for problems in found.values()) else Exit.PASS


def _errors(problems: Iterable[Problem]) -> int:
    return sum(problem.severity is Severity.ERROR for problem in problems)


def _sentence(problem: Problem, console: Console) -> str:
    severity = console.text("cli.lint.error" if problem.severity is Severity.ERROR else "cli.lint.warning")
    place = f" ({problem.requirement})" if problem.requirement else ""
    return f"{severity}{place}: {console.translator.say(problem.message)} [{problem.code}]"


def _summary(name: str, problems: tuple[Problem, ...], console: Console) -> str:
    errors = _errors(problems)
    return console.text("cli.lint.summary", file=name, errors=errors, warnings=len(problems) - errors)


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
        "message": console.translator.say(problem.message),
    }


def show(options: argparse.Namespace, console: Console) -> Exit:
    """Show a profile as a candidate will read it."""
    from readiness.render.profile import profile_text

    document = open_profile(options.profile, console)
    console.print(profile_text(document.profile, document.source, console.translator, console.style))
    return Exit.PASS


def schema(_options: argparse.Namespace, console: Console) -> Exit:
    """Print the JSON Schema of profiles, for an author's editor."""
    from readiness.documents.schema import profile_schema

    console.print_json(profile_schema(catalogue()))
    return Exit.PASS
