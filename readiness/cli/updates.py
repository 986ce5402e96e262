"""``readiness updates``: whether there is a newer release. Nothing is fetched but the list, and nothing installed."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness import __version__, paths
from readiness.cli import UsageError
from readiness.cli.exit_codes import Exit
from readiness.documents.release_feed import LARGEST, Feed, read_feed
from readiness.documents.signing import PublicKey
from readiness.domain.message import message
from readiness.domain.refusal import Refusal
from readiness.machine.web.address import web_address
from readiness.machine.web.fetch import fetch
from readiness.store.folders import data_folder

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console

_SEEN = "releases-seen"


def updates(options: argparse.Namespace, console: Console) -> Exit:
    """Say whether a newer release is offered: FAIL if one is, PASS if not, INCOMPLETE if that cannot be told."""
    try:
        feed = _feed(options, console)
    except Refusal as refusal:
        if options.json:
            console.print_json({"format": 1, "version": __version__, "unknown": refusal.code})
        else:
            console.print_wrapped(console.say(refusal.reason))
        return Exit.INCOMPLETE
    _remember(feed)
    return _told(feed, console, as_json=options.json)


def _feed(options: argparse.Namespace, console: Console) -> Feed:
    """Return the list. Raises Refusal where there is none that can be believed."""
    shipped = json.loads(paths.resource_text("releases.json"))
    keys = [_key(text, console) for text in options.key or shipped["keys"]]
    place = options.feed or shipped["feed"]
    if not keys or not place:
        raise Refusal(message("feed.none"))
    return read_feed(_bytes_of(place), keys, datetime.now(UTC), _seen_serial())


def _told(feed: Feed, console: Console, *, as_json: bool) -> Exit:
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
        return PublicKey(base64.b64decode(text, validate=True))
    except ValueError:
        raise UsageError(console.text("cli.updates.no_key", key=text)) from None


def _bytes_of(place: str) -> bytes:
    if place.startswith("https:"):
        return fetch(web_address(place), limit=LARGEST).data or b""
    try:
        return Path(place).read_bytes()[: LARGEST + 1]
    except OSError:
        raise Refusal(message("feed.malformed")) from None


def _seen_serial() -> int:
    """Return the serial of the newest list seen so far; an older one is no longer taken."""
    try:
        return int((data_folder() / _SEEN).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _remember(feed: Feed) -> None:
    try:
        (data_folder() / _SEEN).write_text(str(feed.serial), encoding="ascii")
    except OSError:
        return  # the next list is then held against the one before
