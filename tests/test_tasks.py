"""The tasks themselves: what they call good must be good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import tasks
from tests.tasks import Wish, coverage_faults, main


def file(*lines: int, branches: tuple[tuple[int, int], ...] = ()) -> dict[str, Any]:
    summary = {"missing_lines": len(lines), "missing_branches": len(branches)}
    return {"missing_lines": list(lines), "missing_branches": [list(branch) for branch in branches], "summary": summary}


def report(percent: float, **files: dict[str, Any]) -> dict[str, Any]:
    return {
        "files": {f"readiness/{path}": found for path, found in files.items()},
        "totals": {"percent_covered": percent},
    }


def test_a_whole_room_owes_every_line_and_branch() -> None:
    found = report(99.0, **{"domain/a.py": file(3, branches=((4, 5),)), "cli/b.py": file(1), "engine/c.py": file()})
    assert list(coverage_faults(found)) == ["readiness/domain/a.py: not reached: 3, 4->5"]


def test_the_package_owes_most_of_them() -> None:
    assert list(coverage_faults(report(95.0, **{"cli/b.py": file(1)}))) == []
    faults = list(coverage_faults(report(94.9, **{"cli/b.py": file(1), "cli/c.py": file(1, 2)})))
    assert faults[-2:] == [
        "readiness/cli/c.py: 2 lines and branches not reached",
        "the whole package: 94.9 % is below 95 %",
    ]


def test_one_bad_task_spoils_the_lot(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[Wish] = []

    def good(wish: Wish) -> bool:
        """Do well."""
        asked.append(wish)
        return True

    def bad(_wish: Wish) -> bool:
        """Do badly."""
        return False

    monkeypatch.setattr(tasks, "TASKS", {"good": good, "bad": bad, "tests": bad})
    assert main(["good", "--fix"]) == 0
    assert asked == [Wish(fix=True)]
    assert main(["all"]) == 1
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[-2:]] == [
        ["good", "good"],
        ["bad", "FAULTS"],
    ]


def test_a_stale_schema_is_seen_and_put_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "profile.schema.json"
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    monkeypatch.setattr(tasks, "_schemas", lambda: {path: "{}\n"})
    assert not tasks.schema(Wish())
    assert tasks.schema(Wish(fix=True))
    assert tasks.schema(Wish())
    assert capsys.readouterr().out.splitlines() == [
        "profile.schema.json is not what the program generates",
        "profile.schema.json was written",
    ]
