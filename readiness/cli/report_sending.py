"""``readiness report send`` and ``sent``: what goes where is shown before it goes, and stays to be looked up."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from readiness.checks.registry import catalogue
from readiness.cli import UsageError
from readiness.cli.exit_codes import Exit
from readiness.cli.files import bytes_of, document, unwritable, write_text
from readiness.cli.invocation import command_line
from readiness.cli.questions import YES
from readiness.cli.signing import signed_here
from readiness.documents.report_file import read_report
from readiness.documents.statement import signed_text
from readiness.documents.statement_file import envelope_of, read_statement
from readiness.domain.delivery import Result, State, Way
from readiness.domain.message import Message, message
from readiness.machine.sending import Carrier
from readiness.machine.sending.mail import hand_over
from readiness.store.folders import data_folder
from readiness.store.outbox import Letter, Outbox, OutboxUnavailableError, Post
from readiness.store.sender import keep_sending, send_due

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console
    from readiness.documents.statement_file import SignedReport
    from readiness.domain.profile import Destination
    from readiness.domain.report import Report

_FORMAT: Final = 1
STATES: Final[Mapping[State, Message]] = {
    State.WAITING: Message("sending.state.waiting"),
    State.STORED: Message("sending.state.stored"),
    State.HANDED_OVER: Message("sending.state.handed_over"),
    State.REFUSED: Message("sending.state.refused"),
    State.GIVEN_UP: Message("sending.state.given_up"),
    State.CANCELLED: Message("sending.state.cancelled"),
}
_WAYS: Final[Mapping[Way, Message]] = {
    Way.HTTPS: Message("sending.way.https"),
    Way.PRESIGNED: Message("sending.way.presigned"),
    Way.WEBHOOK: Message("sending.way.webhook"),
    Way.EMAIL: Message("sending.way.email"),
    Way.FILE: Message("sending.way.file"),
}


def send(options: argparse.Namespace, console: Console) -> Exit:
    """Queue a report for a destination of its profile, once the person has seen what goes where; then send."""
    try:
        with Outbox() as outbox:
            if outbox.mishap:
                console.note(console.text("cli.outbox_damaged", file=str(outbox.mishap)))
            if options.file is None:
                return _send_waiting(outbox, console, wait=options.wait)
            return _send_file(options, outbox, console)
    except OutboxUnavailableError as problem:
        raise UsageError(console.text("cli.outbox_unavailable")) from problem


def _send_file(options: argparse.Namespace, outbox: Outbox, console: Console) -> Exit:
    report, body = _signed(options, console)
    place = _destination(report, options.to, console)
    way, address = Way(place.kind), place.address or ""
    _show(report, body, way, address, console)
    if not options.yes and not (console.answered and _agreed(console.ask(console.text("cli.send_ask")))):
        console.note(console.text("cli.send_not"))
        return Exit.USAGE
    letter = Letter(report.id, way, address, report.profile.title.in_language(console.translator.language), body)
    if way in {Way.EMAIL, Way.FILE}:
        return _by_hand(letter, options.output, outbox, console)
    post = outbox.add(letter)
    if post.state is not State.WAITING:
        console.print(_line(post, console))
        return _exit([post])
    return _send_waiting(outbox, console, wait=options.wait, only=post.number)


def _agreed(answer: str | None) -> bool:
    """Whether the person said yes: nothing leaves by Enter alone."""
    return answer is not None and answer.casefold() in YES


def _signed(options: argparse.Namespace, console: Console) -> tuple[Report, bytes]:
    """Return the report and the very bytes that would go: as they are where they are signed, else signed now."""
    data = bytes_of(Path(options.file), console)
    with document(options.file):
        envelope = envelope_of(data)
        if envelope is None:
            report = read_report(data, catalogue())
            return report, signed_text(signed_here(report, console, _collected(options, report, console))).encode()
        found: SignedReport | None = read_statement(envelope, catalogue())
    if found is None:
        raise UsageError(console.text("cli.send_altered", file=options.file))
    return found.report, data


def _collected(options: argparse.Namespace, report: Report, console: Console) -> dict[str, str]:
    """Return what the person says of themselves, if the profile asks for it. Raises UsageError for anything else."""
    asked = report.profile.collect.facts if report.profile.collect else ()
    found: dict[str, str] = {}
    for text in options.collect:
        name, _, value = text.partition("=")
        if name not in asked or not value or len(value) > 200:  # noqa: PLR2004 - no name is longer
            raise UsageError(console.text("cli.send_collect", name=name, known=", ".join(asked) or "-"))
        found[name] = value
    return found


def _destination(report: Report, wanted: str | None, console: Console) -> Destination:
    """Return where the report is to go: one of the places the profile names, or a file. Raises UsageError."""
    from readiness.domain.profile import Destination

    places = [*report.profile.submit]
    if all(one.kind != Way.FILE for one in places):
        places.append(Destination(Way.FILE))
    if wanted is None:
        return places[0]
    found = next((one for one in places if wanted in {one.kind, one.address}), None)
    if found is None:
        known = ", ".join(one.address or one.kind for one in places)
        raise UsageError(console.text("cli.send_nowhere", place=wanted, known=known))
    return found


def _show(report: Report, body: bytes, way: Way, address: str, console: Console) -> None:
    """Show what goes where: the report in words, whatever names the person, and to whom."""
    from readiness.render.plain import render_text
    from readiness.render.words import describe

    console.print(render_text(describe(report, console.translator), console.style))
    envelope = envelope_of(body)
    made = read_statement(envelope, catalogue()) if envelope else None
    if made:
        from readiness.render.proof import signal_words

        console.print("")
        console.print(console.text("cli.send_also"))
        told = [*signal_words(made.made.signals, console.translator), *made.made.disclosed.items()]
        key = made.device.keyid[:16]
        for name, value in [*told, (console.text("cli.send_key"), key)]:
            console.print(f"  - {console.pair(name, value)}")
    console.print("")
    issuer = report.profile.issuer.name
    where = address or console.text("cli.send_to_file")
    console.print(console.text("cli.send_where", issuer=issuer, way=_WAYS[way], place=where, size=len(body)))
    if not report.source.signed:
        console.print(console.text("cli.send_unsigned"))


def _by_hand(letter: Letter, output: str | None, outbox: Outbox, console: Console) -> Exit:
    """Write the file the person takes it from, and for e-mail hand it to the mail program."""
    path = Path(output) if output else _kept_file(letter)
    try:
        write_text(path, letter.body.decode())
    except OSError as problem:
        raise UsageError(unwritable(path, problem, console)) from problem
    result = Result(State.HANDED_OVER, place=str(path))
    if letter.way is Way.EMAIL:
        subject = console.text("cli.send_subject", profile=letter.title)
        result = hand_over(letter.address, subject, path)
    post = outbox.add(letter)
    taken = outbox.take_this(post.number)
    if taken:
        outbox.settle(taken, result)
    return _told(outbox, post.number, console)


def _kept_file(letter: Letter) -> Path:
    folder = data_folder() / "sent"
    folder.mkdir(exist_ok=True)
    return folder / f"report-{letter.key}.signed.json"


def _send_waiting(outbox: Outbox, console: Console, *, wait: bool, only: int | None = None) -> Exit:
    """Try what is due now; with ``wait`` go on until nothing waits."""

    def told(post: Post, result: Result) -> None:
        console.progress(f"{post.letter.title}: {console.say(result.error or STATES[result.state])}")

    if wait:
        keep_sending(outbox, Carrier(), threading.Event(), told)
    else:
        send_due(outbox, Carrier(), told)
    posts = [post for post in outbox.posts() if only in {None, post.number}]
    if only is not None:
        return _told(outbox, only, console)
    waiting = [post for post in posts if post.state is State.WAITING]
    console.print(console.text("cli.send_left", count=len(waiting)))
    return Exit.INCOMPLETE if waiting else Exit.PASS


def _told(outbox: Outbox, number: int, console: Console) -> Exit:
    post = outbox.post(number)
    assert post  # noqa: S101 - it was just there
    console.print(_line(post, console))
    if post.state in {State.WAITING, State.REFUSED, State.GIVEN_UP}:
        console.note(console.text("cli.send_later"))
        console.note_verbatim("  " + command_line("report", "send" if post.state is State.WAITING else "sent"))
    return _exit([post])


def _exit(posts: Sequence[Post]) -> Exit:
    states = {post.state for post in posts}
    if states & {State.REFUSED, State.GIVEN_UP}:
        return Exit.FAIL
    return Exit.INCOMPLETE if State.WAITING in states else Exit.PASS


# ------------------------------------------------------------------ what was sent


def sent(options: argparse.Namespace, console: Console) -> Exit:
    """List what was sent and what waits; show, cancel, try again or delete one."""
    try:
        with Outbox() as outbox:
            for change, done in (("cancel", outbox.cancel), ("retry", outbox.try_again), ("delete", outbox.delete)):
                number = getattr(options, change)
                if number is not None:
                    return _changed(change, done(number), number, console)
            if options.show is not None:
                return _shown(outbox.post(options.show), options.show, console)
            posts = outbox.posts()
    except OutboxUnavailableError as problem:
        raise UsageError(console.text("cli.outbox_unavailable")) from problem
    if options.json:
        console.print_json({"format": _FORMAT, "posts": [_as_json(post) for post in posts]})
    elif not posts:
        console.print(console.text("cli.sent_nothing"))
    for post in () if options.json else posts:
        console.print(_line(post, console))
    return Exit.PASS


_CHANGED: Final = {
    "cancel": Message("cli.sent_cancelled"),
    "retry": Message("cli.sent_retried"),
    "delete": Message("cli.sent_deleted"),
}


def _changed(change: str, done: bool, number: int, console: Console) -> Exit:  # noqa: FBT001 - what came of it
    if not done:
        raise UsageError(console.text("cli.sent_impossible", number=number))
    console.print(console.say(_CHANGED[change]))
    return Exit.PASS


def _shown(post: Post | None, number: int, console: Console) -> Exit:
    """Show the very bytes that went, or wait."""
    if post is None:
        raise UsageError(console.text("cli.sent_impossible", number=number))
    console.print(post.letter.body.decode("utf-8", "replace"))
    return Exit.PASS


def _line(post: Post, console: Console) -> str:
    """Return one post on a line: number, what, to where, what became of it and when."""
    translator = console.translator
    when = translator.moment(post.settled or post.created)
    where = post.place or post.letter.address
    state = console.say(message("report.aside", text=console.say(STATES[post.state]), note=when))
    line = f"{post.number}  {post.letter.title} \u2192 {where}: {state}"
    if post.state is State.WAITING and post.tries:
        line += f" {console.text('cli.sent_next', when=translator.moment(post.next_try))}"
    return f"{line} {console.say(post.error)}" if post.error else line


def _as_json(post: Post) -> dict[str, Any]:
    from readiness.documents.report_values import message_json
    from readiness.documents.times import moment_text

    return {
        "number": post.number,
        "report": post.letter.key,
        "title": post.letter.title,
        "way": str(post.letter.way),
        "address": post.letter.address,
        "state": str(post.state),
        "created": moment_text(post.created),
        "settled": moment_text(post.settled) if post.settled else None,
        "tries": post.tries,
        "next_try": moment_text(post.next_try) if post.state is State.WAITING else None,
        "place": post.place or None,
        "error": message_json(post.error) if post.error else None,
        "size": len(post.letter.body),
    }
