"""The fonts that come with the program.

Reports are printed in them. BIZ UDPGothic, made to be read easily, writes Japanese, in the window too where the
system has nothing better. Its Latin letters are cut short below the line and its apostrophe is as wide as a kanji,
so English and Spanish are printed in Open Sans.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFontDatabase

from readiness import paths

FAMILY: Final = "BIZ UDPGothic"
LATIN: Final = "Open Sans"
_FILES: Final = {
    FAMILY: ("fonts/BIZUDPGothic-Regular.ttf", "fonts/BIZUDPGothic-Bold.ttf"),
    LATIN: ("fonts/OpenSans-Regular.ttf", "fonts/OpenSans-Bold.ttf"),
}


def load(family: str = FAMILY) -> None:
    """Make a font known to Qt, once."""
    if QFontDatabase.hasFamily(family):
        return
    for name in _FILES[family]:
        path = paths.resource(name)
        # Without a screen Qt on Windows opens only paths in letters of the system's language. People are called 花子.
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            QFontDatabase.addApplicationFontFromData(path.read_bytes())
