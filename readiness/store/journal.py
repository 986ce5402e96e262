"""Keeps the finished part of a check while it runs.

Every fact goes to disk as soon as it is known, one line each, so that a power cut, a
crash or a kill costs only what was being measured at that moment. The next start offers
what is there. Each run has a file of its own, and beside it one that is held while it goes on:
so two windows do not disturb each other, nor take the other's check for an interrupted one.
"""

from __future__ import annotations

import json
import logging
import os
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final, TextIO

from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.profile.file import ProfileDocument
from readiness.documents.report.values import reading_json, reading_of
from readiness.domain.facts import Facts, Measured, Reading
from readiness.store.examined_profiles import read_once_examined
from readiness.store.files import is_held, try_to_hold
from readiness.store.folders import data_folder

_log = logging.getLogger(__name__)

_PREFIX: Final = "unfinished-"
_STALE: Final = timedelta(hours=12)
"""After this long a half-finished check says little about the machine of now."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An interrupted check: its profiles, what was measured by then, and when it began."""

    documents: tuple[ProfileDocument, ...]
    facts: Facts
    started: datetime
    path: Path

    def forget(self) -> None:
        """Throw it away."""
        _throw_away(self.path)


class Journal:
    """The file of one running check. A disk that cannot be written never stops the check."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._hold: IO[bytes] | None = None

    @classmethod
    def begin(cls, documents: Sequence[ProfileDocument]) -> Journal:
        """Open the journal of a new check; what earlier checks left behind is thrown away."""
        header = {
            "started": datetime.now(UTC).isoformat(),
            "profiles": [document.source.text for document in documents],
        }
        folder = data_folder()
        journal = cls(folder / f"{_PREFIX}{uuid.uuid4()}.jsonl")
        try:
            for old in _files(folder):
                _throw_away(old)
            journal._open()
        except OSError:
            _log.exception("the journal cannot be kept")
            journal.leave()
        journal._write(header)
        return journal

    def _open(self) -> None:
        # Held before it is there to be seen, so that nobody takes it for what an interrupted check left.
        self._hold_on()
        self._file = self._path.open("w", encoding="utf-8")

    def _hold_on(self) -> None:
        """Show other processes that this check goes on, as far as the disk lets us."""
        with suppress(OSError):
            self._hold = _hold_of(self._path).open("wb")
            try_to_hold(self._hold.fileno())

    def record(self, fact: str, reading: Reading) -> None:
        """Keep one fact. Only measured ones: the others are worth another try."""
        if isinstance(reading, Measured):
            self._write({"fact": fact, "reading": reading_json(reading)})

    def finish(self) -> None:
        """The check's result is in safe hands: the journal is no longer needed."""
        if self._file is not None:
            self._close()
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
        self._release_hold()

    def leave(self) -> None:
        """Close the file and keep it: the program ends in the middle of the check."""
        self._close()
        self._release_hold()

    def _close(self) -> None:
        if self._file is not None:
            # What a full disk did not take is refused once more.
            with suppress(OSError):
                self._file.close()
            self._file = None

    def _release_hold(self) -> None:
        if self._hold is not None:
            self._hold.close()
            self._hold = None
            with suppress(OSError):
                _hold_of(self._path).unlink(missing_ok=True)

    def _write(self, line: dict[str, Any]) -> None:
        if self._file is None:
            return
        try:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError:
            _log.exception("the journal cannot be written")
            self.leave()


def unfinished(at: datetime | None = None) -> Unfinished | None:
    """Return the latest interrupted check that is still worth offering, None when there is none."""
    now = at or datetime.now(UTC)
    try:
        found = [_read(path) for path in _files(data_folder())]
    except OSError:
        _log.exception("the journals cannot be read")
        return None
    usable = [one for one in found if one is not None and now - one.started < _STALE]
    return max(usable, key=lambda one: one.started, default=None)


def _files(folder: Path) -> Iterable[Path]:
    """Return the journals of checks that do not go on any more."""
    return sorted(path for path in folder.glob(f"{_PREFIX}*.jsonl") if not is_held(_hold_of(path)))


def _hold_of(path: Path) -> Path:
    return path.with_suffix(".held")


def _throw_away(path: Path) -> None:
    for file in (path, _hold_of(path)):
        # One that stays, because somebody looks at it this moment, is no harm: its time runs out.
        with suppress(OSError):
            file.unlink(missing_ok=True)


def _read(path: Path) -> Unfinished | None:
    """Read a journal as far as it goes; the line the end came in the middle of does not count."""
    try:
        header, *lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        head = json.loads(header)
        documents = tuple(read_once_examined(text.encode(), catalogue()) for text in head["profiles"])
        started = datetime.fromisoformat(head["started"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, DocumentError):
        _log.warning("an interrupted check left nothing readable")
        return None
    return Unfinished(documents, Facts(dict(_facts(lines))), started, path)


def _facts(lines: Iterable[str]) -> Iterable[tuple[str, Reading]]:
    for line in lines:
        try:
            entry = json.loads(line)
            yield str(entry["fact"]), reading_of(entry["reading"])
        except (ValueError, KeyError, TypeError):
            return
