"""Getting a report to where its profile says, for window and terminal alike: the places, the letter, the hand-over."""

from __future__ import annotations

from pathlib import Path

from readiness.domain.delivery import Letter, Post, Result, State, Way
from readiness.domain.profile import Destination
from readiness.domain.report import Report
from readiness.machine.sending import Carrier
from readiness.machine.sending.mail import hand_over
from readiness.store.folders import data_folder
from readiness.store.outbox import Outbox

BY_HAND = frozenset({Way.EMAIL, Way.FILE})
"""Ways on which the person does the sending: nothing is known but that they were handed it."""


def places(report: Report) -> tuple[Destination, ...]:
    """Return where a report may go: every place the profile names, and a file in any case."""
    named = report.profile.submit
    return named if any(one.kind == Way.FILE for one in named) else (*named, Destination(Way.FILE))


def letter(report: Report, place: Destination, body: bytes, language: str) -> Letter:
    """Return what is put into the outbox."""
    title = report.profile.title.in_language(language)
    return Letter(report.id, Way(place.kind), place.address or "", title, body)


def kept_file(one: Letter) -> Path:
    """Return where a report lies that the person takes from there."""
    folder = data_folder() / "sent"
    folder.mkdir(exist_ok=True)
    return folder / f"report-{one.key}.signed.json"


def handed_over(outbox: Outbox, one: Letter, file: Path, subject: str) -> Post:
    """Give a letter, written to ``file`` already, into the person's hands: to their mail program, or as it is.

    Takes its time. Raises OutboxUnavailableError.
    """
    result = Result(State.HANDED_OVER, place=str(file))
    if one.way is Way.EMAIL:
        result = hand_over(one.address, subject, file)
    post = outbox.add(one)
    taken = outbox.take_this(post.number)
    if taken:
        outbox.settle(taken, result)
    return outbox.post(post.number) or post


def carrier() -> Carrier:
    """Return what gets letters to servers."""
    return Carrier()
