"""Signs reports for the terminal: with the key, the invitation and the receipts that belong to the employer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from readiness.cli.terminal.exit_codes import UsageError
from readiness.domain.refusal import Refusal
from readiness.engine.signing import Ready, Witnessed, get_ready
from readiness.machine.this_machine import ThisMachine
from readiness.store.files import why

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console
    from readiness.documents.report.statement import SignedText
    from readiness.domain.profile import Profile
    from readiness.domain.report import Report
    from readiness.engine.checkup import Checkup

_LONGEST: Final = 200
"""How many letters a word about a person has at most."""


def stated(texts: Iterable[str], profiles: Sequence[Profile], console: Console) -> dict[str, str]:
    """Return what the person says of themselves, ``ID=VALUE`` each. Raises UsageError for what no profile asks for."""
    asked = sorted({fact for profile in profiles if profile.collect for fact in profile.collect.facts})
    found: dict[str, str] = {}
    for text in texts:
        name, _, value = text.partition("=")
        if name not in asked or not value or len(value) > _LONGEST:
            raise UsageError(console.text("cli.send_collect", name=name, known=", ".join(asked) or "-"))
        found[name] = value
    return found


def _asked_by(profile: Profile, said: Mapping[str, str]) -> dict[str, str]:
    """Return what of it this employer asks for: nobody learns what somebody else wanted to know."""
    asked = profile.collect.facts if profile.collect else ()
    return {name: value for name, value in said.items() if name in asked}


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


def signer(
    checkup: Checkup, machine: ThisMachine, console: Console, said: Mapping[str, str]
) -> Callable[[Report], SignedText]:
    """Return what signs the reports of a check that begins now: receipts included, and what the person ``said``."""
    from readiness.engine.receipts import ReceiptsWanted, invitation

    wanted = ReceiptsWanted(machine.speed.receipts, checkup.documents, invitation)

    def sign(report: Report) -> SignedText:
        witnessed = Witnessed(partial(wanted.of, report.profile.id), checkup.clock_jump)
        told = _asked_by(report.profile, said)
        return sealed_here(ready_here(report, console, told, witnessed, machine), console)

    return sign
