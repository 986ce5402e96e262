"""What must hold of whatever is on a page: nothing cut, everything large enough, no access key twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QPushButton, QRadioButton, QWidget

from readiness.desktop.widgets.wrapped_text import Text
from tests.desktop.person import Person, process
from tests.desktop.translators import Stretched

LEAST_TARGET: Final = 32


def in_every_language(someone: Person) -> Iterator[str]:
    """Stay on the page and go through the languages, the one that is a third longer last."""
    for language in ("es", "ja", "en"):
        someone.desktop.texts.speak(language)
        someone.settle()
        process()
        yield language
    someone.desktop.texts.translator = Stretched()
    someone.desktop.texts.changed.emit()
    someone.settle()
    process()
    yield "stretched"


def visible(someone: Person, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    for widget in someone.window.findChildren(kind):
        if widget.isVisible():
            yield widget


def check_sizes(someone: Person) -> None:
    for widget in visible(someone):
        check_size(widget)


def check_size(widget: QWidget) -> None:
    """Nothing that a part of the window says is cut, and it can be hit."""
    if isinstance(widget, Text):
        _check_text(widget)
    elif isinstance(widget, QPushButton | QRadioButton | QComboBox):
        assert widget.width() >= widget.minimumSizeHint().width(), widget
        assert widget.height() >= widget.minimumSizeHint().height(), widget
        assert min(widget.width(), widget.height()) >= LEAST_TARGET, widget
        if widget.hasHeightForWidth():
            assert widget.height() >= widget.heightForWidth(widget.width()), widget


def _check_text(text: Text) -> None:
    words = text.text()
    if text.lines:
        # A row keeps its height; what does not fit is a tool tip. The stretched language may need that.
        assert not text.cut or text.toolTip() == words
        return
    assert text.width() >= text.minimumSizeHint().width(), words
    if text.hasHeightForWidth():
        assert text.height() >= text.heightForWidth(text.width()), words


def check_access_keys(someone: Person, language: str) -> None:
    """No letter opens two things that can be used now; Japanese writes it in brackets behind the words."""
    letters: dict[str, list[str]] = {}
    for words in _with_access_key(someone):
        assert language != "ja" or re.search(r"\(&[A-Z]\)|&[0-9]", words), words
        letters.setdefault(words[words.index("&") + 1].casefold(), []).append(words)
    assert not {letter: words for letter, words in letters.items() if len(words) > 1}, language


def _with_access_key(someone: Person) -> Iterator[str]:
    """Yield what stands on everything with an access key that can be used now."""
    for widget in visible(someone):
        named = isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None)
        words = widget.text() if named else ""  # type: ignore[attr-defined]
        if "&" in words.replace("&&", "") and widget.isEnabled():
            yield words
