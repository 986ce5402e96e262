"""Leads a report from its result page to the employer, and sends waiting reports while the program runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from readiness.desktop.pages.send import SendPage
from readiness.desktop.pages.sent import SentPage
from readiness.domain.delivery import DeliveryMethod, Post, State
from readiness.domain.message import Message, message
from readiness.domain.refusal import Refusal
from readiness.engine.sending import BY_HAND, carrier, earlier, forget, handed_over, letter
from readiness.engine.signing import get_ready
from readiness.store.files import why
from readiness.store.outbox import Outbox, OutboxUnavailableError
from readiness.store.sender import Dispatch
from readiness.text.safe import clean_line

if TYPE_CHECKING:
    from readiness.checks.base import Machine
    from readiness.desktop.responsive.background import Background
    from readiness.desktop.texts import Texts
    from readiness.desktop.window import Window
    from readiness.domain.profile import Destination
    from readiness.domain.report import Report
    from readiness.engine.signing import Ready, Witnessed

T = TypeVar("T")

_ENDING: Final = ".signed.json"
_UNAVAILABLE: Final = message("cli.outbox_unavailable")


class SendingController(QObject):
    """The page before a report is sent, the list of sent reports, and the thread that sends."""

    sent = Signal()

    def __init__(self, window: Window, texts: Texts, machine: Machine, background: Background) -> None:
        super().__init__(window)
        self._window, self._texts, self._machine, self._background = window, texts, machine, background
        self._dispatch = Dispatch(carrier(), lambda: background.tell(self._arrived, None))
        self.page: SendPage | None = None
        self.list = window.side.add(SentPage(texts))
        self.list.wanted.connect(self._act_on)
        window.side.returned.connect(self._drop)
        window.closed.connect(self._dispatch.close)

    def go_on(self) -> None:
        """Start sending if letters are waiting."""
        self._dispatch.wake()

    def see_out(self, seconds: float) -> None:
        """After the window is closed, wait for a try that is in progress."""
        self._dispatch.see_out(seconds)

    # -------------------------------------------------------------- before it is sent

    def open(self, report: Report, witnessed: Witnessed) -> None:
        """Show what would be sent of a report."""
        page = self._window.side.add(SendPage(self._texts, report, self._background))
        page.agreed.connect(self._agree)
        page.list_wanted.connect(self.show_list)
        self.page = page
        self._window.side.visit_soon(page)
        machine = self._machine
        self._background.run(lambda: _prepared(report, machine, witnessed), lambda found: _offer(page, found))

    @Slot()
    def _agree(self) -> None:
        page = self.page
        ready = page.ready if page else None
        if page is None or ready is None:
            return
        place, path = page.place, None
        if DeliveryMethod(place.kind) is DeliveryMethod.FILE:
            path = self._ask_for_file(page)
            if path is None:
                return
        language = self._texts.language
        title = clean_line(ready.report.profile.title.in_language(language))
        subject = self._texts(message("cli.send_subject", profile=title))
        page.wait(message("desktop.send.sealing"))
        self._background.run(
            lambda: _entrusted(ready, place, language, subject, path), lambda came: self._entrusted(page, came)
        )

    def _ask_for_file(self, page: SendPage) -> Path | None:
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        report = page.report
        name = f"{report.profile.id}-{report.finished.astimezone():%Y-%m-%d}{_ENDING}"
        title = self._texts(message("desktop.save.title"))
        kinds = f"{self._texts(message('desktop.save.json'))} (*{_ENDING})"
        chosen, _ = QFileDialog.getSaveFileName(page, title, str(folder / name), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.casefold() == ".json" else path.with_name(path.name + _ENDING)

    def _entrusted(self, page: SendPage, came: Post | Message) -> None:
        if isinstance(came, Message):
            if page is self.page:
                page.tell(came)
                page.agree.setEnabled(True)
            return
        if came.state is State.WAITING:
            self._dispatch.wake()
        if page is self.page:
            self._window.side.leave()
            self.show_list()

    @Slot(object)
    def _drop(self, shown: object) -> None:
        """Delete a page that was left."""
        if self._window.side.let_go(self.page, shown):
            self.page = None

    # -------------------------------------------------------------- what was sent

    @Slot()
    def show_list(self) -> None:
        """Show what was sent, and what is waiting."""
        self._window.side.visit(self.list)
        self._background.run(_posts, self._show)

    def _show(self, found: tuple[Sequence[Post], Message | None]) -> None:
        self.list.show_posts(*found)
        self.sent.emit()

    def _arrived(self, _: None) -> None:
        """Show the result of a try."""
        self._background.run(_posts, self._show)

    @Slot(str, int)
    def _act_on(self, what: str, number: int) -> None:
        self._background.run(lambda: _done(what, number), self._show_after_action)

    def _show_after_action(self, found: tuple[Sequence[Post], Message | None]) -> None:
        self._dispatch.wake()
        self._show(found)


def _offer(page: SendPage, found: tuple[Ready, Mapping[Destination, Post]] | Message) -> None:
    if isinstance(found, Message):
        page.tell(found)
    else:
        page.offer(*found)


def _prepared(
    report: Report, machine: Machine, witnessed: Witnessed
) -> tuple[Ready, Mapping[Destination, Post]] | Message:
    """Put together what would be sent. Slow: for a background thread, like all functions below."""
    return _or_why_not(lambda: (get_ready(report, machine, witnessed=witnessed), earlier(report)))


def _entrusted(ready: Ready, place: Destination, language: str, subject: str, path: Path | None) -> Post | Message:
    """Sign a report and put it into the outbox, or hand it to the person."""
    from readiness.documents.report.statement import signed_text

    def entrust() -> Post:
        one = letter(ready.report, place, signed_text(ready.sealed()).encode(), language)
        with Outbox() as outbox:
            if one.method not in BY_HAND:
                return outbox.add(one)
            return handed_over(outbox, one, path, subject)

    return _or_why_not(entrust)


def _or_why_not(work: Callable[[], T]) -> T | Message:
    """Carry out ``work`` on a report, or return the message why it could not be signed or stored."""
    try:
        return work()
    except Refusal as refusal:
        return refusal.reason
    except OutboxUnavailableError:
        return _UNAVAILABLE
    except OSError as problem:
        return message("cli.sign_impossible", why=why(problem))


def _posts() -> tuple[Sequence[Post], Message | None]:
    try:
        with Outbox() as outbox:
            return outbox.posts(), _mishap(outbox)
    except OutboxUnavailableError:
        return (), _UNAVAILABLE


def _done(what: str, number: int) -> tuple[Sequence[Post], Message | None]:
    """Carry out an action on a letter and return all letters. An action that is no longer possible is ignored."""
    try:
        with Outbox() as outbox:
            acts: dict[str, Callable[[int], bool]] = {
                "now": outbox.hurry,
                "cancel": outbox.cancel,
                "again": outbox.try_again,
                "delete": partial(forget, outbox),
            }
            acts[what](number)
            return outbox.posts(), _mishap(outbox)
    except OutboxUnavailableError:
        return (), _UNAVAILABLE


def _mishap(outbox: Outbox) -> Message | None:
    return message("cli.outbox_damaged", file=str(outbox.mishap)) if outbox.mishap else None
