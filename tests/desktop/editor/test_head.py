"""The head of the editor's page: what gives way in a low window."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.editor.head import Head
from readiness.desktop.texts import Texts
from tests.desktop.person import process


def test_in_a_low_window_the_choice_of_a_view_takes_the_place_of_the_title(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    head, column, above = Head(Texts("en", "en_US"), ("candidate", "json")), QVBoxLayout(page), QVBoxLayout()
    column.addWidget(head)
    column.addLayout(above)
    above.addWidget(head.choice)
    head.retranslate()
    page.show()
    assert head.view.itemText(1) == "JSON text"
    for low in (True, False):
        head.set_low(above, low=low)
        process()
        assert head.title.isVisible() is not low
        assert head.choice.isVisible()
        assert (head.choice.parentWidget() is head) is low
