"""What can be read of a damaged file: whatever another reader would get out of it, and it stays as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from readiness.store.damaged_database import go_on_replacing, readable_rows, replace, set_aside

ROWS = 60


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path / "kept.sqlite3")


def made(path: Path, first: int = 1) -> Path:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, what TEXT NOT NULL)")
        database.executemany("INSERT INTO kept VALUES (?, ?)", rows(first))
    return path


def rows(first: int = 1) -> Iterator[tuple[int, str]]:
    return ((number, f"{number:03} " * 300) for number in range(first, first + ROWS))


def read(path: Path) -> list[tuple[object, ...]]:
    return list(readable_rows(path, "kept", "number, what"))


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_of_a_file_that_is_cut_the_rows_before_the_cut_are_there(file: Path, share: float) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    found = read(file)
    assert ROWS * share * 0.5 < len(found) < ROWS
    assert set(found) <= set(rows())


def test_rows_that_were_numbered_late_are_found(tmp_path: Path) -> None:
    file = made(tmp_path / "late.sqlite3", first=1_000_000)
    file.write_bytes(file.read_bytes()[:-5_000])
    found = read(file)
    assert ROWS * 0.7 < len(found) < ROWS
    assert set(found) <= set(rows(1_000_000))


def test_what_was_written_beside_the_file_is_read_too_and_both_are_kept(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        with database:
            database.execute("INSERT INTO kept VALUES (1000, 'newest')")
        # As a program leaves them that is ended by force.
        whole, log = file.read_bytes(), file.with_name(f"{file.name}-wal").read_bytes()
    file.write_bytes(whole)
    file.with_name(f"{file.name}-wal").write_bytes(log)
    aside = set_aside(file)
    assert (1000, "newest") in read(aside)
    assert aside.read_bytes() == whole
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == log
    assert not list(file.parent.glob(f"{file.name}*"))


@pytest.mark.parametrize("data", [b"", b"no database" * 900, b"SQLite format 3\0" + bytes(9_000)])
def test_of_what_is_no_database_there_is_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "kept.sqlite3").write_bytes(data)
    assert read(tmp_path / "kept.sqlite3") == []


def write_new(path: Path) -> None:
    path.write_bytes(b"new")


def test_a_new_file_takes_the_place_only_when_it_is_whole(file: Path) -> None:
    before = file.read_bytes()

    def end(new: Path) -> None:
        new.write_bytes(b"half of it")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace(file, end)
    assert file.read_bytes() == before
    aside = replace(file, write_new)
    assert (file.read_bytes(), aside.read_bytes()) == (b"new", before)


def test_who_ended_between_the_two_is_gone_on_with(file: Path) -> None:
    go_on_replacing(file)
    assert len(read(file)) == ROWS
    file.rename(file.with_name("kept-new.sqlite3"))
    go_on_replacing(file)
    assert len(read(file)) == ROWS
