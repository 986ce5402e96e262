"""Waivers: documents signed by an employer that exempt a person from one requirement for a limited time.

A waiver names the profile, the requirement, the reason, its end, and whom it is for: one device key, or everybody. It
is signed like a profile, by keys that may sign that profile. Before judging, profile, person and date are verified.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from readiness.documents.json_text.document_kinds import SIGNED, WAIVER, kind_of_text, refuse_other
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.json_text.strict import Limits, read_json
from readiness.documents.json_text.times import moment_text, parse_moment
from readiness.documents.report.values import Json, texts_json
from readiness.documents.trust.envelope import Envelope, read_envelope
from readiness.documents.trust.signing import PublicKey, SigningKey
from readiness.domain.message import message
from readiness.domain.profile import Profile, Texts
from readiness.domain.refusal import Refusal
from readiness.domain.waiver import Waiver

WAIVER_TYPE: Final = "application/vnd.readiness.waiver+json"
SUFFIX: Final = ".waiver"
LARGEST: Final = 20_000
ANYBODY: Final = ""
_FORMAT: Final = 1
_LIMITS: Final = Limits(LARGEST, depth=8, members=50)
_KEYS: Final = frozenset({"waiver", "id", "profile", "requirement", "reason", "until", "for"})
_LONGEST: Final = 1_000


def waiver_json(waiver: Waiver) -> Json:
    """Return a waiver in the form that is signed."""
    return {
        "waiver": _FORMAT,
        "id": waiver.id,
        "profile": waiver.profile,
        "requirement": waiver.requirement,
        "reason": texts_json(waiver.reason),
        "until": moment_text(waiver.until),
        "for": waiver.device,
    }


def seal_waiver(waiver: Waiver, keys: Iterable[SigningKey]) -> Envelope:
    """Return a signed waiver."""
    return Envelope.seal(WAIVER_TYPE, json.dumps(waiver_json(waiver), ensure_ascii=False).encode(), keys)


def read_waiver(data: bytes) -> tuple[Waiver, Envelope]:
    """Read the file of a waiver. Its signatures are not verified here.

    Raises:
        DocumentError: it is no envelope.
        Refusal: its payload is no waiver.
    """
    if len(data) <= Limits().size:
        refuse_other(kind_of_text(data), WAIVER, SIGNED)
    envelope = read_envelope(data, _LIMITS)
    return replace(waiver_in(envelope), paper=data.decode()), envelope


def waiver_in(envelope: Envelope) -> Waiver:
    """Return the waiver in an envelope. Raises Refusal."""
    if envelope.payload_type != WAIVER_TYPE:
        raise Refusal(message("waiver.other_kind", kind=envelope.payload_type))
    try:
        document = read_json(envelope.payload, _LIMITS)
        return waiver_of({} if document.faults else document.value)
    except (DocumentError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Refusal(message("waiver.malformed")) from problem


def waiver_of(value: Mapping[str, Any]) -> Waiver:
    """Return a waiver. Raises ValueError, KeyError, TypeError or AttributeError for anything else."""
    reason = value["reason"]
    texts = [value["id"], value["profile"], value["requirement"], value["for"], *reason.values(), *reason]
    if value["waiver"] != _FORMAT or set(value) != _KEYS or not all(isinstance(one, str) for one in texts):
        raise ValueError
    if not reason or max(map(len, texts)) > _LONGEST or not value["id"]:
        raise ValueError
    return Waiver(
        value["id"],
        value["profile"],
        value["requirement"],
        Texts(next(iter(reason)), dict(reason)),
        parse_moment(value["until"]),
        value["for"],
    )


def accepted(
    waiver: Waiver,
    envelope: Envelope,
    profile: Profile,
    device: str,
    keys: Iterable[PublicKey],
    now: datetime,
    threshold: int = 1,
) -> Waiver:
    """Return the waiver if it is for this profile, computer and date, and signed by enough of the keys.

    Raises:
        Refusal: it is not; with the reason.
    """
    if len(envelope.signers(keys)) < threshold:
        raise Refusal(message("waiver.signature"))
    if waiver.profile != profile.id:
        raise Refusal(message("waiver.other_profile", profile=waiver.profile))
    if waiver.requirement not in {one.id for one in profile.requirements}:
        raise Refusal(message("waiver.no_requirement", requirement=waiver.requirement))
    if waiver.device not in {ANYBODY, device}:
        raise Refusal(message("waiver.other_device"))
    if waiver.until <= now.astimezone(UTC):
        raise Refusal(message("waiver.expired", date=waiver.until.date().isoformat()))
    return waiver
