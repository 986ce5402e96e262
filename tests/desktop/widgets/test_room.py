"""What gives way where letters are large and the window is small: never a word that people need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from readiness.checks.base import Guidance, Level, Task
from readiness.checks.microphone.guided import sentences_in
from readiness.desktop.looks import theme
from readiness.desktop.state.phase import Phase
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.action_bar import ActionBar
from readiness.desktop.widgets.check.requirement_row import RequirementRow
from readiness.desktop.widgets.check.voice_panel import VoicePanel
from readiness.desktop.widgets.controls import Button, Page
from readiness.desktop.widgets.header import Header
from readiness.desktop.widgets.wrapped_text import line_height
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


def test_a_bar_puts_above_what_has_no_room_and_takes_it_back(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    bar = ActionBar(1000, around)
    names = ("Back", "Check everything again", "Save report", "Send to somebody")
    buttons = [Button() for _ in names]
    for button, name in zip(buttons, names, strict=True):
        button.setText(name)
        bar.row.addWidget(button)
        if button is buttons[0]:
            bar.row.addStretch(1)
    around.show()
    wide = sum(button.sizeHint().width() + 18 for button in buttons) + 2 * 28
    narrow = sum(button.sizeHint().width() + 18 for button in buttons[1:]) + 2 * 28
    above = []
    for width in (wide, wide - 1, narrow - 1, wide - 1, wide):
        bar.resize(width, 120)
        process()
        items = [bar.upper.itemAt(place) for place in range(bar.upper.count())]
        above.append([buttons.index(widget) for item in items if item and isinstance(widget := item.widget(), Button)])
        assert all(button.width() >= button.sizeHint().width() for button in buttons)
    assert above == [[], [0], [0, 1], [0], []]
    assert [button.x() for button in buttons] == sorted(button.x() for button in buttons)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_aloud_is_seen_in_the_smallest_window(qtbot: QtBot, language: str) -> None:
    panel = VoicePanel(large(language))
    qtbot.addWidget(panel)
    panel.set_compact(compact=True)
    panel.resize(360, 400)
    panel.show()
    panel.record(Guidance(Task.READ_ALOUD, 10.0, sentences_in(language)))
    panel.show_level(Level(-25.0, -20.0))
    process()
    tops = [widget.y() for widget in (panel.task, panel.left, panel.sentences, panel.hint, panel.meter)]
    assert tops == sorted(tops)
    assert panel.sentences.y() <= 3 * line_height(panel.task.font())
    panel.ask("microphone", Guidance(Task.READ_ALOUD, 10.0, sentences_in(language)))
    process()
    assert panel.hint.y() < panel.button.y() < panel.sentences.y()


def test_a_low_window_leaves_more_to_what_it_shows_and_takes_it_back(qtbot: QtBot) -> None:
    page = Page()
    qtbot.addWidget(page)
    title = page.make_title()
    title.setText("Earlier checks")
    page.rows.addWidget(title)
    page.bar.row.addWidget(Button())
    page.show()
    seen = []
    for height in (700, 380, 700):
        page.resize(900, height)
        process()
        seen.append((page.bar.height(), title.height(), page.rows.spacing()))
    usual, low, again = seen
    assert all(less < more for less, more in zip(low, usual, strict=True))
    assert again == usual
