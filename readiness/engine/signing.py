"""Signs a report with the key that this computer has for its employer, and tells the circumstances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from readiness.checks.base import Machine
from readiness.documents.envelope import Envelope
from readiness.documents.report_values import Json
from readiness.documents.signing import SigningKey
from readiness.documents.statement import Circumstances, sign_report
from readiness.domain.profile import NetworkTest
from readiness.domain.report import ProfileSource, Report
from readiness.engine.signals import signals
from readiness.store.build import app_build
from readiness.store.keys import own_key


def root_of(source: ProfileSource) -> str:
    """Return by what a profile's keys are told from nobody's: who only borrows an id has no key that was pinned."""
    return "signed" if source.signed else ""


def device_key_name(profile: str, root: str = "") -> str:
    """Return the name of the key for one employer: two of them cannot tell that they ask the same computer.

    ``root`` is ``root_of`` the profile.
    """
    return f"report:{profile}:{root or 'unsigned'}"


def device_key(profile: str, root: str = "") -> tuple[SigningKey, str]:
    """Return this computer's key for one employer, made when there is none, and where it is kept.

    Raises:
        Refusal: there is one that cannot be had now.
        OSError: there is none, and the disk takes none.
    """
    key, place = own_key(device_key_name(profile, root))
    return key, str(place)


def signed_report(
    report: Report,
    machine: Machine,
    *,
    nonce: str = "",
    receipts: Sequence[Json] = (),
    disclosed: Mapping[str, str] | None = None,
    checking: bool = False,
) -> Envelope:
    """Return the report, signed. While ``checking``, the profile's servers may be asked for the time.

    Raises as ``device_key`` does.
    """
    test = report.profile.network_test if checking else NetworkTest()
    key, kept = device_key(report.profile.id, root_of(report.source))
    made = Circumstances(
        signed=datetime.now(UTC),
        kept=kept,
        build=app_build(),
        nonce=nonce,
        signals=signals(machine, test, report.facts),
        receipts=receipts,
        disclosed=disclosed or {},
    )
    return sign_report(report, made, key)
