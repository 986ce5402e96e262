"""The strip on top of every page: the program's name, what leads aside, the language."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from readiness.desktop.looks.icons import Icon
from readiness.desktop.looks.theme import colours_of
from readiness.desktop.texts import OWN_NAMES, Texts
from readiness.desktop.widgets.controls import Button, Picker, Weight
from readiness.desktop.widgets.layout.deferred_style import update_texts
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import message

_BETWEEN: Final = 14
_MNEMONIC: Final = re.compile(r"\s*\(&.\)|&")


class Header(QWidget):
    """Name, earlier checks, what is measured, settings, language.

    ``language_chosen`` carries the person's choice; ``history_wanted``, ``about_wanted`` and
    ``settings_wanted`` ask for the pages beside a check.
    """

    language_chosen = Signal(str)
    history_wanted = Signal()
    about_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        self.name = Text(bold=True, lines=1)
        self.history = Button(Weight.QUIET, "history")
        self.history.clicked.connect(self.history_wanted)
        self.about = Button(Weight.QUIET, "info")
        self.about.clicked.connect(self.about_wanted)
        self.settings = Button(Weight.QUIET, "settings")
        self.settings.clicked.connect(self.settings_wanted)
        self._ways = {
            self.history: message("desktop.history.open"),
            self.about: message("desktop.about.open"),
            self.settings: message("desktop.settings.open"),
        }
        self.language = Picker()
        for language, own_name in OWN_NAMES.items():
            self.language.addItem(own_name, language)
        self.language.setCurrentIndex(list(OWN_NAMES).index(texts.language))
        self.language_label = Text(role="muted", wrap=False)
        self.language_label.setBuddy(self.language)
        self._lay_out()
        self.retranslate()
        self.language.currentIndexChanged.connect(self._language_chosen)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(28, 9, 28, 9)
        row.setSpacing(8)
        row.addWidget(Icon("home", role="accent"))
        row.addWidget(self.name, 1)
        row.addStretch(0)  # keeps the rest to the right where the name has no room
        for button in self._ways:
            row.addWidget(button)
            row.addSpacing(_BETWEEN)
        for widget in (Icon("language", side=18), self.language_label, self.language):
            row.addWidget(widget)

    def show_busy(self, *, busy: bool) -> None:
        """Keep to the page while a check is going on: it would go on without the person seeing it."""
        for button in self._ways:
            button.setEnabled(not busy)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        for text in (self.name, self.language_label):  # of the size of all letters Qt does not tell them
            text.dress()
        self.name.show_words(say(message("desktop.name")))
        self.language_label.setText(say(message("desktop.language")))
        self.language.setCurrentIndex(list(OWN_NAMES).index(say.language))
        self._fit()

    def _fit(self) -> None:
        """Where there is no room for every word, leave out the name, which is on the frame; then theirs."""
        self.name.setMinimumWidth(QFontMetrics(self.name.font()).horizontalAdvance(self.name.text()) + 2)
        for button, words in self._ways.items():
            said = self._texts(words)
            button.setText(said)
            button.setAccessibleName(_MNEMONIC.sub("", said))
            button.setToolTip("")
        layout = self.layout()
        assert layout is not None  # noqa: S101 - made with the strip
        # What was reckoned with letters of another size would count still.
        for widget in (self.name, self.language_label, self.language, *self._ways):
            widget.updateGeometry()
        layout.invalidate()
        self.name.show()
        if layout.minimumSize().width() <= self.width():
            return
        self.name.hide()
        if layout.minimumSize().width() > self.width():
            self.name.show()
            for button in self._ways:
                button.setText("")
                button.setToolTip(button.accessibleName())

    def changeEvent(self, event: QEvent) -> None:
        """Fit again in letters of another size, once every part has them."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            update_texts(self)
            QTimer.singleShot(0, self, self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether there is room for every word."""
        super().resizeEvent(event)
        self._fit()

    @Slot(int)
    def _language_chosen(self, place: int) -> None:
        if self.language.itemData(place) != self._texts.language:  # else it only shows what is spoken already
            self.language_chosen.emit(self.language.itemData(place))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line that keeps the strip apart from the page."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colours_of(self).hairline), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
