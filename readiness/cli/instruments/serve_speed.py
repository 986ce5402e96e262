"""``readiness serve-speed``: the measuring server that an employer hosts."""

from __future__ import annotations

import errno
import json
import signal
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.domain.message import Message
from readiness.machine.speed.responder.limits import Limits
from readiness.machine.speed.responder.serving import Options, Place, serve, tls_context, unknown_host
from readiness.store.files import why

if TYPE_CHECKING:
    import argparse
    from types import FrameType

    from readiness.cli.terminal.console import Console

_WHY: Final = {
    errno.EADDRINUSE: Message("cli.why.port_taken"),
    10048: Message("cli.why.port_taken"),  # Windows has its own numbers: WSAEADDRINUSE,
    errno.EACCES: Message("cli.why.port_denied"),
    10013: Message("cli.why.port_taken"),  # WSAEACCES, which is a port that is taken for itself alone,
    errno.EADDRNOTAVAIL: Message("cli.why.not_this_computer"),
    10049: Message("cli.why.not_this_computer"),  # WSAEADDRNOTAVAIL
}


def serve_speed(options: argparse.Namespace, console: Console) -> Exit:
    """Serve until Ctrl+C, or until the system wants it to end."""
    wanted = _options(options, console)
    with _ending() as cancel:
        try:
            serve(wanted, cancel, lambda place: _announce(place, wanted.key, console, as_json=options.json))
        except OSError as problem:
            host, port = wanted.host or "*", str(wanted.port)
            raise UsageError(console.text("cli.serve_impossible", host=host, port=port, why=_why(problem))) from problem
    return Exit.PASS


def _options(options: argparse.Namespace, console: Console) -> Options:
    """Return how to serve. Raises UsageError for what cannot be meant."""
    if not options.max_mbit > 0 or options.sessions < 1:
        raise UsageError(console.text("cli.serve_limits"))
    if any(not 0 <= port < 1 << 16 for port in (options.port, options.udp_port)):
        raise UsageError(console.text("cli.serve_ports"))
    if options.tls_key and not options.tls_cert:
        raise UsageError(console.text("cli.serve_key_alone"))
    limits = replace(Limits(), mbit_per_second=options.max_mbit, sessions=options.sessions)
    wanted = _signing(
        options, console, Options(options.host, options.port, options.udp_port, options.name, limits=limits)
    )
    if not options.tls_cert:
        return wanted
    try:
        return replace(wanted, context=tls_context(options.tls_cert, options.tls_key))
    except OSError as problem:  # among them what TLS says of a file that holds no certificate
        reason = Message("cli.why.no_certificate") if isinstance(problem, ssl.SSLError) else why(problem)
        raise UsageError(console.text("cli.serve_certificate", file=options.tls_cert, why=reason)) from problem


def _signing(options: argparse.Namespace, console: Console, wanted: Options) -> Options:
    """Return how to serve, with the key that receipts are signed with: made when its file is not there yet."""
    if not options.key:
        return wanted
    from readiness.documents.trust.receipt import sealed_receipt
    from readiness.documents.trust.signing import SigningKey
    from readiness.domain.refusal import Refusal
    from readiness.store.files import keep_whole
    from readiness.store.keys import key_file, key_from_file

    path = Path(options.key)
    try:
        if not path.exists():
            keep_whole(path, key_file(SigningKey.generate()), new=True)
        key = key_from_file(path.read_bytes())
    except OSError as problem:
        raise UsageError(console.text("cli.serve_key", file=options.key, why=why(problem))) from problem
    except Refusal as refusal:
        raise UsageError(console.text("cli.serve_key", file=options.key, why=refusal.reason)) from refusal
    return replace(wanted, key=key.public.data.hex(), sign=lambda seen: sealed_receipt(seen, key))


def _why(problem: OSError) -> Message:
    """Return why the system does not let us serve there."""
    if unknown_host(problem):
        return Message("cli.why.unknown_host")
    return _WHY.get(problem.errno or 0) or why(problem)


@contextmanager
def _ending() -> Iterator[threading.Event]:
    """Turn the signals that end a program into an event, as long as the server runs."""
    cancel = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        cancel.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _announce(place: Place, key: str, console: Console, *, as_json: bool) -> None:
    if as_json:
        console.print(json.dumps({"format": 1, "url": place.url, **asdict(place), **({"key": key} if key else {})}))
    else:
        console.print(console.text("cli.serving", url=place.url, port=str(place.udp_port)))
        if key:
            console.print(console.text("cli.serving_receipts", key=key))
        console.note(console.text("cli.serving_keeps_nothing"))
