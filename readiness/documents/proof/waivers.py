"""What is proven of the waivers in a report: each must be signed by the employer, for this computer and its date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from readiness.documents.json_text.problems import DocumentError
from readiness.documents.proof.claims import Claim, proven, unproven, wrong
from readiness.documents.report.waiver import accepted, read_waiver
from readiness.documents.trust.signing import PublicKey
from readiness.domain.message import Message
from readiness.domain.refusal import Refusal
from readiness.domain.report import Report
from readiness.domain.waiver import Waiver


def claims_of_waivers(report: Report, device: str, keys: Sequence[PublicKey]) -> Iterator[Claim]:
    """Yield what is proven of each waiver. ``device`` is the id of the key that signed the report, or ""."""
    for waiver in report.waivers:
        name = waiver.requirement
        if not keys:
            yield unproven("proof.waiver_unchecked", requirement=name)
            continue
        fault = _fault(waiver, report, device, keys)
        yield (
            wrong("proof.waiver_wrong", requirement=name, why=fault)
            if fault
            else proven("proof.waiver", requirement=name, date=waiver.until.date().isoformat())
        )


def _fault(waiver: Waiver, report: Report, device: str, keys: Sequence[PublicKey]) -> Message | None:
    """Return why a waiver does not count, None if it does."""
    try:
        paper, envelope = read_waiver(waiver.paper.encode())
        if replace(paper, paper="") != replace(waiver, paper=""):
            return Message("waiver.altered")
        accepted(paper, envelope, report.profile, device, keys, report.finished)
    except DocumentError:
        return Message("waiver.malformed")
    except Refusal as refusal:
        return refusal.reason
    return None
