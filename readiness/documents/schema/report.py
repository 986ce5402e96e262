"""The JSON Schema of reports, format 1.

Reports are written by programs, so that unknown keys are allowed: a newer program may say more.
"""

from __future__ import annotations

from typing import Any, Final

from readiness.documents.schema.blocks import Schema, never, ref
from readiness.domain.facts import Bound, Reason
from readiness.domain.profile import Operator, Tier
from readiness.domain.reference import Statistic
from readiness.domain.report import Caveat, Outcome, Truth, Verdict

FORMAT: Final = 1
REPORT_KIND: Final = "readiness.report"
REPORTS_KIND: Final = "readiness.reports"
_REPORT_SCHEMA_ID: Final = "urn:readiness:report:1"

_TEXT: Final[Schema] = {"type": "string"}
_NUMBER: Final[Schema] = {"type": "number"}
_YES_NO: Final[Schema] = {"type": "boolean"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 1}
_MOMENT: Final[Schema] = {
    "type": "string",
    "pattern": r"^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,6})?Z$(?!\n)",
    "x-problem": {"pattern": "date_malformed"},
    "examples": ["2027-02-01T00:00:00Z"],
}


def report_schema() -> Schema:
    """Return the schema of a report file: one report, or several of one machine."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _REPORT_SCHEMA_ID,
        "title": "Readiness report, format 1",
        "type": "object",
        "required": ["format", "kind"],
        "properties": {"format": {"const": FORMAT, "x-problem": "format_unknown"}, "kind": _kind()},
        "allOf": [_if_kind(REPORTS_KIND, "reports"), _if_kind(REPORT_KIND, "report")],
        "$defs": report_parts(),
    }


def report_parts() -> Schema:
    """Return the parts of a report's schema by name, for use in other schemas."""
    return {"report": _report(), "reports": _reports(), **_parts(), **_comparisons()}


def _if_kind(kind: str, definition: str) -> Schema:
    return {"if": {"required": ["kind"], "properties": {"kind": {"const": kind}}}, "then": ref(definition)}


def _kind() -> Schema:
    return {"enum": [REPORT_KIND, REPORTS_KIND], "x-problem": "not_a_report"}


def _needing(*required: str, **properties: Any) -> Schema:  # noqa: ANN401 - any schema
    return {"type": "object", "required": list(required), "properties": properties}


def _one_of(values: type[Tier | Outcome | Verdict | Caveat | Reason | Bound]) -> Schema:
    return {"enum": [member.value for member in values]}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _by_name(members: Schema) -> Schema:
    return {"type": "object", "additionalProperties": members}


def _reports() -> Schema:
    return _needing("verdict", "reports", verdict=_one_of(Verdict), reports={**_list(ref("report")), "minItems": 1})


def _report() -> Schema:
    properties: Schema = {
        "format": {"const": FORMAT},
        "kind": {"const": REPORT_KIND, "x-problem": "not_a_report"},
        "id": _TEXT,
        "verdict": _one_of(Verdict),
        "caveats": _list(_one_of(Caveat)),
        "profile": ref("profile"),
        "app_version": _TEXT,
        "started": _MOMENT,
        "finished": _MOMENT,
        "requirements": _list(ref("requirement")),
        "facts": _by_name(ref("reading")),
        "answers": _by_name(ref("value")),
        "not_examined": _list(ref("message")),
    }
    return _needing(*properties, **properties, waivers=_list(ref("waiver")))


def _parts() -> Schema:
    profile = {
        "id": _TEXT,
        "version": _TEXT,
        "serial": _COUNT,
        "title": _by_name(_TEXT),
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "x-problem": {"pattern": "report_profile_changed"}},
        "signed": _YES_NO,
        "document": _TEXT,
    }
    waiver: Schema = {
        "waiver": {"const": 1},
        "id": _TEXT,
        "profile": _TEXT,
        "requirement": _TEXT,
        "reason": {**_by_name(_TEXT), "minProperties": 1},
        "until": _MOMENT,
        "for": _TEXT,
        "paper": _TEXT,
    }
    return {
        "waiver": {**_needing(*waiver, **waiver), "additionalProperties": False},
        "profile": _needing(*profile, **profile),
        "message": _needing("id", id=_TEXT, arguments=_by_name(ref("argument"))),
        "argument": _argument(),
        "value": {"type": ["boolean", "number", "string", "array"], "items": _TEXT},
        "reading": _reading(),
    }


def _argument() -> Schema:
    return {
        "type": ["string", "number", "boolean", "object"],
        "if": {"type": "object"},
        "then": {
            "if": {"required": ["quantity"]},
            "then": _needing("quantity", "unit", quantity=_NUMBER, unit=_TEXT),
            "else": ref("message"),
        },
    }


def _reading() -> Schema:
    """Return the schema of a reading: either a value with its details, or why there is none."""
    measured = _needing(
        "value",
        "samples",
        value=ref("value"),
        unit=_TEXT,
        spread=_NUMBER,
        bound=_one_of(Bound),
        samples=_COUNT,
        method=ref("message"),
        at=_MOMENT,
        evidence=_by_name(_TEXT),
        statistics={"type": "object", "propertyNames": {"enum": [one.value for one in Statistic]}, **_by_name(_NUMBER)},
        looked_for=_list(_TEXT),
    )
    return {
        "type": "object",
        "if": {"required": ["unmeasured"]},
        "then": _needing("unmeasured", unmeasured=_one_of(Reason), value=never("report_contradiction"), **_why()),
        "else": measured,
    }


def _why() -> Schema:
    return {"detail": ref("message"), "remedy": ref("message")}


def _comparisons() -> Schema:
    limit = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"enum": [operator.value for operator in Operator]},
        "additionalProperties": ref("limit_value"),
    }
    compared: Schema = {
        "fact": _TEXT,
        "value": ref("value"),
        "unit": _TEXT,
        "bound": _one_of(Bound),
        "limit": ref("limit"),
        "limit_unit": _TEXT,
        "margin": _NUMBER,
        "only_just": _YES_NO,
        "level": _one_of(Tier),
        "reason": _one_of(Reason),
        **_why(),
    }
    comparison = {**compared, "holds": {"enum": [truth.value for truth in Truth]}}
    requirement: Schema = {
        **compared,
        "id": _TEXT,
        "title": _by_name(_TEXT),
        "outcome": _one_of(Outcome),
        "blocks": _YES_NO,
        "comparisons": _list(ref("comparison")),
        "alternatives": _list({**_list(ref("comparison")), "minItems": 1}),
    }
    return {
        "limit": limit,
        "limit_value": {"type": ["boolean", "number", "string", "array"], "items": _TEXT, "minItems": 1},
        "comparison": _needing("level", "limit", "holds", **comparison),
        "requirement": _needing("id", "level", "outcome", "blocks", "only_just", **requirement),
    }
