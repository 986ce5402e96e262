"""How long the window does not answer, action by action: the longest stall, on the clock and in processor time.

    python -m tests.benchmarks.stalls [ROUNDS [PART ...]]

A stall is the time between two turns of the event loop while an action goes on. Whatever else the computer
does lengthens it on the clock, so beside it stands the processor time that the window's own thread took
meanwhile: that is what the program is to be blamed for. Printed are the first round, in which much is
made and loaded for the first time, and the most and the least of all rounds; the limit is 50 ms in every round.
PART is one of checks, several, history, sending, beside, editor, others. The machine is a made-up one, the engine,
the pages and the files are real.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["READINESS_DATA"] = tempfile.mkdtemp(prefix="readiness-stalls-")
os.environ["READINESS_NO_KEYRING"] = "1"

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from readiness import paths
from readiness.desktop.application import Desktop
from readiness.desktop.garbage_collection import GarbageCollection
from readiness.desktop.looks.theme import Scheme
from readiness.desktop.pages.about import AboutPage
from readiness.desktop.pages.history import FIRST
from readiness.desktop.qt_application import SWITCH_SECONDS
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.state.preferences import Preferences
from readiness.desktop.widgets.fold import Fold
from readiness.employers.subscriptions import Employers
from readiness.engine import signing
from tests.benchmarks.fillings import add_employers, bundle, changed, fill, large, post, to_send
from tests.benchmarks.turns import Meter, Stall
from tests.desktop import world as worlds
from tests.desktop.world import World
from tests.fakes import NoMachine

LIMIT_MS: Final = 50.0
HISTORY: Final = 2_000
LETTERS: Final = 40
ADDED: Final = 8
PARTS: Final = ("checks", "several", "history", "sending", "beside", "editor", "others")


class Walk:
    """One window, taken through everything it can do."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.meter = Meter(self._is_busy)
        self.found: dict[str, Stall] = {}
        self.folder = folder
        self.world = World(dict(worlds.UNHAPPY), pace=0.01)
        preferences = Preferences(folder / "window.ini")
        preferences.scheme = Scheme.LIGHT
        self.desktop = Desktop(
            app, NoMachine(), preferences, language="en", among=self.world.checks, traits=lambda _: self.world.traits
        )
        self.desktop.preloader.done.connect(GarbageCollection(app, self.desktop.window).settle)  # as the program does
        self.window = self.desktop.window
        self.choose = self.window.choose
        seen = QSignalSpy(self.window.painted)
        self.window.show()
        seen.wait(10_000)  # how long the first frame takes is measured by the benchmark of the start

    def do(self, name: str, act: Callable[[], object], done: Callable[[], bool] = lambda: True) -> None:
        """Do one thing and keep its stall."""
        self.found[name] = self.meter.watch(name, act, done)

    def _is_busy(self) -> bool:
        """Whether something is being made, or put into words."""
        made = self.desktop.preloader.made
        return any(one.busy for one in self.window.findChildren(Slices)) or bool(made and not made.settled)

    def all(self, parts: Collection[str] = ()) -> dict[str, Stall]:
        """Do everything, or these parts of it."""
        self.do("start: list of profiles, then all pages", self.desktop.load, self._is_ready)
        for name in PARTS:
            if not parts or name in parts:
                self.window.pages.go_to(self.choose)
                getattr(self, name)()
        return self.found

    def checks(self) -> None:
        """Come to results of every length, and use them."""
        self.check("10 requirements", worlds.without_questions())
        self.result()
        self.languages("result page")
        self.check("50 requirements", large(50))
        self.languages("result of 50")
        self.check("200 requirements", large(200))
        self.languages("result of 200")
        self.sizes("result of 200")
        self.folds("200: ")
        self.do("200: check one again", self._again, lambda: not self.desktop.journey.checking.running)
        self.do("200: leave", self.desktop.journey.result.other.click, lambda: self.window.page is self.choose)

    def _is_ready(self) -> bool:
        return bool(self.choose.entries) and self.desktop.preloader.made is not None

    def check(self, name: str, data: bytes) -> None:
        """Run a check and come to its result."""
        journey = self.desktop.journey
        self.window.pages.go_to(self.choose)
        self.choose.add_entry(worlds.entry(data, f"{name}.json"))
        guided = "microphone." in data.decode()

        def ended() -> bool:
            if guided and self.window.page is journey.running and journey.running.voice.button.isVisible():
                journey.running.voice.button.click()
            return self.window.page is journey.result

        self.do(f"{name}: check, from the first page to the result", self.choose.start.click, ended)

    def folds(self, where: str) -> None:
        """Unfold what is folded on the result."""
        for fold in self.desktop.journey.result.findChildren(Fold):
            words = fold.button.text().split(" ", 1)[-1]
            self.do(f"{where}unfold {words!r}", fold.button.click)
            self.do(f"{where}fold {words!r}", fold.button.click)
            fold.button.click()

    def _again(self) -> None:
        card = next(one for one in self.desktop.journey.result.cards if one.item.facts)
        assert card.again is not None
        card.again.click()

    def result(self) -> None:
        """Use the page of a result."""
        journey = self.desktop.journey
        self.folds("result: ")
        card = next(one for one in journey.result.cards if one.item.id == "headset")
        again = card.again
        assert again is not None
        self.do("result: check the headset again", again.click, lambda: not journey.checking.running)
        card = next(one for one in journey.result.cards if one.item.id == "headset")
        doubt = partial(journey.contesting.open, card.item)
        self.do("evidence: open", doubt, lambda: journey.contesting.page is not None)
        page = journey.contesting.page
        assert page is not None
        self.do("evidence: write a word", lambda: page.remark.insertPlainText("Word"))
        self.do("evidence: unfold the file", page.data.button.click)
        self.do("evidence: leave", page.left.emit, lambda: self.window.page is journey.result)
        for kind in ("pdf", "html", "json"):
            file = self.folder / f"report-{time.monotonic_ns()}.{kind}"
            self.do(f"result: save {kind}", lambda file=file: journey.keeper.save(file), file.exists)  # type: ignore[misc]

    def languages(self, where: str) -> None:
        """Switch languages and colours."""
        for language in ("ja", "es", "en"):
            self.do(f"{where}: speak {language}", lambda one=language: self.speak(one))  # type: ignore[misc]
        for scheme in (Scheme.DARK, Scheme.LIGHT):
            self.do(f"{where}: {scheme}", lambda one=scheme: self.desktop._colour(one))  # type: ignore[misc]

    def sizes(self, where: str) -> None:
        """Write larger, and as usual."""
        for letters in (1.3, 1.0):
            self.do(f"{where}: letters {letters}", lambda one=letters: self.desktop.texts.enlarge(one))  # type: ignore[misc]

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

        self.do("history: leave the check", page.other.click, lambda: self.window.page is memory.page)
        self.do("history: dark", lambda: self.desktop._colour(Scheme.DARK))
        self.do("history: light", lambda: self.desktop._colour(Scheme.LIGHT))
        self.sizes("history")

    def sending(self) -> None:
        """See what would be sent, and what was."""
        self.check("a report to send", to_send())
        journey, sending = self.desktop.journey, self.desktop.sending
        self.do(
            "send: open",
            journey.result.send.click,
            lambda: bool(sending.page and sending.page.ready and sending.page.settled),
        )
        page = sending.page
        assert page is not None
        fold = page.fold
        assert fold is not None
        self.do("send: unfold the file", fold.button.click)
        for language in ("ja", "en"):
            speak = partial(self.speak, language)
            self.do(f"send: speak {language}", speak, lambda: page.settled)
        self.do("send: leave", page.left.emit, lambda: self.window.page is journey.result)
        post(LETTERS)
        self.do(f"sent: {LETTERS} letters", sending.show_list, lambda: len(sending.list.posts) == LETTERS)
        self.do("sent: speak ja", lambda: self.speak("ja"))
        self.do("sent: speak en", lambda: self.speak("en"))
        first = sending.list.findChildren(Fold)[0]
        self.do("sent: unfold a letter", first.button.click)
        number = sending.list.posts[0].number
        delete = partial(sending.list.wanted.emit, "delete", number)
        self.do("sent: delete one", delete, lambda: len(sending.list.posts) < LETTERS)
        self.do("sent: leave", sending.list.left.emit, lambda: self.window.page is journey.result)

    def beside(self) -> None:
        """Open what stands beside a check."""
        header, side = self.window.header, self.window.side
        self.window.pages.go_to(self.choose)
        for turn in ("first", "again"):
            self.do(f"about: open, {turn}", header.about.click, lambda: self.window.page is side.page("about"))
            self.do(f"about: leave, {turn}", side.leave, lambda: self.window.page is self.choose)
            self.do(f"settings: open, {turn}", header.settings.click, self._settings_open)
            self.do(f"settings: leave, {turn}", side.leave, lambda: self.window.page is self.choose)
        header.about.click()
        about = side.page("about")
        assert isinstance(about, AboutPage)
        for name in tuple(about.folds):
            self.do(f"about: unfold {name!r}", lambda name=name: about.folds[name].button.click())  # type: ignore[misc]
        self.do("about: speak ja", lambda: self.speak("ja"))
        self.do("about: speak en", lambda: self.speak("en"))
        self.do("settings: open from about", header.settings.click, self._settings_open)
        self.languages("settings")
        self.sizes("settings")
        self.window.pages.go_to(self.choose)
        add_employers(ADDED)
        adding = self.desktop.subscriptions
        self.do("add: open", self.choose.link.click, lambda: adding.page.kept.has_lines)
        offer = Employers().judged(bundle(0).data(), "https://jobs.example.com/0.readiness")
        self.do("add: an offer", lambda: adding.consider([offer]))
        self.do("add: speak ja", lambda: self.speak("ja"))
        self.do("add: speak en", lambda: self.speak("en"))
        self.do("add: leave", adding.page.left.emit)
        self.window.pages.go_to(self.choose)
        self.languages("first page")
        self.sizes("first page")

    def _settings_open(self) -> bool:
        return self.window.page is self.desktop.settings.page

    def editor(self) -> None:
        """Write profiles."""
        self.window.pages.go_to(self.choose)
        self.do("editor: open", self.choose.write.click, lambda: self.window.page is self.desktop.profile_editor.start)
        writing = self.desktop.profile_editor
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
            for view in ("try", "problems", "json", "candidate"):
                show = partial(page.show_view, view)
                self.do(f"editor: show {view!r} of {size}", show, lambda: page.settled)
            self.do(f"editor: speak ja, {size}", lambda: self.speak("ja"), lambda: page.settled)
            self.do(f"editor: speak en, {size}", lambda: self.speak("en"), lambda: page.settled)
            self.do(f"editor: dark, {size}", lambda: self.desktop._colour(Scheme.DARK))
            self.do(f"editor: light, {size}", lambda: self.desktop._colour(Scheme.LIGHT))
        self.do("editor: leave", page.left.emit, lambda: self.window.page is writing.start)

    def _type(self) -> None:
        editing = self.desktop.profile_editor.editing
        editing.edit(lambda text: text.replace('"min": 8', '"min": 9', 1), "typed")

    def others(self) -> None:
        """Open what is left."""
        self.window.pages.go_to(self.choose)
        self.do("shifts", self.choose.shifts.click)
        self.do("hide", self.window.hide)
        self.do("show", self.window.show)

    def leave(self) -> None:
        """Close the window."""
        self.window.close()
        self.desktop.deleteLater()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def main() -> int:
    """Print the table; 1 when a stall is longer than it may be."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    sys.setswitchinterval(SWITCH_SECONDS)
    setattr(signing, "signals", lambda *_: {})  # noqa: B010 - this machine is a made-up one
    walks: list[dict[str, Stall]] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            walk = Walk(app, Path(folder))
            walks.append(walk.all(sys.argv[2:]))
            walk.leave()
    print(f"{'longest stall, ms':58}{'first':>7}{'cpu':>6}{'most cpu':>10}{'least':>7}")
    worst = 0.0
    for name, first in walks[0].items():
        taken = [walk[name].processor for walk in walks if name in walk]
        worst = max(worst, *taken)
        mark = "  <--" if max(taken) > LIMIT_MS else ""
        print(f"{name[:57]:58}{first.wall:7.0f}{first.processor:6.0f}{max(taken):10.0f}{min(taken):7.0f}{mark}")
    return 0 if worst <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
