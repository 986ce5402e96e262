"""Where this program keeps its own files, on any system."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path


def data_folder() -> Path:
    """Return the folder for what must last, made if it is missing.

    ``READINESS_DATA`` names another one: tests and managed machines use it.
    """
    named = os.environ.get("READINESS_DATA")
    folder = Path(named) if named else user_data_path("readiness", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
