"""The evidence behind one finding as JSON, for programs of the employer's help desk."""

from __future__ import annotations

import json
from typing import Any, Final

from readiness.documents.json_text.times import moment_text
from readiness.documents.report.values import Json, finding_json, reading_json, texts_json, writable
from readiness.documents.schema.blocks import Schema, ref
from readiness.documents.schema.report import report_parts
from readiness.domain.evidence import Evidence
from readiness.domain.report import Report

FORMAT: Final = 1
KIND: Final = "readiness.evidence"


def evidence_json(evidence: Evidence) -> Json:
    """Return the evidence: the person's remark, the requirement, its finding, and what was seen."""
    report = evidence.report
    return {
        "format": FORMAT,
        "kind": KIND,
        "made": moment_text(evidence.made),
        "remark": writable(evidence.remark),
        "device_names": evidence.device_names,
        "report": _report_json(report),
        "profile": _profile_json(report),
        "requirement": _as_written(report, evidence.finding.requirement),
        "finding": finding_json(evidence.finding, report.requirement(evidence.finding.requirement)),
        "facts": {id_: reading_json(reading) for id_, reading in evidence.readings.items()},
    }


def _report_json(report: Report) -> Json:
    return {
        "id": report.id,
        "app_version": report.app_version,
        "started": moment_text(report.started),
        "finished": moment_text(report.finished),
        "verdict": report.verdict.value,
    }


def _profile_json(report: Report) -> Json:
    profile = report.profile
    return {
        "id": profile.id,
        "version": profile.version,
        "serial": profile.serial,
        "title": texts_json(profile.title),
        "issuer": writable(profile.issuer.name),
        "sha256": report.source.sha256,
        "signed": report.source.signed,
    }


def _as_written(report: Report, requirement: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the requirement verbatim, so that the help desk can compare it with its published profile."""
    written = json.loads(writable(report.source.text))["requirements"]
    return next(one for one in written if one["id"] == requirement)


def evidence_schema() -> Schema:
    """Return the schema of evidence files. Unknown keys are allowed: a newer program may say more."""
    text, yes_no = {"type": "string"}, {"type": "boolean"}
    parts = report_parts()
    said = parts["profile"]["properties"]
    run = parts["report"]["properties"]
    properties: Schema = {
        "format": {"const": FORMAT},
        "kind": {"const": KIND},
        "made": run["finished"],
        "remark": text,
        "device_names": yes_no,
        "report": _needing({name: run[name] for name in ("id", "app_version", "started", "finished", "verdict")}),
        "profile": _needing({**{name: said[name] for name in said if name != "document"}, "issuer": text}),
        "requirement": {"type": "object"},
        "finding": ref("requirement"),
        "facts": {"type": "object", "additionalProperties": ref("reading")},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:readiness:evidence:1",
        "title": "Readiness evidence, format 1",
        **_needing(properties),
        "$defs": {name: part for name, part in parts.items() if name not in {"report", "reports", "profile"}},
    }


def _needing(properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}
