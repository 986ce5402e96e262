"""``readiness updates``: whether there is a newer release. Nothing is fetched but the list, and nothing installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness import __version__
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.domain.refusal import Refusal
from readiness.engine.updates import Source, fetch_feed, public_key, shipped

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console
    from readiness.documents.trust.release_feed import Feed
    from readiness.documents.trust.signing import PublicKey


def updates(options: argparse.Namespace, console: Console) -> Exit:
    """Say whether a newer release is offered: FAIL if one is, PASS if not, INCOMPLETE if that cannot be told."""
    ours = shipped()
    keys = tuple(_key(text, console) for text in options.key) if options.key else ours.keys
    try:
        feed = fetch_feed(Source(options.feed or ours.place, keys))
    except Refusal as refusal:
        if options.json:
            console.print_json({"format": 1, "version": __version__, "unknown": refusal.code})
        else:
            console.print_wrapped(console.say(refusal.reason))
        return Exit.INCOMPLETE
    return _print_newer(feed, console, as_json=options.json)


def _print_newer(feed: Feed, console: Console, *, as_json: bool) -> Exit:
    newer = feed.newer_than(__version__)
    if as_json:
        found = {"version": newer.version, "date": newer.day.isoformat(), "page": newer.page} if newer else None
        console.print_json({"format": 1, "version": __version__, "newer": found})
    elif newer:
        console.print_wrapped(console.text("cli.updates.newer", version=newer.version, mine=__version__))
        console.print(newer.page)
    else:
        console.print_wrapped(console.text("cli.updates.newest", version=__version__))
    return Exit.FAIL if newer else Exit.PASS


def _key(text: str, console: Console) -> PublicKey:
    try:
        return public_key(text)
    except ValueError:
        raise UsageError(console.text("cli.updates.no_key", key=text)) from None
