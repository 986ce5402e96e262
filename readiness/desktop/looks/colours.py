"""The colours of the window, light and dark.

Every pair that is used as text on a ground is at least 4.5:1, every line and sign at
least 3:1 (WCAG 2.2, 1.4.3 and 1.4.11); the tests compute it from the tables below.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtGui import QColor


class Colours(NamedTuple):  # the first window waits for it, and a dataclass takes ten times as long to make
    """One scheme. ``page`` and ``card`` are grounds, ``line`` is for edges, the rest for text and signs."""

    page: str
    card: str
    text: str
    muted: str
    met: str
    not_met: str
    advice: str
    not_measured: str
    accent: str
    on_accent: str
    line: str
    hairline: str

    def tint(self, colour: str, share: float = 0.09) -> str:
        """Return the page with a little of a colour in it: the ground of a verdict or a notice."""
        return _mixed(self.page, colour, share)


def _mixed(ground: str, colour: str, share: float) -> str:
    one, other = QColor(ground), QColor(colour)
    mixed = (
        round(a + (b - a) * share)
        for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*mixed).name()


LIGHT: Final = Colours(
    page="#FFFFFF",
    card="#F4F5F7",
    text="#1A1C1E",
    muted="#51585F",
    met="#146C37",
    not_met="#B3121D",
    advice="#8A4B00",
    not_measured="#4A5568",
    accent="#0B57A4",
    on_accent="#FFFFFF",
    line="#7A828A",
    hairline="#D9DCE0",
)
DARK: Final = Colours(
    page="#1C1E21",
    card="#26292D",
    text="#ECEEF0",
    muted="#B4BBC2",
    met="#63D08A",
    not_met="#FF8A8A",
    advice="#F5B74E",
    not_measured="#A9B4C2",
    accent="#7DB7FF",
    on_accent="#14181D",
    line="#7F8891",
    hairline="#3A3F45",
)
