"""Collects the problems of one document, each with its position."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from readiness.documents.json_text.problems import Problem, Severity, Suggestion
from readiness.documents.json_text.strict import UNREADABLE, Document
from readiness.domain.message import Argument, message

_SHOWN: Final = 40
_REQUIREMENT: Final = re.compile(r"/requirements/(\d+)(?:/|$)")
_PAIR: Final = 2


@dataclass(slots=True)
class Finder:
    """Collects the problems of one document and knows the positions of its values."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    severity: Severity = Severity.ERROR

    def add(
        self,
        code: str,
        pointer: str,
        *,
        offending: str = "",
        suggestion: str | Suggestion = "",
        key: bool = False,
        **arguments: Argument,
    ) -> None:
        """Record a problem at a value, or at its key."""
        if pointer in self._unreadable:
            return
        hint = suggestion if isinstance(suggestion, Suggestion) else Suggestion(suggestion)
        line, column = self.document.place(pointer, key=key)
        self.problems.append(
            Problem(
                code,
                hint.added_to(message(f"problem.{code}", **arguments)),
                pointer,
                line,
                column,
                offending,
                hint.text,
                self.severity,
                _requirement_at(self.document.value, pointer),
            )
        )

    @property
    def _unreadable(self) -> frozenset[str]:
        """The pointers of unreadable values: what stands in for them is not the author's mistake."""
        return frozenset(fault.pointer for fault in self.document.faults if fault.code in UNREADABLE)

    def touched(self, pointer: str) -> bool:
        """Return whether a problem is already known at, above or below the pointer."""
        return any(_overlap(problem.pointer, pointer) for problem in self.problems)


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _requirement_at(value: Any, pointer: str) -> str:  # noqa: ANN401 - any JSON value
    """Return the id of the requirement that a pointer leads into, "" if it has none."""
    found = _REQUIREMENT.match(pointer)
    if not found or not isinstance(value, dict):
        return ""
    requirement = value["requirements"][int(found[1])]
    id_ = requirement.get("id") if isinstance(requirement, dict) else None
    return id_ if isinstance(id_, str) else ""


def shortened(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a value as JSON, truncated to what fits into a sentence."""
    return shortened_text(json.dumps(value, ensure_ascii=False))


def shortened_text(text: str, most: int = _SHOWN) -> str:
    """Return a text truncated to what fits into a sentence, or to ``most`` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def listed(items: Sequence[str]) -> Argument:
    """Return items as a list in the reader's language, "a, b, c"; nested by halves, to keep the nesting shallow."""
    if len(items) < _PAIR:
        return "".join(items)
    middle = len(items) // 2
    return message("documents.listed", before=listed(items[:middle]), after=listed(items[middle:]))


def quoted(text: str) -> str:
    """Return a text as JSON writes it, "" if there is none."""
    return json.dumps(text, ensure_ascii=False) if text else ""
