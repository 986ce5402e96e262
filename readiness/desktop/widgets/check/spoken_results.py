"""What a run finds, for whoever does not see its rows: said together, and never into a recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from readiness.desktop.screen_reader import announce
from readiness.desktop.texts import Texts
from readiness.domain.message import message
from readiness.render.parts.view import ItemView, Tone
from readiness.render.short import short_value

_TOGETHER_MILLISECONDS: Final = 1000
"""What comes within this time is said in one go."""
_EACH: Final = 3
"""So many results are said one by one; of more, how many there are, and those that ask for something."""


class SpokenResults(QObject):
    """Says what came of requirements. ``silent`` tells whether the room must be: then it waits.

    ``interval`` is how long it waits for more, in milliseconds.
    """

    def __init__(self, page: QWidget, texts: Texts, silent: Callable[[], bool], count: Callable[[], str]) -> None:
        super().__init__(page)
        self._page, self._texts = page, texts
        self._silent, self._count = silent, count
        self._items: list[ItemView] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self.interval = _TOGETHER_MILLISECONDS
        self._timer.timeout.connect(self._say)

    def take(self, item: ItemView) -> None:
        """Say what came of a requirement, soon."""
        if item.mark.tone is not Tone.PLAIN:  # that it does not apply is no news
            self._items.append(item)
            if not self._timer.isActive():
                self._timer.start(self.interval)

    def forget(self) -> None:
        """Say nothing of what was not said yet."""
        self._timer.stop()
        self._items = []

    @Slot()
    def _say(self) -> None:
        if not self._page.isVisible():
            self._items = []  # the result, which has taken the page's place, says all of it
        elif self._silent():
            self._timer.start(self.interval)
        else:
            items, self._items = self._items, []
            announce(self._page, " ".join(self._sentences(items)))

    def _sentences(self, items: list[ItemView]) -> Iterator[str]:
        if len(items) > _EACH:
            yield self._texts(message("desktop.row.told_count", count=self._count()))
            items = [item for item in items if item.mark.tone is not Tone.MET]
        for item in items:
            value = short_value(item)
            told = {"title": item.title, "word": item.mark.word}
            yield self._texts(
                message("desktop.row.told", value=value, **told) if value else message("desktop.row.told_bare", **told)
            )
