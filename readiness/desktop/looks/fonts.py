"""The font that comes with the program: BIZ UDPGothic, made to be read easily.

Reports are printed in it, and Japanese is shown in it where the system has nothing better.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFontDatabase

from readiness import paths

FAMILY: Final = "BIZ UDPGothic"
_FILES: Final = ("fonts/BIZUDPGothic-Regular.ttf", "fonts/BIZUDPGothic-Bold.ttf")


def load() -> None:
    """Make the font known to Qt, once."""
    if QFontDatabase.hasFamily(FAMILY):
        return
    for name in _FILES:
        path = paths.resource(name)
        # Without a screen Qt on Windows opens only paths in letters of the system's language. People are called 花子.
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            QFontDatabase.addApplicationFontFromData(path.read_bytes())
