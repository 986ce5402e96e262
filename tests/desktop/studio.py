"""Where pictures of a window are taken, without a screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from readiness.checks.registry import checks
from readiness.desktop.application import Desktop
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.shifts.tray import verdict_icon
from readiness.desktop.state.preferences import Preferences
from readiness.desktop.widgets.check.voice_panel import VoicePanel
from readiness.domain.message import message
from readiness.domain.report import Verdict
from tests.desktop.sitters import GUIDED, UNHAPPY
from tests.desktop.world import World
from tests.fakes import NoMachine

_PATIENCE_MILLISECONDS: Final = 60_000
PANEL: Final = 508
"""How wide the panel is in a window of the usual size."""
REGIONS: Final = {"en": "en_US", "es": "es_MX", "ja": "ja_JP"}


class Studio:
    """One window in one language and scheme."""

    def __init__(
        self, app: QApplication, folder: Path, language: str, scheme: Scheme, size: tuple[int, int], letters: float
    ) -> None:
        self.app = app
        self.letters = letters
        self.folder = folder
        self.name = f"{language}-{scheme}"
        self.world = World(dict(UNHAPPY), {check.id: check.facts for check in checks()})
        preferences = Preferences(folder / "none.ini")
        preferences.scheme = scheme
        preferences.letters = letters
        region, among = REGIONS[language], self.world.checks
        self.desktop = Desktop(
            app,
            NoMachine(),
            preferences,
            language=language,
            region=region,
            among=among,
            traits=lambda _: self.world.traits,
        )
        self.window = self.desktop.window
        self.questions = self.desktop.journey.questions
        self.running = self.desktop.journey.running
        self.result = self.desktop.journey.result
        self.desktop.texts.enlarge(letters)
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()

    def settle(self, until: Callable[[], bool] = lambda: False, milliseconds: int = 120) -> None:
        """Let the window work until something is true, or for a moment."""
        deadline = QDeadlineTimer(_PATIENCE_MILLISECONDS if milliseconds == 0 else milliseconds)
        while not until() and not deadline.hasExpired():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window work until something is true."""
        self.settle(until, 0)
        if not until():
            raise TimeoutError(self.name)
        self.settle()

    def take(self, page: str) -> None:
        """Take a picture, once everything that is to be on the page is there and has its place."""
        for _ in range(2):
            self.wait(
                lambda: (
                    self.window.side.settled
                    and self.window.pages.settled
                    and getattr(self.window.page, "settled", True)
                )
            )
        self.window.grab().save(str(self.folder / f"{page}-{self.name}.png"))

    def take_box(self, name: str, ask: Callable[[], None]) -> None:
        """Take a picture of the box that something asks in, and answer no."""

        def take() -> None:
            box = self.app.activeModalWidget()
            assert isinstance(box, QDialog)
            box.grab().save(str(self.folder / f"{name}-{self.name}.png"))
            box.reject()

        QTimer.singleShot(0, self.window, take)
        ask()

    def choose(self, id_: str) -> None:
        """Choose a profile of the list."""
        place = [entry.profile.id for entry in self.window.choose.entries].index(id_)
        self.window.choose.choose(place)
        self.window.choose.take_focus()

    def take_tray(self) -> None:
        """Take pictures of what stands in the tray: nothing yet, ready, not ready, not known; and of the menu."""
        tray = self.desktop.before_shift.tray
        moment = self.desktop.texts.translator.moment(datetime.now(UTC))
        picture = QPixmap(400, 72)
        picture.fill(self.window.palette().window().color())
        painter = QPainter(picture)
        for place, verdict in enumerate((None, *Verdict)):
            verdict_icon(verdict, self.desktop.texts.language).paint(painter, 8 + 100 * place, 4, 64, 64)
            verdict_icon(verdict, self.desktop.texts.language).paint(painter, 76 + 100 * place, 24, 22, 22)
        painter.end()
        picture.save(str(self.folder / f"tray-{self.name}.png"))
        tray.show_verdict(Verdict.PASS, self.desktop.texts(message("report.verdict.pass")), moment)
        tray.menu.adjustSize()
        tray.menu.grab().save(str(self.folder / f"tray-menu-{self.name}.png"))

    def take_guided(self) -> None:
        """Take pictures of each step of the guided headset test: asked, and under way."""
        panel = VoicePanel(self.desktop.texts)
        panel.show()
        for guidance in GUIDED:
            panel.ask("headset", guidance)
            self._take_panel(panel, f"guided-{guidance.task}")
            if not guidance.choices:
                panel.record(guidance)
                self._take_panel(panel, f"guided-{guidance.task}-now")
        panel.deleteLater()

    def _take_panel(self, panel: QWidget, name: str) -> None:
        self.settle()
        panel.resize(PANEL, panel.heightForWidth(PANEL))
        self.settle()
        panel.grab().save(str(self.folder / f"{name}-{self.name}.png"))
