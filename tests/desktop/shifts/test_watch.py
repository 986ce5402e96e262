"""The watch: held by one program at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.desktop.shifts.watch import Watch


def test_one_has_it_until_they_let_go() -> None:
    first, second = Watch(), Watch()
    assert [first.take(), second.take(), first.take()] == [True, False, True]
    second.let_go()
    assert not second.take()
    first.let_go()
    assert second.take()
    second.let_go()


def test_a_disk_that_refuses_leaves_it_to_each(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data.write_text("no folder")
    monkeypatch.setenv("READINESS_DATA", str(data / "below"))
    assert [Watch().take(), Watch().take()] == [True, True]
