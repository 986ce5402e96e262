"""Signs reports for the terminal: with the key, the invitation and the receipts that belong to the employer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from readiness.cli.terminal.exit_codes import UsageError
from readiness.domain.refusal import Refusal
from readiness.engine.signing import Ready, Witnessed, get_ready
from readiness.machine.this_machine import ThisMachine
from readiness.store.files import why

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console
    from readiness.documents.report.statement import SignedText
    from readiness.domain.report import Report
    from readiness.engine.checkup import Checkup


def ready_here(
    report: Report,
    console: Console,
    disclosed: Mapping[str, str] | None = None,
    witnessed: Witnessed | None = None,
    machine: ThisMachine | None = None,
) -> Ready:
    """Return the report as it would be signed by this computer. Raises UsageError when it cannot be."""
    with _refusals(console):
        ready = get_ready(
            report, machine or ThisMachine(), witnessed=witnessed, disclosed=disclosed, checking=machine is not None
        )
    if ready.spent:
        console.note(console.text("sign.invitation_spent", issuer=report.profile.issuer.name))
    return ready


def sealed_here(ready: Ready, console: Console) -> SignedText:
    """Return the report signed, as it is written. Raises UsageError when it cannot be."""
    from readiness.documents.report.statement import SignedText, signed_text

    with _refusals(console):
        return SignedText(signed_text(ready.sealed()), ready.made.level)


@contextmanager
def _refusals(console: Console) -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise UsageError(console.say(refusal.reason)) from refusal
    except OSError as problem:
        raise UsageError(console.text("cli.sign_impossible", why=why(problem))) from problem


def signer(checkup: Checkup, machine: ThisMachine, console: Console) -> Callable[[Report], SignedText]:
    """Return what signs the reports of a check that begins now, receipts included."""
    from readiness.engine.receipts import ReceiptsWanted, invitation

    wanted = ReceiptsWanted(machine.speed.receipts, checkup.documents, invitation)

    def sign(report: Report) -> SignedText:
        witnessed = Witnessed(partial(wanted.of, report.profile.id), checkup.clock_jump)
        return sealed_here(ready_here(report, console, witnessed=witnessed, machine=machine), console)

    return sign
