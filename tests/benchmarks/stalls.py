"""How long the window does not answer, action by action: the longest stall, on the clock and in processor time.

    python -m tests.benchmarks.stalls [ROUNDS]

A stall is the time between two turns of the event loop while an action goes on. Whatever else the computer
does lengthens it on the clock, so beside it stands the processor time that the window's own thread took
meanwhile: that is what the program is to be blamed for. Printed are the first round, in which much is
made and loaded for the first time, and the least of all rounds; the limit is 50 ms. The machine is a made-up
one, the engine, the pages and the files are real.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["READINESS_DATA"] = tempfile.mkdtemp(prefix="readiness-stalls-")

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from readiness import paths
from readiness.desktop.application import Desktop
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.pages.history import FIRST
from readiness.desktop.preferences import Preferences
from readiness.desktop.widgets.fold import Fold
from readiness.domain.facts import Facts
from readiness.engine.checkup import report_on
from readiness.store.history import History
from tests.desktop import world as worlds
from tests.desktop.world import World
from tests.fakes import NoMachine

LIMIT_MS: Final = 50.0
PATIENCE_MS: Final = 20_000
REST_MS: Final = 250
HISTORY: Final = 2_000


@dataclass(frozen=True, slots=True)
class Stall:
    """The longest stretch without a turn of the event loop, in milliseconds."""

    wall: float
    processor: float


class Meter(QObject):
    """Measures the time between turns of the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._turn)
        self._last = (0.0, 0.0)
        self._longest = Stall(0.0, 0.0)

    def watch(self, act: Callable[[], object], done: Callable[[], bool]) -> Stall:
        """Do something, wait until it is done and all that follows of it, and return the longest stall."""
        app = QApplication.instance()
        assert app is not None
        self._longest = Stall(0.0, 0.0)
        self._last = _now()
        self._clock.start(1)
        begun: list[bool] = []
        QTimer.singleShot(0, lambda: begun.append(bool(act()) or True))
        deadline, rest = QDeadlineTimer(PATIENCE_MS), QDeadlineTimer(REST_MS)
        while not (begun and done() and rest.hasExpired()):
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if not (begun and done()):
                rest = QDeadlineTimer(REST_MS)
            if deadline.hasExpired():
                raise TimeoutError("the action did not come to its end")
        app.processEvents()
        self._clock.stop()
        self._turn()
        return self._longest

    def _turn(self) -> None:
        wall, processor = _now()
        found = Stall(1e3 * (wall - self._last[0]), 1e3 * (processor - self._last[1]))
        self._longest = Stall(max(found.wall, self._longest.wall), max(found.processor, self._longest.processor))
        self._last = _now()


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.thread_time()


class Walk:
    """One window, taken through everything it can do."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.meter = Meter()
        self.found: dict[str, Stall] = {}
        self.folder = folder
        self.world = World(dict(worlds.UNHAPPY), pace=0.01)
        preferences = Preferences(folder / "window.ini")
        preferences.scheme = Scheme.LIGHT
        self.desktop = Desktop(
            app, NoMachine(), preferences, language="en", among=self.world.checks, traits=lambda _: self.world.traits
        )
        self.desktop.preparing.done.connect(lambda _: gc.freeze())  # as the program does
        self.window = self.desktop.window
        self.choose = self.window.choose
        self.window.show()

    def do(self, name: str, act: Callable[[], object], done: Callable[[], bool] = lambda: True) -> None:
        """Do one thing and keep its stall."""
        self.found[name] = self.meter.watch(act, done)

    def all(self) -> dict[str, Stall]:
        """Do everything."""
        self.do("start: list of profiles, then all pages", self.desktop.load, self._is_ready)
        self.check("10 requirements", worlds.without_questions())
        self.result()
        self.languages("result page")
        self.check("50 requirements", large(50))
        self.languages("result of 50")
        self.check("200 requirements", large(200))
        self.several()
        self.history()
        self.editor()
        self.others()
        return self.found

    def _is_ready(self) -> bool:
        return bool(self.choose.entries) and self.desktop.preparing.made is not None

    def check(self, name: str, data: bytes) -> None:
        """Run a check and come to its result."""
        journey = self.desktop.journey
        self.window.go_to(self.choose)
        self.choose.add_entry(worlds.entry(data, f"{name}.json"))
        guided = "microphone." in data.decode()

        def ended() -> bool:
            if guided and self.window.page is journey.running and journey.running.voice.button.isVisible():
                journey.running.voice.button.click()
            return self.window.page is journey.result

        self.do(f"{name}: check, from the first page to the result", self.choose.start.click, ended)

    def result(self) -> None:
        """Use the page of a result."""
        page = self.desktop.journey.result
        for fold in page.findChildren(Fold):
            self.do(f"result: unfold {fold.button.text().split(' ', 1)[-1]!r}", fold.button.click)
        card = next(one for one in page.cards if one.item.id == "headset")
        again = card.again
        assert again is not None
        self.do("result: check the headset again", again.click, lambda: not self.desktop.journey.checking.running)
        keeper = self.desktop.journey.keeper
        for kind in ("pdf", "html", "json"):
            file = self.folder / f"report-{time.monotonic_ns()}.{kind}"
            self.do(f"result: save {kind}", lambda file=file: keeper.save(file), file.exists)  # type: ignore[misc]

    def languages(self, where: str) -> None:
        """Switch languages and colours."""
        for language in ("ja", "es", "en"):
            self.do(f"{where}: speak {language}", lambda one=language: self.speak(one))  # type: ignore[misc]
        for scheme in (Scheme.DARK, Scheme.LIGHT):
            self.do(f"{where}: {scheme}", lambda one=scheme: self.desktop._colour(one))  # type: ignore[misc]

    def speak(self, language: str) -> None:
        """Choose a language as a person does."""
        picker = self.window.header.language
        picker.setCurrentIndex(picker.findData(language))

    def several(self) -> None:
        """Check for three employers at once."""
        journey = self.desktop.journey
        entries = [worlds.entry(changed(f"com.example.e{place}"), f"{place}.json") for place in range(3)]
        documents = [entry.document for entry in entries]

        def ended() -> bool:
            if self.window.page is journey.running and journey.running.voice.button.isVisible():
                journey.running.voice.button.click()
            return self.window.page is journey.employers

        self.do("three employers: check and compare", lambda: journey.travel(documents), ended)
        self.do("three employers: speak es", lambda: self.speak("es"))
        self.speak("en")

    def history(self) -> None:
        """Open a long history, and one check of it."""
        fill(HISTORY)
        memory = self.desktop.journey.memory

        def lines() -> int:
            return len(memory.page.past.view.lines) if memory.page.past.view else 0

        self.do(
            f"history of {HISTORY}: open",
            memory.open,
            lambda: memory.page.past.view is not None and not memory.page._slices.busy,
        )
        self.do(
            f"history of {HISTORY}: more",
            memory.page._more,
            lambda: lines() > FIRST and not memory.page._slices.busy,
        )
        for language in ("ja", "es", "en"):
            before = memory.page.past
            self.do(
                f"history: speak {language}",
                lambda one=language: self.speak(one),  # type: ignore[misc]
                lambda before=before: memory.page.past is not before,  # type: ignore[misc]
            )
        view = memory.page.past.view
        assert view is not None
        page = self.desktop.journey.result
        self.do(
            "history: one check",
            lambda: memory.page.check_wanted.emit(view.lines[5].id),
            lambda: self.window.page is page,
        )

    def editor(self) -> None:
        """Write profiles."""
        self.window.go_to(self.choose)
        self.do("editor: open", self.choose.write.click, lambda: self.window.page is self.desktop.writing.start)
        writing = self.desktop.writing
        page = writing.page
        example = next(file for file in paths.spec_files() if file.stem == "voice-agent")
        self.do("editor: use an example", lambda: writing.start.example_wanted.emit(example), lambda: page.settled)
        for view in ("try", "problems", "json", "candidate"):
            self.do(f"editor: show {view!r}", lambda one=view: page.show_view(one), lambda: page.settled)  # type: ignore[misc]
        for size in (50, 200):
            file = self.folder / f"large-{size}.json"
            file.write_bytes(large(size))
            open_it = partial(writing.open_file, file)
            self.do(f"editor: open {size} requirements", open_it, lambda: page.settled)
            self.do(f"editor: open one of {size}", lambda: page.form.open(3), lambda: page.settled)
            self.do(f"editor: edit one of {size}", self._type, lambda: page.settled)
            self.do(f"editor: undo in {size}", writing.editing.undo, lambda: page.settled)
        self.do("editor: leave", page.left.emit, lambda: self.window.page is writing.start)

    def _type(self) -> None:
        editing = self.desktop.writing.editing
        editing.edit(lambda text: text.replace('"min": 8', '"min": 9', 1), "typed")

    def others(self) -> None:
        """Open what is left."""
        self.window.go_to(self.choose)
        self.do("shifts", self.choose.shifts.click)
        self.do("hide", self.window.hide)
        self.do("show", self.window.show)

    def leave(self) -> None:
        """Close the window."""
        self.window.close()
        self.desktop.deleteLater()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def changed(id_: str) -> bytes:
    """Return the employer's file under another id."""
    data = json.loads(worlds.without_questions())
    return json.dumps(data | {"id": id_}).encode()


def large(size: int) -> bytes:
    """Return a profile of so many requirements."""
    data: dict[str, Any] = json.loads(worlds.without_questions())
    own = data["requirements"]
    data["requirements"] = [own[place % len(own)] | {"id": f"r{place}"} for place in range(size)]
    return json.dumps(data | {"id": f"com.example.large{size}"}).encode()


def fill(size: int) -> None:
    """Put so many checks into the history, one a day."""
    document, world, now = worlds.document(worlds.without_questions()), World(), datetime.now(UTC)
    facts = Facts({one.id: world.reading(one) for each in world.facts.values() for one in each})
    with History() as kept:
        if len(kept.checks()) < size:
            days = [now - timedelta(hours=day) for day in range(size)]
            kept.add([report_on(document, facts, day, day) for day in days])


def main() -> int:
    """Print the table; 1 when a stall is longer than it may be."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    sys.setswitchinterval(0.0005)
    walks: list[dict[str, Stall]] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            walk = Walk(app, Path(folder))
            walks.append(walk.all())
            walk.leave()
    print(f"{'longest stall, ms':58}{'first':>7}{'cpu':>6}{'least':>8}{'cpu':>6}")
    worst = 0.0
    for name, first in walks[0].items():
        wall = min(walk[name].wall for walk in walks if name in walk)
        processor = min(walk[name].processor for walk in walks if name in walk)
        worst = max(worst, first.processor)
        mark = "  <--" if first.processor > LIMIT_MS else ""
        print(f"{name[:57]:58}{first.wall:7.0f}{first.processor:6.0f}{wall:8.0f}{processor:6.0f}{mark}")
    return 0 if worst <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
