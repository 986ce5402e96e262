"""Makes pictures of every page, for people to look at: ``python -m tests.desktop.pictures OUTDIR``.

Pages x languages x light and dark, at 1366 x 768 as on a small laptop, without a screen. With ``--small``: what
150 % scaling leaves of it; with ``--large``: in the largest letters; with ``ja-dark es-light``: only these. The
profiles are the shipped examples, the machine a made-up one. ``python -m tests.desktop.pictures --readme`` makes
those that the README shows, under resources/pictures/.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["READINESS_DATA"] = tempfile.mkdtemp(prefix="readiness-pictures-")

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from readiness import paths
from readiness.checks.registry import catalogue, checks
from readiness.desktop.application import Desktop
from readiness.desktop.looks.theme import LETTERS, Scheme
from readiness.desktop.pages.send import SendPage
from readiness.desktop.shifts.tray import verdict_icon
from readiness.desktop.state.library import Refused, listed
from readiness.desktop.state.preferences import Preferences
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.told.news import Line
from readiness.documents.json_text.problems import ProfileError
from readiness.documents.profile.file import read_profile
from readiness.domain.delivery import State
from readiness.domain.facts import Facts, Measured, Reason, Value
from readiness.domain.message import message
from readiness.domain.profile import Collect, Destination, Texts, Tier
from readiness.domain.report import Verdict
from readiness.employers.consent import terms
from readiness.employers.subscriptions import Employers
from readiness.engine.checkup import report_on
from readiness.engine.signing import Ready
from readiness.render.words import describe
from readiness.store.drafts import DraftKeeper, drafts
from readiness.store.history import History
from tests.desktop.test_pages import posts
from tests.desktop.world import World
from tests.documents.employer import bundle
from tests.documents.signed import DEVICE, circumstances
from tests.fakes import NoMachine

SIZE: Final = (1366, 768)
SMALL: Final = (910, 433)
"""Of the 910 x 512 that 150 % leaves, the frame takes 31 and the bar of Windows 11 takes 48."""
_PATIENCE_MILLISECONDS: Final = 60_000
REGIONS: Final = {"en": "en_US", "es": "es_MX", "ja": "ja_JP"}
README: Final = Path(__file__).resolve().parents[2] / "resources" / "pictures"
SHOWN: Final = {
    "choose-en-light": "choose",
    "reading-es-light": "run",
    "not-ready-en-light": "result",
    "ready-ja-dark": "ready",
    "history-es-dark": "history",
    "editor-try-en-light": "write",
}
"""The pictures of the README, and their names there."""

GOOD: Final[dict[str, Value | Reason]] = {
    "os.family": "windows",
    "os.version": "10.0.22631",
    "processor.vendor": "intel",
    "processor.family": "intel core i5",
    "processor.generation": 12.0,
    "processor.model": "Intel Core i5-1235U",
    "processor.cores": 10.0,
    "processor.threads": 12.0,
    "processor.clock": 4.4,
    "memory.installed": 16.0,
    "memory.usable": 15.7,
    "headset.connection": "usb",
    "headset.wired": True,
    "headset.model": "Logitech H390",
    "microphone.noise_floor": -58.2,
    "microphone.noise_leq": -56.9,
    "microphone.disturbed": 0.0,
    "microphone.speech_level": -24.5,
    "microphone.speech_to_noise": 33.7,
    "microphone.clipping": 0.0,
    "network.download": 94.3,
    "network.upload": 18.6,
    "network.latency": 24.0,
    "network.jitter": 2.4,
}
UNHAPPY: Final = {
    **GOOD,
    "headset.connection": "bluetooth",
    "headset.wired": False,
    "headset.model": "WH-1000XM4",
    "memory.installed": 8.0,
    "network.upload": 3.1,
    "microphone.speech_to_noise": Reason.DENIED,
}
BAD: Final = """{
  "format": 1,
  "id": "com.example.voice",
  "version": "2.1",
  "serial": 4,
  "language": "en",
  "title": "Voice agent",
  "issuer": {"name": "Example Support Ltd"},
  "valid": {},
  "requirements": [
    {"id": "memory", "fact": "memory.installed", "required": {"min": 8}},
    {"id": "download", "fact": "network.download", "unit": "MB/s", "required": {"min": 25}},
    {"id": "upload", "fact": "network.uplaod", "unit": "Mbit/s", "required": {"min": 5}},
    {"id": "headset", "fact": "headset.connection", "required": {"one_of": ["usb", "cable"]}},
    {"id": "noise", "fact": "microphone.noise_floor", "unit": "dBov(A)", "reqired": {"max": -50}}
  ]
}
"""


SIGNALS: Final = {
    "device.virtual_machine": Measured(value=False),
    "network.vpn": Measured(value=False),
    "system.clock_offset": Measured(0.2, "s"),
}


class Studio:
    """One window in one language and scheme, taken through its pages."""

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
            self.wait(lambda: self.window.side.settled and getattr(self.window.page, "settled", True))
        self.window.grab().save(str(self.folder / f"{page}-{self.name}.png"))

    def _take_box(self, name: str, ask: Callable[[], None]) -> None:
        """Take a picture of the box that something asks in, and answer no."""

        def take() -> None:
            box = self.app.activeModalWidget()
            assert isinstance(box, QDialog)
            box.grab().save(str(self.folder / f"{name}-{self.name}.png"))
            box.reject()

        QTimer.singleShot(0, self.window, take)
        ask()

    def _tray(self) -> None:
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

    def choose(self, id_: str) -> None:
        """Choose a profile of the list."""
        place = [entry.profile.id for entry in self.window.choose.entries].index(id_)
        self.window.choose.choose(place)
        self.window.choose.take_focus()

    def shoot(self) -> None:
        """Take every page."""
        examples = sorted(paths.spec_files(), key=lambda path: path.stem != "voice-agent")
        self.window.choose.append_entries(listed(examples))
        self.choose("com.example.voice-agent")
        self.take("choose")
        self.window.choose.shifts.click()
        self.take("shifts")
        self.desktop.before_shift.page.back.click()
        self._tray()
        self._beside()
        self._add()
        self._refuse()
        self.choose("com.example.financial-voice-agent")
        self.window.choose.start.click()
        self.take("questions")
        self.questions.back.click()
        self.choose("com.example.voice-agent")
        self._run()
        self._results()
        self._several()
        self._history()
        self._shifts()
        self._editor()
        self.window.close()
        self.settle()

    def _beside(self) -> None:
        self.window.header.about.click()
        page = self.window.side.page("about")
        self.take("about")
        bar = page.area.verticalScrollBar()
        bar.setValue(bar.maximum())
        self.take("about-end")
        page.back.click()
        self.window.header.settings.click()
        settings = self.desktop.adjusting.page
        self.take("settings")
        bar = settings.area.verticalScrollBar()
        bar.setValue(bar.maximum())
        self.take("settings-end")
        settings.letters_chosen.emit(LETTERS[-1])
        bar.setValue(0)
        self.take("settings-large")
        settings.back.click()
        self.take("choose-large")
        settings.letters_chosen.emit(self.letters)

    def _add(self) -> None:
        data = (paths.specs() / "voice-agent.json").read_bytes()
        signed = bundle(data, ("ab", 2), id_="com.example.voice-agent")
        employers, adding = Employers(), self.desktop.adding
        offer = employers.judged(signed.data(), "https://jobs.example.com/home/voice.readiness", pin=signed.fingerprint)
        self.window.choose.link.click()
        self.take("add")
        adding.page.show_offer(
            offer.profile.title.in_language(self.desktop.texts.language),
            list(terms(offer, self.desktop.texts.translator)),
        )
        self.take("add-offer")
        employers.add(offer)
        adding.page.clear()
        adding.open()
        self.wait(lambda: adding.page.kept.isVisible())  # noqa: PLW0108 - as everywhere here
        adding.page.refuse(self.desktop.texts(message("trust.rolled_back", found=3, seen=4)))
        self.take("add-refused")
        employers.remove(offer.profile.id)
        adding.page.back.click()

    def _doubt(self) -> None:
        contesting = self.desktop.journey.contesting
        contesting.open(next(card.item for card in self.result.cards if card.item.id == "headset"))
        page = contesting.page
        if page is not None:
            self.take("doubt")
            page.remark.setPlainText("This one is my phone. Mine has a cable.")
            page.names.setChecked(True)
            bar = page.area.verticalScrollBar()
            bar.setValue(bar.maximum() // 2)
            self.take("doubt-more")
            page.data.open(opened=True)
            self.settle()
            bar.setValue(bar.maximum())
            self.take("doubt-end")
            page.back.click()

    def _send(self) -> None:
        """The result that can be sent, what would be, what was; then the news on the first page."""
        report = self.desktop.journey.checking.report
        places = (Destination("https", "https://reports.example.com/in"), Destination("email", "it@example.com"))
        collect = Collect(("user.employee_id",), Texts("en", {"en": "To know whose report it is."}), timedelta(days=90))
        sendable = replace(report, profile=replace(report.profile, submit=places, collect=collect))
        view = describe(sendable, self.desktop.texts.translator)
        self.result.show_report(view, has_questions=True)
        self.take("result-send")
        page = self.window.side.add(SendPage(self.desktop.texts, sendable, self.desktop.background))
        self.window.side.visit(page)
        page.offer(Ready(sendable, circumstances(signals=SIGNALS), DEVICE, spent=True), {})
        self.wait(lambda: page.settled)
        self.take("send")
        bar = page.area.verticalScrollBar()
        bar.setValue(bar.maximum() // 3)
        self.take("send-more")
        if page.fold:
            page.fold.open(opened=True)
        self.settle()
        bar.setValue(bar.maximum())
        self.take("send-end")
        sent = self.desktop.sending.list
        self.window.side.visit(sent)
        sent.show_posts(list(posts(*State)))
        self.take("sent")
        self.window.pages.go_to(self.window.choose)
        self._news()
        self.window.pages.go_to(self.result)
        self.result.show_report(describe(report, self.desktop.texts.translator), has_questions=False)

    def _news(self) -> None:
        news = self.window.choose.news
        offline = message("web.no_connection", host="jobs.example.com")
        news.tell(
            Line(message("desktop.news.renewed", name="Example Support Ltd", version="2.4.0")),
            Line(message("desktop.news.asks_more", name="Contacto Global S.A."), message("desktop.news.look")),
            Line(message("desktop.news.trouble", name="Sakura Support K.K.", reason=offline)),
        )
        self.take("news")
        news.hide()
        interrupted = self.window.choose.interrupted
        interrupted.offer(datetime.now(UTC) - timedelta(hours=2), 4)
        self.window.choose.area.verticalScrollBar().setValue(0)
        self.take("interrupted")
        interrupted.hide()

    def _several(self) -> None:
        self.world.answers = dict(UNHAPPY)
        self.window.pages.go_to(self.window.choose)
        self.window.choose.several.click()
        for id_ in ("com.example.chat-agent", "com.example.interpreter"):
            self.choose(id_)
        self.take("several-choose")
        self.window.choose.start.click()
        self.wait(lambda: self.window.page is self.questions)
        self.questions.go_on.click()
        for _ in range(2):
            self.wait(lambda: self.running.voice.button.isVisible())  # noqa: PLW0108 - the page may be new
            self.running.voice.button.click()
        employers = self.desktop.journey.employers
        self.wait(lambda: self.window.page is employers)
        self.take("several")
        bar = employers.area.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        self.take("several-more")
        employers.employer_wanted.emit(1)
        self.wait(lambda: self.window.page is self.result)
        self.take("several-one")

    def _history(self) -> None:
        now = datetime.now(UTC).replace(hour=10, minute=5)
        document = next(one.document for one in self.window.choose.entries if one.profile.id.endswith("voice-agent"))
        with History() as kept:
            kept.forget_all()
            for day in range(12):
                evening = day % 3 == 0
                at = now - timedelta(days=day) + timedelta(hours=11 if evening else 0)
                answers = {**GOOD, "network.upload": 3.9 + day % 2 if evening else 11.0 + day % 5}
                world = World(answers, {check.id: check.facts for check in checks()})
                facts = {
                    one.id: world.reading(one) for each in world.facts.values() for one in each if one.id in answers
                }
                kept.add([report_on(document, Facts(facts), at, at)])
        self.window.header.history.click()
        memory = self.desktop.journey.memory
        self.wait(lambda: self.window.page is memory.page)
        self.take("history")
        self._take_box("history-sure", memory.page.delete.click)
        memory.page.check_wanted.emit(memory.page.past.view.lines[0].id if memory.page.past.view else "")
        self.wait(lambda: self.window.page is self.result)
        self.take("history-one")

    def _editor(self) -> None:
        self.window.pages.go_to(self.window.choose)
        for draft in drafts():
            DraftKeeper(draft.id).forget(0)
        writing = self.desktop.writing
        self.window.choose.write.click()
        self.wait(lambda: self.window.page is writing.start)
        self.take("write")
        writing.start.example_wanted.emit(next(file for file in paths.spec_files() if file.stem == "voice-agent"))
        page = writing.page
        self.wait(lambda: page.settled)
        self.take("editor")
        page.form.more_fold.button.click()
        self.settle()
        page.form_area.ensureWidgetVisible(page.form.more)
        self.take("editor-more")
        page.form.more_fold.button.click()
        page.form.open(0)
        self._type_limit("12")
        for view in ("try", "problems", "json"):
            page.show_view(view)
            if view == "problems":
                self._type_limit("12 GB")
            self.wait(lambda: page.settled)
            self.take(f"editor-{view}")
        page.form.open(1)
        page.show_view("candidate")
        self.wait(lambda: page.settled)
        self.take("editor-ways")

    def _type_limit(self, words: str) -> None:
        item = self.desktop.writing.page.form.opened_item
        if item and item.form:
            limit = item.form.conditions[Tier.REQUIRED].limit
            limit.setText(words)
            limit.textEdited.emit(words)

    def _shifts(self) -> None:
        self.window.pages.go_to(self.window.choose)
        self.window.choose.shifts.click()
        self.take("shifts")

    def _refuse(self) -> None:
        try:
            read_profile(BAD.encode(), catalogue())
        except ProfileError as error:
            self.window.choose.show_refused(Refused(Path("employer.json"), error.problems))
        self.take("refused")
        self.window.choose.refused.hide()

    def _run(self) -> None:
        voice = self.running.voice
        self.world.pace = 0.08
        self.window.choose.start.click()
        self.wait(voice.button.isVisible)
        self.take("silence")
        self.world.pace = 0.4
        voice.button.click()
        self.wait(lambda: voice.recording and voice.meter.value() > voice.meter.minimum())
        self.take("recording")
        self.world.pace = 0.05
        self.wait(lambda: voice.button.isVisible() and bool(voice.sentences.text()))
        self.take("reading")
        self.world.pace = 0.3
        voice.play_back.click()
        voice.button.click()
        self.wait(lambda: voice.recording and voice.meter.value() > voice.meter.minimum())
        self.take("reading-aloud")
        self.world.pace = 0.0

    def _results(self) -> None:
        self.wait(lambda: self.window.page is self.result)
        self.take("not-ready")
        bar = self.result.area.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        self.take("not-ready-more")
        bar.setValue(bar.maximum())
        self.take("not-ready-end")
        self._doubt()
        self._send()
        self.world.answers = dict(GOOD)
        self.result.again.click()
        for _ in range(2):
            self.wait(lambda: self.running.voice.button.isVisible())  # noqa: PLW0108 - the page may be new
            self.running.voice.button.click()
        self.wait(lambda: self.window.page is self.result)
        self.take("ready")
        for fold in self.result.findChildren(Fold):
            fold.open(opened=True)
        self.take("ready-unfolded")
        bar.setValue(bar.maximum())
        self.take("ready-end")


def shoot_all(
    folder: Path, size: tuple[int, int] = SIZE, only: Sequence[str] = (), letters: float = LETTERS[0]
) -> None:
    """Take all pictures, in every language and scheme, or only in such as ``ja-dark``."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    for language in REGIONS:
        for scheme in (Scheme.LIGHT, Scheme.DARK):
            if not only or f"{language}-{scheme}" in only:
                Studio(app, folder, language, scheme, size, letters).shoot()
    (folder / "none.ini").unlink(missing_ok=True)


def shoot_for_readme() -> None:
    """Take all pictures and keep those of the README."""
    with tempfile.TemporaryDirectory() as folder:
        shoot_all(Path(folder), only=["-".join(name.rsplit("-", 2)[1:]) for name in SHOWN])
        README.mkdir(exist_ok=True)
        for name, kept in SHOWN.items():
            (README / f"{kept}.png").write_bytes((Path(folder) / f"{name}.png").read_bytes())


def main(arguments: list[str]) -> int:
    """Do what the command line says."""
    if arguments == ["--readme"]:
        shoot_for_readme()
    elif arguments and not arguments[0].startswith("-"):
        only = [one for one in arguments[1:] if not one.startswith("--")]
        letters = LETTERS[-1] if "--large" in arguments else LETTERS[0]
        shoot_all(Path(arguments[0]), SMALL if "--small" in arguments else SIZE, only, letters)
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
