"""What is to be sent, and what was: kept in one SQLite file until the person deletes it.

Everything that must survive a kill, a full disk or a computer that sleeps stands in the
rows: how often something was tried, when to try next, and who is at work on it. Several
programs may send at once; a lease keeps them apart, and the one of a program that died
runs out. A row is marked as sent only after the server said so; whoever dies in between
sends again, and the server says that it is there already.
"""

from __future__ import annotations

import json
import random
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn, Self

from readiness.documents.report.values import message_json, message_of
from readiness.domain.delivery import (
    PATIENCE,
    DeliveryMethod,
    Letter,
    Post,
    Result,
    State,
    is_due,
    is_free,
    patience_used,
    pause_after,
)
from readiness.store import damaged_database
from readiness.store.files import held
from readiness.store.folders import data_folder
from readiness.store.sqlite_errors import is_refusal

FILE: Final = "outbox.sqlite3"
LEASE_SECONDS: Final = 90.0
"""Longer than a try can take: nobody else may begin before that."""
_VERSION: Final = 1
_SCHEMA: Final = """
    CREATE TABLE IF NOT EXISTS posts (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL, way TEXT NOT NULL, address TEXT NOT NULL, title TEXT NOT NULL,
        body BLOB NOT NULL, created REAL NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
        next_try REAL NOT NULL, tried REAL, patience REAL NOT NULL DEFAULT 0, lease TEXT, leased REAL,
        settled REAL, error TEXT, place TEXT NOT NULL DEFAULT '', UNIQUE (key, way, address)
    );
    CREATE INDEX IF NOT EXISTS posts_waiting ON posts (next_try) WHERE state = 'waiting';
"""
_COLUMNS: Final = (
    "number, key, way, address, title, body, created, state, tries, next_try, tried, patience, leased, settled, error,"
    " place"
)
_WAITING: Final = "SELECT number, next_try, leased FROM posts WHERE state = ? ORDER BY next_try, number"


class OutboxUnavailableError(Exception):
    """The outbox cannot be used: the disk refuses, the file is damaged, or a newer program made it."""


class Outbox:
    """The outbox of one person on one computer. Close it when done."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
        lease: float = LEASE_SECONDS,
    ) -> None:
        """Open the outbox, making it if it is missing.

        A damaged file is set aside, at ``mishap``; what can be read of it moves into a new one.

        Raises:
            OutboxUnavailableError: there is one, or could be one, but not for this program.
        """
        self._clock, self._chance, self._lease = clock, chance, lease
        self.mishap: Path | None = None
        with _refusals():
            path = (folder or data_folder()) / FILE
            damaged_database.go_on_replacing(path)
            try:
                self._database = _opened(path)
            except sqlite3.DatabaseError as problem:
                if is_refusal(problem) or isinstance(problem, sqlite3.NotSupportedError):
                    raise
                self._database = self._replaced(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # ------------------------------------------------------------------ for the person

    def add(self, letter: Letter) -> Post:
        """Keep a letter until it is sent; one that is there already, to the same place, is that one."""
        now = self._clock()
        row = (letter.key, letter.method, letter.address, letter.title, letter.body, now, State.WAITING, now)
        with self._writing() as database:
            database.execute(
                "INSERT OR IGNORE INTO posts (key, way, address, title, body, created, state, next_try)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            found = self._read("key = ? AND way = ? AND address = ?", (letter.key, letter.method, letter.address))
        return found[0]

    def posts(self) -> tuple[Post, ...]:
        """Return everything, the newest first."""
        with _refusals():
            return tuple(self._read("1 = 1 ORDER BY created DESC, number DESC", ()))

    def post(self, number: int) -> Post | None:
        """Return one, None when it is not (or no longer) there."""
        with _refusals():
            return next(iter(self._read("number = ?", (number,))), None)

    def of(self, key: str) -> tuple[Post, ...]:
        """Return what was to be sent of one report, the newest first."""
        with _refusals():
            return tuple(self._read("key = ? ORDER BY created DESC, number DESC", (key,)))

    def cancel(self, number: int) -> bool:
        """Stop trying; tell whether there was anything to stop. What a server has by then stays there."""
        return self._change(
            "state = ?, settled = ? WHERE number = ? AND state = ?",
            (State.CANCELLED, self._clock(), number, State.WAITING),
        )

    def try_again(self, number: int) -> bool:
        """Begin anew with something that was refused, given up or cancelled; tell whether it was such a thing."""
        over = (State.REFUSED, State.GIVEN_UP, State.CANCELLED)
        return self._change(
            "state = ?, settled = NULL, error = NULL, tries = 0, patience = 0, tried = NULL, next_try = ?"
            " WHERE number = ? AND state IN (?, ?, ?)",
            (State.WAITING, self._clock(), number, *over),
        )

    def hurry(self, number: int) -> bool:
        """Let something that waits be tried at once; tell whether it waits."""
        return self._change("next_try = ? WHERE number = ? AND state = ?", (self._clock(), number, State.WAITING))

    def delete(self, number: int) -> bool:
        """Delete a letter with what became of it, for good; tell whether it could be: not while it is being sent."""
        with self._writing() as database:
            found = self._read("number = ?", (number,))
            if not found or (found[0].being_sent and found[0].state is State.WAITING):
                return False
            database.execute("DELETE FROM posts WHERE number = ?", (number,))
        with _refusals():
            # What was deleted must not lie about in the log of changes either.
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return True

    # ------------------------------------------------------------------ for whoever sends

    def take(self) -> Post | None:
        """Take something that is due, for as long as the lease lasts; None when there is nothing to do now."""
        now = self._clock()
        with self._writing() as database:
            waiting = database.execute(_WAITING, (State.WAITING,)).fetchall()
            due = [row[0] for row in waiting if is_free(row[2], now, self._lease) and is_due(row[1], now)]
            return self._leased(due[0], now) if due else None

    def take_this(self, number: int) -> Post | None:
        """Take one, due or not, unless it is settled or somebody is at work on it."""
        now = self._clock()
        with self._writing():
            found = self._read("number = ? AND state = ?", (number, State.WAITING))
            return self._leased(number, now) if found and not found[0].being_sent else None

    def _leased(self, number: int, now: float) -> Post:
        token = secrets.token_hex(8)
        self._database.execute("UPDATE posts SET lease = ?, leased = ? WHERE number = ?", (token, now, number))
        return replace(self._read("number = ?", (number,))[0], lease=token)

    def wait_seconds(self) -> float | None:
        """Return in how many seconds there may be something to do; None when nothing waits."""
        now = self._clock()
        with _refusals():
            waiting = self._database.execute(_WAITING, (State.WAITING,)).fetchall()
        moments = [_seconds_until(next_try, leased, now, self._lease) for _, next_try, leased in waiting]
        return min(moments, default=None)

    def settle(self, post: Post, result: Result) -> State:
        """Note what a try came to, and return what that makes of it."""
        now = self._clock()
        with self._writing() as database:
            found = database.execute(
                "SELECT tries, tried, patience, state FROM posts WHERE number = ? AND lease = ?",
                (post.number, post.lease),
            ).fetchone()
            if found is None:  # deleted, or somebody else's by now: they will see for themselves
                return result.state
            tries, tried, patience, state = found
            used = patience_used(patience, tried, now)
            ended = self._ended(result.state, State(state), used)
            wait = max(pause_after(tries, self._chance()), result.after)
            database.execute(
                "UPDATE posts SET lease = NULL, leased = NULL, tries = ?, tried = ?, patience = ?, next_try = ?,"
                " state = ?, settled = ?, error = ?, place = ? WHERE number = ?",
                (
                    tries + 1,
                    now,
                    used,
                    now + wait,
                    ended,
                    now if ended.is_settled else None,
                    json.dumps(message_json(result.error)) if result.error else None,
                    result.place,
                    post.number,
                ),
            )
        return ended

    def _ended(self, result: State, before: State, used: float) -> State:
        """Return the state after a try: what arrived has arrived, though it was cancelled meanwhile."""
        if result is not State.WAITING:
            return result
        if before is not State.WAITING:
            return before
        return State.GIVEN_UP if used >= PATIENCE.total_seconds() else State.WAITING

    # ------------------------------------------------------------------ the file

    def _replaced(self, path: Path) -> sqlite3.Connection:
        """Set a damaged file aside and begin a new one, unless somebody else was quicker."""
        with held(damaged_database.lock_of(path)):
            try:
                return _opened(path)
            except sqlite3.DatabaseError:
                self.mishap = damaged_database.replace(path, lambda new: self._save(path, new))
                return _opened(path)

    def _save(self, file: Path, new: Path) -> None:
        """Take every row of a damaged file that can still be read into a new one. Its leases are over."""
        with closing(_opened(new)) as database:
            database.execute("BEGIN IMMEDIATE")
            for row in damaged_database.readable_rows(file, "posts", _COLUMNS):
                with suppress(sqlite3.Error, ValueError):
                    if _post(row, 0.0, self._lease):
                        marks = ", ".join("?" * len(row))
                        database.execute(f"INSERT OR IGNORE INTO posts ({_COLUMNS}) VALUES ({marks})", row)  # noqa: S608
            database.execute("COMMIT")

    def _read(self, which: str, values: tuple[object, ...]) -> list[Post]:
        now = self._clock()
        rows = self._database.execute(f"SELECT {_COLUMNS} FROM posts WHERE {which}", values)  # noqa: S608 - ours
        return [_post(row, now, self._lease) for row in rows]

    def _change(self, what: str, values: tuple[object, ...]) -> bool:
        with self._writing() as database:
            return database.execute(f"UPDATE posts SET {what}", values).rowcount > 0  # noqa: S608 - ours

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Change the file as one: all of it, or nothing."""
        with _refusals():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                # A full disk has rolled back by itself.
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                raise


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error, ValueError) as problem:
        raise OutboxUnavailableError from problem


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=10.0, isolation_level=None)
    try:
        version = _version(database)
        if version and database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            _refuse_damage()
        with suppress(sqlite3.OperationalError):  # another program is making the file at this moment
            database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA secure_delete = ON")
        if version < _VERSION:
            database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
    except BaseException:
        database.close()
        raise
    return database


def _version(database: sqlite3.Connection) -> int:
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version > _VERSION:
        raise sqlite3.NotSupportedError
    return version


def _refuse_damage() -> NoReturn:
    raise sqlite3.DatabaseError


def _seconds_until(next_try: float, leased: float | None, now: float, lease: float) -> float:
    if leased is not None and not is_free(leased, now, lease):
        return max(leased + lease - now, 0.0)
    return 0.0 if is_due(next_try, now) else next_try - now


def _post(row: tuple[object, ...], now: float, lease: float) -> Post:
    number, key, way, address, title, body, created, state, tries, next_try, _, _, leased, settled, error, place = row
    if not isinstance(body, bytes):
        raise ValueError("a letter that is no bytes")  # noqa: TRY004 - a damaged row, and no caller's mistake
    return Post(
        number=int(str(number)),
        letter=Letter(str(key), DeliveryMethod(str(way)), str(address), str(title), body),
        created=_moment(created),
        state=State(str(state)),
        tries=int(str(tries)),
        next_try=_moment(next_try),
        settled=None if settled is None else _moment(settled),
        error=message_of(json.loads(str(error))) if error else None,
        place=str(place),
        being_sent=not is_free(None if leased is None else float(str(leased)), now, lease),
    )


def _moment(seconds: object) -> datetime:
    return datetime.fromtimestamp(float(str(seconds)), UTC)
