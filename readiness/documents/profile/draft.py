"""A profile that is being edited: its text, its undo history, and what a form can show and change.

The text is the single source of truth. A form reads values from it and changes single ones (``json_text/edit``), so
that what the form does not know is never lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from readiness.documents.json_text.edit import read_text, value_at, value_of, with_value, without
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.json_text.strict import pointer_to
from readiness.documents.profile.starter import COMMON, Wish, limits_of, requirement
from readiness.domain.facts import FactDef, Kind
from readiness.domain.profile import Operator

Json: TypeAlias = Any

REQUIREMENTS: Final = "/requirements"
_MARK: Final = "\ufeff"
_MOST_STATES: Final = 500
_NO_ID: Final = re.compile(r"[^a-z0-9]+")
_NUMBER: Final = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?", re.ASCII)

OPERATORS: Final[Mapping[Kind, tuple[Operator, ...]]] = {
    Kind.NUMBER: (Operator.MIN, Operator.MAX, Operator.ABOVE, Operator.BELOW),
    Kind.VERSION: (Operator.MIN, Operator.MAX, Operator.ABOVE, Operator.BELOW, Operator.ONE_OF, Operator.NONE_OF),
    Kind.CHOICE: (Operator.ONE_OF, Operator.NONE_OF),
    Kind.TEXT: (Operator.ONE_OF, Operator.NONE_OF),
    Kind.SET: (Operator.HAS_ALL, Operator.HAS_ANY, Operator.NONE_OF),
    Kind.YES_NO: (Operator.EQUALS,),
}
"""The operators that conditions on a fact of each kind can have."""


# ------------------------------------------------------------------ the file


@dataclass(frozen=True, slots=True)
class FileForm:
    """How a file encodes the text: its line ends, and whether it begins with a byte order mark."""

    line_end: str = "\n"
    marked: bool = False

    def packed(self, text: str) -> bytes:
        """Return the bytes of a file with that text."""
        return ((_MARK if self.marked else "") + text.replace("\n", self.line_end)).encode()


def unpacked(data: bytes) -> tuple[str, FileForm]:
    """Return a file's text with line feeds as line ends, and how the file encodes it.

    Raises UnicodeDecodeError.
    """
    text = data.decode("utf-8")
    form = FileForm("\r\n" if "\r\n" in text else "\n", text.startswith(_MARK))
    return text.removeprefix(_MARK).replace("\r\n", "\n"), form


def form_value(text: str) -> dict[str, Json] | None:
    """Return the object that a form can show of a text, None if the text cannot be read unambiguously."""
    try:
        document = read_text(text)
    except (DocumentError, UnicodeEncodeError):
        return None
    return None if document.faults else _shown_by_a_form(document.value)


def written_value(text: str) -> dict[str, Json] | None:
    """Return the same of a text that was changed by the functions of this module alone, many times as fast."""
    try:
        text.encode()  # somebody may have typed half a character
    except UnicodeEncodeError:
        return None
    return _shown_by_a_form(value_of(text))


def _shown_by_a_form(value: Json) -> dict[str, Json] | None:
    return value if isinstance(value, dict) and isinstance(value.get("requirements", []), list) else None


# ------------------------------------------------------------------ earlier states


@dataclass(frozen=True, slots=True)
class Timeline:
    """The states of a text, oldest first, and which one is shown. ``place`` is where the last change was made."""

    states: tuple[str, ...]
    at: int = 0
    place: str = ""

    @property
    def text(self) -> str:
        """The state that is shown."""
        return self.states[self.at]

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier state."""
        return self.at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a later state."""
        return self.at + 1 < len(self.states)

    def changed(self, text: str, place: str = "") -> Timeline:
        """Return it with a new state on top; successive changes at the same ``place`` are merged into one state."""
        if text == self.text:
            return self
        kept = self.states[: self.at + 1]
        if place and place == self.place and not self.can_redo and self.can_undo:
            kept = kept[:-1]
        states = (*kept, text)[-_MOST_STATES:]
        return Timeline(states, len(states) - 1, place)

    def undone(self) -> Timeline:
        """Return it at the previous state."""
        return replace(self, at=max(self.at - 1, 0), place="")

    def redone(self) -> Timeline:
        """Return it at the next state."""
        return replace(self, at=min(self.at + 1, len(self.states) - 1), place="")


# ------------------------------------------------------------------ texts in languages


def words_at(value: Json, pointer: str, language: str) -> str:
    """Return the text at a pointer in one language, "" if there is none."""
    return _by_language(value_at(value, pointer), value).get(language, "")


def with_words(text: str, pointer: str, language: str, words: str) -> str:
    """Return a document with a new text at a pointer in one language; an empty text is removed."""
    value = value_of(text)
    there = value_at(value, pointer)
    if isinstance(there, dict):
        return _one_language(text, pointer, language, words, alone=set(there) <= {language})
    others = {tag: one for tag, one in _by_language(there, value).items() if tag != language}
    if not words:
        return text if others else without(text, pointer)
    if others or language != _own_language(value):
        return with_value(text, pointer, {**others, language: words})
    return with_value(text, pointer, words)


def _one_language(text: str, pointer: str, language: str, words: str, *, alone: bool) -> str:
    if words:
        return with_value(text, pointer_to(pointer, language), words)
    return without(text, pointer if alone else pointer_to(pointer, language))


def _by_language(there: Json, value: Json) -> dict[str, str]:
    if isinstance(there, str):
        return {_own_language(value): there}
    return {tag: one for tag, one in there.items() if isinstance(one, str)} if isinstance(there, dict) else {}


def _own_language(value: Json) -> str:
    language = value_at(value, "/language")
    return language if isinstance(language, str) else "en"


def without_empty(text: str, pointer: str) -> str:
    """Return a document without the object at a pointer if that object is empty."""
    return without(text, pointer) if value_at(value_of(text), pointer) == {} else text


# ------------------------------------------------------------------ conditions


@dataclass(frozen=True, slots=True)
class Simple:
    """A condition that fits into one row of a form. No operator means no condition (yet)."""

    operator: Operator | None = None
    limit: Json = None


def simple(condition: Json, kind: Kind) -> Simple | None:
    """Return a condition as a form shows it, None if it says more than a form can show."""
    if condition is None or condition == {}:
        return Simple()
    if not isinstance(condition, dict) or len(condition) != 1:
        return None
    [(key, limit)] = condition.items()
    if key not in OPERATORS[kind]:
        return None
    listed = isinstance(limit, list) and all(isinstance(word, str) and "," not in word for word in limit)
    plain = not isinstance(limit, dict | list) and limit is not None
    operator = Operator(key)
    return Simple(operator, limit) if (listed if operator in _LISTS else plain) else None


_LISTS: Final = frozenset({Operator.ONE_OF, Operator.NONE_OF, Operator.HAS_ALL, Operator.HAS_ANY})


def takes_list(operator: Operator) -> bool:
    """Return whether the limit of this operator is a list of words."""
    return operator in _LISTS


def limit_of(words: str, operator: Operator, kind: Kind, unit: str = "") -> Json:
    """Return the limit that somebody typed, perhaps with the ``unit`` it is in anyway.

    What is not a number stays a text; lint reports what is wrong with it.
    """
    if takes_list(operator):
        return [word for one in words.replace("、", ",").split(",") if (word := one.strip())]
    plain = words.strip().removesuffix(unit).strip().replace("\N{MINUS SIGN}", "-")
    if kind is Kind.NUMBER and _NUMBER.fullmatch(plain):
        number = float(plain.replace(",", "."))
        return int(number) if number.is_integer() else number
    return words.strip()


# ------------------------------------------------------------------ requirements


def fresh_id(wanted: str, taken: Iterable[str]) -> str:
    """Return an unused requirement id that resembles ``wanted``."""
    stem = _NO_ID.sub("-", wanted.casefold()).strip("-") or "requirement"
    known, number, id_ = set(taken), 1, stem
    while id_ in known:
        number += 1
        id_ = f"{stem}-{number}"
    return id_


def ids_of(value: Json) -> list[str]:
    """Return the ids of a document's requirements, as far as they have one."""
    found = value_at(value, REQUIREMENTS)
    ids = [one.get("id") for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [id_ for id_ in ids if isinstance(id_, str)]


def new_requirement(fact: FactDef, taken: Iterable[str]) -> dict[str, Json]:
    """Return a requirement on a fact, with the usual limits if employers have such, else to be filled in."""
    common = next((one for one in COMMON if one.fact == fact.id), None)
    if common:
        limits = limits_of(common.suggestion, common) or ()
        return {
            **requirement(Wish(common, limits), {fact.id: fact.unit}),
            "id": fresh_id(common.id, taken),
        }
    unit = {"unit": fact.unit} if fact.unit else {}
    id_ = fresh_id(fact.id.partition(".")[2], taken)
    return {"id": id_, "fact": fact.id, **unit, "required": {}}


def new_question(text: str, language: str, taken: Iterable[str]) -> dict[str, Json]:
    """Return a requirement that asks the person something, to be answered with yes."""
    return {"id": fresh_id("question", taken), "ask": {"text": {language: text}}, "required": {"equals": True}}
