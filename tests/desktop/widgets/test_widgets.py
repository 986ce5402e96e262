"""The small parts: words, meter, curve, ring, choices, rows, fold, notices, files and preferences."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from readiness.checks.base import Choice as Answer
from readiness.checks.base import Guidance, Level, Rate, Stage, Task
from readiness.checks.headset.guided import WAYS as HEADSET_WAYS
from readiness.desktop import library
from readiness.desktop.limits import LevelLimits
from readiness.desktop.looks import theme
from readiness.desktop.looks.colours import DARK, LIGHT
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.preferences import Preferences
from readiness.desktop.reports import saving
from readiness.desktop.texts import Texts
from readiness.desktop.widgets import voice_panel
from readiness.desktop.widgets.choice import Choice
from readiness.desktop.widgets.choices import Choices, picture_of
from readiness.desktop.widgets.controls import Button, Weight
from readiness.desktop.widgets.curve import SpeedCurve
from readiness.desktop.widgets.focus_ring import GAP, WIDTH, FocusRing
from readiness.desktop.widgets.meter import LOWEST_DBOV, LevelMeter
from readiness.desktop.widgets.panels import SpeedPanel
from readiness.desktop.widgets.scrolling import ScrollArea
from readiness.desktop.widgets.voice_panel import VoicePanel
from readiness.desktop.widgets.words import Text, line_height
from readiness.domain.message import message
from tests.desktop import world as worlds
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


# ------------------------------------------------------------------ words


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
    choice = Choice("Sales & Support <i>x</i>", "detail")
    qtbot.addWidget(choice)
    interface = QAccessible.queryAccessibleInterface(choice)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Sales & Support <i>x</i>"
    assert choice.shortcut().isEmpty()


def test_words_grow_with_the_language(qtbot: QtBot, qapp: QApplication) -> None:
    text = Text("x", size=2.0)
    qtbot.addWidget(text)
    before = text.font().pointSizeF()
    theme.apply_language(qapp, "ja")
    process()
    assert text.font().pointSizeF() > before
    assert text.font().family() == qapp.font().family()


# ------------------------------------------------------------------ meter and curve


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


# ------------------------------------------------------------------ ring


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


# ------------------------------------------------------------------ controls


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


# ------------------------------------------------------------------ panels


def test_the_speed_panel_says_what_its_curve_shows(qtbot: QtBot) -> None:
    texts = Texts("en", "en_US")
    panel = SpeedPanel(texts)
    qtbot.addWidget(panel)
    panel.begin({"network.upload": 5.0})
    panel.show_rate(Rate("network.download", 0.5, 48.25))
    panel.show_rate(Rate("network.upload", 0.5, 3.5))
    panel.show_rate(Rate("network.upload", 1.0, 3.75))
    assert panel.curve.points == ((0.5, 3.5), (1.0, 3.75))
    assert "3.75\u00a0Mbit/s" in panel.figure.text()
    assert panel.curve.accessibleName() == panel.figure.text()
    panel.end()
    assert panel.stage.text() == "Finished"
    assert panel.figure.text() == ""


def test_the_voice_panel_leads_and_announces(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(voice_panel, "announce", lambda _widget, text, **_kind: said.append(text))
    panel = VoicePanel(Texts("en", "en_US"))
    qtbot.addWidget(panel)
    panel.show()
    panel.begin(LevelLimits(most_noise=-45.0, least_speech=-36.0))
    confirmed: list[tuple[str, str]] = []
    panel.ready.connect(lambda check, answer: confirmed.append((check, answer)))
    panel.ask("microphone", Guidance(Task.BE_SILENT, 0.5))
    assert "quiet" in said[-1]
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert confirmed == [("microphone", "")]
    assert panel.recording
    panel.show_level(Level(-52.4, -40.0, "dBov(A)"))
    assert panel.level.text() == "\u221252\u00a0dBov(A)"
    assert panel.limit.text() == "limit \u221245\u00a0dBov(A)"
    assert not panel.play_back.isVisible()
    qtbot.waitUntil(lambda: panel.left.value() == panel.left.maximum(), timeout=3000)
    panel.ask("microphone", Guidance(Task.READ_ALOUD, 10.0, "The birch canoe."))
    assert panel.sentences.text() == "The birch canoe."
    assert panel.objection.isHidden()
    assert "read" in said[-1]
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.hint.text().startswith("Keep reading.")
    panel.show_level(Level(-25.4, -20.0))
    assert panel.level.text() == "\u221225\u00a0dBov"
    assert panel.limit.text() == "at least \u221236\u00a0dBov"
    wishes: list[bool] = []
    panel.play_back_wanted.connect(wishes.append)
    panel.play_back.click()
    assert wishes == [True]
    panel.end()
    assert panel.play_back.isHidden()
    assert panel.left.isHidden()
    assert panel.hint.text() == "Done, thank you."


def test_a_question_is_answered_with_a_button(qtbot: QtBot) -> None:
    panel = VoicePanel(Texts("en", "en_US"))
    qtbot.addWidget(panel)
    panel.show()
    panel.begin()
    answers: list[tuple[str, str]] = []
    panel.ready.connect(lambda check, answer: answers.append((check, answer)))
    offered = (
        Answer("cable", message("desktop.needs.headset"), "headset"),
        Answer("none", message("desktop.needs.nothing"), "no-such-picture"),
    )
    for pressed in (0, 1, 2):
        panel.ask("headset", Guidance(Task.HEADSET_WAY, 0.0, choices=offered))
        assert panel.button.isHidden()
        names = [button.text() for button in panel.choices.buttons]
        assert names == ["Your headset, plugged in", "Nothing but this computer", "I\u2019m not sure"]
        panel.choices.buttons[pressed].click()
        assert panel.choices.isHidden()
    assert answers == [("headset", "cable"), ("headset", "none"), ("headset", "")]


def test_an_answer_that_says_nothing_is_offered_once(qtbot: QtBot) -> None:
    choices = Choices(Texts("en", "en_US"))
    qtbot.addWidget(choices)
    choices.offer(HEADSET_WAYS)
    assert len(choices.buttons) == len(HEADSET_WAYS)
    assert [picture_of(way) for way in HEADSET_WAYS if way.picture] == [
        way.picture for way in HEADSET_WAYS if way.picture
    ]


def test_a_checks_own_task_comes_in_its_own_words(qtbot: QtBot) -> None:
    panel = VoicePanel(Texts("en", "en_US"))
    qtbot.addWidget(panel)
    panel.show()
    panel.begin()
    panel.ask("headset", Guidance(Task.HEADSET_PULL, 12.0))
    assert "pull" in panel.task.text()
    assert "12" in panel.task.text()
    panel.button.click()
    assert panel.meter.isHidden()
    assert panel.hint.text().endswith("seconds left")
    panel.show_level(Level(-40.0, -30.0))
    assert panel.meter.isVisible()
    panel.end()


def test_a_second_try_says_why(qtbot: QtBot) -> None:
    panel = VoicePanel(Texts("en", "en_US"))
    qtbot.addWidget(panel)
    panel.show()
    panel.begin()
    panel.ask("microphone", Guidance(Task.BE_SILENT, 0.5))
    panel.button.click()
    panel.show_stage(Stage(message("desktop.speed.heading")))
    panel.ask("microphone", Guidance(Task.BE_SILENT, 0.5))
    assert panel.objection.isVisible()
    assert panel.objection.text() == "Internet connection"
    panel.button.click()
    assert panel.objection.isHidden()
    panel.end()


# ------------------------------------------------------------------ files and preferences


def test_preferences_last_and_what_is_broken_counts_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "window.ini"
    first = Preferences(path)
    assert (first.language, first.scheme, first.recent) == (None, Scheme.SYSTEM, ())
    first.language = "ja"
    first.scheme = Scheme.DARK
    for number in range(10):
        first.remember(tmp_path / f"{number}.json")
    first.remember(tmp_path / "9.json")
    del first
    again = Preferences(path)
    assert (again.language, again.scheme) == ("ja", Scheme.DARK)
    assert [one.name for one in again.recent] == [f"{number}.json" for number in range(9, 1, -1)]
    path.write_text("[General]\nlanguage=xx\nscheme=purple\nrecent=only.json\n", encoding="utf-8")
    broken = Preferences(path)
    assert (broken.language, broken.scheme, broken.recent) == (None, Scheme.SYSTEM, (Path("only.json"),))


def test_the_list_leaves_out_what_cannot_be_used_and_names_a_profile_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "catalogue", lambda: worlds.CATALOGUE)
    good, same, bad = (tmp_path / name for name in ("good.json", "same.json", "bad.json"))
    good.write_bytes(worlds.profile())
    same.write_bytes(worlds.profile())
    bad.write_text("{", encoding="utf-8")
    found = library.listed([good, same, bad, tmp_path / "none.json"])
    assert [entry.path for entry in found] == [good]
    assert found[0].questions == 1
    refused = library.opened(bad)
    assert isinstance(refused, library.Refused)
    assert refused.problems


def test_a_suggested_name_says_profile_and_day() -> None:
    from tests.desktop.reports.test_pdf import report

    assert saving.suggested_name(report()) == "com.example.voice-2026-11-22.pdf"


def test_texts_speak_another_language_at_once(qtbot: QtBot) -> None:
    texts = Texts("en", "es_MX")
    with qtbot.waitSignal(texts.changed):
        texts.speak("ja")
    assert texts.language == "ja"
    assert texts.translator.region == "es_MX"
    label = QLabel()
    qtbot.addWidget(label)
    texts.speak("en")
