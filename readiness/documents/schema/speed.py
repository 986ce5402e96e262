"""The JSON Schema of the output of ``readiness speed --json``, format 1.

Unknown keys are allowed: a newer program may say more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from readiness.documents.schema.blocks import Schema, ref
from readiness.domain.facts import Bound, FactDef, Reason

_SPEED_SCHEMA_ID: Final = "urn:readiness:speed:1"
_TEXT: Final[Schema] = {"type": "string"}
_AMOUNT: Final[Schema] = {"type": "number", "minimum": 0}
_AMOUNT_OR_NONE: Final[Schema] = {"type": ["number", "null"], "minimum": 0}


def speed_schema(facts: Iterable[FactDef]) -> Schema:
    """Return the schema: one reading per fact, and the answers to questions, if any were asked."""
    readings: Schema = {fact.id: ref("reading") for fact in facts}
    decisions = {"type": "array", "items": ref("decision"), "minItems": 1}
    classic = {"type": "object", "properties": readings, "additionalProperties": ref("reading")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _SPEED_SCHEMA_ID,
        "title": "What readiness speed --json prints, format 1",
        "type": "object",
        "properties": {**readings, "decisions": decisions, "classic": classic},
        "$defs": {"reading": _reading(), "decision": _decision(), **_unmeasured()},
    }


def _reading() -> Schema:
    """Return the schema of a reading: either a value with its cost, or why there is none."""
    measured: Schema = {
        "value": {"type": "number"},
        "unit": _TEXT,
        "spread": _AMOUNT_OR_NONE,
        "bound": {"enum": [bound.value for bound in Bound if bound is not Bound.EXACT]},
        "seconds": _AMOUNT_OR_NONE,
        "megabytes": _AMOUNT_OR_NONE,
        "server": {"type": ["string", "null"]},
        "method": _TEXT,
    }
    needed = [name for name in measured if name != "bound"]
    return {
        "type": "object",
        "if": {"required": ["unmeasured"]},
        "then": {**ref("unmeasured"), "not": {"required": ["value"]}},
        "else": {"required": needed, "properties": measured},
    }


def _unmeasured() -> Schema:
    why: Schema = {"unmeasured": {"enum": [reason.value for reason in Reason]}, "detail": _TEXT, "remedy": _TEXT}
    return {"unmeasured": {"required": list(why), "properties": why}}


def _decision() -> Schema:
    decision: Schema = {
        "question": _TEXT,
        "verdict": {"enum": ["pass", "fail", "unsure"]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "seconds": _AMOUNT,
        "megabytes": _AMOUNT,
    }
    return {
        "type": "object",
        "required": list(decision),
        "properties": decision,
        "if": {"required": ["unmeasured"]},
        "then": {**ref("unmeasured"), "properties": {"verdict": {"const": "unsure"}}},
    }
