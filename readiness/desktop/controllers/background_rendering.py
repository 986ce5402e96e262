"""Puts what is to be shown into words on another thread: with many requirements that takes a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from readiness.desktop.responsive.background import Background
from readiness.desktop.texts import Texts
from readiness.text import Translator

V = TypeVar("V")


class BackgroundRenderer(QObject):
    """Writes in the language that is spoken; in one that was left meanwhile nothing is handed over."""

    def __init__(self, texts: Texts, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._background = Background(self)
        self._at_work = 0

    def write(self, work: Callable[[Translator], V], then: Callable[[V], None]) -> None:
        """Work on another thread and hand over what comes of it; in a language that was left meanwhile, again."""
        translator = self._texts.translator
        self._at_work += 1

        def end(view: V) -> None:
            self._at_work -= 1
            if translator is self._texts.translator:
                then(view)
            else:
                self.write(work, then)

        self._background.run(lambda: work(translator), end)

    @property
    def settled(self) -> bool:
        """Whether nothing is being put into words that is to be shown soon."""
        return not self._at_work

    def close(self) -> None:
        """Hand over nothing any more."""
        self._background.close()
