"""A machine that was checked, before a shift."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from readiness.desktop.controllers.before_shift import BeforeShift
from readiness.desktop.shifts.tray import Tray
from tests.desktop.person import Person


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """A desktop with a tray, and everything that is told from it."""
    messages: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(Tray, "is_there", property(lambda _: True))
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _self, title, text, _icon: messages.append((title, text))
    )
    return messages


def shifts_of(someone: Person) -> BeforeShift:
    return someone.desktop.before_shift


def go_to_settings(someone: Person) -> BeforeShift:
    someone.window.pages.go_to(someone.window.choose)
    someone.press(someone.window.choose.shifts)
    assert someone.window.page is shifts_of(someone).page
    return shifts_of(someone)
