"""The building blocks of our JSON Schemas."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

Schema: TypeAlias = dict[str, Any]

FREE: Final = {"^x-": True}
"""Keys of the author's own, free in every object."""
_MOST_MEMBERS: Final = 1000


def ref(name: str) -> Schema:
    """Return a reference to a definition of the same schema."""
    return {"$ref": f"#/$defs/{name}"}


def closed(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    """Return a closed object; only ``x-`` keys are free."""
    schema: Schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = list(required)
    return {**schema, "additionalProperties": False, "patternProperties": FREE}


def filled(schema: Schema, code: str) -> Schema:
    """Refuse the object without any key that counts: it would ask for nothing."""
    # "minProperties" would count a note of the author's as a condition.
    return {**schema, "not": {"propertyNames": {"pattern": "^x-"}}, "x-problem": {"not": code}}


def list_of(items: Schema, most: int = _MOST_MEMBERS) -> Schema:
    """Return a list that says something, of at most ``most`` members."""
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def set_of(items: Schema) -> Schema:
    """Return a list in which nothing stands twice."""
    return {**list_of(items), "uniqueItems": True}


def one_of(values: tuple[str, ...], code: str = "value_unknown") -> Schema:
    """Return one of these words; ``code`` names the mistake of any other."""
    return {"type": "string", "enum": list(values), "x-problem": code}


def matching(pattern: str, code: str, *examples: str, most: int = 200) -> Schema:
    """Return a text of a certain form; ``code`` names the mistake of any other, ``examples`` show the form."""
    return {
        "type": "string",
        "pattern": pattern,
        "maxLength": most,
        "examples": list(examples),
        "x-problem": {"pattern": code},
    }


def never(code: str) -> Schema:
    """Refuse a key that does not belong where it stands."""
    # A plain "false" would do for editors, but could not carry the code.
    return {"not": {}, "x-problem": code}


def condition(**operators: Schema) -> Schema:
    """Return a condition of these operators, at least one of them."""
    return filled(closed(operators), "condition_empty")
