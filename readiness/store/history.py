"""Every finished check on this computer, in one SQLite file, to be opened again years later.

A report is kept whole, as its own JSON, so that nothing depends on today's tables; what
lists and curves need stands beside it. The file has a schema version and is brought up to
date when it is opened. One that is damaged is set aside, never deleted: whatever can still
be read of it moves into a new one, and the caller is told.
"""

from __future__ import annotations

import logging
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self, TypeAlias, TypeVar

from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.report.file import json_text, read_reports, report_json
from readiness.domain.facts import Bound, Measured
from readiness.domain.past import PastCheck, PastFigure
from readiness.domain.report import Report, Verdict
from readiness.store import damaged_database
from readiness.store.files import held
from readiness.store.folders import data_folder
from readiness.store.settings import settings
from readiness.store.sqlite_errors import is_refusal

T = TypeVar("T")
_log = logging.getLogger(__name__)

FILE: Final = "history.sqlite3"

_MIGRATIONS: Final = (
    """
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, finished TEXT NOT NULL, profile TEXT NOT NULL,
        version TEXT NOT NULL, title TEXT NOT NULL, issuer TEXT NOT NULL, verdict TEXT NOT NULL, report BLOB NOT NULL
    );
    CREATE TABLE figures (run INTEGER NOT NULL, fact TEXT NOT NULL, value REAL NOT NULL, unit TEXT);
    CREATE INDEX figures_by_fact ON figures (fact, run);
    """,
)
"""What brings a file of version i to version i + 1. Never changed once published, only added to."""

_LIST_COLUMNS: Final = "id, finished, profile, version, title, issuer, verdict"
_COLUMNS: Final = f"{_LIST_COLUMNS}, report"
_LISTED: Final = f"SELECT {_LIST_COLUMNS} FROM runs ORDER BY finished DESC, number DESC"  # noqa: S608 - ours
_OLDER: Final = "finished < ?"
_OVER_TIME: Final = (
    "SELECT DISTINCT runs.finished, figures.value, figures.unit FROM figures JOIN runs ON runs.number = figures.run"
    " WHERE figures.fact = ? ORDER BY runs.finished"
)
_DAMAGE: Final = (sqlite3.DatabaseError, zlib.error, ValueError, TypeError)

_Row: TypeAlias = tuple[object, ...]
"""A run's ``_COLUMNS``."""
_Figure: TypeAlias = tuple[str, float, str | None]
"""Fact, value, unit."""


class HistoryUnavailableError(Exception):
    """The history cannot be used: the disk refuses, or a newer program made the file."""


class _NewerError(Exception):
    """The file was made by a newer program."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """A damaged file was set aside at ``path``; ``saved`` checks of it could still be read."""

    path: Path
    saved: int


class History:
    """The history of one person on one computer. Close it when done."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the history, making it if it is missing.

        Raises:
            HistoryUnavailableError: there is one, or could be one, but not for this program.
        """
        self.mishap: Mishap | None = None
        try:
            self._folder = folder or data_folder()
            self._path = self._folder / FILE
            self._database = self._opened()
        except (OSError, sqlite3.DatabaseError, _NewerError) as problem:
            raise HistoryUnavailableError from problem

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # ------------------------------------------------------------------ what is kept

    def add(self, reports: Iterable[Report]) -> None:
        """Keep reports, and let go of those that are older than is kept. One that is there already stays."""
        # Made beforehand: a mistake of ours in it says nothing about the file.
        rows = [(_row(report), tuple(_figures(report))) for report in reports]
        days = settings(self._folder).kept_days

        def work(database: sqlite3.Connection) -> None:
            with database:
                for row, figures in rows:
                    _insert(database, row, figures)
                if days is not None:
                    _delete(database, _OLDER, (_days_ago(days),))

        self._with_repair(work)

    def checks(self) -> tuple[PastCheck, ...]:
        """Return every check, the newest first."""
        return self._with_repair(lambda database: tuple(map(_check, database.execute(_LISTED))))

    def report(self, id_: str) -> Report | None:
        """Return one report as it was made, None when it is not (or no longer) there, or not for this program."""

        def work(database: sqlite3.Connection) -> bytes | None:
            row = database.execute("SELECT report FROM runs WHERE id = ?", (id_,)).fetchone()
            return _unpacked(row[0]) if row else None

        text = self._with_repair(work)
        return None if text is None else _read(text)

    def figures(self, fact: str) -> tuple[PastFigure, ...]:
        """Return a fact's figures over time, the oldest first; one for each moment, for however many employers."""
        rows = self._with_repair(lambda database: database.execute(_OVER_TIME, (fact,)).fetchall())
        return tuple(PastFigure(_moment(finished), value, unit) for finished, value, unit in rows)

    def forget(self, ids: Sequence[str]) -> None:
        """Delete some checks for good."""
        marks = ", ".join("?" * len(ids))
        self._forget(f"id IN ({marks})", ids)

    def forget_older(self, days: int) -> None:
        """Delete the checks that are older than so many days for good."""
        self._forget(_OLDER, (_days_ago(days),))

    def forget_all(self) -> None:
        """Delete every check for good."""
        self._forget("1 = 1", ())

    def _forget(self, which: str, values: Sequence[str]) -> None:
        def work(database: sqlite3.Connection) -> None:
            with database:
                _delete(database, which, values)
            # What was deleted must not lie about in unused parts of the file.
            database.execute("VACUUM")

        self._with_repair(work)

    # ------------------------------------------------------------------ the file

    def _with_repair(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Work on the file; one that turns out to be damaged is replaced by what can be read of it."""
        try:
            return work(self._database)
        except _DAMAGE as problem:
            if is_refusal(problem):
                raise HistoryUnavailableError from problem
            _log.exception("the history is damaged")
        try:
            self._database.close()
            self._database = self._replaced()
            return work(self._database)
        except (OSError, _NewerError, *_DAMAGE) as problem:
            raise HistoryUnavailableError from problem

    def _opened(self) -> sqlite3.Connection:
        damaged_database.go_on_replacing(self._path)
        seen = _identity(self._path)
        database = _connected(self._path)
        self._seen = seen or _identity(self._path)
        try:
            _bring_up_to_date(database)
        except _NewerError:
            database.close()
            raise
        except sqlite3.DatabaseError as problem:
            database.close()
            if is_refusal(problem):
                raise
            _log.exception("the history is damaged")
            return self._replaced()
        return database

    def _replaced(self) -> sqlite3.Connection:
        """Set the damaged file aside and begin a new one with what can still be read."""
        saved = 0

        def make(new: Path) -> None:
            nonlocal saved
            with closing(_connected(new)) as database:
                _bring_up_to_date(database)
                with database:
                    for row, figures in _readable(self._path):
                        _insert(database, row, figures)
                        saved += 1

        with held(damaged_database.lock_of(self._path)):
            if _identity(self._path) == self._seen:  # else somebody else was quicker
                self.mishap = Mishap(damaged_database.replace(self._path, make), saved)
        return self._opened()


def _identity(path: Path) -> int | None:
    """Return what tells a file from the one that takes its place, and stays when it is written to; None for none."""
    with suppress(FileNotFoundError):
        return path.stat().st_ino
    return None


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=5.0)


def _bring_up_to_date(database: sqlite3.Connection) -> None:
    """Carry out the migrations that are missing. Raises _NewerError."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > len(_MIGRATIONS):
        raise _NewerError
    for number in range(version, len(_MIGRATIONS)):
        with database:
            database.executescript(f"BEGIN; {_MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;")


def _row(report: Report) -> _Row:
    profile = report.profile
    return (
        report.id,
        _text(report.finished),
        profile.id,
        profile.version,
        profile.title.in_language(profile.language),
        profile.issuer.name,
        report.verdict.value,
        zlib.compress(json_text(report_json(report)).encode(), 6),
    )


def _insert(database: sqlite3.Connection, row: _Row, figures: Iterable[_Figure]) -> None:
    done = database.execute(f"INSERT OR IGNORE INTO runs ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - ours
    if done.rowcount:
        placed = [(done.lastrowid, *figure) for figure in figures]
        database.executemany("INSERT INTO figures VALUES (?, ?, ?, ?)", placed)


def _figures(report: Report) -> Iterator[_Figure]:
    for fact, reading in report.facts.readings.items():
        number = reading.value if isinstance(reading, Measured) and reading.bound is Bound.EXACT else None
        if isinstance(number, int | float) and not isinstance(number, bool) and isinstance(reading, Measured):
            yield fact, float(number), reading.unit


def _delete(database: sqlite3.Connection, which: str, values: Sequence[str]) -> None:
    """Delete the runs that meet a condition of ours, with their figures."""
    database.execute(f"DELETE FROM figures WHERE run IN (SELECT number FROM runs WHERE {which})", values)  # noqa: S608
    database.execute(f"DELETE FROM runs WHERE {which}", values)  # noqa: S608


def _readable(path: Path) -> Iterator[tuple[_Row, tuple[_Figure, ...]]]:
    """Yield every run of a damaged file that can still be read, with its figures."""
    for row in damaged_database.readable_rows(path, "runs", _COLUMNS):
        with suppress(*_DAMAGE):
            report = _read(_unpacked(row[-1]))
            if report is None:  # another program's, which will read it
                _check(row[:-1])
                yield row, ()
            else:
                yield _row(report), tuple(_figures(report))


def _unpacked(packed: object) -> bytes:
    """Return a report's text. Raises what ``_DAMAGE`` names; the packing has a checksum."""
    if not isinstance(packed, bytes):
        raise TypeError
    return zlib.decompress(packed)


def _read(text: bytes) -> Report | None:
    """Return the report in a text, None where this program cannot read it: a newer one made it, or a much older one."""
    try:
        return read_reports(text, catalogue())[0]
    except DocumentError:
        _log.warning("a report in the history is not for this program")
        return None


def _check(row: tuple[object, ...]) -> PastCheck:
    id_, finished, profile, version, title, issuer, verdict = map(str, row)
    return PastCheck(id_, _moment(finished), profile, version, title, issuer, Verdict(verdict))


def _days_ago(days: int) -> str:
    return _text(datetime.now(UTC) - timedelta(days=days))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
