"""Verifies a report: every claim, whether it is proven, and what is wrong.

This is not remote attestation: the person controls the computer. What can be proven is that a report was not altered,
that it was made by the same installation as the last one, that it answers an invitation, and what the employer's own
measuring server saw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from readiness.documents.json_text.times import moment_text
from readiness.documents.proof.claims import Claim, Expected, Standing, proven, unproven, wrong
from readiness.documents.proof.receipts import claims_of_receipts
from readiness.documents.proof.waivers import claims_of_waivers
from readiness.documents.report.file import read_report
from readiness.documents.report.statement import (
    LEVEL_DEVICE,
    LEVEL_FILE,
    LEVEL_INVITED,
    LEVEL_RECEIPTS,
    PAYLOAD_TYPE,
    Circumstances,
)
from readiness.documents.report.statement_file import SignedReport, envelope_of, read_statement
from readiness.documents.trust.signing import PublicKey
from readiness.domain.facts import Catalogue
from readiness.domain.report import Report

CLOCK_TOLERANCE: Final = timedelta(minutes=5)
_SHOWN_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of verifying one file. ``report`` is None if its contents must not be used."""

    claims: tuple[Claim, ...]
    level: int = LEVEL_FILE
    report: Report | None = None
    made: Circumstances | None = None
    device: PublicKey | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether a claim of the report is false."""
        return any(claim.standing is Standing.WRONG for claim in self.claims)

    @property
    def nonce(self) -> str:
        """The nonce of the report, "" if there is none."""
        return self.made.nonce if self.made else ""


def verify(data: bytes, catalogue: Catalogue, expected: Expected) -> Verification:
    """Verify a file with one report.

    Raises:
        DocumentError: it is neither a signed nor a plain report; with the position of every problem.
    """
    envelope = envelope_of(data)
    if envelope is None:
        report = read_report(data, catalogue)
        waivers = claims_of_waivers(report, "", expected.keys)
        claims = (unproven("proof.unsigned"), *_profile(report, expected), *waivers, *_times(report, None, expected))
        return Verification(claims, LEVEL_FILE, report)
    if envelope.payload_type != PAYLOAD_TYPE:
        return Verification((wrong("proof.other_kind", kind=envelope.payload_type),))
    # Who signed is found out first: nothing of an altered report is looked at.
    signed = read_statement(envelope, catalogue)
    return _verified(signed, expected) if signed else Verification((wrong("proof.signature"),))


def _verified(signed: SignedReport, expected: Expected) -> Verification:
    report, made, device = signed.report, signed.made, signed.device
    profile, invitation = tuple(_profile(report, expected)), tuple(_invitation(made, expected))
    # The keys a profile names count only if the profile is the employer's.
    given = report.profile.network_test.servers if _all_proven(profile) else ()
    keys = (*expected.keys, *(key for one in given if (key := _key(one.key or ""))))
    receipts = tuple(claims_of_receipts(report, made.receipts, (device, made.nonce), keys))
    claims = (
        proven("proof.unaltered"),
        *_device(device, expected),
        *profile,
        *invitation,
        *receipts,
        *claims_of_waivers(report, device.keyid, expected.keys),
        *_times(report, made, expected),
        *_openness(signed),
    )
    level = LEVEL_DEVICE
    if _all_proven(invitation):
        level = LEVEL_RECEIPTS if receipts and receipts[0].code == "receipt" else LEVEL_INVITED
    return Verification(claims, level, report, made, device)


def _key(text: str) -> PublicKey | None:
    try:
        return PublicKey(bytes.fromhex(text))
    except ValueError:
        return None


def _all_proven(claims: tuple[Claim, ...]) -> bool:
    return all(one.standing is Standing.PROVEN for one in claims)


def _device(device: PublicKey, expected: Expected) -> Iterator[Claim]:
    shown = device.keyid[:_SHOWN_DIGITS]
    if not expected.devices:
        yield unproven("proof.device_unknown", key=shown)
    elif device.keyid in expected.devices:
        yield proven("proof.device", key=shown)
    else:
        yield wrong("proof.device_other", key=shown)


def _profile(report: Report, expected: Expected) -> Iterator[Claim]:
    name = f"{report.profile.id} {report.profile.version}"
    if not expected.profiles:
        yield unproven("proof.profile_unknown", profile=name)
    elif report.source.sha256 in expected.profiles:
        yield proven("proof.profile", profile=name)
    else:
        yield wrong("proof.profile_other", profile=name)


def _invitation(made: Circumstances, expected: Expected) -> Iterator[Claim]:
    if not made.nonce:
        yield unproven("proof.no_nonce")
    elif not expected.nonces:
        yield unproven("proof.nonce_unknown", nonce=made.nonce)
    elif made.nonce in expected.nonces:
        yield proven("proof.nonce", nonce=made.nonce)
    else:
        yield wrong("proof.nonce_other", nonce=made.nonce)


def _times(report: Report, made: Circumstances | None, expected: Expected) -> Iterator[Claim]:
    """Check that the times are possible and recent; only the computer itself vouches for them."""
    last = made.signed if made else report.finished
    if max(last, report.finished) > expected.now + CLOCK_TOLERANCE:
        yield wrong("proof.future", when=moment_text(max(last, report.finished)))
    elif last < report.finished - CLOCK_TOLERANCE or report.finished < report.started:
        yield wrong("proof.order")
    elif expected.newest is not None and report.finished < expected.now - expected.newest:
        yield wrong("proof.too_old", when=moment_text(report.finished))
    else:
        yield unproven("proof.time", when=moment_text(report.finished))


def _openness(signed: SignedReport) -> Iterator[Claim]:
    """Check that the report reveals no more of itself or of the person than it may."""
    if signed.level != signed.made.level:
        yield wrong("proof.level_claim", level=signed.level)
    collect = signed.report.profile.collect
    for name in signed.made.disclosed:
        if collect is None or name not in collect.facts:
            yield wrong("proof.disclosed", name=name)
        else:
            yield unproven("proof.stated", name=name)
    yield unproven("proof.values")
