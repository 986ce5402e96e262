"""Makes pictures of every page, for people to look at: ``python -m tests.desktop.pictures OUTDIR``.

Pages x languages x light and dark, at 1366 x 768 as on a small laptop, without a screen.
``--readme`` writes the few the README shows to resources/pictures/.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LC_ALL", "C.UTF-8")

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from readiness.desktop.application import Desktop
from readiness.desktop.library import Refused, Usable
from readiness.desktop.preferences import Preferences
from readiness.desktop.theme import Scheme
from readiness.documents.problems import ProfileError
from readiness.documents.profile_file import read_profile
from tests.desktop import world as worlds
from tests.desktop.world import World
from tests.fakes import NoMachine

SIZE: Final = (1366, 768)
SMALL: Final = (910, 512)
REGIONS: Final = {"en": "en_US", "es": "es_MX", "ja": "ja_JP"}
README: Final = Path(__file__).resolve().parents[2] / "resources" / "pictures"
BAD: Final = b'{"format": 1, "id": "com.example.bad", "version": "1", "serial": 0, "requirements": []}'


OTHERS: Final = (
    worlds.texts("Chat and e-mail agent", "Agente de chat y correo electrónico", "チャット・メール担当"),
    worlds.texts("Financial voice agent", "Agente telefónico financiero", "金融電話サポート担当"),
)


class Studio:
    """One window in one language and scheme, taken through its pages."""

    def __init__(self, app: QApplication, folder: Path, language: str, scheme: Scheme, size: tuple[int, int]) -> None:
        self.app = app
        self.folder = folder
        self.name = f"{language}-{scheme}"
        self.world = World(dict(worlds.UNHAPPY))
        preferences = Preferences(folder / "none.ini")
        preferences.scheme = scheme
        region, checks = REGIONS[language], self.world.checks
        self.desktop = Desktop(app, NoMachine(), preferences, language=language, region=region, among=checks)
        self.window = self.desktop.window
        self.questions = self.desktop.journey.questions
        self.running = self.desktop.journey.running
        self.result = self.desktop.journey.result
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()

    def settle(self, until: Callable[[], bool] = lambda: False, milliseconds: int = 120) -> None:
        """Let the window work until something is true, or for a moment."""
        deadline = QDeadlineTimer(10_000 if milliseconds == 0 else milliseconds)
        while not until() and not deadline.hasExpired():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window work until something is true."""
        self.settle(until, 0)
        if not until():
            raise TimeoutError(self.name)
        self.settle()

    def take(self, page: str) -> None:
        """Take a picture."""
        self.settle()
        self.window.grab().save(str(self.folder / f"{page}-{self.name}.png"))

    def shoot(self) -> None:
        """Take every page."""
        window, choose = self.window, self.window.choose
        choose.append_entries([worlds.entry(), *(_entry(title) for title in OTHERS)])
        choose.take_focus()
        self.take("1-choose")
        self._refuse()
        self._questions_and_run()
        self._results()
        window.close()
        self.settle()

    def _refuse(self) -> None:
        choose = self.window.choose
        try:
            read_profile(BAD, worlds.CATALOGUE)
        except ProfileError as error:
            choose.show_refused(Refused(Path("employer.json"), error.problems))
        self.take("2-refused")
        choose.refused.hide()

    def _questions_and_run(self) -> None:
        window = self.window
        self.world.holding = "memory"
        window.choose.start.click()
        self.take("3-questions")
        self.questions.go_on.click()
        self.world.pace = 0.01
        self.wait(self.running.voice.button.isVisible)
        self.take("4-silence")
        self.world.pace = 0.4
        self.running.voice.button.click()
        self.wait(lambda: self.running.voice.recording and self.running.voice.meter.value() > -80)
        self.take("5-recording")
        self.world.pace = 0.01
        self.wait(lambda: self.running.voice.button.isVisible() and bool(self.running.voice.sentences.text()))
        self.take("6-reading")
        self.running.voice.button.click()
        self.world.hold.set()

    def _results(self) -> None:
        window = self.window
        self.wait(lambda: window.page is self.result)
        self.take("7-not-ready")
        bar = self.result.area.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        self.take("8-not-ready-more")
        bar.setValue(bar.maximum())
        self.take("9-not-ready-end")
        self.world.answers = dict(worlds.GOOD)
        self.desktop.journey.checking.answer({"com.example.voice#room": True})
        self.world.pace = 0.0
        self.result.again.click()
        for _ in range(2):
            self.wait(lambda: self.running.voice.button.isVisible() or window.page is self.result)
            self.running.voice.button.click()
        self.wait(lambda: window.page is self.result)
        self.take("a-ready")
        self._unfold()
        self.take("b-ready-unfolded")

    def _unfold(self) -> None:
        from readiness.desktop.fold import Fold

        for fold in self.result.findChildren(Fold):
            fold.open(opened=True)


def _entry(title: dict[str, str]) -> Usable:
    id_ = "com.example." + title["en"].split()[0].casefold()
    return worlds.entry(worlds.profile(id=id_, title=title), f"{id_}.json")


def shoot_all(folder: Path, size: tuple[int, int] = SIZE) -> Iterator[str]:
    """Take all pictures, in every language and scheme."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("en", "es", "ja"):
        for scheme in (Scheme.LIGHT, Scheme.DARK):
            Studio(app, folder, language, scheme, size).shoot()
            yield f"{language} {scheme}"


def main(arguments: list[str]) -> int:
    """Take the pictures into the folder named."""
    if len(arguments) not in {1, 2}:
        print(__doc__, file=sys.stderr)
        return 2
    size = SMALL if arguments[1:] == ["--small"] else SIZE
    for done in shoot_all(Path(arguments[0]), size):
        print(done)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
