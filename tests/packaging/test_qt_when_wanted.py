"""What runs first in a ready-made program, in a Python that has stand-ins for Qt and for PyInstaller's helper."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.packaging.conftest import PACKAGING

PROGRAM = """
import os, runpy, sys
sys._MEIPASS = sys.path[0]
runpy.run_path(sys.argv[1])
import PySide6.QtCore
assert "_pyi_rth_utils.qt" not in sys.modules, "shown although no window is wanted"
import PySide6.QtGui, PySide6.QtWidgets
print(*sys.modules["_pyi_rth_utils.qt"].shown, os.environ["QT_PLUGIN_PATH"], sep="\\n")
"""


def test_qt_is_shown_its_folder_once_and_only_for_windows(tmp_path: Path) -> None:
    for name in ("PySide6/__init__", "PySide6/QtCore", "PySide6/QtGui", "PySide6/QtWidgets", "_pyi_rth_utils/__init__"):
        module = tmp_path / f"{name}.py"
        module.parent.mkdir(exist_ok=True)
        module.touch()
    (tmp_path / "_pyi_rth_utils" / "qt.py").write_text(
        "shown = []\ndef create_embedded_qt_conf(*told): shown.extend(told)\n"
    )
    (tmp_path / "program.py").write_text(PROGRAM)
    command = [sys.executable, "-S", str(tmp_path / "program.py"), str(PACKAGING / "qt_when_wanted.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    inside = tmp_path / "PySide6" if sys.platform == "win32" else tmp_path / "PySide6" / "Qt"
    assert done.stdout.splitlines() == ["PySide6", str(inside), str(inside / "plugins")]
