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
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["READINESS_DATA"] = tempfile.mkdtemp(prefix="readiness-pictures-")

from PySide6.QtWidgets import QApplication

from readiness import paths
from readiness.checks.registry import catalogue, checks
from readiness.desktop.looks.theme import LETTERS, Scheme
from readiness.desktop.pages.send import SendPage
from readiness.desktop.state.library import Refused, listed
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.notices.news import Line
from readiness.documents.json_text.problems import ProfileError
from readiness.documents.profile.file import read_profile
from readiness.domain.delivery import State
from readiness.domain.facts import Facts
from readiness.domain.message import message
from readiness.domain.profile import Collect, Destination, Texts, Tier
from readiness.employers.consent import terms
from readiness.employers.subscriptions import Employers
from readiness.engine.checkup import report_on
from readiness.engine.signing import Ready
from readiness.render.words import describe
from readiness.store.drafts import DraftKeeper, drafts
from readiness.store.history import History
from tests.desktop.pages import posts
from tests.desktop.sitters import BAD, GOOD, SIGNALS, UNHAPPY
from tests.desktop.studio import REGIONS, Studio
from tests.desktop.world import World
from tests.documents.employer import bundle
from tests.documents.signed import DEVICE, circumstances

SIZE: Final = (1366, 768)
SMALL: Final = (910, 433)
"""Of the 910 x 512 that 150 % leaves, the frame takes 31 and the bar of Windows 11 takes 48."""
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


class Sitting(Studio):
    """A window that is taken through every page."""

    def shoot(self) -> None:
        """Take every page."""
        examples = sorted(paths.spec_files(), key=lambda path: path.stem != "voice-agent")
        self.window.choose.append_entries(listed(examples))
        self.choose("com.example.voice-agent")
        self.take("choose")
        self.window.choose.shifts.click()
        self.take("shifts")
        self.desktop.before_shift.page.back.click()
        self.take_tray()
        self.take_guided()
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
        settings = self.desktop.settings.page
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
        employers, adding = Employers(), self.desktop.subscriptions
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
        self.take_box("history-sure", memory.page.delete.click)
        memory.page.check_wanted.emit(memory.page.past.view.lines[0].id if memory.page.past.view else "")
        self.wait(lambda: self.window.page is self.result)
        self.take("history-one")

    def _editor(self) -> None:
        self.window.pages.go_to(self.window.choose)
        for draft in drafts():
            DraftKeeper(draft.id).forget(0)
        writing = self.desktop.profile_editor
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
        item = self.desktop.profile_editor.page.form.opened_item
        if item and item.form:
            item.form.conditions[Tier.REQUIRED].limit.setText(words)

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
                Sitting(app, folder, language, scheme, size, letters).shoot()
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
