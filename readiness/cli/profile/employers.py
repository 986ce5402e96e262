"""``readiness profile add|update|list|remove``: the employers' profiles of this person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.failures import failed, located, say_problems
from readiness.cli.terminal.files import UnusableError, document
from readiness.cli.terminal.invocation import command_line
from readiness.cli.terminal.questions import YES
from readiness.documents.json_text.problems import DocumentError
from readiness.domain.message import message
from readiness.domain.refusal import Refusal
from readiness.employers.consent import clock_words, terms, vouched_words
from readiness.employers.link import pasted
from readiness.employers.subscriptions import Employers, Offer, Renewal, Subscription
from readiness.store.files import why

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console

_PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".ppm"})


def add(options: argparse.Namespace, console: Console) -> Exit:
    """Show what a link, an address, a file or a picture of a QR code offers, and keep it if the person agrees."""
    source = str(options.source)
    outside = Path(source).suffix.casefold() in _PICTURES and Path(source).is_file()
    if outside:
        source = _text_in_picture(Path(source), console)
    elif not Path(source).is_file():
        source = pasted(source)
    employers = Employers()
    if options.json:
        return _added_for_program(employers, source, options, console, outside=outside)
    offer = offered(employers, source, console, local=options.local, outside=outside)
    return _agreed_and_kept(employers, offer, options, console)


def _added_for_program(
    employers: Employers, source: str, options: argparse.Namespace, console: Console, *, outside: bool
) -> Exit:
    """Tell what is offered, and keep it where that was agreed to beforehand: nobody is asked."""
    try:
        offer = offered(employers, source, console, local=options.local, outside=outside)
        if options.yes:
            employers.add(offer)
    except (Refusal, UnusableError) as problem:
        console.print_json({"format": 1, **refused_json(problem, console)})
        return failed(problem, console)
    asked = {"terms": [{"label": label, "value": value} for label, value in terms(offer, console.translator)]}
    result = _result_json(offer.profile.id, "added" if options.yes else "offered", console)
    console.print_json({"format": 1, **result, **offer_json(offer), **asked})
    if options.yes:
        return Exit.PASS
    console.note(console.text("cli.add.say_yes"))
    return Exit.INCOMPLETE


def refused_json(problem: Refusal | UnusableError, console: Console) -> dict[str, object]:
    """Return why something is not to be had or not to be believed, for programs."""
    if isinstance(problem, Refusal):
        return {"id": None, "result": "refused", "reason": problem.code, "message": console.say(problem.reason)}
    [first, *_] = problem.error.problems
    return {"id": None, "result": "refused", "reason": first.code, "message": located(problem.name, first, console)}


def offer_json(offer: Offer) -> dict[str, object]:
    """Return what is offered and who vouches for it, for programs."""
    profile, until = offer.profile, offer.profile.valid.until
    return {
        "version": profile.version,
        "serial": profile.serial,
        "sha256": offer.document.source.sha256,
        "signed": offer.bundle is not None,
        "vouched": str(offer.vouched),
        "fingerprint": offer.fingerprint or None,
        "valid_until": until.isoformat() if until else None,
        "source": offer.source or None,
    }


def offered(
    employers: Employers,
    source: str,
    console: Console,
    *,
    local: bool = False,
    outside: bool = False,
    to_keep: bool = True,
) -> Offer:
    """Return what is offered. Raises UsageError, UnusableError or Refusal."""
    try:
        with document(source):
            return employers.offered(source, local=local, outside=outside, to_keep=to_keep)
    except OSError as problem:
        raise UsageError(console.text("cli.unreadable", file=source, why=why(problem))) from problem


def _agreed_and_kept(employers: Employers, offer: Offer, options: argparse.Namespace, console: Console) -> Exit:
    quiet = getattr(options, "json", False)
    for label, value in () if quiet else terms(offer, console.translator):
        console.print_wrapped(console.pair(label, value), "", "    ")
    console.note("")
    if not options.yes:
        if not console.answered:
            console.note(console.text("cli.add.say_yes"))
            return Exit.INCOMPLETE
        answer = console.ask(console.text("cli.add.question"))
        if answer is None or answer.casefold() not in YES:
            console.note(console.text("cli.add.not_added"))
            return Exit.INCOMPLETE
    employers.add(offer)
    if quiet:
        return Exit.PASS
    console.print(console.text("cli.add.added", id=offer.profile.id))
    console.note_verbatim("  " + command_line("check", offer.profile.id))
    return Exit.PASS


def _text_in_picture(path: Path, console: Console) -> str:
    try:
        # As for PDFs: reading a picture is the one thing of the window's that the terminal asks for.
        from readiness.desktop.controllers.qr import read_code
    except ImportError as missing:
        raise UsageError(console.text("cli.no_picture", library=str(missing))) from missing
    return read_code(path)


def update(options: argparse.Namespace, console: Console) -> Exit:
    """Look for newer profiles; one employer's trouble is not another's."""
    employers = Employers()
    ids = options.ids or employers.ids()
    if not ids:
        console.note(console.text("cli.list.none"))
    told: list[dict[str, object]] = []
    ends = [_updated(employers, id_, options, console, told) for id_ in ids]
    if options.json:
        console.print_json({"format": 1, "profiles": told})
    return max(ends, default=Exit.PASS)


def _updated(
    employers: Employers, id_: str, options: argparse.Namespace, console: Console, told: list[dict[str, object]]
) -> Exit:
    try:
        found = employers.update(id_)
    except Refusal as refusal:
        console.note(console.pair(id_, console.say(refusal.reason)))
        told.append(_result_json(id_, "refused", console, refusal))
        # Nobody asked for this one: a nightly update of all must be able to end well.
        is_no_matter = refusal.code == "employers.no_source" and not options.ids
        return Exit.PASS if is_no_matter else Exit.PROFILE
    except DocumentError as error:
        say_problems(id_, error, console)
        told.append(_result_json(id_, "refused", console) | {"reason": error.problems[0].code})
        return Exit.PROFILE
    told.append(_result_json(id_, str(found.renewal), console))
    if found.offer is not None and found.offer.clock_apart is not None:
        console.note(console.say(clock_words(found.offer)))
    if found.renewal is Renewal.ASKS_MORE and found.offer is not None:
        console.note(console.text("cli.update.asks_more", id=id_))
        if options.json and not options.yes:
            return Exit.INCOMPLETE
        end = _agreed_and_kept(employers, found.offer, options, console)
        told[-1] |= {"result": str(Renewal.RENEWED)} if end is Exit.PASS else {}
        return end
    if not options.json:
        console.print(console.pair(id_, console.text(f"cli.update.{found.renewal}")))
    return Exit.PASS


def _result_json(id_: str, result: str, console: Console, refusal: Refusal | None = None) -> dict[str, object]:
    """Return what came of one profile, for programs."""
    reason = {"reason": refusal.code, "message": console.say(refusal.reason)} if refusal else {"reason": None}
    return {"id": id_, "result": result, **reason}


def list_(options: argparse.Namespace, console: Console) -> Exit:
    """List the profiles that were added, and those that cannot be used, with the reason."""
    found = list(Employers().all())
    if options.json:
        console.print_json({"format": 1, "profiles": [_as_json(one, console) for one in found]})
    elif not found:
        console.note(console.text("cli.list.none"))
    for one in () if options.json else found:
        for number, line in enumerate(_lines(one, console)):
            console.print_wrapped(line, "    " if number else "")
    return Exit.PROFILE if any(isinstance(one, Refusal) or one.refusal for one in found) else Exit.PASS


def _lines(one: Subscription | Refusal, console: Console) -> Sequence[str]:
    if isinstance(one, Refusal):
        return [console.say(one.reason)]
    record, document_ = one.record, one.document
    lines = [one.id, console.say(vouched_words(record.vouched))]
    if document_ is not None:
        profile = document_.profile
        title = profile.title.in_language(console.translator.language)
        lines[1:1] = [console.say(message("report.aside", text=title, note=profile.issuer.name))]
        lines.append(console.text("cli.list.version", version=profile.version, serial=profile.serial))
    if one.refusal is not None:
        lines.append(console.say(one.refusal.reason))
    lines.append(console.text("cli.list.source", source=record.source or console.text("cli.list.file")))
    return [*lines, console.text("cli.list.looked", time=console.translator.moment(record.checked))]


def _as_json(one: Subscription | Refusal, console: Console) -> dict[str, object]:
    if isinstance(one, Refusal):
        return {"id": None, "usable": False, "reason": one.code, "message": console.say(one.reason)}
    record, refusal = one.record, one.refusal
    return {
        "id": one.id,
        "usable": refusal is None,
        "reason": refusal.code if refusal else None,
        "message": console.say(refusal.reason) if refusal else None,
        "signed": record.seen.signed,
        "vouched": str(record.vouched),
        "version": one.document.profile.version if one.document else None,
        "serial": record.seen.serial,
        "sha256": record.seen.sha256,
        "keys": record.seen.keys or None,
        "source": record.source or None,
        "added": record.added.isoformat(),
        "checked": record.checked.isoformat(),
    }


def remove(options: argparse.Namespace, console: Console) -> Exit:
    """Let go of profiles and of what is remembered of their employers; a misspelt one keeps none of the others."""
    told: list[dict[str, object]] = []
    ends = [_removed(Employers(), id_, options, console, told) for id_ in options.ids]
    if options.json:
        console.print_json({"format": 1, "profiles": told})
    return max(ends)


def _removed(
    employers: Employers, id_: str, options: argparse.Namespace, console: Console, told: list[dict[str, object]]
) -> Exit:
    try:
        employers.remove(id_)
    except Refusal as refusal:
        console.note(console.say(refusal.reason))
        told.append(_result_json(id_, "refused", console, refusal))
        return Exit.PROFILE
    except OSError as problem:
        kept = Refusal(message("employers.not_removed", id=id_, why=why(problem)))
        console.note(console.say(kept.reason))
        told.append(_result_json(id_, "refused", console, kept))
        return Exit.USAGE
    told.append(_result_json(id_, "removed", console))
    if not options.json:
        console.print(console.text("cli.removed", id=id_))
    return Exit.PASS
