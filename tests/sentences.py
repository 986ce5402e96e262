"""Which sentences the code asks for, read from its syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ASKING: Final = frozenset({"message", "Message", "text", "say"})
"""The functions and methods whose first argument, when written out, is a sentence's id."""

_ID: Final = re.compile(r"[a-z][a-z_]*(\.[\w -]+)+")


@dataclass(frozen=True, slots=True)
class Use:
    """One place that asks for a sentence. ``names`` are the blanks it fills, None when that cannot be read off."""

    id: str
    place: str
    names: frozenset[str] | None


def calls(package: Path) -> tuple[Use, ...]:
    """Return every call that names a sentence's id."""
    return tuple(use for path in _modules(package) for use in _calls_in(path, package))


def mentions(package: Path) -> Callable[[str], bool]:
    """Return a test whether an id is spelt out anywhere, or put together by an f-string of that shape."""
    spelt: set[str] = set()
    shapes: set[str] = set()
    for path in _modules(package):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                spelt.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                shapes.add(_shape(node))
    known_shapes = [re.compile(shape) for shape in shapes if re.match(r"[a-z_]+\\\.", shape)]
    return lambda id_: id_ in spelt or any(shape.fullmatch(id_) for shape in known_shapes)


def _modules(package: Path) -> Iterator[Path]:
    return iter(sorted(package.rglob("*.py")))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _calls_in(path: Path, package: Path) -> Iterator[Use]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call) and _name(node.func) in ASKING and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and _ID.fullmatch(first.value):
                yield Use(first.value, f"{path.relative_to(package.parent)}:{node.lineno}", _names(node))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _names(call: ast.Call) -> frozenset[str] | None:
    names = {keyword.arg for keyword in call.keywords}
    # Message(id, arguments) and **values cannot be read off.
    if None in names or (len(call.args) > 1):
        return None
    return frozenset(name for name in names if name)


def _shape(node: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values)
