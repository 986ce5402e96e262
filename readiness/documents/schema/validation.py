"""Turns violations of a JSON Schema into problems: one mistake, one code, one position.

``jsonschema`` finds the violations; its English messages are never shown. It is imported when the first document is
validated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from readiness.documents.json_text.finder import Finder, listed, quoted, shortened, shortened_text
from readiness.documents.json_text.problems import Hint, Suggestion, nearest
from readiness.documents.json_text.strict import escaped, pointer_to, unescaped
from readiness.domain.message import Message
from readiness.domain.profile import Operator
from readiness.domain.quantity import QuantityError, parse_quantity, unit_named

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

_MOST_ERRORS: Final = 500
_CODES: Final = {
    "type": "type_wrong",
    "required": "key_missing",
    "additionalProperties": "key_unknown",
    "enum": "value_unknown",
    "const": "value_unknown",
    "minLength": "text_empty",
    "maxLength": "text_too_long",
    "minItems": "list_empty",
    "maxItems": "list_too_long",
    "minProperties": "object_empty",
    "uniqueItems": "member_repeated",
    "minimum": "number_out_of_range",
    "maximum": "number_out_of_range",
    "exclusiveMinimum": "number_out_of_range",
}
_JSON_TYPES: Final = {
    "object": Message("problem.type.object"),
    "array": Message("problem.type.array"),
    "string": Message("problem.type.string"),
    "number": Message("problem.type.number"),
    "integer": Message("problem.type.integer"),
    "boolean": Message("problem.type.boolean"),
    "texts": Message("problem.type.texts"),
    "value": Message("problem.type.value"),
}
_NEEDED_INSTEAD: Final = {
    "tiers_missing": frozenset({"required", "recommended"}),
    "subject_missing": frozenset({"fact", "ask", "any_of"}),
}
_FROM_A_LIST: Final = frozenset({"fact_unknown", "choice_unknown", "value_unknown"})
_BITS_IN_A_BYTE: Final = 8
_LONGEST_WRITTEN: Final = 80
# Keys that stand one level too high: the key they belong into, and how it is written.
_BELONGS_INTO: Final = {
    "all": ("any_of", '"any_of": [{"all": […]}]'),
    "choices": ("ask", '"ask": {"text": "…", "choices": […]}'),
    "regions": ("ask", '"ask": {"text": "…", "regions": […]}'),
}
_SOLD_AS_WINDOWS: Final = re.compile(r"(?:microsoft )?windows (7|8|8\.1|10|11)", re.IGNORECASE)
_WINDOWS_FROM: Final = {"7": "6.1", "8": "6.2", "8.1": "6.3", "10": "10.0", "11": "10.0.22000"}


def validator_for(schema: dict[str, Any]) -> Draft202012Validator:
    """Return a validator for a schema."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema)


@dataclass(frozen=True, slots=True)
class _Violation:
    """A violation: ``keyword`` of ``schema`` with its ``argument`` refuses ``value``."""

    keyword: str
    argument: Any
    value: Any
    pointer: str
    schema: Mapping[str, Any]

    @property
    def code(self) -> str:
        own = self.schema.get("x-problem", {})
        # One code for all keywords is about the value; a wrong type is always told as that.
        if isinstance(own, str):
            own = {} if self.keyword == "type" else {self.keyword: own}
        return str(own.get(self.keyword) or _CODES[self.keyword])

    @property
    def examples(self) -> list[str]:
        return list(self.schema.get("examples", ()))


def _violations(validator: Draft202012Validator, value: Any) -> list[_Violation]:  # noqa: ANN401 - any JSON value
    # Bounded, so that a document that is wrong everywhere takes no longer than one that is not.
    found = [
        _Violation(str(error.validator), error.validator_value, error.instance, _pointer(error), dict(error.schema))
        for error in islice(validator.iter_errors(value), _MOST_ERRORS)
        if isinstance(error.schema, Mapping)
    ]
    # A wrong type explains every other complaint about the same value.
    return sorted(found, key=lambda one: one.keyword != "type")


def _pointer(error: ValidationError) -> str:
    return "".join(f"/{part}" if isinstance(part, int) else f"/{escaped(part)}" for part in error.absolute_path)


def note_schema_problems(finder: Finder, validator: Draft202012Validator) -> None:
    """Record everything that the schema refuses, each mistake once."""
    found = _violations(validator, finder.document.value)
    # Keys first: what is misspelt explains what is missing.
    missing = [one for one in found if one.keyword == "required"]
    lacking = {one.pointer: {key for key in one.argument if key not in one.value} for one in missing}
    unknown = [one for one in found if one.keyword == "additionalProperties"]
    misspelt = _note_unknown_keys(finder, unknown, lacking)
    _note_missing_keys(finder, missing, misspelt)
    seen: set[str] = set()
    for one in found:
        if one.keyword not in {"additionalProperties", "required"} and one.pointer not in seen:
            seen.add(one.pointer)
            _note_value(finder, one)


def _note_unknown_keys(
    finder: Finder, found: Iterable[_Violation], lacking: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Record every unknown key; return, by object, the keys that were probably meant."""
    misspelt: dict[str, set[str]] = {}
    seen: set[str] = set()
    for one in found:
        unknown = [key for key in _unknown_keys(one) if pointer_to(one.pointer, key) not in seen]
        for key in unknown:
            below = pointer_to(one.pointer, key)
            seen.add(below)
            # One key too many and one too few are one mistake, however different they look.
            needed = lacking.get(one.pointer, set())
            instead = next(iter(needed)) if len(needed) == len(unknown) == 1 else ""
            misspelt.setdefault(one.pointer, set()).add(_note_unknown_key(finder, one, below, instead))
    return misspelt


def _unknown_keys(one: _Violation) -> Iterator[str]:
    patterns = [re.compile(pattern) for pattern in one.schema.get("patternProperties", {})]
    for key in one.value:
        if key not in one.schema.get("properties", {}) and not any(pattern.search(key) for pattern in patterns):
            yield key


def _note_unknown_key(finder: Finder, one: _Violation, pointer: str, instead: str) -> str:
    """Record an unknown key; return the key that was probably meant. ``instead`` is the missing key."""
    key = unescaped(pointer.rpartition("/")[2])
    known = [name for name in one.schema.get("properties", {}) if name not in one.value]
    found = shortened_text(key)
    # A real operator in the wrong place needs another answer than a misspelt one.
    if key in set(Operator) and set(known) & set(Operator):
        said = Suggestion(_said_with(known, key, one.value[key]), Hint.EXAMPLE)
        finder.add(
            "operator_unsuitable",
            pointer,
            offending=key,
            suggestion=said,
            key=True,
            found=key,
            allowed=listed(known),
        )
        return ""
    into, written = _BELONGS_INTO.get(key, ("", ""))
    if into in one.schema.get("properties", {}):
        finder.add(
            one.code, pointer, offending=found, suggestion=Suggestion(written, Hint.EXAMPLE), key=True, found=found
        )
        return into
    meant = nearest(key, known) or instead
    finder.add(one.code, pointer, offending=found, suggestion=quoted(meant), key=True, found=found)
    return meant


def _said_with(known: list[str], operator: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return an equivalent condition with other operators, "" if there is none."""
    written = json.dumps(value, ensure_ascii=False)
    if len(written) > _LONGEST_WRITTEN:
        return ""
    if operator == Operator.EQUALS and Operator.MIN in known and isinstance(value, int | float):
        return f'"min": {written}, "max": {written}'
    if operator == Operator.EQUALS and Operator.ONE_OF in known and isinstance(value, str):
        return f'"one_of": [{written}]'
    if operator == Operator.ONE_OF and Operator.HAS_ANY in known and isinstance(value, list):
        return f'"has_any": {written}'
    return ""


def _note_missing_keys(finder: Finder, found: Iterable[_Violation], misspelt: Mapping[str, set[str]]) -> None:
    """Record every missing key, except those that are misspelt."""
    seen: set[tuple[str, str]] = set()
    for one in found:
        for key in one.argument:
            instead = _NEEDED_INSTEAD.get(one.code, frozenset({key}))
            if key in one.value or (one.pointer, key) in seen or instead & misspelt.get(one.pointer, set()):
                continue
            seen.add((one.pointer, key))
            right = quoted("".join(one.examples[:1]))
            allowed = listed(one.examples)
            said = Suggestion(right, Hint.SAID)
            finder.add(one.code, one.pointer, suggestion=said, missing=key, allowed=allowed)


def _note_value(finder: Finder, one: _Violation) -> None:
    found = shortened(one.value)
    if one.code == "type_wrong":
        _note_type(finder, one, found)
    elif one.code == "unit_wrong":
        _note_unit(finder, one)
    elif one.code in _FROM_A_LIST:
        known = [str(name) for name in one.schema.get("enum", one.examples)]
        meant = quoted(nearest(one.value, known)) if isinstance(one.value, str) else ""
        finder.add(one.code, one.pointer, offending=found, suggestion=meant, found=found, allowed=listed(known))
    else:
        right = _example(one)
        finder.add(one.code, one.pointer, offending=found, suggestion=right, found=found, limit=_limit(one))


def _limit(one: _Violation) -> float:
    return one.argument if isinstance(one.argument, int | float) else 0


_SHORT_VERSION: Final = re.compile(r"v?(\d+)(?:\.(\d+))?", re.ASCII)
_SHORT_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _example(one: _Violation) -> Suggestion:
    """Return a valid value: the given one completed if that is obvious, else an example."""
    if isinstance(one.value, str):
        short = _SHORT_VERSION.fullmatch(one.value)
        if one.code == "version_malformed" and short:
            return Suggestion(quoted(f"{short[1]}.{short[2] or 0}.0"))
        if one.code == "date_malformed" and _SHORT_DATE.fullmatch(one.value):
            return Suggestion(quoted(f"{one.value}T00:00:00Z"))
        sold = _SOLD_AS_WINDOWS.fullmatch(one.value)
        if sold and one.code in {"number_dotted_malformed", "series_malformed"}:
            return Suggestion(f'"min": "{_WINDOWS_FROM[sold[1]]}"', Hint.EXAMPLE)
    example = "".join(one.examples[:1])
    return Suggestion(quoted(example) if one.schema.get("type") == "string" else example, Hint.EXAMPLE)


def _note_type(finder: Finder, one: _Violation, found: str) -> None:
    name = str(one.argument)
    if isinstance(one.argument, list):
        name = "texts" if "object" in one.argument else "value"
    right = retyped(one.value, name)
    if right and name in {"number", "integer"}:
        said = Suggestion(right, Hint.SAID)
        finder.add("number_in_quotes", one.pointer, offending=found, suggestion=said, found=found, right=right)
    else:
        expected = json_type(name)
        finder.add(one.code, one.pointer, offending=found, suggestion=right, found=found, expected=expected)


_YES: Final = frozenset({"yes", "true", "sí", "si", "はい"})
_NO: Final = frozenset({"no", "false", "いいえ"})


def json_type(name: str) -> Message:
    """Return the name of a type for people; "texts" is a text in one or several languages."""
    return _JSON_TYPES[name]


def retyped(value: Any, expected: str) -> str:  # noqa: ANN401 - any JSON value
    """Return the value converted to the expected type, "" if that is not obvious."""
    if expected in {"number", "integer"} and isinstance(value, str):
        return _number_in(value)
    if expected == "boolean" and isinstance(value, str) and value.casefold() in _YES | _NO:
        return "true" if value.casefold() in _YES else "false"
    if expected == "array" and isinstance(value, str):
        return json.dumps([shortened_text(value)], ensure_ascii=False)
    if expected == "object" and value == "skip":
        return '{"skip": true}'
    if expected == "string" and isinstance(value, int | float) and not isinstance(value, bool):
        return f'"{value}"'
    return ""


def _number_in(text: str) -> str:
    """Return the number in a string, with or without its unit."""
    try:
        number = parse_quantity(text).value
    except QuantityError:
        try:
            number = float(text)
        except ValueError:
            return ""
    return f"{number:.15g}" if abs(number) < float("inf") else ""


def _note_unit(finder: Finder, one: _Violation) -> None:
    """Record what is wrong with a unit: unknown, ambiguous, bytes for bits, or another dimension."""
    code, right = "unit_unsuitable", one.examples[0]
    try:
        unit_named(str(one.value))
    except QuantityError as error:
        # "1 MB/s is 8 ms" helps nobody: a suggestion of another dimension is none.
        if error.suggestion in one.argument or not error.suggestion:
            code, right = error.code, error.suggestion or right
    near = nearest(str(one.value), one.argument) if code == "unit_unknown" else ""
    hint = Hint.SAID if code in {"unit_byte_rate", "unit_unknown"} and not near else Hint.MEANT
    right = near or right
    finder.add(
        code,
        one.pointer,
        offending=shortened_text(str(one.value)),
        suggestion=Suggestion(quoted(right), hint),
        found=shortened_text(str(one.value)),
        allowed=listed(one.examples),
        right=right,
        bits=_BITS_IN_A_BYTE,
    )
