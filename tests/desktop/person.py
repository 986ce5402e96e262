"""Somebody who uses the window as a person does: looks, presses, waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from readiness.desktop.application import Desktop
from readiness.desktop.pages.questions import QuestionsPage
from readiness.desktop.pages.result import ResultPage
from readiness.desktop.pages.running import RunningPage
from readiness.desktop.state.phase import Phase
from readiness.desktop.widgets.wrapped_text import Text
from readiness.desktop.window import Window
from tests.desktop import world as worlds
from tests.desktop.world import World

PATIENCE = 30_000


@dataclass
class Person:
    """One person before one window."""

    bot: QtBot
    desktop: Desktop
    world: World
    left: bool = False

    @property
    def window(self) -> Window:
        return self.desktop.window

    @property
    def questions(self) -> QuestionsPage:
        return self.desktop.journey.questions

    @property
    def running(self) -> RunningPage:
        return self.desktop.journey.running

    @property
    def result(self) -> ResultPage:
        return self.desktop.journey.result

    def press(self, button: QAbstractButton) -> None:
        # What was just put on a page has its place only when the event loop comes by.
        self.bot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=PATIENCE)
        process()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        if not self._is_there():
            self.settle()

    def key(self, key: Qt.Key, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.focus, key)

    @property
    def focus(self) -> QWidget:
        return self.window.focusWidget() or self.window

    def wait_for_page(self, page: QWidget) -> None:
        self.bot.waitUntil(lambda: self.window.page is page, timeout=PATIENCE)
        self.settle()

    def settle(self) -> None:
        """Wait until everything that is to be on the page is there: long pages are made bit by bit."""
        self.bot.waitUntil(lambda: self._is_there() and getattr(self.window.page, "settled", True), timeout=PATIENCE)

    def _is_there(self) -> bool:
        return self.described and self.window.side.settled and self.window.pages.settled

    @property
    def described(self) -> bool:
        """Whether nothing is being put into words for the next page."""
        journey = self.desktop.preloader.made
        return journey is None or journey.settled

    def choose(self, data: bytes | None = None) -> None:
        """See a profile on the list."""
        self.window.choose.append_entries([worlds.entry(data)])
        self.window.choose.take_focus()

    def start(self, data: bytes | None = None) -> None:
        """Start a check for a profile without questions, unless told otherwise."""
        self.choose(data or worlds.without_questions())
        self.press(self.window.choose.start)
        self.bot.waitUntil(lambda: self.window.page is not self.window.choose, timeout=PATIENCE)

    def say_ready(self, times: int = 1) -> None:
        """Follow the guidance so many times."""
        button = self.running.voice.button
        for _ in range(times):
            self.bot.waitUntil(lambda: button.isVisible() and button.isEnabled(), timeout=PATIENCE)
            self.press(button)

    def wait_until_known(self, *requirements: str) -> None:
        """Watch until some rows have their outcome."""
        self.bot.waitUntil(
            lambda: {row.item.id for row in self.running.rows if row.phase is Phase.KNOWN} >= {*requirements},
            timeout=PATIENCE,
        )

    def finish(self, data: bytes | None = None) -> None:
        """Go through a whole check."""
        self.start(data)
        self.say_ready(2)
        self.wait_for_page(self.result)

    def save(self, path: Path) -> None:
        """Save the report that is shown, and wait until it is told how that went."""
        self.result.tell("")
        self.desktop.journey.keeper.save(path)
        self.wait_for_news()

    def wait_for_news(self) -> None:
        """Wait until something is said beside the buttons of the result."""
        self.bot.waitUntil(lambda: bool(self.result.news.text()), timeout=PATIENCE)

    def words(self) -> list[str]:
        """Read everything on the page."""
        return [text.text() for text in self.window.page.findChildren(Text) if text.isVisible() and text.text()]

    def reads(self, words: str) -> bool:
        """Whether some words stand on the page."""
        self.settle()
        process()
        return any(words in text for text in self.words())

    def leave(self) -> None:
        """Close the window and let it go; once is enough."""
        if self.left:
            return
        self.left = True
        self.window.stays = False  # whoever chose a tray must end here, too
        self.window.close()
        self.desktop.deleteLater()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def controls(self) -> Iterator[QWidget]:
        """Everything the keyboard can reach, on the page and around it."""
        for widget in self.window.findChildren(QWidget):
            tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if tab and widget.isVisible() and widget.isEnabled():
                yield widget


def process() -> None:
    """Let the window do what it has to."""
    for _ in range(3):
        QApplication.processEvents()
