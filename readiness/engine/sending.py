"""Delivering reports, for window and terminal alike: destinations, letters, and handing them to the person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.report.statement import SignedText
from readiness.documents.report.statement_file import envelope_of, read_statement
from readiness.documents.report.values import Json
from readiness.domain.delivery import DeliveryMethod, Letter, Post, Result, State
from readiness.domain.profile import Destination
from readiness.domain.report import Report
from readiness.engine.signing import Ready
from readiness.machine.sending import Carrier
from readiness.machine.sending.mail import hand_over
from readiness.render.disclosure import SigningDetails
from readiness.store.files import keep_whole, save_whole
from readiness.store.folders import data_folder
from readiness.store.outbox import FILE, Outbox, OutboxUnavailableError

_SHOWN_DIGITS: Final = 16
BY_HAND: Final = frozenset({DeliveryMethod.EMAIL, DeliveryMethod.FILE})
"""Methods by which the person does the sending; the program only knows that it handed the report over."""


def places(report: Report) -> tuple[Destination, ...]:
    """Return where a report may go: every destination of the profile, and a file in any case."""
    named = report.profile.submit
    return (
        named if any(one.kind == DeliveryMethod.FILE for one in named) else (*named, Destination(DeliveryMethod.FILE))
    )


def letter(report: Report, place: Destination, body: bytes, language: str) -> Letter:
    """Return the letter to put into the outbox."""
    title = report.profile.title.in_language(language)
    return Letter(report.id, DeliveryMethod(place.kind), place.address or "", title, body)


def kept_file(one: Letter) -> Path:
    """Return the file from which the person takes a report to their mail program."""
    return data_folder() / "sent" / f"report-{one.key}.signed.json"


def handed_over(outbox: Outbox, one: Letter, chosen: Path | None, subject: str) -> Post:
    """Hand a letter to the person, in their mail program or as a file at the path they chose. Slow.

    Raises:
        OutboxUnavailableError: as ``Outbox``.
        OSError: the file cannot be written; nothing is recorded then.
    """
    file = chosen or kept_file(one)
    (save_whole if chosen else keep_whole)(file, one.body)
    result = Result(State.HANDED_OVER, place=str(file))
    if one.method is DeliveryMethod.EMAIL:
        result = hand_over(one.address, subject, file)
    post = outbox.add(one)
    if post.letter.body != one.body and outbox.delete(post.number):
        post = outbox.add(one)  # what was taken last is what counts
    taken = outbox.take_this(post.number)
    if taken:
        outbox.settle(taken, result)
    return outbox.post(post.number) or post


def forget(outbox: Outbox, number: int) -> bool:
    """Delete a letter and the copy made for a mail program; return whether that was possible.

    Files that the person saved elsewhere are not touched. Raises OutboxUnavailableError.
    """
    post = outbox.post(number)
    if post is None or not outbox.delete(number):
        return False
    if not any(other.letter.method in BY_HAND for other in outbox.of(post.letter.key)):
        with suppress(OSError):
            copy = kept_file(post.letter)
            for file in (copy, copy.with_suffix(".eml")):
                file.unlink(missing_ok=True)
    return True


def signing_details(ready: Ready) -> SigningDetails:
    """Return what a signed report says besides the report itself, for display."""
    made = ready.made
    key = ready.key.public.keyid[:_SHOWN_DIGITS]
    return SigningDetails(made.signed, made.level, key, made.nonce, len(made.receipts), made.signals)


def statement_text(statement: Json) -> str:
    """Return a statement as indented JSON text."""
    return json.dumps(statement, indent=2, ensure_ascii=False)


def readable_letter(body: bytes) -> str:
    """Return the content of a signed report as readable text; other documents unchanged."""
    try:
        envelope = envelope_of(body)
        return statement_text(json.loads(envelope.payload)) if envelope else body.decode("utf-8", "replace")
    except (DocumentError, ValueError):
        return body.decode("utf-8", "replace")


def earlier(report: Report) -> Mapping[Destination, Post]:
    """Return what was sent of a report so far, by destination. Raises OutboxUnavailableError."""
    if not (data_folder() / FILE).is_file():
        return {}
    with Outbox() as outbox:
        posts = {(post.letter.method, post.letter.address): post for post in outbox.of(report.id)}
    found = ((place, posts.get((DeliveryMethod(place.kind), place.address or ""))) for place in places(report))
    return {place: post for place, post in found if post}


def signed_form(report: Report) -> SignedText | None:
    """Return a report in the form in which it was signed for sending, None if it was not."""
    try:
        posts = earlier(report).values()
    except (OutboxUnavailableError, OSError):
        return None
    return next((found for post in posts if (found := _as_signed(post.letter.body))), None)


def _as_signed(body: bytes) -> SignedText | None:
    with suppress(DocumentError):
        envelope = envelope_of(body)
        made = read_statement(envelope, catalogue()) if envelope else None
        if made:
            return SignedText(body.decode(), made.made.level)
    return None


def carrier() -> Carrier:
    """Return the carrier that delivers letters to servers."""
    return Carrier()
