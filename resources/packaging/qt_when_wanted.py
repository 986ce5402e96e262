"""Runs first in every ready-made program: shows Qt its folder, but only once somebody asks for Qt's windows.

PyInstaller's own way of showing it loads Qt at each start. That takes a command in the terminal a tenth of a second,
and Qt needs libraries of the system that a computer without a screen may lack.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module


class _Qt:
    """Stands before the finders of modules, sees the first window coming, and finds nothing itself."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Show Qt its folder before the first module of windows is loaded."""
        del path, target
        if name == "PySide6.QtGui":
            sys.meta_path.remove(self)
            _show_its_folder()


def _show_its_folder() -> None:
    inside = os.path.join(sys._MEIPASS, "PySide6")  # type: ignore[attr-defined]  # noqa: PTH118, SLF001 - PyInstaller's
    if sys.platform == "win32":
        os.environ["PATH"] = os.pathsep.join((os.path.dirname(inside), os.environ.get("PATH", "")))  # noqa: PTH120
    else:
        inside = os.path.join(inside, "Qt")  # noqa: PTH118 - pathlib is 10 ms that the terminal does not need here
    os.environ["QT_PLUGIN_PATH"] = os.path.join(inside, "plugins")  # noqa: PTH118
    import_module("_pyi_rth_utils.qt").create_embedded_qt_conf("PySide6", inside)


sys.meta_path.insert(0, _Qt())
