"""The history: what was checked is there years later, whatever happens to the file."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
import time
import uuid
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.domain.facts import Bound, Measured
from readiness.domain.report import Verdict
from readiness.store import history
from readiness.store.history import FILE, History, HistoryUnavailableError
from readiness.store.settings import KEPT_DAYS, Settings, keep_settings
from tests.store.history_reports import DOCUMENT, made


@pytest.fixture
def kept(tmp_path: Path) -> History:
    return History(tmp_path)


def test_a_new_history_is_empty(kept: History) -> None:
    assert (kept.checks(), kept.report("x"), kept.figures("network.download"), kept.mishap) == ((), None, (), None)
    kept.close()


def test_reports_come_back_as_they_were(tmp_path: Path) -> None:
    reports = [made(2), made(1), made(0)]
    with History(tmp_path) as first:
        first.add(reports)
        first.add(reports[:1])
    with History(tmp_path) as later:
        assert [run.id for run in later.checks()] == [report.id for report in reversed(reports)]
        run = later.checks()[0]
        assert (run.profile, run.verdict, run.title) == (DOCUMENT.profile.id, Verdict.INCOMPLETE, "Voice agent at home")
        assert later.report(reports[1].id) == reports[1]


def test_figures_are_points_in_time_once_for_several_employers(kept: History) -> None:
    one_sided = {"network.upload": Measured(5.0, "Mbit/s", bound=Bound.AT_LEAST)}
    old, new = made(1, 20.0), made(0, 30.0, **one_sided)
    kept.add([old, new, replace(new, id=str(uuid.uuid4()))])
    assert [(point.value, point.unit) for point in kept.figures("network.download")] == [
        (20.0, "Mbit/s"),
        (30.0, "Mbit/s"),
    ]
    assert kept.figures("network.upload") == ()
    assert kept.figures("headset.connection") == ()
    kept.close()


def test_what_is_forgotten_is_gone_from_the_file_too(tmp_path: Path) -> None:
    with History(tmp_path) as kept:
        gone, stays = made(1), made(0)
        kept.add([gone, stays])
        kept.forget([gone.id])
        assert [run.id for run in kept.checks()] == [stays.id]
        kept.forget_all()
        assert kept.checks() == ()
        assert kept.figures("network.download") == ()
    assert gone.id.encode() not in (tmp_path / FILE).read_bytes()


def test_old_checks_are_let_go_by_themselves(kept: History) -> None:
    kept.add([made(KEPT_DAYS + 1), made(KEPT_DAYS - 1)])
    assert len(kept.checks()) == 1
    kept.close()


def test_how_long_they_are_kept_is_for_the_person_to_say(kept: History, tmp_path: Path) -> None:
    keep_settings(Settings(kept_days=None), tmp_path)
    kept.add([made(KEPT_DAYS * 9), made(40), made(20)])
    assert len(kept.checks()) == 3
    kept.forget_older(100)
    assert len(kept.checks()) == 2
    keep_settings(Settings(kept_days=30), tmp_path)
    kept.add([made(1)])
    assert len(kept.checks()) == 2
    kept.close()


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with History(tmp_path) as kept:
        kept.add([made()])
    with sqlite3.connect(tmp_path / FILE) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(HistoryUnavailableError):
        History(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(HistoryUnavailableError):
        History(tmp_path / "file")


def test_a_file_that_somebody_else_holds_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_connected", lambda path: sqlite3.connect(path, timeout=0.05))
    with History(tmp_path) as kept:
        other = sqlite3.connect(tmp_path / FILE)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HistoryUnavailableError):
            kept.add([made()])
        other.rollback()
        other.close()
        kept.add([made()])
        assert len(kept.checks()) == 1


def test_something_else_in_its_place_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)
    with History(tmp_path) as kept:
        assert kept.mishap
        assert (kept.mishap.saved, kept.checks()) == (0, ())
        assert kept.mishap.path.read_bytes().startswith(b"this is no database")


def _ids(kept: History) -> set[str]:
    return {run.id for run in kept.checks()}


def test_a_file_cut_at_any_byte_loses_no_run_that_can_be_read(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    with History(whole) as kept:
        kept.add([made(days) for days in range(20)])
        every = _ids(kept)
    data = (whole / FILE).read_bytes()
    chance = random.Random(5)  # noqa: S311 - repeatable by design
    for size in sorted({0, 1, 99, 100, 4095, 4096, *(chance.randrange(len(data)) for _ in range(8))}):
        shutil.rmtree(cut, ignore_errors=True)
        cut.mkdir()
        (cut / FILE).write_bytes(data[:size])
        readable = _readable_by_number(cut / FILE)
        with History(cut) as kept:
            found = _ids(kept)
            kept.figures("network.download")
            for id_ in list(found)[:3]:
                assert kept.report(id_)
            found = _ids(kept)
            assert readable <= found <= every
            kept.add([made()])
            assert len(_ids(kept)) == len(found) + 1


def _readable_by_number(path: Path) -> set[str]:
    """What another reader gets out of the file, row by row."""
    found = set()
    copy = path.with_name("copy.sqlite3")
    copy.write_bytes(path.read_bytes())
    database = sqlite3.connect(f"{copy.as_uri()}?mode=ro&immutable=1", uri=True)
    database.execute("PRAGMA writable_schema = ON")  # which reads files that are shorter than their head says
    for number in range(1, 21):
        try:
            row = database.execute("SELECT id, report FROM runs WHERE number = ?", (number,)).fetchone()
            if row and zlib.decompress(row[1]):
                found.add(row[0])
        except (sqlite3.Error, zlib.error):
            continue
    database.close()
    copy.unlink()
    return found


def test_bytes_that_changed_are_noticed_at_the_latest_when_read(tmp_path: Path) -> None:
    with History(tmp_path) as kept:
        kept.add([made(days) for days in range(40)])
    data = bytearray((tmp_path / FILE).read_bytes())
    chance = random.Random(7)  # noqa: S311 - repeatable by design
    for place in (chance.randrange(4096, len(data)) for _ in range(200)):
        data[place] = chance.randrange(256)
    (tmp_path / FILE).write_bytes(data)
    with History(tmp_path) as kept:
        for run in kept.checks():
            kept.report(run.id)
        kept.add([made()])
        assert kept.checks()


def _spoil(path: Path, id_: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE runs SET report = x'00' WHERE id = ?", (id_,))


def test_damage_that_comes_while_it_is_open_costs_that_run_alone(tmp_path: Path) -> None:
    spoilt, whole = made(1), made()
    with History(tmp_path) as kept:
        kept.add([spoilt, whole])
        _spoil(tmp_path / FILE, spoilt.id)
        assert kept.report(spoilt.id) is None
        assert kept.mishap
        assert (kept.mishap.saved, kept.report(whole.id)) == (1, whole)


def _of_a_newer_program(path: Path, id_: str) -> bytes:
    """Let a report say that it has a form which is not known yet; return how it stands there."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        [packed] = database.execute("SELECT report FROM runs WHERE id = ?", (id_,)).fetchone()
        newer = zlib.compress(zlib.decompress(packed).replace(b'"format": 1', b'"format": 99', 1))
        database.execute("UPDATE runs SET report = ? WHERE id = ?", (newer, id_))
    return newer


def test_a_report_of_a_newer_program_is_no_damage_and_outlives_it(tmp_path: Path) -> None:
    newer, spoilt, whole = made(2), made(1), made()
    with History(tmp_path) as kept:
        kept.add([newer, spoilt, whole])
        as_it_stands = _of_a_newer_program(tmp_path / FILE, newer.id)
        assert (kept.report(newer.id), kept.mishap) == (None, None)
        _spoil(tmp_path / FILE, spoilt.id)
        assert kept.report(spoilt.id) is None
        assert kept.mishap
        assert (kept.mishap.saved, [run.id for run in kept.checks()]) == (2, [whole.id, newer.id])
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as database:
        assert (as_it_stands,) in database.execute("SELECT report FROM runs").fetchall()


def test_a_mistake_of_ours_is_not_taken_for_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with History(tmp_path) as kept:
        kept.add([made()])
        monkeypatch.setattr(history, "report_json", lambda _: {"not for JSON": {1, 2}})
        with pytest.raises(TypeError):
            kept.add([made()])
        assert (len(kept.checks()), kept.mishap) == (1, None)


def test_damage_that_cannot_be_mended_is_said(tmp_path: Path) -> None:
    one = made()
    with History(tmp_path) as kept:
        kept.add([one])
        _spoil(tmp_path / FILE, one.id)
        (tmp_path / "history.lock").mkdir()
        with pytest.raises(HistoryUnavailableError):
            kept.report(one.id)
        assert (tmp_path / FILE).exists()


def test_two_thousand_checks_are_listed_without_opening_each(tmp_path: Path) -> None:
    with History(tmp_path) as kept:
        kept.add([replace(made(), id="0")])
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as database, database:
        # So many copies of the one are made in a moment; each as it would be written takes some milliseconds.
        database.executescript(
            "CREATE TEMP TABLE counted AS WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up LIMIT 1999)"
            " SELECT n FROM up; INSERT INTO runs SELECT n + 1, n, datetime('now', '-' || n || ' hours') || '.0+00:00',"
            " profile, version, title, issuer, verdict, report FROM runs, counted WHERE number = 1;"
            " INSERT INTO figures SELECT n + 1, fact, value, unit FROM figures, counted WHERE run = 1;"
        )
    begun = time.process_time()
    with History(tmp_path) as kept:
        assert len(kept.checks()) == 2000
        assert len(kept.figures("network.download")) == 2000
    listed = time.process_time() - begun
    begun = time.process_time()
    with History(tmp_path) as kept:
        for number in range(20):
            assert kept.report(str(number))
    # Against opening twenty of them, so that a slow computer is no fault.
    assert listed < time.process_time() - begun


def test_many_who_find_it_damaged_at_once_lose_nothing(tmp_path: Path) -> None:
    with History(tmp_path) as kept:
        kept.add([made(days) for days in range(12)])
    data = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(data[: len(data) // 2])

    def opened(_: int) -> tuple[int, bool]:
        with History(tmp_path) as kept:
            return len(kept.checks()), kept.mishap is not None

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(opened, range(24)))
    assert len({number for number, _ in found}) == 1
    assert found[0][0] > 0
    assert sum(replaced for _, replaced in found) == 1
