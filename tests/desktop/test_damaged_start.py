"""The real window over a history whose file was cut: it opens, tells, and goes on keeping checks."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.profile.file import read_profile
from readiness.domain.facts import Facts, Measured
from readiness.engine.checkup import report_on
from readiness.store.history import FILE, History
from tests.desktop.office import keep_picture
from tests.rigs.screen import DOOR, Screen, needs_screen

CHECKS = 12


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a history with some checks."""
    folder = tmp_path_factory.mktemp("history")
    document = read_profile((paths.specs() / "voice-agent.json").read_bytes(), catalogue())
    now = datetime.now(UTC)
    moments = [now - timedelta(days=days) for days in range(CHECKS)]
    with History(folder) as history:
        history.add(report_on(document, Facts({"memory.installed": Measured(16.0, "GiB")}), at, at) for at in moments)
    return (folder / FILE).read_bytes()


def readable(folder: Path, data: bytes) -> int:
    """How many checks the store gets out of such a file."""
    folder.mkdir()
    (folder / FILE).write_bytes(data)
    with History(folder) as history:
        return len(history.checks())


@needs_screen
def test_a_history_cut_anywhere_opens_in_the_window(whole: bytes, tmp_path: Path) -> None:
    with Screen() as screen:
        for number, size in enumerate((100, len(whole) * 3 // 4 + 1)):
            saved = readable(tmp_path / str(number), whole[:size])
            data = screen.folder / f"data-{number}"
            data.mkdir()
            (data / FILE).write_bytes(whole[:size])
            program = screen.start(*DOOR, READINESS_DATA=str(data))
            window = screen.wait_for_window("Home-office")
            until = time.monotonic() + 60
            while not set_aside(data) and time.monotonic() < until:
                screen.press("alt+h")
            assert set_aside(data)
            keep_picture(screen, f"damaged-{number}")
            screen.close(window)
            program.wait(30)
            assert (program.process.returncode, program.said) == (0, "")
            with History(data) as history:
                assert (len(history.checks()), history.mishap) == (saved, None)


def set_aside(folder: Path) -> list[Path]:
    """The damaged files that were kept, once the new one is there too."""
    others = [path for path in folder.glob("history*") if path.name != FILE and "damaged" in path.name]
    return others if (folder / FILE).exists() else []
