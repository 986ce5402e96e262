"""A damaged SQLite file: set aside whole, and read row by row, as far as it goes."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

_BELONGING: Final = ("-journal", "-wal", "-shm", "")  # what SQLite keeps beside a file; the file itself last
_SMALLEST_ROW: Final = 64  # bytes; so many rows at most can be in a file
_FEWEST_NUMBERS: Final = 5_000  # that are tried
_MOST_NUMBERS: Final = 50_000  # which takes about a second


def set_aside(path: Path) -> Path:
    """Move a damaged file out of the way, with the changes that SQLite keeps beside it; return where it is.

    Raises:
        OSError: it cannot be moved.
    """
    name = f"{path.stem}-damaged-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.sqlite3"
    for ending in _BELONGING:
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).replace(path.with_name(name + ending))
    return path.with_name(name)


def replace(path: Path, make: Callable[[Path], None]) -> Path:
    """Put a new file, which is made beside it, in a damaged one's place; return where that is set aside.

    Until the new one is whole and closed, the damaged one stays: whoever ends meanwhile begins anew.

    Raises:
        OSError: the disk refuses.
    """
    new = _new(path)
    for ending in _BELONGING:
        new.with_name(new.name + ending).unlink(missing_ok=True)
    make(new)
    aside = set_aside(path)
    with suppress(FileNotFoundError):  # somebody who opens it at this moment goes on with it
        new.replace(path)
    return aside


def lock_of(path: Path) -> Path:
    """Return the file to hold while one is replaced, so that of many who find it damaged only the first does so."""
    return path.with_suffix(".lock")


def go_on_replacing(path: Path) -> None:
    """Put the new file into its place where a program ended in the moment between the two. Raises OSError."""
    if not path.exists() and _new(path).exists():
        with suppress(FileNotFoundError):  # somebody else was quicker
            _new(path).replace(path)


def _new(path: Path) -> Path:
    return path.with_name(f"{path.stem}-new{path.suffix}")


def readable_rows(path: Path, table: str, columns: str) -> Iterator[tuple[object, ...]]:
    """Yield every row of a table, keyed by an integer ``number``, that can still be read; the file stays as it is.

    Raises:
        OSError: there is no room for a copy of it.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder, "copy")
        # SQLite carries out what is written beside a file when it opens that: not in the one that is kept.
        for ending in _BELONGING:
            with suppress(FileNotFoundError):
                shutil.copyfile(path.with_name(path.name + ending), copy.with_name(copy.name + ending))
        size = _end_with_a_page(copy)
        with closing(sqlite3.connect(copy)) as damaged:
            for number in _numbers(damaged, table, size):
                # A row behind a damaged place is still found by its number.
                with suppress(sqlite3.Error):
                    row = damaged.execute(f"SELECT {columns} FROM {table} WHERE number = ?", (number,)).fetchone()  # noqa: S608 - ours
                    if row:
                        yield row


def _end_with_a_page(file: Path) -> int:
    """Let a file that was cut say how many pages it has left, and return how many bytes it had.

    SQLite refuses a file that is shorter than its head says, or else takes what is missing for zeros.
    Where the head says what: www.sqlite.org/fileformat2.html, 1.3.
    """
    size = file.stat().st_size
    with file.open("r+b") as data:
        head = data.read(100)
        page = int.from_bytes(head[16:18], "big")
        page = 65_536 if page == 1 else page
        pages = size // page if page else 0
        said = int.from_bytes(head[28:32], "big")
        if 0 < pages < said:
            data.truncate(pages * page)
            data.seek(28)
            data.write(pages.to_bytes(4, "big"))
    return max(size, page * said)


def _numbers(damaged: sqlite3.Connection, table: str, size: int) -> Iterable[int]:
    """Return which numbers the rows can have: the first, and on from the smallest, as low ones may be deleted."""
    rows = min(max(size // _SMALLEST_ROW, _FEWEST_NUMBERS), _MOST_NUMBERS)
    with suppress(sqlite3.Error, TypeError):
        # May be any number, where that is damaged.
        smallest = int(damaged.execute(f"SELECT min(number) FROM {table}").fetchone()[0])  # noqa: S608 - ours
        return itertools.chain(range(1, rows + 1), range(max(smallest, rows + 1), smallest + rows))
    return range(1, rows + 1)
