"""Where files are kept: where the system wants them, or all in the folder that was named."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import platformdirs
import pytest

from readiness.store.folders import data_folder, data_place, log_folder, meeting_place


def test_the_system_says_where() -> None:
    assert data_folder() == platformdirs.user_data_path("readiness", appauthor=False)
    assert data_folder().is_dir()
    assert log_folder() == platformdirs.user_log_path("readiness", appauthor=False)
    assert not log_folder().exists()


def test_one_folder_can_be_named_for_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "all"))
    assert data_folder() == tmp_path / "all"
    assert log_folder().parent == data_folder()
    assert list(data_folder().iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other people out by the person's own folder")
def test_nobody_else_may_look_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "all"))
    assert not data_place().exists()
    assert stat.S_IMODE(data_folder().stat().st_mode) == 0o700


def test_programs_meet_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))
    assert meeting_place() == data_place()
    monkeypatch.delenv("READINESS_DATA")
    for variable in (str(tmp_path / "data"), None, ""):
        monkeypatch.delenv("XDG_DATA_HOME") if variable is None else monkeypatch.setenv("XDG_DATA_HOME", variable)
        assert meeting_place() == data_place()
