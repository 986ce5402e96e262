"""What holds the window together: dialogs, drops, the system's scheme and language, starting and ending."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QLocale, QMimeData, QPoint, QPointF, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from readiness.desktop import application, launch, qt_application
from readiness.desktop.looks import theme
from readiness.desktop.looks.colours import DARK, LIGHT
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.state import library
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.layout.reading_order import controls_of, order_by_reading
from readiness.store.single_instance import SingleInstance
from tests.desktop import world as worlds
from tests.desktop.conftest import MakePerson
from tests.desktop.person import process
from tests.desktop.world import World
from tests.fakes import NoMachine


def test_a_file_that_the_system_hands_over_is_told() -> None:
    code = (
        "from PySide6.QtGui import QFileOpenEvent\n"
        "from readiness.desktop.qt_application import Application\n"
        "app = Application([])\n"
        "app.file_handed.connect(print)\n"
        "Application.sendEvent(app, QFileOpenEvent('voice.readiness'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "voice.readiness\n"), done.stderr


def test_a_file_is_chosen_in_a_dialog(person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "catalogue", lambda: worlds.CATALOGUE)
    someone = person()
    chosen = tmp_path / "voice.json"
    chosen.write_bytes(worlds.profile())
    answers = iter([("", ""), (str(chosen), "")])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: next(answers))
    someone.press(someone.window.choose.open)
    assert someone.window.choose.entries == ()
    someone.press(someone.window.choose.open)
    someone.bot.waitUntil(lambda: len(someone.window.choose.entries) == 1)
    assert someone.window.choose.refused.isHidden()


@pytest.mark.parametrize(
    ("answer", "saved"),
    [
        (("", ""), ""),
        (("mine.html", ""), "mine.html"),
        (("mine", "Web page (*.html)"), "mine.html"),
        (("mine", ""), "mine.pdf"),
        (("mine.v2", "JSON (*.json)"), "mine.v2.json"),
    ],
)
def test_a_report_is_saved_through_a_dialog(
    person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: tuple[str, str], saved: str
) -> None:
    someone = person()
    someone.finish()
    name, kind = answer
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name) if name else "", kind))
    someone.press(someone.result.save)
    if saved:
        someone.wait_for_news()
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".ini"] == ([saved] if saved else [])


def test_a_file_is_dropped(person: MakePerson, tmp_path: Path) -> None:
    someone = person()
    bad = tmp_path / "bad.json"
    bad.write_text("{}", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bad))])
    copy, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), copy, data, button, keys)
    someone.window.dragEnterEvent(enter)
    assert enter.isAccepted()
    someone.window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, button, keys))
    someone.bot.waitUntil(someone.window.choose.refused.isVisible, timeout=15_000)
    for link in ("readiness://add?u=https%3A%2F%2Flocalhost%2Fv&yes=1", "https://localhost/v"):
        data.clear()
        data.setText(f"{link}\n")
        enter = QDragEnterEvent(QPoint(9, 9), copy, data, button, keys)
        someone.window.dragEnterEvent(enter)
        assert enter.isAccepted()
        someone.window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, button, keys))
        someone.bot.waitUntil(someone.desktop.subscriptions.page.notice.isVisible, timeout=15_000)
        someone.press(someone.desktop.subscriptions.page.back)
    several = QMimeData()
    several.setUrls([QUrl.fromLocalFile("/a"), QUrl.fromLocalFile("/b")])
    enter = QDragEnterEvent(QPoint(9, 9), copy, several, button, keys)
    enter.ignore()
    someone.window.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_a_profile_for_a_newer_program_is_not_called_mistaken(person: MakePerson, tmp_path: Path) -> None:
    someone = person()
    newer = tmp_path / "newer.json"
    newer.write_text('{"format": 1, "needs_app": "999.0", "requirements": []}', encoding="utf-8")
    someone.desktop.open_file(newer)
    someone.bot.waitUntil(someone.window.choose.refused.isVisible, timeout=15_000)
    assert "too old" in someone.window.choose.refused.text.text()
    assert "mistake" not in someone.window.choose.refused.text.text()


def test_what_is_dropped_during_a_check_waits_for_nobody(person: MakePerson, tmp_path: Path) -> None:
    someone = person(World(holding="bandwidth"))
    someone.start()
    someone.window.dropped.emit(str(tmp_path / "any.json"))
    process()
    assert someone.window.page is someone.running


def pick(picker: QComboBox, place: int) -> None:
    picker.setCurrentIndex(place)
    picker.activated.emit(place)


def test_the_scheme_is_chosen_kept_and_follows_the_system(person: MakePerson, qapp: QApplication) -> None:
    someone = person()
    someone.press(someone.window.header.settings)
    picker = someone.desktop.settings.page.scheme
    pick(picker, 2)
    assert someone.desktop.preferences.scheme is Scheme.DARK
    process()
    assert theme.colours_of(someone.window) is DARK
    pick(picker, 0)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    process()
    assert theme.colours_of(someone.window) is LIGHT


def test_an_employers_page_is_opened_in_the_browser(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    someone = person(World(dict(worlds.UNHAPPY)))
    someone.finish()
    process()
    link = next(
        button
        for button in someone.result.findChildren(QPushButton)
        if "Wired headset" in button.accessibleName() and button.toolTip()
    )
    someone.press(link)
    assert opened == ["https://example.com/headsets"]


def test_a_fold_says_whether_it_is_open(qtbot: QtBot) -> None:
    body = QLabel("inside")
    fold = Fold(Texts("en"), "Met (5)", body)
    qtbot.addWidget(fold)
    fold.show()
    turned: list[bool] = []
    fold.turned.connect(turned.append)
    for opened in (True, False):
        QTest.mouseClick(fold.button, Qt.MouseButton.LeftButton)
        assert fold.is_open is opened
        assert body.isVisible() is opened
        assert fold.button.accessibleDescription() == ("open" if opened else "closed")
    assert turned == [True, False]


def test_tab_goes_through_what_is_laid_out_later_in_its_place(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    column = QVBoxLayout(page)
    last, stack = QPushButton("last"), QStackedWidget()
    column.addWidget(stack)
    column.addWidget(last)
    column.addStretch(1)
    inner = QVBoxLayout()
    column.insertLayout(0, inner)
    first, second = QPushButton("first"), QPushButton("second")
    inner.addWidget(first)
    stack.addWidget(second)
    order_by_reading(page)
    assert list(controls_of(page)) == [first, second, last]
    process()
    first.setFocus()
    walked = [QApplication.focusWidget() or page]
    for _ in range(2):
        QTest.keyClick(walked[-1], Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget() or page)
    assert walked == [first, second, last]


def test_the_window_opens_loads_and_ends(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[application.Desktop] = []
    original = application.Desktop.load

    def load(desktop: application.Desktop, files: list[str]) -> None:
        made.append(desktop)
        original(desktop, files)
        QTimer.singleShot(300, desktop.window.close)

    monkeypatch.setattr(application.Desktop, "load", load)
    assert launch.run([], NoMachine(), SingleInstance(), language="es") == 0
    [desktop] = made
    assert desktop.window.windowTitle() == "Preparación para el teletrabajo"
    assert not desktop.window.isVisible()
    assert qapp.applicationName() == "readiness"
    desktop.window.deleteLater()
    desktop.deleteLater()


def test_no_window_opens_on_a_screen_that_would_stay_black(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = SimpleNamespace(depth=lambda: 8)
    monkeypatch.setattr(launch, "application_instance", lambda: SimpleNamespace(primaryScreen=lambda: screen))
    assert launch.run([], NoMachine(), SingleInstance()) is None


@pytest.mark.parametrize(("tags", "language"), [(["es-MX", "en"], "es"), (["fr", "ja-JP"], "ja"), ([], "en")])
def test_the_systems_first_language_that_is_one_of_ours(
    monkeypatch: pytest.MonkeyPatch, tags: list[str], language: str
) -> None:
    class Locale:
        def uiLanguages(self) -> list[str]:  # noqa: N802 - Qt's name
            return tags

    monkeypatch.setattr(QLocale, "system", Locale)
    assert qt_application.system_language() == language


def test_the_first_window_needs_nothing_heavy() -> None:
    program = """
import sys
from PySide6.QtWidgets import QApplication
from readiness.desktop.application import Desktop
from readiness.desktop.state.preferences import Preferences
from pathlib import Path
app = QApplication([])
desktop = Desktop(app, None, Preferences(Path(sys.argv[1])), language="en")
desktop.window.show()
app.processEvents()
print(*sorted({"numpy", "jsonschema", "babel", "psutil", "sounddevice", "readiness.engine"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", program, os.devnull]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


@pytest.mark.parametrize(
    ("room", "size"),
    [((1920, 1040), (1120, 720)), ((1366, 728), (1120, 688)), ((1366, 400), (1120, 420)), ((910, 464), None)],
)
def test_the_window_is_no_larger_than_the_screen(
    person: MakePerson, room: tuple[int, int], size: tuple[int, int] | None
) -> None:
    window = person().window
    window.fit(QSize(*room))
    assert window.isMaximized() is (size is None)
    assert size in {None, (window.width(), window.height())}
