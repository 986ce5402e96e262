"""What nobody caught: told once in words, kept in the log, and the window goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from readiness.desktop.exception_hook import ExceptionHook
from readiness.store.log import keep_log, log_file
from tests.desktop.conftest import MakePerson
from tests.desktop.person import process


def _boxes(window: QWidget) -> list[QMessageBox]:
    process()
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def test_a_defect_is_told_once_with_the_file_to_send(
    person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back afterwards
    someone = person()
    keep_log()
    ExceptionHook(someone.desktop.texts, someone.window).install()
    for _ in range(2):
        QTimer.singleShot(0, someone.window, [].pop)
        process()
    [box] = _boxes(someone.window)
    assert "Something went wrong inside this program (IndexError)" in box.text()
    assert str(log_file()) in box.text()
    assert log_file().read_text(encoding="utf-8").count("pop from empty list") == 2
    assert not box.isModal()
    [close] = [one for one in box.findChildren(QAbstractButton) if one.isVisible()]
    close.click()
    assert _boxes(someone.window) == []
    someone.desktop.background.run(lambda: dict[str, str]()["nothing"], print)
    someone.bot.waitUntil(lambda: bool(_boxes(someone.window)))
    assert "KeyError" in _boxes(someone.window)[0].text()
