"""``readiness waiver``: an employer writes and signs one; an agent adds it to this computer."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.profile.signing import keys_at_hand
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.files import bytes_of, document, unwritable
from readiness.documents.profile.file import read_profile
from readiness.documents.report.file import json_text
from readiness.documents.report.waiver import accepted, seal_waiver
from readiness.documents.trust.bundle import looks_like_bundle, read_bundle
from readiness.domain.profile import Texts
from readiness.domain.refusal import Refusal
from readiness.domain.waiver import Waiver
from readiness.employers.device_key import device_key, root_of
from readiness.employers.waivers import KeptWaiver, Waivers
from readiness.store.files import save_whole

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console


def new(options: argparse.Namespace, console: Console) -> Exit:
    """Write a waiver for one of the requirements of one's own signed profile, and sign it."""
    data = bytes_of(Path(options.profile), console)
    if not looks_like_bundle(data):
        raise UsageError(console.text("cli.waiver_unsigned", file=options.profile))
    with document(options.profile):
        bundle = read_bundle(data)
        profile = read_profile(bundle.profile.payload, catalogue()).profile
    waiver = Waiver(
        str(uuid.uuid4()),
        profile.id,
        options.requirement,
        Texts(profile.language, {profile.language: options.reason}),
        _day(options.until, console),
        options.device or "",
    )
    keys = keys_at_hand(bundle.current.keys, options, console)
    sealed = seal_waiver(waiver, keys)
    try:
        # What no agent's computer would take is not worth handing out.
        accepted(waiver, sealed, profile, waiver.device, bundle.current.keys, datetime.now(UTC), min(len(keys), 1) or 1)
    except Refusal as refusal:
        raise UsageError(console.say(refusal.reason)) from refusal
    path = Path(options.output)
    try:
        save_whole(path, json_text(sealed.as_json()).encode())
    except OSError as problem:
        raise UsageError(unwritable(path, problem, console)) from problem
    console.note(console.text("cli.saved", file=str(path)))
    return Exit.PASS


def _day(text: str, console: Console) -> datetime:
    """Return the end of a day. Raises UsageError."""
    try:
        return datetime.combine(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC), time(23, 59, 59), UTC)
    except ValueError as problem:
        raise UsageError(console.text("cli.waiver_day", value=text)) from problem


def add(options: argparse.Namespace, console: Console) -> Exit:
    """Keep a waiver, if it is an employer's, for this computer and still good."""
    data = bytes_of(Path(options.file), console)
    try:
        with document(options.file):
            waiver = Waivers().add(data)
    except Refusal as refusal:
        console.note(console.say(refusal.reason))
        return Exit.FAIL
    console.print(_line(waiver, console))
    return Exit.PASS


def list_(options: argparse.Namespace, console: Console) -> Exit:
    """List the waivers on this computer, and the key an employer writes one for."""
    found = list(Waivers().all())
    if options.json:
        console.print_json({"format": 1, "waivers": [_as_json(one, console) for one in found]})
        return Exit.PASS
    for one in found:
        console.print(_line(one.waiver, console))
        if one.refusal:
            console.print(f"  {console.say(one.refusal.reason)}")
    if not found:
        console.print(console.text("cli.waiver_none"))
    return Exit.PASS


def _as_json(one: KeptWaiver, console: Console) -> dict[str, object]:
    waiver, refusal = one.waiver, one.refusal
    return {
        "id": waiver.id,
        "profile": waiver.profile,
        "requirement": waiver.requirement,
        "until": waiver.until.isoformat(),
        "for": waiver.device or None,
        "usable": refusal is None,
        "reason": refusal.code if refusal else None,
        "message": console.say(refusal.reason) if refusal else None,
    }


def key(options: argparse.Namespace, console: Console) -> Exit:
    """Tell this computer's key for an employer, to write a waiver for, and to know it again by."""
    from readiness.cli.profile.files import open_profile

    one = open_profile(options.profile, console)
    try:
        made, _ = device_key(one.profile.id, root_of(one.source))
    except Refusal as refusal:
        raise UsageError(console.say(refusal.reason)) from refusal
    console.print(made.public.keyid)
    return Exit.PASS


def remove(options: argparse.Namespace, console: Console) -> Exit:
    """Let go of a waiver."""
    if not Waivers().remove(options.id):
        raise UsageError(console.text("cli.waiver_unknown", id=options.id))
    return Exit.PASS


def _line(waiver: Waiver, console: Console) -> str:
    reason = waiver.reason.in_language(console.translator.language)
    date = console.translator.date(waiver.until)
    about = {"requirement": waiver.requirement, "profile": waiver.profile, "date": date, "reason": reason}
    return f"{waiver.id}  {console.text('cli.waiver_line', **about)}"
