"""An editor that does not let its tests wait, and folders of its own for what it keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.desktop.editor import edited_profile
from readiness.desktop.editor import page as editor_page


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(editor_page, "_PAUSE_MILLISECONDS", 20)
    monkeypatch.setattr(edited_profile, "_KEEP_MILLISECONDS", 200)
    return tmp_path / "data"
