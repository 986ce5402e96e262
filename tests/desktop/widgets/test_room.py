"""What gives way where letters are large and the window is small: never a word that people need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.looks import theme
from readiness.desktop.state.phase import Phase
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.check.requirement_row import RequirementRow
from readiness.desktop.widgets.header import Header
from readiness.domain.facts import Facts
from readiness.engine.checkup import report_on
from readiness.render.words import describe
from readiness.text import LANGUAGES
from tests.desktop import world
from tests.desktop.person import process
from tests.render.samples import NOW

LARGE = 1.3


@pytest.fixture(autouse=True)
def _usual_letters_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply_language(qapp, "en")


def large(language: str) -> Texts:
    texts = Texts(language, letters=LARGE)
    texts.settle()
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_the_program_makes_room_before_the_words_of_buttons(qtbot: QtBot, language: str) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    header = Header(large(language), page)
    page.resize(1400, 60)
    page.show()
    seen = []
    for width in (1300, 850, 400):
        header.resize(width, 60)
        process()
        seen.append((not header.name.isHidden(), bool(header.history.text()), bool(header.history.toolTip())))
    assert seen == [(True, True, False), (False, True, False), (True, False, True)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_row_waits_for_is_never_cut(qtbot: QtBot, language: str) -> None:
    texts = large(language)
    view = describe(report_on(world.document(), Facts({}), NOW, NOW), texts.translator)
    row = RequirementRow(texts, view.items[0])
    qtbot.addWidget(row)
    row.show_item(view.items[0], Phase.ACTIVE)
    row.resize(637, row.sizeHint().height())  # what a window of 1366 leaves
    row.show()
    process()
    assert not row.word.cut
