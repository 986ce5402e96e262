"""``readiness report send`` and ``sent``: what goes where is shown before it goes, and stays to be looked up."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from readiness.checks.registry import catalogue
from readiness.cli.report.signing import ready_here, sealed_here, stated
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.files import bytes_of, document, unwritable
from readiness.cli.terminal.invocation import command_line
from readiness.cli.terminal.questions import YES
from readiness.documents.report.file import read_report
from readiness.documents.report.statement_file import envelope_of, read_statement
from readiness.domain.delivery import DeliveryMethod, Letter, Post, Result, State
from readiness.domain.message import Message, message
from readiness.engine.sending import BY_HAND, carrier, forget, handed_over, kept_file, letter, places
from readiness.render.delivery import STATES, WAYS, describe_post
from readiness.store.outbox import Outbox, OutboxUnavailableError
from readiness.store.sender import keep_sending, send_due

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.documents.report.statement import Circumstances
    from readiness.documents.report.statement_file import SignedReport
    from readiness.documents.trust.signing import PublicKey
    from readiness.domain.profile import Destination
    from readiness.domain.report import Report
    from readiness.engine.signing import Ready

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class _Outgoing:
    """A report on its way, and what is told besides it; ``ready`` to be signed, unless it is signed already."""

    report: Report
    made: Circumstances
    device: PublicKey
    size: int
    data: bytes = b""
    ready: Ready | None = None

    def sealed(self, console: Console) -> bytes:
        """Return the bytes that go."""
        return sealed_here(self.ready, console).text.encode() if self.ready else self.data


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
    outgoing = _outgoing(options, console)
    report = outgoing.report
    place = _destination(report, options.to, console)
    _show(outgoing, place, console)
    if not options.yes and not (console.answered and _agreed(console.ask(console.text("cli.send_ask")))):
        console.note(console.text("cli.send_not"))
        return Exit.USAGE
    one = letter(report, place, outgoing.sealed(console), console.translator.language)
    if one.method in BY_HAND:
        return _by_hand(one, options.output, outbox, console)
    post = outbox.add(one)
    if post.state is not State.WAITING:
        console.print(_line(post, console))
        return _exit([post])
    return _send_waiting(outbox, console, wait=options.wait, only=post.number)


def _agreed(answer: str | None) -> bool:
    """Whether the person said yes: nothing leaves by Enter alone."""
    return answer is not None and answer.casefold() in YES


def _outgoing(options: argparse.Namespace, console: Console) -> _Outgoing:
    """Return what would go: a signed file as it is, any other report with what it will be signed with."""
    data = bytes_of(Path(options.file), console)
    with document(options.file):
        envelope = envelope_of(data)
        if envelope is None:
            report = read_report(data, catalogue())
            ready = ready_here(report, console, stated(options.collect, [report.profile], console))
            return _Outgoing(report, ready.made, ready.key.public, ready.size, ready=ready)
        found: SignedReport | None = read_statement(envelope, catalogue())
    if found is None:
        raise UsageError(console.text("cli.send_altered", file=options.file))
    _refuse_additions(options.collect, found.made, options.file, console)
    return _Outgoing(found.report, found.made, found.device, len(data), data)


def _refuse_additions(said: Sequence[str], made: Circumstances, file: str, console: Console) -> None:
    """Nothing can be added to what is signed: say so, rather than send it without. Raises UsageError."""
    told = {f"{name}={value}" for name, value in made.disclosed.items()}
    if not told.issuperset(said):
        raise UsageError(console.text("cli.send_collect_signed", file=file))


def _destination(report: Report, wanted: str | None, console: Console) -> Destination:
    """Return where the report is to go: one of the places the profile names, or a file. Raises UsageError."""
    named = places(report)
    if wanted is None:
        return named[0]
    found = next((one for one in named if wanted in {one.kind, one.address}), None)
    if found is None:
        known = ", ".join(one.address or one.kind for one in named)
        raise UsageError(console.text("cli.send_nowhere", place=wanted, known=known))
    return found


def _show(outgoing: _Outgoing, place: Destination, console: Console) -> None:
    """Show what goes where: the report in words, whatever names the person, and to whom."""
    from readiness.render.disclosure import without_the_pages_proof
    from readiness.render.plain import render_text
    from readiness.render.proof import describe_level, signal_words
    from readiness.render.words import describe

    report, made = outgoing.report, outgoing.made
    view = without_the_pages_proof(describe(report, console.translator), console.translator)
    console.print(render_text(view, console.style))
    console.print("")
    console.print(console.text("cli.send_also"))
    told = [*signal_words(made.signals, console.translator), *made.disclosed.items()]
    proof = describe_level(made.level, console.translator)
    for name, value in [
        *told,
        (console.text("cli.send_key"), outgoing.device.keyid[:16]),
        (proof.heading, proof.level),
    ]:
        console.print(f"  - {console.pair(name, value)}")
    console.print(
        "    " + console.say(message("report.sentences", first=proof.sentences[0], second=proof.sentences[1]))
    )
    console.print("")
    where = place.address or console.text("cli.send_to_file")
    way, issuer = WAYS[DeliveryMethod(place.kind)], report.profile.issuer.name
    console.print(console.text("cli.send_where", issuer=issuer, way=way, place=where, size=outgoing.size))
    if not report.source.signed:
        console.print(console.text("cli.send_unsigned"))


def _by_hand(one: Letter, output: str | None, outbox: Outbox, console: Console) -> Exit:
    """Write the file the person takes it from, and for e-mail hand it to the mail program."""
    chosen = Path(output) if output else None
    try:
        post = handed_over(outbox, one, chosen, console.text("cli.send_subject", profile=one.title))
    except OSError as problem:
        raise UsageError(unwritable(chosen or kept_file(one), problem, console)) from problem
    return _print_post(outbox, post.number, console)


def _send_waiting(outbox: Outbox, console: Console, *, wait: bool, only: int | None = None) -> Exit:
    """Try what is due now; with ``wait`` go on until nothing waits."""
    tried = dict[int, None]()  # in order, each once

    def told(post: Post, result: Result) -> None:
        tried[post.number] = None
        console.progress(f"{post.letter.title}: {console.say(result.error or STATES[result.state])}")

    if wait:
        keep_sending(outbox, carrier(), threading.Event(), told)
    else:
        send_due(outbox, carrier(), told)
    if only is not None:
        return _print_post(outbox, only, console)
    waiting = [post for post in outbox.posts() if post.state is State.WAITING]
    settled = [post for post in map(outbox.post, tried) if post and post.state is not State.WAITING]
    for post in settled:
        console.print(_line(post, console))
    console.print(console.text("cli.send_left", count=len(waiting)))
    return _exit([*settled, *waiting])


def _print_post(outbox: Outbox, number: int, console: Console) -> Exit:
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
            gone = partial(forget, outbox)
            for change, done in (("cancel", outbox.cancel), ("retry", outbox.try_again), ("delete", gone)):
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
    view = describe_post(post, console.translator)
    state = console.say(message("report.aside", text=view.state, note=view.when))
    line = f"{view.number}  {view.title} \u2192 {view.where}: {state}"
    return " ".join(filter(None, (line, view.next_try, view.error)))


def _as_json(post: Post) -> dict[str, Any]:
    from readiness.documents.json_text.times import moment_text
    from readiness.documents.report.values import message_json

    return {
        "number": post.number,
        "report": post.letter.key,
        "title": post.letter.title,
        "way": str(post.letter.method),
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
