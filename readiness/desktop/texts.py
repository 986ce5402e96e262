"""The window's words: one translator that everybody asks, and the news that it changed."""

from __future__ import annotations

import atexit
from functools import cache
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from readiness.desktop.looks import theme
from readiness.domain.message import Argument, Message, message
from readiness.text import Translator

OWN_NAMES: Final = {"en": "English", "es": "Español", "ja": "日本語"}
"""Each language in its own words: whoever needs it must be able to read it."""


class Texts(QObject):
    """Says messages in the chosen language; ``changed`` tells the pages to say everything anew.

    ``region`` is a locale ("es_MX") whose number and date formats are used whatever the
    language, None for the language's own. ``letters`` is how many times as large as usual they are.
    """

    changed = Signal()

    def __init__(
        self, language: str, region: str | None = None, parent: QObject | None = None, letters: float = 1.0
    ) -> None:
        super().__init__(parent)
        self.translator = Translator(language, region)
        self._letters = letters

    @property
    def language(self) -> str:
        """The language spoken now."""
        return self.translator.language

    def __call__(self, text: Message) -> str:
        """Return a sentence in the language spoken now."""
        return self.translator.say(text)

    def say(self, id_: str, /, **arguments: Argument) -> str:
        """Return the sentence of that id; for ids that are put together."""
        return self.translator.say(message(id_, **arguments))

    def speak(self, language: str) -> None:
        """Speak another language from now on, letters and Qt's own dialogs included."""
        self.translator = Translator(language, self.translator.region)
        self.settle()
        self.changed.emit()

    @property
    def letters(self) -> float:
        """How many times as large as usual the letters are."""
        return self._letters

    def enlarge(self, letters: float) -> None:
        """Write larger or smaller from now on."""
        self._letters = letters
        self.settle()
        self.changed.emit()

    def settle(self) -> None:
        """Choose letters for the language and load Qt's own translations."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        theme.apply_language(app, self.language, self._letters)
        _qt_words().speak(self.language)


class _QtWords(QTranslator):
    """Qt's own words, of its dialogs and menus, in the language spoken now.

    There is one for good: of another translator every widget is told, seen or not, though none of ours asks Qt
    for words, and what does is made when it is wanted. Qt must not ask it while Python ends.
    """

    def __init__(self) -> None:
        super().__init__()
        self._spoken: QTranslator | None = None
        QCoreApplication.installTranslator(self)
        atexit.register(QCoreApplication.removeTranslator, self)

    def speak(self, language: str) -> None:
        """Take the words of a language; without any, Qt's English ones stand."""
        self._spoken = QTranslator()
        self._spoken.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))

    def translate(self, context: str, text: str, which: str | None = None, count: int = -1) -> str:
        """Return a text in the language; nothing at all where there is none, so that Qt takes its own."""
        words = self._spoken.translate(context, text, which, count) if self._spoken is not None else ""
        return words or _NOTHING


@cache
def _qt_words() -> _QtWords:
    return _QtWords()


_NOTHING: Final[Any] = None
