"""Reads signed reports: fast if they have exactly the form this program writes, else slowly with every fault.

A payload that equals, byte for byte, what this program writes for its contents has no repeated keys, odd numbers or
contradictions. One that differs, because it was tampered with or comes from a newer program, is examined in detail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from readiness.documents.json_text.document_kinds import REPORT, SIGNED, WAIVER, kind_of, refuse_other
from readiness.documents.json_text.finder import Finder
from readiness.documents.json_text.problems import DocumentError, Problem, sentence
from readiness.documents.json_text.strict import Document, Limits, read_json
from readiness.documents.json_text.times import parse_moment
from readiness.documents.report.file import REPORT_LIMITS, is_report, quick_report, reports_of
from readiness.documents.report.statement import (
    PREDICATE_TYPE,
    Circumstances,
    canonical,
    statement_bytes,
    statement_json,
)
from readiness.documents.report.values import reading_of
from readiness.documents.trust.envelope import Envelope, envelope_in, read_envelope
from readiness.documents.trust.receipt import MOST_RECEIPTS
from readiness.documents.trust.signing import PublicKey
from readiness.domain.facts import Catalogue
from readiness.domain.report import Report

Json: TypeAlias = Any

SIGNED_LIMITS: Final = Limits(size=20_000_000, members=100_000)
_LONGEST_NONCE: Final = 200
_MOST_SIGNALS: Final = 50
_MALFORMED: Final = (KeyError, TypeError, AttributeError, ValueError, OverflowError, RecursionError)


class StatementError(DocumentError):
    """A payload is no statement about a report, or contradicts itself."""


@dataclass(frozen=True, slots=True)
class SignedReport:
    """A statement that is well-formed and consistent. ``level`` is the level of trust it claims."""

    report: Report
    made: Circumstances
    device: PublicKey
    level: int


def envelope_of(data: bytes) -> Envelope | None:
    """Return the envelope in a file, None if the file is a plain report.

    Raises:
        DocumentError: it is neither; with the position of every problem.
    """
    value = _quick_json(data, _once) if len(data) <= SIGNED_LIMITS.size else None
    if value is None:
        value = read_json(data, REPORT_LIMITS).value
    if is_report(value):
        return None
    refuse_other(kind_of(value), REPORT, SIGNED, WAIVER)
    if isinstance(value, dict) and "payloadType" not in value:
        raise DocumentError([Problem("not_a_report", sentence("not_a_report"), "", 1, 1)])
    return _plain_envelope(value) or read_envelope(data, SIGNED_LIMITS)


def unsealed(data: bytes) -> bytes:
    """Return the report inside a signed file, whoever signed it; other contents unchanged."""
    value = _quick_json(data, _once) if len(data) <= SIGNED_LIMITS.size else None
    envelope = _plain_envelope(value) if isinstance(value, dict) and "payloadType" in value else None
    if envelope is None:
        return data
    inside = _quick_json(envelope.payload)
    try:
        return canonical(inside["predicate"]["report"])
    except _MALFORMED:
        return data


def read_statement(envelope: Envelope, catalogue: Catalogue) -> SignedReport | None:
    """Read a statement signed by its own device; None if it is not, in which case its contents are not examined.

    Raises:
        DocumentError: it is no statement, contradicts itself, or its report cannot be used.
    """
    payload = envelope.payload
    value = _quick_json(payload) if len(payload) <= SIGNED_LIMITS.size else None
    try:
        device = _device(value["predicate"]) if value is not None else None
        if device and not envelope.signers((device,)):
            return None
        found = _quick_statement(value, payload, catalogue) if device else None
    except _MALFORMED:
        found = None
    return found or _slow_statement(envelope, catalogue)


def _quick_statement(value: Json, payload: bytes, catalogue: Catalogue) -> SignedReport | None:
    """Return the statement of a payload in the program's own form, None for any other."""
    predicate = value["predicate"]
    made, device = _circumstances(predicate), _device(predicate)
    report = quick_report(predicate["report"], catalogue)
    if report is None or statement_bytes(report, made, device) != payload:
        return None
    return SignedReport(report, made, device, int(predicate["trust"]["level"]))


def _slow_statement(envelope: Envelope, catalogue: Catalogue) -> SignedReport | None:
    """Read a payload in detail, so that every fault is reported."""
    finder, value = _read(envelope.payload)
    try:
        predicate = value["predicate"]
        made, device = _circumstances(predicate), _device(predicate)
        level = int(predicate["trust"]["level"])
        if value["predicateType"] != PREDICATE_TYPE or not is_report(predicate["report"]):
            raise _malformed(finder)
    except _MALFORMED:
        raise _malformed(finder) from None
    if not envelope.signers((device,)):
        return None
    return SignedReport(_consistent(finder, value, catalogue, made, device), made, device, level)


def _consistent(finder: Finder, value: Json, catalogue: Catalogue, made: Circumstances, device: PublicKey) -> Report:
    """Return the report of a statement that has another form. Raises DocumentError."""
    predicate = value["predicate"]
    report = reports_of(read_json(canonical(predicate["report"]), REPORT_LIMITS), catalogue)[0]
    ours = statement_json(report, made, device)
    # The subject names the report as it stands there, with whatever a newer program says in it.
    ours |= {"subject": _subject(report.id, predicate["report"])}
    ours["predicate"] |= {"report": predicate["report"], "trust": {**ours["predicate"]["trust"], **_level(predicate)}}
    for key in dict.fromkeys((*_other(ours, value), *_other(ours["predicate"], predicate))):
        finder.add("statement_contradiction", "", offending=key, part=key)
    if finder.problems:
        raise StatementError(finder.problems)
    return report


def _level(predicate: Mapping[str, Json]) -> dict[str, int]:
    return {"level": predicate["trust"]["level"]}


def _subject(id_: str, report: Json) -> list[Json]:
    import hashlib

    return [{"name": f"report:{id_}", "digest": {"sha256": hashlib.sha256(canonical(report)).hexdigest()}}]


def _other(ours: Mapping[str, Json], theirs: Mapping[str, Json]) -> Iterator[str]:
    """Yield the members that differ from what is derived. Unknown members are allowed."""
    for key, member in ours.items():
        if key != "predicate" and canonical(theirs.get(key)) != canonical(member):
            yield key


# ------------------------------------------------------------------ reading


def _read(payload: bytes) -> tuple[Finder, Json]:
    """Return a payload's value. Raises StatementError for anything ambiguous."""
    try:
        document = read_json(payload, SIGNED_LIMITS)
    except DocumentError as error:
        raise StatementError(error.problems) from None
    if document.faults:
        raise StatementError(document.faults)
    return Finder(document), document.value


def _malformed(finder: Finder) -> StatementError:
    finder.add("statement_malformed", "")
    return StatementError(finder.problems)


def _plain_envelope(value: Json) -> Envelope | None:
    """Return an envelope without faults; None if a fault must be reported with its position."""
    finder = Finder(Document(value, "", {"": 0}, {}, (0,)))
    envelope = envelope_in(finder, "", value)
    return envelope if not finder.problems else None


def _quick_json(data: bytes, once: Callable[..., Json] | None = None) -> Json:
    """Return a document to be compared with its bytes; None if it must be read slowly."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _device(predicate: Mapping[str, Json]) -> PublicKey:
    return PublicKey(bytes.fromhex(predicate["device"]["public"]))


def _circumstances(predicate: Mapping[str, Json]) -> Circumstances:
    nonce, disclosed = predicate["trust"]["nonce"], predicate["disclosed"]
    signals, receipts = predicate["signals"], predicate["receipts"]
    texts = (nonce, predicate["device"]["kept"], predicate["app"]["build"], *disclosed.values())
    if not all(isinstance(one, str) and len(one) <= _LONGEST_NONCE for one in texts):
        raise ValueError
    if len(signals) > _MOST_SIGNALS or len(receipts) > MOST_RECEIPTS or not isinstance(receipts, list):
        raise ValueError
    return Circumstances(
        signed=parse_moment(predicate["signed"]),
        kept=predicate["device"]["kept"],
        build=predicate["app"]["build"],
        nonce=nonce,
        signals={id_: reading_of(reading) for id_, reading in signals.items()},
        receipts=tuple(receipts),
        disclosed=dict(disclosed),
    )
