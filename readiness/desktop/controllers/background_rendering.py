"""Renders texts on a background thread, which takes a while for many requirements."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from readiness.desktop.responsive.background import Background
from readiness.desktop.texts import Texts
from readiness.text import Translator

V = TypeVar("V")


class BackgroundRenderer(QObject):
    """Renders in the present language; results in a language that was left meanwhile are dropped."""

    def __init__(self, texts: Texts, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._background = Background(self)
        self._at_work = 0

    def write(self, work: Callable[[Translator], V], then: Callable[[V], None]) -> None:
        """Render on a background thread and hand over the result; again if the language changed meanwhile."""
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
        """Whether no rendering is in progress."""
        return not self._at_work

    def close(self) -> None:
        """Hand over no more results."""
        self._background.close()
