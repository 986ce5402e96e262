"""The head of the page on which a profile is written: what it is called, and what is shown of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.texts import OWN_NAMES, Texts
from readiness.desktop.widgets.controls import Button, Picker, Weight
from readiness.desktop.widgets.wrapped_text import Text

_EDGES, _LOW_EDGES = (28, 12, 28, 0), (24, 4, 28, 0)


class Head(QWidget):
    """Title, number of problems and language; ``choice`` is what chooses a view, and stands above the views."""

    def __init__(self, texts: Texts, views: Sequence[str]) -> None:
        super().__init__()
        self._texts, self._views = texts, views
        self.low = False
        self.title = Text(size=1.4, bold=True, lines=1)
        self.problems_button = Button(Weight.QUIET)
        self.language = Picker()
        for tag, own_name in OWN_NAMES.items():
            self.language.addItem(own_name, tag)
        self.language.setCurrentIndex(list(OWN_NAMES).index(texts.language))
        self._language_label = Text(role="muted", wrap=False)
        self._language_label.setBuddy(self.language)
        self.choice = QWidget()
        self.view = Picker()
        for _ in views:
            self.view.addItem("")
        self._view_label = Text(role="muted", wrap=False)
        self._view_label.setBuddy(self.view)
        self._lay_out()

    def _lay_out(self) -> None:
        choice = QHBoxLayout(self.choice)
        choice.setContentsMargins(4, 0, 28, 0)
        choice.setSpacing(8)
        choice.addWidget(self._view_label)
        choice.addWidget(self.view)
        choice.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(*_EDGES)
        self._row.setSpacing(8)
        self._row.addWidget(self.title, 1)
        self._row.addWidget(self.problems_button)
        self._row.addSpacing(10)
        self._row.addWidget(self._language_label)
        self._row.addWidget(self.language)

    def set_low(self, above_views: QVBoxLayout, *, low: bool) -> None:
        """In a low window, have the choice stand here, in the place of the title, which the form shows too."""
        self.low = low
        self.title.setVisible(not low)
        if low:
            above_views.removeWidget(self.choice)
            self._row.insertWidget(0, self.choice, 1)
        else:
            self._row.removeWidget(self.choice)
            above_views.insertWidget(0, self.choice)
        self._row.setContentsMargins(*(_LOW_EDGES if low else _EDGES))

    def retranslate(self) -> None:
        """Say everything but the title in the language spoken now."""
        say = self._texts.say
        self._language_label.setText(say("desktop.editor.language"))
        self._view_label.setText(say("desktop.editor.view"))
        self.view.name_choices(say(f"desktop.editor.view.{one}") for one in self._views)
