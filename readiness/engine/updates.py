"""Looks for a newer release in a signed list. It only says so; nothing is ever downloaded or installed."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from readiness import __version__, paths
from readiness.documents.trust.release_feed import LARGEST, Feed, Release, read_feed
from readiness.documents.trust.signing import PublicKey
from readiness.domain.message import message
from readiness.domain.refusal import Refusal
from readiness.domain.versions import version_numbers
from readiness.machine.web.address import web_address
from readiness.machine.web.fetch import fetch
from readiness.store.files import keep_whole
from readiness.store.folders import data_folder
from readiness.store.settings import settings

_SEEN: Final = "releases-seen"
_KNOWN: Final = "release-known.json"
_ONE_LOOK: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Source:
    """The address of the list of releases, "" for none, and the keys that may sign it."""

    place: str
    keys: tuple[PublicKey, ...]

    @property
    def is_there(self) -> bool:
        """Whether there is a list, and a key to verify it with."""
        return bool(self.place and self.keys)


def shipped() -> Source:
    """Return the source that was built into this program."""
    read = json.loads(paths.resource_text("releases.json"))
    return Source(read["feed"], tuple(public_key(text) for text in read["keys"]))


def public_key(text: str) -> PublicKey:
    """Parse a public key. Raises ValueError."""
    return PublicKey(base64.b64decode(text, validate=True))


def fetch_feed(source: Source) -> Feed:
    """Fetch the list, verify it and store it. Raises Refusal if it cannot be fetched or trusted."""
    if not source.is_there:
        raise Refusal(message("feed.none"))
    feed = read_feed(_bytes_of(source.place), source.keys, datetime.now(UTC), _seen_serial())
    _remember(feed)
    return feed


def fetch_feed_once_a_day(source: Source) -> None:
    """Fetch the list at most once a day, if the person permitted it; the result is told at the next start."""
    folder = data_folder()
    stamp = folder / _KNOWN
    with suppress(OSError, Refusal):
        if not (settings().looks_for_updates and source.is_there) or _is_recent(stamp):
            return
        if stamp.is_file():
            stamp.touch()  # a try that fails is one
        else:
            keep_whole(stamp, b"{}")
        fetch_feed(source)


def known_newer() -> Release | None:
    """Return the newest known release if it is newer than this program. Does not use the network."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        read = json.loads((data_folder() / _KNOWN).read_bytes())
        release = Release(str(read["version"]), date.fromisoformat(read["date"]), str(read["page"]))
        if release.page.startswith("https://") and release.numbers > (version_numbers(__version__) or ()):
            return release
    return None


def _is_recent(file: Path) -> bool:
    try:
        age = datetime.now(UTC).timestamp() - file.stat().st_mtime
    except FileNotFoundError:
        return False
    return 0 <= age < _ONE_LOOK.total_seconds()


def _bytes_of(place: str) -> bytes:
    if place.startswith("https:"):
        return fetch(web_address(place), limit=LARGEST).data or b""
    try:
        return Path(place).read_bytes()[: LARGEST + 1]
    except OSError:
        raise Refusal(message("feed.malformed")) from None


def _seen_serial() -> int:
    """Return the serial of the newest list seen so far; older lists are refused."""
    try:
        return int((data_folder() / _SEEN).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _remember(feed: Feed) -> None:
    newest: Sequence[Release] = sorted(feed.releases, key=lambda release: release.numbers)[-1:]
    with suppress(OSError):  # the next list is then held against the one before
        keep_whole(data_folder() / _SEEN, str(feed.serial).encode())
        for one in newest:
            known = {"version": one.version, "date": one.day.isoformat(), "page": one.page}
            keep_whole(data_folder() / _KNOWN, json.dumps(known).encode())
