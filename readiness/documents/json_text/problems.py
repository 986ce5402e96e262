"""Problems of a document: what is wrong, where, and what would be valid instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, StrEnum

from readiness.domain.message import Argument, Message, message


class Severity(StrEnum):
    """An error stops the document from being used, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a document.

    Attributes:
        code: for programs; never changes.
        message: the sentence for people.
        pointer: JSON pointer of the value (or key) concerned.
        line, column: position, from 1; columns in characters.
        offending: the text at that position, truncated.
        suggestion: a valid replacement, "" if none is near.
        requirement: the id of the enclosing requirement, "" if there is none.
    """

    code: str
    message: Message
    pointer: str
    line: int
    column: int
    offending: str = ""
    suggestion: str = ""
    severity: Severity = Severity.ERROR
    requirement: str = ""

    @property
    def located(self) -> Message:
        """The sentence preceded by its position: line, column, requirement."""
        place: dict[str, Argument] = {"line": self.line, "column": self.column, "sentence": self.message}
        if self.requirement:
            return message("problem.located_in_requirement", requirement=self.requirement, **place)
        return message("problem.located", **place)


class DocumentError(Exception):
    """A document cannot be used; carries all of its problems, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
        super().__init__("; ".join(f"{one.line}:{one.column} {one.code}" for one in self.problems))


class ProfileError(DocumentError):
    """A profile that cannot be used."""


class ReportError(DocumentError):
    """A report that cannot be used."""


class FactsError(DocumentError):
    """A file of facts that cannot be used."""


class Hint(Enum):
    """How a suggestion is joined to the sentence: as a question, as an example, or as part of the sentence."""

    MEANT = "meant"
    EXAMPLE = "example"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A valid replacement for something wrong; "" if none is known."""

    text: str
    hint: Hint = Hint.MEANT

    def added_to(self, plain: Message) -> Message:
        """Return the sentence followed by the suggestion."""
        if not self.text or self.hint is Hint.SAID:
            return plain
        if self.hint is Hint.EXAMPLE:
            return message("problem.for_example", sentence=plain, example=self.text)
        return message("problem.did_you_mean", sentence=plain, suggestion=self.text)


def sentence(code: str, suggestion: str = "", **arguments: Argument) -> Message:
    """Return the sentence of a code, followed by what was probably meant, if that is known."""
    return Suggestion(suggestion).added_to(message(f"problem.{code}", **arguments))


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the known name that is closest to a misspelling or shares its words, "" if none is near."""
    folded = {known.casefold(): known for known in names}
    found = get_close_matches(name.casefold(), folded, 1)
    # "i5" is far from "intel core i5" by letters.
    words = set(name.casefold().split())
    found += [known for known in folded if words and words <= set(known.split())]
    return folded[found[0]] if found else ""
