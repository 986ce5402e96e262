"""Signs reports for the terminal: with the key, the invitation and the receipts that belong to the employer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from readiness.cli import UsageError
from readiness.cli.files import why
from readiness.domain.refusal import Refusal
from readiness.employers.subscriptions import Employers
from readiness.engine.signing import signed_report
from readiness.machine.select import ThisMachine

if TYPE_CHECKING:
    from readiness.cli.console import Console
    from readiness.documents.envelope import Envelope
    from readiness.documents.profile_file import ProfileDocument
    from readiness.documents.report_values import Json
    from readiness.domain.report import Report


def signed_here(
    report: Report,
    console: Console,
    disclosed: Mapping[str, str] | None = None,
    receipts: Sequence[Json] = (),
    machine: ThisMachine | None = None,
) -> Envelope:
    """Return the report signed by this computer. Raises UsageError when it cannot be."""
    nonce = invitation(report.profile.id)
    try:
        return signed_report(
            report,
            machine or ThisMachine(),
            nonce=nonce,
            receipts=receipts,
            disclosed=disclosed,
            checking=machine is not None,
        )
    except Refusal as refusal:
        raise UsageError(console.say(refusal.reason)) from refusal
    except OSError as problem:
        raise UsageError(console.text("cli.sign_impossible", why=why(problem))) from problem


def signer(
    files: Sequence[str], documents: Sequence[ProfileDocument], machine: ThisMachine, console: Console
) -> Callable[[Report], str] | None:
    """Return what signs the reports of a check that begins now, receipts included; None where none is to be signed."""
    from readiness.cli.reporting import SIGNED

    if not any(file.casefold().endswith(SIGNED) for file in files):
        return None
    from readiness.documents.statement import signed_text
    from readiness.engine.receipts import ReceiptsWanted

    wanted = ReceiptsWanted(machine.speed.receipts, documents, invitation)
    return lambda report: signed_text(
        signed_here(report, console, receipts=wanted.of(report.profile.id), machine=machine)
    )


def invitation(profile: str) -> str:
    """Return the nonce of the employer's invitation, "" when there is none."""
    try:
        return Employers().subscription(profile).record.nonce
    except (Refusal, OSError):
        return ""
