"""Adding, listing, updating and removing employers' profiles; none is kept before the person agrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from readiness.desktop.pages.add import AddPage
from readiness.desktop.responsive.background import Background
from readiness.desktop.state.library import PICTURES, Usable, added_entry
from readiness.desktop.texts import Texts
from readiness.documents.json_text.problems import DocumentError
from readiness.domain.message import Message, message
from readiness.domain.refusal import Refusal
from readiness.employers.consent import terms, vouched_words
from readiness.employers.renewal import Renewals, renew
from readiness.employers.subscriptions import Employers, Offer, Subscription
from readiness.store.files import why
from readiness.text.safe import clean_line

if TYPE_CHECKING:
    from readiness.desktop.window import Window


class SubscriptionsController(QObject):
    """Leads from a link to a profile on the list. ``added`` carries its entry, ``removed`` the id of a removed one."""

    added = Signal(object)
    removed = Signal(str)

    def __init__(self, window: Window, texts: Texts, background: Background) -> None:
        super().__init__(window)
        self._window = window
        self._texts = texts
        self._background = background
        self._offer: Offer | None = None
        self._waiting: list[Offer] = []
        self._asked = 0
        self.page = window.side.add(AddPage(texts))
        self.page.look_wanted.connect(self.look)
        self.page.file_wanted.connect(self._ask_for_file)
        self.page.agreed.connect(self._keep)
        self.page.declined.connect(self._decline)
        self.page.left.connect(self._decline)
        self.page.update_wanted.connect(self._update)
        self.page.remove_wanted.connect(self._remove)
        window.pages.follow(self.page, self._retell)

    @Slot()
    def open(self) -> None:
        """Show the page."""
        self._window.side.visit(self.page)
        self._list()

    @Slot(str)
    def look(self, source: str) -> None:
        """Fetch and show the offer of a link, an address or a file; a picture is read first."""
        self.open()
        self._begin(message("desktop.add.looking"))
        asked = self._asked
        self._background.run(lambda: _read_offer(source), lambda found: self._show_if(asked, found))

    def consider(self, offers: Sequence[Offer]) -> None:
        """Show what newer profiles ask for, one after the other."""
        self.open()
        self._asked += 1
        self._waiting = list(offers[1:])
        self._show(offers[0])

    def _begin(self, sentence: Message) -> None:
        self._offer = None
        self._asked += 1
        self.page.wait(self._texts(sentence))

    def _show_if(self, asked: int, found: Offer | Message) -> None:
        # Whoever asked for something else since then wants to see that.
        if asked == self._asked:
            self._show(found)

    def _show(self, found: Offer | Message) -> None:
        if isinstance(found, Message):
            self.page.refuse(self._texts(found))
            return
        self._offer = found
        name = clean_line(found.profile.title.in_language(self._texts.language))
        self.page.show_offer(name, list(terms(found, self._texts.translator)))

    def _retell(self) -> None:
        self.page.retranslate()
        if self._offer is not None:
            self._show(self._offer)
        self._list()

    # -------------------------------------------------------------- answers

    @Slot()
    def _keep(self) -> None:
        offer = self._offer
        if offer is None:
            return
        self._begin(message("desktop.add.keeping"))
        asked = self._asked
        self._background.run(lambda: _add_employer(offer), lambda found: self._show_added(asked, found))

    def _show_added(self, asked: int, found: Usable | Message) -> None:
        if isinstance(found, Message):
            self._show_if(asked, found)
            return
        self.added.emit(found)
        if self._waiting:
            self._show(self._waiting.pop(0))
        else:
            self._window.pages.go_to(self._window.choose)

    @Slot()
    def _decline(self) -> None:
        self._offer = None
        self._asked += 1
        self.page.field.clear()
        if self._waiting:
            self._show(self._waiting.pop(0))
        else:
            self.page.clear()

    @Slot()
    def _ask_for_file(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        endings = " ".join(f"*{one}" for one in (".readiness", ".json", *sorted(PICTURES)))
        kinds = f"{self._texts(message('desktop.add.kinds'))} ({endings})"
        name, _ = QFileDialog.getOpenFileName(self._window, self._texts(message("desktop.add.file")), folder, kinds)
        if name:
            self.look(name)

    # -------------------------------------------------------------- what is kept

    def _list(self) -> None:
        self._background.run(lambda: list(Employers().all()), self._listed)

    def _listed(self, found: Sequence[Subscription | Refusal]) -> None:
        lines = [self._line(one) for one in found if isinstance(one, Subscription)]
        self.page.show_kept(lines)

    def _line(self, one: Subscription) -> tuple[str, str, str]:
        say, profile = self._texts, one.document.profile if one.document else None
        heading = clean_line(profile.title.in_language(say.language)) if profile else one.id
        detail = say(one.refusal.reason if one.refusal else vouched_words(one.record.vouched))
        return one.id, heading, " · ".join([*([clean_line(profile.issuer.name)] if profile else []), detail])

    @Slot()
    def _update(self) -> None:
        self._begin(message("desktop.add.updating"))
        self._background.run(_update_all, self._show_updated)

    def _show_updated(self, found: tuple[list[Usable], list[Offer], list[Message]]) -> None:
        entries, offers, refusals = found
        for entry in entries:
            self.added.emit(entry)
        self._list()
        if refusals:
            self.page.refuse("\n".join(self._texts(one) for one in refusals))
        elif offers:
            self._waiting = offers[1:]
            self._show(offers[0])
        else:
            self.page.confirm(self._texts(message("desktop.add.updated", count=len(entries))))

    @Slot(str)
    def _remove(self, id_: str) -> None:
        self._background.run(lambda: _remove_employer(id_), lambda problem: self._show_removed(id_, problem))

    def _show_removed(self, id_: str, problem: Message | None) -> None:
        self._list()
        if problem:
            self.page.refuse(self._texts(problem))
        else:
            self.removed.emit(id_)


def _offer_or_reason(attempt: Callable[[], Offer]) -> Offer | Message:
    """Return the offer, or the message why there is none."""
    try:
        return attempt()
    except Refusal as refusal:
        return refusal.reason
    except DocumentError as error:
        return error.problems[0].located
    except OSError:
        return message("desktop.refused.unreadable")


def _read_offer(source: str) -> Offer | Message:
    def attempt() -> Offer:
        path = Path(source)
        if "://" not in source and not path.suffix and not path.exists():
            raise Refusal(message("link.none"))  # no file is called so: whoever typed it meant a link
        if "://" not in source and path.suffix.casefold() in PICTURES:
            from readiness.desktop.controllers.qr import read_code

            return Employers().offered(read_code(path), outside=True)
        return Employers().offered(source)

    return _offer_or_reason(attempt)


def _add_employer(offer: Offer) -> Usable | Message:
    try:
        return added_entry(Employers().add(offer))
    except Refusal as refusal:
        return refusal.reason
    except OSError:
        return message("desktop.add.not_kept")


def _update_all() -> tuple[list[Usable], list[Offer], list[Message]]:
    employers, ids, refusals = Employers(), list[str](), list[Message]()
    for one in list(employers.all()):
        if isinstance(one, Refusal):
            refusals.append(one.reason)
        elif one.record.source:
            ids.append(one.id)
    found = renew(employers, ids)
    refusals += [message("report.pair", label=id_, value=reason) for id_, reason in found.troubles]
    return renewed_entries(employers, found), list(found.asking), refusals


def renewed_entries(employers: Employers, found: Renewals) -> list[Usable]:
    """Return the list entries of renewed profiles, without those that were removed meanwhile."""
    entries = []
    for id_ in found.renewed:
        with suppress(Refusal):
            entries.append(added_entry(employers.subscription(id_)))
    return entries


def _remove_employer(id_: str) -> Message | None:
    """Remove an employer; return why it could not be removed, None if it was."""
    try:
        Employers().remove(id_)
    except Refusal:  # it is gone already
        return None
    except OSError as problem:
        return message("employers.not_removed", id=id_, why=why(problem))
    return None
