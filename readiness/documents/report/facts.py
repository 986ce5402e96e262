"""Facts written by hand or by another program, to be judged without measuring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from readiness.documents.json_text.document_kinds import FACTS, REPORT, kind_of, refuse_other
from readiness.documents.json_text.finder import Finder, listed, quoted, shortened
from readiness.documents.json_text.problems import DocumentError, FactsError, Hint, Suggestion, nearest
from readiness.documents.json_text.strict import pointer_to, read_json
from readiness.documents.report.file import REPORT_LIMITS, is_report, reports_of
from readiness.documents.schema.validation import json_type, retyped
from readiness.domain.facts import (
    Bound,
    Catalogue,
    FactDef,
    Facts,
    Kind,
    Measured,
    Reading,
    Reason,
    Unmeasured,
    Value,
)
from readiness.domain.profile import Texts
from readiness.domain.quantity import QuantityError, dimension_of, parse_quantity
from readiness.domain.reference import reference
from readiness.domain.report import Report
from readiness.domain.versions import version_numbers

Json: TypeAlias = Any

_PARTS: Final = ("facts", "answers")
_ONE_SIDED: Final = (Bound.AT_LEAST, Bound.AT_MOST)
_BITS_IN_A_BYTE: Final = 8
# A profile has a key for the unit, a file of facts writes it behind the number.
_QUANTITY_CODES: Final = {"unit_missing": "not_a_quantity"}
_TYPES: Final[Mapping[Kind, tuple[type, str]]] = {
    Kind.CHOICE: (str, "string"),
    Kind.TEXT: (str, "string"),
    Kind.VERSION: (str, "string"),
    Kind.YES_NO: (bool, "boolean"),
    Kind.SET: (list, "array"),
}


def read_facts(data: bytes, catalogue: Catalogue) -> Facts:
    """Read facts and answers from a file of facts or from a whole report.

    A number with a dimension is a string with its unit (``"8 GiB"``), a plain count a number. One-sided numbers are
    ``{"at_least": "27 Mbit/s"}`` or ``at_most``; what could not be measured is ``{"unmeasured": "offline"}``. The
    answers of a report are those to the questions of its own profile.

    Raises:
        FactsError: it cannot be used; with all problems, each at its position.
    """
    try:
        document = read_json(data, REPORT_LIMITS)
        refuse_other(kind_of(document.value), FACTS, REPORT)
        if is_report(document.value):
            return _facts_of_reports(reports_of(document, catalogue))
    except DocumentError as error:
        raise FactsError(error.problems) from None
    finder = Finder(document, list(document.faults))
    facts = _Facts(finder, catalogue).read(document.value)
    if finder.problems:
        raise FactsError(finder.problems)
    return facts


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine to try a profile on, and its name for people."""

    name: str
    facts: Facts


def read_machine(data: bytes, catalogue: Catalogue, language: str, otherwise: str) -> Machine:
    """Read a machine from a file of facts or a report, with its name in a language, else ``otherwise``.

    Raises:
        FactsError: it cannot be used; with all problems, each at its position.
    """
    facts = read_facts(data, catalogue)
    names = machine_name(data)
    return Machine(names.in_language(language) if names else otherwise, facts)


def machine_name(data: bytes) -> Texts | None:
    """Return the name of the machine in a file of facts (``x-machine``, one text per language), None if it has none.

    The file was read before, so that its problems have been reported.
    """
    names = read_json(data, REPORT_LIMITS).value.get("x-machine")
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        return None
    default = next((tag for tag in ("en", *names) if tag in names), None)
    return Texts(default, names) if default else None


def _facts_of_reports(reports: tuple[Report, ...]) -> Facts:
    """Combine the facts of the reports. Two profiles may ask different questions under the same id."""
    joined = Facts()
    for report in reports:
        answers = {f"{report.profile.id}#{id_}": answer for id_, answer in report.facts.answers.items()}
        joined = joined.updated(Facts(report.facts.readings, answers))
    return joined


class _Facts:
    """Reads one document and records its problems."""

    def __init__(self, finder: Finder, catalogue: Catalogue) -> None:
        self._finder = finder
        self._catalogue = catalogue

    def read(self, value: Json) -> Facts:
        if not isinstance(value, dict):
            self._wrong_type("", value, "object")
            return Facts()
        for key in value:
            if key not in _PARTS and not key.startswith("x-"):
                meant = quoted(nearest(key, _PARTS))
                self._finder.add(
                    "key_unknown", pointer_to("", key), offending=key, suggestion=meant, key=True, found=key
                )
        return Facts(self._readings(value.get("facts", {})), self._answers(value.get("answers", {})))

    def _readings(self, value: Json) -> dict[str, Reading]:
        readings: dict[str, Reading] = {}
        for pointer, id_, written in self._members("facts", value):
            fact = self._definition(id_)
            if fact is None:
                meant = quoted(nearest(id_, self._catalogue))
                found = shortened(id_)
                self._finder.add("fact_unknown", pointer, offending=id_, suggestion=meant, key=True, found=found)
                continue
            reading = self._reading(pointer, fact, written)
            if reading is not None:
                readings[id_] = reading
        return readings

    def _definition(self, name: str) -> FactDef | None:
        """Return the definition of a fact that may be qualified: ``network.latency[p95]``."""
        meant = reference(name)
        fact = self._catalogue.get(meant.fact)
        if fact is None or (meant.statistic and meant.statistic not in fact.statistics):
            return None
        return None if meant.server and not fact.to_servers else fact

    def _answers(self, value: Json) -> dict[str, Value]:
        answers: dict[str, Value] = {}
        for pointer, id_, answer in self._members("answers", value):
            if isinstance(answer, bool | str):
                answers[id_] = answer
            else:
                self._wrong_type(pointer, answer, "boolean")
        return answers

    def _members(self, part: str, value: Json) -> list[tuple[str, str, Json]]:
        if not isinstance(value, dict):
            self._wrong_type(f"/{part}", value, "object")
            return []
        named = [(pointer_to(f"/{part}", key), key, member) for key, member in value.items()]
        return [one for one in named if not one[1].startswith("x-")]

    def _reading(self, pointer: str, fact: FactDef, value: Json) -> Reading | None:
        if isinstance(value, dict):
            side = next((bound for bound in _ONE_SIDED if bound in value), None)
            if side and fact.kind is Kind.NUMBER:
                return self._one_sided(pointer, fact, value, side)
            return self._unmeasured(pointer, value)
        if fact.kind is Kind.NUMBER:
            return self._number(pointer, fact, value)
        expected, name = _TYPES[fact.kind]
        if not isinstance(value, expected):
            self._wrong_type(pointer, value, name)
            return None
        return self._word(pointer, fact, value)

    def _number(self, pointer: str, fact: FactDef, value: Json) -> Measured | None:
        return self._quantity(pointer, fact, value) if fact.unit else self._count(pointer, value)

    def _one_sided(self, pointer: str, fact: FactDef, value: Mapping[str, Json], side: Bound) -> Measured | None:
        self._only(pointer, value, side)
        number = self._number(pointer_to(pointer, side), fact, value[side])
        return number and replace(number, bound=side)

    def _only(self, pointer: str, value: Mapping[str, Json], known: str) -> None:
        others = [key for key in value if key != known and not key.startswith("x-")]
        for key in others:
            self._finder.add("key_unknown", pointer_to(pointer, key), offending=key, key=True, found=shortened(key))

    def _unmeasured(self, pointer: str, value: Mapping[str, Json]) -> Unmeasured | None:
        reason = value.get("unmeasured")
        self._only(pointer, value, "unmeasured")
        if "unmeasured" not in value:
            self._finder.add("key_missing", pointer, missing="unmeasured")
        elif not isinstance(reason, str) or reason not in set(Reason):
            at = f"{pointer}/unmeasured"
            self._not_in_list("value_unknown", at, reason, tuple(Reason))
        else:
            return Unmeasured(Reason(reason))
        return None

    def _count(self, pointer: str, value: Json) -> Measured | None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Measured(float(value))
        right = retyped(value, "number")
        if right:
            found = shortened(value)
            said = Suggestion(right, Hint.SAID)
            self._finder.add("number_in_quotes", pointer, offending=found, suggestion=said, found=found, right=right)
        else:
            self._wrong_type(pointer, value, "number")
        return None

    def _quantity(self, pointer: str, fact: FactDef, value: Json) -> Measured | None:
        found = shortened(value)
        right = quoted(f"{found if isinstance(value, int | float) else 8} {fact.unit}")
        try:
            quantity = parse_quantity(value if isinstance(value, str) else str(value))
            if quantity.dimension is dimension_of(fact.unit or ""):
                return Measured(quantity.value, quantity.unit)
            code, found = "unit_unsuitable", quantity.unit
        except QuantityError as error:
            found = shortened(error.offending) if error.code.startswith("unit_") else found
            code, right = _QUANTITY_CODES.get(error.code, error.code), error.suggestion or right
        self._finder.add(
            code,
            pointer,
            offending=shortened(value),
            suggestion=Suggestion(right, Hint.SAID),
            found=found,
            allowed=listed(fact.units),
            right=right,
            bits=_BITS_IN_A_BYTE,
        )
        return None

    def _word(self, pointer: str, fact: FactDef, value: Json) -> Measured | None:
        words = value if isinstance(value, list) else [value]
        problems = len(self._finder.problems)
        for index, word in enumerate(words):
            at = pointer_to(pointer, index) if isinstance(value, list) else pointer
            if fact.kind is Kind.SET and not isinstance(word, str):
                self._wrong_type(at, word, "string")
            elif fact.choices and word not in fact.choices:
                self._not_in_list("choice_unknown", at, word, fact.choices)
            elif fact.kind is Kind.VERSION and version_numbers(word) is None:
                found = shortened(word)
                self._finder.add("number_dotted_malformed", at, offending=found, suggestion='"14.0"', found=found)
        if len(self._finder.problems) > problems:
            return None
        return Measured(frozenset(value) if isinstance(value, list) else value)

    def _not_in_list(self, code: str, pointer: str, value: Json, known: tuple[str, ...]) -> None:
        found, allowed = shortened(value), listed(known)
        meant = quoted(nearest(value, known)) if isinstance(value, str) else ""
        self._finder.add(code, pointer, offending=found, suggestion=meant, found=found, allowed=allowed)

    def _wrong_type(self, pointer: str, value: Json, expected: str) -> None:
        found, right = shortened(value), retyped(value, expected)
        self._finder.add(
            "type_wrong", pointer, offending=found, suggestion=right, found=found, expected=json_type(expected)
        )
