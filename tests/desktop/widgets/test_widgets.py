"""Widgets of our own: words, meter, curve, ring and controls, as they are drawn and said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.looks import theme
from readiness.desktop.looks.colours import DARK, LIGHT
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.widgets.charts.curve import SpeedCurve
from readiness.desktop.widgets.charts.meter import LOWEST_DBOV, LevelMeter
from readiness.desktop.widgets.choosing.choice_card import RadioCard
from readiness.desktop.widgets.controls import Button, Weight
from readiness.desktop.widgets.focus_ring import GAP, WIDTH, FocusRing
from readiness.desktop.widgets.layout.deferred_style import refresh_style
from readiness.desktop.widgets.layout.scrolling import ScrollArea
from readiness.desktop.widgets.wrapped_text import Text, line_height
from tests.desktop.person import process


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    theme.apply_scheme(qapp, Scheme.LIGHT)
    theme.apply_language(qapp, "en")


def shown(qtbot: QtBot, widget: QWidget, width: int, height: int) -> QImage:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget.grab().toImage()


def has(image: QImage, colour: str, x: int | None = None) -> bool:
    """Whether a colour is somewhere in a picture, or in one column of it."""
    columns = range(image.width()) if x is None else (x,)
    return any(image.pixelColor(column, y) == QColor(colour) for column in columns for y in range(image.height()))


def test_words_are_as_high_as_they_need_to_be(qtbot: QtBot) -> None:
    text = Text("one two three four five six seven eight nine ten")
    shown(qtbot, text, 100, 300)
    one_line = line_height(text.font())
    assert text.heightForWidth(1000) == one_line
    assert text.heightForWidth(100) % one_line == 0
    assert text.heightForWidth(100) > 3 * one_line
    assert text.minimumSizeHint().width() < 100


def test_fixed_lines_leave_words_out_and_say_all_in_the_tool_tip(qtbot: QtBot) -> None:
    text = Text(lines=2)
    text.show_words("one two three four five six seven eight nine ten")
    shown(qtbot, text, 100, 2 * line_height(text.font()))
    assert text.cut
    assert text.toolTip() == text.text()
    text.set_lines(1)
    assert text.sizeHint().height() == line_height(text.font())


def test_fixed_lines_leave_nothing_out_where_there_is_room(qtbot: QtBot) -> None:
    text = Text("one two three four five six seven eight nine ten", lines=2)
    shown(qtbot, text, 1000, 2 * line_height(text.font()))
    assert not text.cut


def test_an_employers_words_are_never_markup(qtbot: QtBot) -> None:
    text = Text("<b>bold</b> & co")
    qtbot.addWidget(text)
    assert text.textFormat() is Qt.TextFormat.PlainText
    choice = RadioCard("Sales & Support <i>x</i>", "detail")
    qtbot.addWidget(choice)
    interface = QAccessible.queryAccessibleInterface(choice)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Sales & Support <i>x</i>"
    assert choice.shortcut().isEmpty()


def test_words_grow_with_the_language(qtbot: QtBot, qapp: QApplication) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    text = Text("x", size=2.0)
    QVBoxLayout(page).addWidget(text)
    before = text.font().pointSizeF()
    theme.apply_language(qapp, "ja")
    refresh_style(page)
    assert text.font().pointSizeF() > before
    assert text.font().family() == qapp.font().family()


def test_the_meter_has_role_value_limit_and_peak(qtbot: QtBot) -> None:
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.set_limit(-45.0)
    meter.show_level(-60.0, -20.0)
    image = shown(qtbot, meter, 300, 28)
    interface = QAccessible.queryAccessibleInterface(meter)
    assert interface is not None
    assert interface.role() is QAccessible.Role.ProgressBar
    assert meter.value() == -60
    assert has(image, LIGHT.accent, round(meter.position(-75)))
    assert not has(image, LIGHT.accent, round(meter.position(-50)))
    assert has(image, LIGHT.text, round(meter.position(-20)))
    assert has(image, LIGHT.text, round(meter.position(-45)))


def test_the_meter_above_its_limit_and_beyond_its_ends(qtbot: QtBot) -> None:
    meter = LevelMeter()
    meter.set_limit(-45.0)
    meter.show_level(12.0, 12.0)
    image = shown(qtbot, meter, 300, 28)
    assert has(image, LIGHT.advice, 150)
    assert meter.value() == 0
    assert meter.position(12.0) == 300
    meter.clear()
    assert meter.value() == LOWEST_DBOV
    assert meter.limit == -45.0


def test_the_curve_shows_points_and_the_limit_as_a_dashed_line(qtbot: QtBot) -> None:
    curve = SpeedCurve()
    curve.start(25.0)
    for second in range(10):
        curve.add(float(second), 9.0 * second)
    image = shown(qtbot, curve, 300, 150)
    assert curve.top == 100.0
    assert has(image, LIGHT.accent)
    dashes = [has(image, LIGHT.text, x) for x in range(60, 290)]
    assert any(dashes)
    assert not all(dashes)
    curve.start(None)
    assert curve.points == ()
    assert curve.top == 1.0
    assert not has(shown(qtbot, curve, 300, 150), LIGHT.accent)


@pytest.mark.parametrize(("highest", "top"), [(0.0, 1.0), (1.4, 1.5), (2.2, 3.0), (6.0, 7.5), (940.0, 1000.0)])
def test_the_scale_ends_on_a_round_number(qtbot: QtBot, highest: float, top: float) -> None:
    curve = SpeedCurve()
    qtbot.addWidget(curve)
    curve.add(1.0, highest)
    assert curve.top == top


def test_the_ring_follows_the_keyboard_and_is_cut_where_the_page_is(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    inner = QWidget()
    column = QVBoxLayout(inner)
    fields = [QLineEdit() for _ in range(12)]
    for field in fields:
        field.setMinimumHeight(40)
        column.addWidget(field)
    outside = QPushButton("outside")
    area = ScrollArea(inner)
    layout = QVBoxLayout(window)
    layout.addWidget(area)
    layout.addWidget(outside)
    ring = FocusRing(window, qapp)
    window.resize(300, 200)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    fields[0].setFocus()
    process()
    corner = fields[0].mapTo(window, QPoint(0, 0))
    assert ring.isVisible()
    assert ring.geometry().topLeft() == corner - QPoint(GAP + WIDTH, GAP + WIDTH)
    assert has(window.grab().toImage(), LIGHT.text, ring.geometry().left() + 1)
    area.verticalScrollBar().setValue(30)
    process()
    assert ring.geometry().top() >= area.y()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    process()
    assert not ring.isVisible()
    outside.setFocus()
    process()
    assert ring.isVisible()
    assert ring.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    outside.hide()
    outside.clearFocus()
    process()
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowDeactivate))


def test_return_and_space_press_a_button(qtbot: QtBot) -> None:
    button = Button(Weight.PRIMARY, "save")
    button.setText("&Save")
    shown(qtbot, button, 120, 40)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(button, key)
    assert len(pressed) == 3
    assert button.weight is Weight.PRIMARY


@pytest.mark.parametrize("weight", list(Weight))
def test_every_button_is_drawn_in_every_state_and_scheme(qtbot: QtBot, qapp: QApplication, weight: Weight) -> None:
    button = Button(weight, "again")
    button.setText("Check")
    for scheme, colours in ((Scheme.LIGHT, LIGHT), (Scheme.DARK, DARK)):
        theme.apply_scheme(qapp, scheme)
        process()
        button.setDown(False)
        button.setEnabled(True)
        plain = shown(qtbot, button, 140, 40)
        button.setDown(True)
        assert button.grab().toImage() != plain or weight is Weight.QUIET
        button.setEnabled(False)
        # What looks like a link does not become a box where it cannot be pressed.
        assert has(button.grab().toImage(), colours.card) is (weight is not Weight.QUIET)
    theme.apply_scheme(qapp, Scheme.LIGHT)


def test_a_word_longer_than_its_place_is_torn_not_cut(qtbot: QtBot) -> None:
    words = Text("Made for " + "x" * 60)
    qtbot.addWidget(words)
    assert words.minimumSizeHint().width() < 300
    lines = words.heightForWidth(2000)
    assert words.heightForWidth(160) >= 3 * lines
    assert not words.cut
