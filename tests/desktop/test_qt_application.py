"""What is asked before Qt opens a window."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo

from readiness.desktop import launch
from readiness.desktop.qt_application import can_open
from readiness.machine.environment.screen import missing_library
from readiness.store.single_instance import SingleInstance
from tests.fakes import NoMachine

X = {"DISPLAY": ":0"}

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt needs no part for X")


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Qt's part for X would lie."""
    folder = tmp_path / "platforms"
    folder.mkdir()
    monkeypatch.setattr(QLibraryInfo, "path", lambda _: str(tmp_path))
    return folder / "libqxcb.so"


def test_qt_itself_tells_whether_it_can_open_a_window() -> None:
    assert can_open(X) is not bool(missing_library(X))


def test_a_part_that_does_not_load_keeps_the_window_shut(plugin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin.write_bytes(b"no library")
    assert not can_open(X)
    monkeypatch.setattr(launch, "can_open", lambda: can_open(X))
    assert launch.run([], NoMachine(), SingleInstance()) is None


def test_without_a_part_for_x_qt_will_know(plugin: Path) -> None:
    assert not plugin.exists()
    assert can_open(X)


@pytest.mark.parametrize("environ", [{"WAYLAND_DISPLAY": "wayland-0"}, {"QT_QPA_PLATFORM": "offscreen"}])
def test_x_is_not_needed_everywhere(environ: dict[str, str], plugin: Path) -> None:
    plugin.write_bytes(b"no library")
    assert can_open(environ)
