"""The strip on top of every page: the program's name, the language, light or dark."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from readiness.desktop.looks.icons import Icon
from readiness.desktop.looks.theme import Scheme, colours_of
from readiness.desktop.texts import OWN_NAMES, Texts
from readiness.desktop.widgets.controls import Button, Picker, Weight
from readiness.desktop.widgets.words import Text
from readiness.domain.message import message

_MNEMONIC: Final = re.compile(r"\(&.\)|&")
_SCHEMES: Final = {
    Scheme.SYSTEM: message("desktop.scheme.system"),
    Scheme.LIGHT: message("desktop.scheme.light"),
    Scheme.DARK: message("desktop.scheme.dark"),
}


class Header(QWidget):
    """Name, history, language, appearance.

    ``language_chosen`` and ``scheme_chosen`` carry the person's choice; ``history_wanted`` asks for earlier checks.
    """

    language_chosen = Signal(str)
    scheme_chosen = Signal(object)
    history_wanted = Signal()

    def __init__(self, texts: Texts, scheme: Scheme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self.name = Text(bold=True, lines=1)
        self.history = Button(Weight.QUIET, "history")
        self.history.clicked.connect(self.history_wanted)
        self.language = Picker()
        for language, own_name in OWN_NAMES.items():
            self.language.addItem(own_name, language)
        self.language.setCurrentIndex(list(OWN_NAMES).index(texts.language))
        self.language_label = Text(role="muted", wrap=False)
        self.language_label.setBuddy(self.language)
        self.scheme = Picker()
        for one in _SCHEMES:
            self.scheme.addItem("", one)
        self.scheme.setCurrentIndex(list(_SCHEMES).index(scheme))
        self.scheme_label = Text(role="muted", wrap=False)
        self.scheme_label.setBuddy(self.scheme)
        row = QHBoxLayout(self)
        row.setContentsMargins(28, 9, 28, 9)
        row.setSpacing(8)
        row.addWidget(Icon("home", role="accent"))
        row.addWidget(self.name, 1)
        row.addWidget(self.history)
        row.addSpacing(14)
        for widget in (Icon("contrast", side=18), self.scheme_label, self.scheme):
            row.addWidget(widget)
        row.addSpacing(14)
        for widget in (Icon("language", side=18), self.language_label, self.language):
            row.addWidget(widget)
        self.retranslate()
        self.language.currentIndexChanged.connect(self._language_chosen)
        self.scheme.currentIndexChanged.connect(self._scheme_chosen)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        self.name.show_words(say(message("desktop.name")))
        self.language_label.setText(say(message("desktop.language")))
        self.scheme_label.setText(say(message("desktop.scheme")))
        self.scheme.name_choices(say(text) for text in _SCHEMES.values())
        self.language.setCurrentIndex(list(OWN_NAMES).index(say.language))
        self._fit()

    def _fit(self) -> None:
        """Leave only the picture of the history's button where there is no room for its word."""
        words = self._texts(message("desktop.history.open"))
        self.history.setText(words)
        self.history.setAccessibleName(_MNEMONIC.sub("", words))
        layout = self.layout()
        assert layout is not None  # noqa: S101 - made with the strip
        layout.invalidate()
        if layout.minimumSize().width() > self.width():
            self.history.setText("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether there is room for every word."""
        super().resizeEvent(event)
        self._fit()

    @Slot(int)
    def _language_chosen(self, place: int) -> None:
        self.language_chosen.emit(self.language.itemData(place))

    @Slot(int)
    def _scheme_chosen(self, place: int) -> None:
        self.scheme_chosen.emit(list(_SCHEMES)[place])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line that keeps the strip apart from the page."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colours_of(self).hairline), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
