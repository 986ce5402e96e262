"""Building blocks of the JSON Schemas."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

Schema: TypeAlias = dict[str, Any]

FREE: Final = {"^x-": True}
"""Keys that authors may use freely, in every object."""
_MOST_MEMBERS: Final = 1000


def ref(name: str) -> Schema:
    """Return a reference to a definition in the same schema."""
    return {"$ref": f"#/$defs/{name}"}


def closed(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    """Return an object schema without unknown keys; only ``x-`` keys are free."""
    schema: Schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = list(required)
    return {**schema, "additionalProperties": False, "patternProperties": FREE}


def filled(schema: Schema, code: str) -> Schema:
    """Return a schema that refuses an object with no key that counts, because it would ask for nothing."""
    # "minProperties" would count a note of the author's as a condition.
    return {**schema, "not": {"propertyNames": {"pattern": "^x-"}}, "x-problem": {"not": code}}


def list_of(items: Schema, most: int = _MOST_MEMBERS) -> Schema:
    """Return a schema for a list that is not empty, of at most ``most`` members."""
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def set_of(items: Schema) -> Schema:
    """Return a schema for a list without repeated members."""
    return {**list_of(items), "uniqueItems": True}


def one_of(values: tuple[str, ...], code: str = "value_unknown") -> Schema:
    """Return a schema for one of these words; ``code`` names the mistake of any other."""
    return {"type": "string", "enum": list(values), "x-problem": code}


def matching(pattern: str, code: str, *examples: str, most: int = 200) -> Schema:
    """Return a schema for a string of a certain form; ``code`` names the mistake, ``examples`` show the form."""
    return {
        "type": "string",
        "pattern": pattern,
        "maxLength": most,
        "examples": list(examples),
        "x-problem": {"pattern": code},
    }


def never(code: str) -> Schema:
    """Return a schema that refuses a key where it does not belong."""
    # A plain "false" would do for editors, but could not carry the code.
    return {"not": {}, "x-problem": code}


def condition(**operators: Schema) -> Schema:
    """Return a schema for a condition with these operators, at least one of them."""
    return filled(closed(operators), "condition_empty")
