"""Scheme and letters: Fusion with palettes of our own, so that every system looks the same."""

from __future__ import annotations

import sys
from enum import StrEnum
from functools import cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from readiness.desktop.looks import fonts
from readiness.desktop.looks.colours import DARK, LIGHT, Colours


class Scheme(StrEnum):
    """What the person chose: follow the system, or one of the two."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


LETTERS: Final = (1.0, 1.15, 1.3)
"""How large letters may be, the usual size first."""
UNDERLINES: Final = sys.platform != "darwin"
"""Whether the letter of a shortcut is underlined, as Fusion has it. Asking the style is slow for the first time."""

_POINTS: Final = 10.5  # 9 points, the usual size, is small for kanji
_JAPANESE_POINTS: Final = 11.0
_JAPANESE: Final = {
    "win32": ("Yu Gothic UI", "Meiryo UI"),
    "darwin": ("Hiragino Sans",),
    "linux": ("Noto Sans CJK JP", "IPAPGothic"),
}


def colours_of(widget: QWidget) -> Colours:
    """Return the colours of the scheme a widget is drawn in."""
    palette = widget.palette()
    return _COLOURS.get(palette.cacheKey()) or _found_colours(palette)


_COLOURS: Final[dict[int, Colours]] = {}
"""What was found for each palette: everything that is painted asks."""
_MOST: Final = 256


def _found_colours(palette: QPalette) -> Colours:
    if len(_COLOURS) >= _MOST:
        _COLOURS.clear()
    dark = palette.window().color().lightness() < 128  # noqa: PLR2004 - middle of 0..255
    return _COLOURS.setdefault(palette.cacheKey(), DARK if dark else LIGHT)


def palette_of(colours: Colours) -> QPalette:
    """Return the palette that makes Fusion draw in these colours."""
    palette = QPalette()
    role = QPalette.ColorRole
    for roles, colour in (
        ((role.Window, role.Base), colours.page),
        ((role.AlternateBase, role.Button, role.ToolTipBase), colours.card),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), colours.text),
        ((role.Highlight, role.Link, role.Accent, role.LinkVisited), colours.accent),
        ((role.HighlightedText,), colours.on_accent),
        ((role.PlaceholderText,), colours.muted),
        ((role.Mid, role.Dark), colours.line),
        ((role.Light, role.Midlight), colours.hairline),
    ):
        for one in roles:
            palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(colours.muted))
    return palette


STYLE: Final = "fusion"
"""The style of Qt that everything is drawn in."""
STYLED: Final = "readiness-styled"
"""The property of an application that has the style from its making: to ask for it takes time at the start."""


def is_dark(app: QApplication, scheme: Scheme) -> bool:
    """Return whether to draw dark; a system that does not say counts as light."""
    if scheme is Scheme.SYSTEM:
        return app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return scheme is Scheme.DARK


def apply_scheme(app: QApplication, scheme: Scheme) -> None:
    """Draw in the scheme, from now on and everywhere."""
    if not app.property(STYLED):
        app.setProperty(STYLED, True)  # noqa: FBT003 - the library's signature
        if app.style().name() != STYLE:  # each time it is set, every widget is polished and laid out anew
            app.setStyle(STYLE)
    app.setPalette(palette_of(DARK if is_dark(app, scheme) else LIGHT))


def apply_language(app: QApplication, language: str, letters: float = 1.0) -> None:
    """Choose letters that can write the language, and the Japanese shape of shared kanji; so many times as large."""
    font = scaled(font_for(language), letters)
    if font != app.font():  # every word in the window would be measured anew
        app.setFont(font)


def font_for(language: str) -> QFont:
    """Return the interface font: the system's own, and a Japanese family named before any Chinese one."""
    fonts.load()
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if language == "ja":
        font.setFamilies(_japanese_families())
        font.setPointSizeF(max(font.pointSizeF(), _JAPANESE_POINTS))
    else:
        # The system may only name a kind ("Sans Serif"); what it means by it has a real name.
        font.setFamilies([QFontInfo(font).family(), *_JAPANESE.get(sys.platform, ()), fonts.FAMILY])
        font.setPointSizeF(max(font.pointSizeF(), _POINTS))
    return font


@cache
def _japanese_families() -> list[str]:
    present = set(QFontDatabase.families())  # which asks for some hundred names
    known = [name for name in (*_JAPANESE.get(sys.platform, ()), fonts.FAMILY) if name in present]
    return known or [fonts.FAMILY]


def scaled(font: QFont, factor: float) -> QFont:
    """Return the font in regular weight, ``factor`` times as large."""
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * factor)
    larger.setBold(False)
    return larger
