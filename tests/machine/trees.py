"""Made-up systems: files below a folder, and programs that answer from a table."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.machine.sources.programs import Ask, Ended
from readiness.machine.sources.tree import Tree

T = TypeVar("T")


class ByReference(Protocol):
    """What ctypes.byref makes of a number."""

    _obj: ctypes.c_uint32


def answer(ask: Callable[[], Observed[T]]) -> T | Reason:
    """Return what a port answers, the reason where it does not; never without a word on what happened."""
    try:
        seen = ask()
    except Unavailable as refusal:
        assert refusal.unmeasured.detail  # noqa: PT017 - a machine may refuse, but not without a word
        return refusal.unmeasured.reason
    assert seen.source
    return seen.value


def tree(root: Path, files: Mapping[str, str | bytes]) -> Tree:
    """A file system that consists of these files; a name that ends in "/" is an empty folder."""
    for name, content in files.items():
        path = root / name
        folder = path if name.endswith("/") else path.parent
        folder.mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Tree(root)


def answering(answers: Mapping[str, str | Ended]) -> Ask:
    """Programs by name, or by their whole command line, and what they say; every other is not there."""

    def ask(command: Sequence[str], _seconds: float) -> Ended | None:
        name = command[0].rpartition("/")[2]
        found = answers.get(" ".join([name, *command[1:]]), answers.get(name))
        return Ended(0, found) if isinstance(found, str) else found

    return ask
