"""Looks once a day, when the window opens, for newer profiles of the employers and newer releases of the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from readiness import __version__
from readiness.desktop.widgets.notices.news import Line
from readiness.domain.message import Message, message
from readiness.store.folders import data_folder

if TYPE_CHECKING:
    from readiness.desktop.responsive.background import Background
    from readiness.desktop.state.library import Usable
    from readiness.desktop.window import Window
    from readiness.documents.trust.release_feed import Release
    from readiness.employers.subscriptions import Offer

_LOOK: Final = message("desktop.news.look")
_OPEN_PAGE: Final = message("desktop.news.open_page")


@dataclass(frozen=True, slots=True)
class FoundUpdates:
    """Renewed profiles, those that ask for more, the employers that could not be reached, and a newer release."""

    entries: Sequence[Usable] = ()
    offers: Sequence[Offer] = ()
    troubles: Sequence[tuple[str, Message]] = ()
    newer: Release | None = None


class DailyUpdates(QObject):
    """Looks for updates and announces them in quiet lines. ``considered`` carries offers the person wants to see."""

    considered = Signal(object)

    def __init__(self, window: Window, background: Background) -> None:
        super().__init__(window)
        self._choose = window.choose
        self._background = background

    def begin(self) -> None:
        """Start looking on a background thread."""
        self._background.run(_found, self._tell)

    def _tell(self, found: FoundUpdates) -> None:
        for entry in found.entries:
            self._choose.renew_entry(entry)
        self._choose.news.tell(*self._lines(found))

    def _lines(self, found: FoundUpdates) -> Sequence[Line]:
        lines = [Line(_renewed(entry)) for entry in found.entries]
        if found.offers:
            names = " \u00b7 ".join(offer.profile.issuer.name for offer in found.offers)
            lines.append(Line(message("desktop.news.asks_more", name=names), _LOOK, partial(self._consider, found)))
        reasons: dict[Message, list[str]] = {}
        for name, reason in found.troubles:
            reasons.setdefault(reason, []).append(name)
        for reason, names_ in reasons.items():
            lines.append(Line(message("desktop.news.trouble", name=" \u00b7 ".join(names_), reason=reason)))
        if found.newer:
            page = QUrl(found.newer.page)
            words = message("desktop.news.newer", version=found.newer.version, mine=__version__, host=page.host())
            lines.append(Line(words, _OPEN_PAGE, partial(QDesktopServices.openUrl, page)))
        return lines

    def _consider(self, found: FoundUpdates) -> None:
        self._choose.news.drop(_LOOK)
        self.considered.emit(found.offers)


def _renewed(entry: Usable) -> Message:
    profile = entry.profile
    return message("desktop.news.renewed", name=profile.issuer.name, version=profile.version)


def _found() -> FoundUpdates:
    """Look for updates over the network. Slow: for a background thread."""
    from readiness.engine.updates import fetch_feed_once_a_day, known_newer, shipped

    entries, offers, troubles = _profiles() if (data_folder() / "employers").is_dir() else ((), (), ())
    fetch_feed_once_a_day(shipped())
    return FoundUpdates(entries, offers, troubles, known_newer())


def _profiles() -> tuple[Sequence[Usable], Sequence[Offer], Sequence[tuple[str, Message]]]:
    from readiness.desktop.controllers.subscriptions import renewed_entries
    from readiness.employers.renewal import renew_once_a_day
    from readiness.employers.subscriptions import Employers

    employers = Employers()
    found = renew_once_a_day(employers, datetime.now(UTC))
    return renewed_entries(employers, found), found.asking, found.troubles
