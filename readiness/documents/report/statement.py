"""Signed reports: an in-toto statement (version 1) about one report, in a DSSE envelope.

Besides the report it repeats parts of it, so that tools that know only in-toto can read it, and states the
circumstances under which it was made. Readers rely on the report alone: everything repeated is derived again and must
be equal.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from readiness.documents.json_text.times import moment_text
from readiness.documents.report.file import json_text, report_json
from readiness.documents.report.values import Json, reading_json
from readiness.documents.trust.envelope import Envelope
from readiness.documents.trust.signing import PublicKey, SigningKey
from readiness.domain.facts import Reading
from readiness.domain.report import Outcome, Report, Verdict

STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "urn:readiness:report:1"
PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
LIMITS: Final = ("self_reported", "no_hardware_attestation", "person_not_identified")
"""What no level of trust proves; part of every report."""

LEVEL_FILE, LEVEL_DEVICE, LEVEL_INVITED, LEVEL_RECEIPTS = range(4)

_TESTS: Final[Mapping[str, frozenset[Outcome]]] = {
    "passedTests": frozenset({Outcome.PASS}),
    "warnedTests": frozenset({Outcome.ADVICE}),
    "failedTests": frozenset({Outcome.FAIL}),
    "unknownTests": frozenset({Outcome.NOT_MEASURED, Outcome.UNANSWERED}),
    "waivedTests": frozenset({Outcome.WAIVED}),
    "notApplicableTests": frozenset({Outcome.NOT_APPLICABLE}),
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The circumstances under which a report was signed.

    Attributes:
        kept: where the device's key is stored: ``keyring`` or ``file``.
        signals: facts that are not judged, such as hints at a virtual machine.
        receipts: the measuring servers' envelopes, as JSON.
        disclosed: identifying facts that the profile asks for in ``collect``.
    """

    signed: datetime
    kept: str
    build: str
    nonce: str = ""
    signals: Mapping[str, Reading] = field(default_factory=dict)
    receipts: Sequence[Json] = ()
    disclosed: Mapping[str, str] = field(default_factory=dict)

    @property
    def level(self) -> int:
        """The highest level that such a report can prove to somebody who has the keys and the nonce."""
        if not self.nonce:
            return LEVEL_DEVICE
        return LEVEL_RECEIPTS if self.receipts else LEVEL_INVITED


@dataclass(frozen=True, slots=True)
class SignedText:
    """A signed report as the text of a file, and its level of trust."""

    text: str
    level: int


def sign_report(report: Report, made: Circumstances, key: SigningKey) -> Envelope:
    """Return the report in an envelope signed with the device's key."""
    return Envelope.seal(PAYLOAD_TYPE, statement_bytes(report, made, key.public), (key,))


def signed_text(envelope: Envelope) -> str:
    """Return a signed report as the text of a file."""
    return json_text(envelope.as_json())


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Return the canonical JSON of a value: equal values give equal bytes."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def statement_json(report: Report, made: Circumstances, device: PublicKey) -> Json:
    """Return the statement about a report."""
    whole = report_json(report)
    return _around(report, made, device, whole, canonical(whole))


def statement_bytes(report: Report, made: Circumstances, device: PublicKey) -> bytes:
    """Return the canonical statement, which is what is signed."""
    whole = canonical(report_json(report))
    # The report is large, and its bytes are needed twice.
    return canonical(_around(report, made, device, _PLACE, whole)).replace(f'"{_PLACE}"'.encode(), whole, 1)


_PLACE: Final = secrets.token_hex(32)


def _around(report: Report, made: Circumstances, device: PublicKey, shown: Any, whole: bytes) -> Json:  # noqa: ANN401
    """Return the statement around a report, given as canonical bytes ``whole``; ``shown`` is put in its place."""
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": f"report:{report.id}", "digest": {"sha256": hashlib.sha256(whole).hexdigest()}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            **predicate_json(report),
            "trust": {"level": made.level, "nonce": made.nonce, "limits": list(LIMITS)},
            "device": {"public": device.data.hex(), "keyid": device.keyid, "kept": made.kept},
            "app": {"version": report.app_version, "build": made.build},
            "signed": moment_text(made.signed),
            "signals": {id_: reading_json(reading) for id_, reading in sorted(made.signals.items())},
            "receipts": list(made.receipts),
            "disclosed": dict(sorted(made.disclosed.items())),
            "report": shown,
        },
    }


def predicate_json(report: Report) -> Json:
    """Return what a predicate repeats of a report, under the names of in-toto's test results."""
    profile = f"{report.profile.id} {report.profile.version}"
    tests = {
        name: [finding.requirement for finding in report.findings if finding.outcome in outcomes]
        for name, outcomes in _TESTS.items()
    }
    asked = [one.id for one in report.profile.requirements if one.question and one.id in report.facts.answers]
    return {
        "result": _result(report),
        "configuration": [{"name": profile, "digest": {"sha256": report.source.sha256}}],
        **tests,
        "attestedTests": asked,
    }


def _result(report: Report) -> str:
    if report.verdict is Verdict.FAIL:
        return "FAILED"
    if report.verdict is Verdict.INCOMPLETE:
        return "INCOMPLETE"
    warned = any(finding.outcome in {Outcome.ADVICE, Outcome.WAIVED} for finding in report.findings)
    return "WARNED" if warned else "PASSED"
