"""The journal: whatever moment the program ends at, finished facts are there at the next start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.domain.facts import Measured, Reason, Unmeasured
from readiness.domain.message import message
from readiness.store.journal import Journal, unfinished

MEMORY = Measured(8.0, "GiB", message("method.made_up"), at=datetime(2026, 3, 1, 9, tzinfo=UTC), evidence={"a": "b"})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))
    return tmp_path


def example() -> ProfileDocument:
    return read_profile((paths.specs() / "voice-agent.json").read_bytes(), catalogue())


def interrupted(*facts: str) -> None:
    """A check that ended in the middle, with these facts measured."""
    journal = Journal.begin([example()])
    for fact in facts:
        journal.record(fact, MEMORY)
    journal.leave()


def test_nothing_interrupted_offers_nothing() -> None:
    assert unfinished() is None


def test_an_interrupted_check_offers_what_was_measured() -> None:
    document = example()
    journal = Journal.begin([document])
    journal.record("memory.installed", MEMORY)
    journal.record("network.download", Unmeasured(Reason.OFFLINE))
    journal.leave()
    found = unfinished()
    assert found is not None
    assert found.facts.readings == {"memory.installed": MEMORY}
    assert found.documents[0].source == document.source
    found.forget()
    assert unfinished() is None


def test_it_is_held_before_others_can_see_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    hold_on = Journal._hold_on

    def watched(journal: Journal) -> None:
        seen.append(list(folder.glob("*.jsonl")))
        hold_on(journal)
        assert unfinished() is None

    monkeypatch.setattr(Journal, "_hold_on", watched)
    Journal.begin([example()]).leave()
    assert seen == [[]]


def test_a_finished_check_leaves_nothing(folder: Path) -> None:
    journal = Journal.begin([example()])
    journal.record("memory.installed", MEMORY)
    journal.finish()
    assert list(folder.iterdir()) == []


def test_a_new_check_replaces_what_was_left(folder: Path) -> None:
    interrupted("memory.installed")
    interrupted()
    assert len(list(folder.iterdir())) == 1
    found = unfinished()
    assert found is not None
    assert found.facts.readings == {}


def test_a_check_that_goes_on_elsewhere_is_neither_offered_nor_thrown_away(folder: Path) -> None:
    going_on = Journal.begin([example()])
    going_on.record("memory.installed", MEMORY)
    assert unfinished() is None
    interrupted("processor.cores")  # a second window begins a check of its own
    found = unfinished()
    assert found is not None
    assert set(found.facts.readings) == {"processor.cores"}
    found.forget()
    going_on.leave()
    found = unfinished()
    assert found is not None
    assert found.facts.readings == {"memory.installed": MEMORY}
    found.forget()
    assert list(folder.glob("unfinished-*")) == []


def test_a_check_that_was_killed_is_offered(folder: Path) -> None:
    interrupted("memory.installed")
    [journal] = folder.iterdir()
    journal.with_suffix(".held").touch()  # which the system let go of
    found = unfinished()
    assert found is not None
    found.forget()
    assert list(folder.glob("unfinished-*")) == []


def test_cut_at_any_byte_it_gives_whole_facts_or_nothing(folder: Path) -> None:
    interrupted("memory.installed", "memory.usable")
    [path] = folder.iterdir()
    whole = path.read_bytes()
    head = whole.index(b"\n")  # in which the profiles are
    for length in (*range(0, head, head // 20), *range(head - 2, len(whole), 7)):
        path.write_bytes(whole[:length])
        found = unfinished()
        assert found is None or all(reading == MEMORY for reading in found.facts.readings.values())
    path.write_bytes(whole)
    found = unfinished()
    assert found is not None
    assert len(found.facts.readings) == 2


def test_yesterdays_half_is_not_offered() -> None:
    interrupted("memory.installed")
    assert unfinished(datetime.now(UTC) + timedelta(hours=13)) is None


def test_a_disk_that_refuses_does_not_stop_the_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("READINESS_DATA", str(blocked))
    journal = Journal.begin([example()])
    journal.record("memory.installed", MEMORY)
    journal.finish()
    assert unfinished() is None


def test_a_disk_that_fills_up_does_not_stop_the_check() -> None:
    full = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 - the journal closes it
    journal = Journal(Path("/nonexistent/full"))
    journal._file = full
    journal.record("memory.installed", MEMORY)
    assert full.closed
    journal.record("memory.usable", MEMORY)
    journal.finish()
