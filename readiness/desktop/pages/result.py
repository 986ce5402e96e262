"""The page after a check: verdict first, then what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.looks.icons import Sign
from readiness.desktop.responsive.placing import made_ready
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.screen_reader import announce
from readiness.desktop.state.item_words import role_of, sign_of
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.check.facts_table import FactsTable
from readiness.desktop.widgets.check.item_card import ItemCard, ItemLine
from readiness.desktop.widgets.controls import Button, Card, Page, Weight, emptied
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.incremental_card import IncrementalCard, Put
from readiness.desktop.widgets.layout.double_buffer import DoubleBuffer
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.message import Message, message
from readiness.render.parts.view import Group, GroupView, ItemView, ReportView, Tone

_OTHER_PROFILE = message("desktop.result.other_profile")
_FIRST = 5
"""So many cards come together; more than a screen holds."""
_BETWEEN = 12
_GAP = 6
_LONGEST_NAME = 24
"""Letters of an employer's name that a button has room for."""
_OPEN_GROUPS = frozenset({Group.NOT_MET, Group.OPEN, Group.ADVICE})


class ResultPage(Page):
    """Shows one report.

    ``recheck_wanted`` carries the item to measure again, ``doubted`` the one that somebody thinks
    is wrong; the other signals are the bar's buttons.
    """

    recheck_wanted = Signal(object)
    again_wanted = Signal()
    save_wanted = Signal()
    send_wanted = Signal()
    other_wanted = Signal()
    answers_wanted = Signal()
    doubted = Signal(object)

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(980, parent)
        self._texts = texts
        self._view: ReportView | None = None
        self._has_questions = False
        self._one_of_several = self._past = self._example = False
        self._cards: list[ItemCard] = []
        self._folds: list[Fold] = []
        self._made: list[QWidget] = []
        self._opened: set[str] = set()
        self._place = 0
        self._is_whole = False
        self._busy_with = self._awaited = ""
        self._slices = Slices(self, self._put)
        self.banner = VerdictBanner(texts)
        self.rows.addWidget(self.banner)
        self._buffer = DoubleBuffer(self, self.content, self.rows, _BETWEEN)
        self.rows.addStretch(1)
        self.other = Button(Weight.QUIET, "back")
        self.answers = Button(Weight.QUIET)
        self.news = Text(role="muted")
        self.again = Button(Weight.NORMAL, "again")
        self.save = Button(Weight.PRIMARY, "save")
        self.send = Button(Weight.PRIMARY)
        for button, wanted in (
            (self.other, self.other_wanted),
            (self.answers, self.answers_wanted),
            (self.again, self.again_wanted),
            (self.save, self.save_wanted),
            (self.send, self.send_wanted),
        ):
            button.clicked.connect(wanted)
        self.bar.row.addWidget(self.other)
        self.bar.row.addWidget(self.answers)
        self.bar.row.addWidget(self.news, 1)
        self.bar.row.addStretch(0)
        self.bar.row.addWidget(self.again)
        self.bar.row.addWidget(self.save)
        self.bar.row.addWidget(self.send)
        self._say_bar()

    def show_report(
        self,
        view: ReportView,
        *,
        has_questions: bool,
        one_of_several: bool = False,
        past: bool = False,
        example: bool = False,
    ) -> None:
        """Show a report from its top, and say the verdict.

        ``one_of_several``: the way back leads to them all. ``past``: it is an earlier check,
        which can be read and saved, not repeated. ``example``: no employer waits for it.
        """
        self._one_of_several, self._past, self._example = one_of_several, past, example
        self._opened.clear()
        self._busy_with, self._awaited, self._place = "", "", 0
        self.news.hide()
        self._fill(view, has_questions=has_questions)
        self.area.verticalScrollBar().setValue(0)
        self.banner.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self.banner, view.heading, at_once=True)

    def clear(self) -> None:
        """Take away what is shown: the page is about to be filled anew, and nothing old need be laid out for it."""
        self._place = self.area.verticalScrollBar().value()
        self._slices.stop()
        self._made, self._cards, self._folds = [], [], []
        self._buffer.clear()

    def retell(self, view: ReportView) -> None:
        """Show the same report in another language; what is open stays open, and the place on the page."""
        self._place = self.area.verticalScrollBar().value() or self._place
        self._fill(view, has_questions=self._has_questions)

    def _fill(self, view: ReportView, *, has_questions: bool) -> None:
        """Make everything anew; what is there stays until enough is made to take its place."""
        self._view, self._has_questions = view, has_questions
        waited_for = not (view.sends or self._past or self._example)
        self.banner.show_verdict(view, to_hand_over=waited_for and view.mark.tone is Tone.MET)
        self._made, self._cards, self._folds = [], [], []
        self._say_bar()
        self._is_whole = False
        self._buffer.begin()
        self._slices.begin(self._groups(view), max(_FIRST, self._bits_until(self._awaited, view)))

    def _bits_until(self, item: str, view: ReportView) -> int:
        """Return how many bits it takes until the card of an item is there; 0 where it will have none."""
        cards = [one.id for group in view.groups if group.group in _OPEN_GROUPS for one in group.items]
        return cards.index(item) + 1 if item in cards else 0

    def _groups(self, view: ReportView) -> Iterator[None]:
        """Make everything that comes below the verdict, card by card."""
        for group in view.groups:
            if group.group in _OPEN_GROUPS:
                yield from self._make_group(group, view)
            else:
                yield from self._make_fold(group.group, group.heading, partial(_Lines, self._texts, group.items))
        yield from self._make_fold(
            "facts", self._texts(message("desktop.result.how_measured")), partial(FactsTable, view)
        )
        self._is_whole = True

    def _put(self) -> None:
        """Put on the page what was made."""
        self._buffer.put(self._add)
        self._come_to_awaited()
        if self._place:
            self.area.verticalScrollBar().setValue(self._place)
        if self._is_whole:
            self._place = 0

    def _add(self, rows: QVBoxLayout) -> Iterable[QWidget]:
        made, self._made = self._made, []
        for widget in made:
            if isinstance(widget, Text):
                rows.addSpacing(_GAP)
            rows.addWidget(widget)
        return made

    def _make(self, widget: QWidget) -> None:
        made_ready(widget, self.rows.contentsRect().width())
        self._made.append(widget)

    def _make_group(self, group: GroupView, view: ReportView) -> Iterator[None]:
        sheet = self._buffer.sheet
        self._make(Text(group.heading, size=1.15, bold=True, parent=sheet))
        for item in group.items:
            card = ItemCard(self._texts, item, view.labels, sheet)
            card.again_wanted.connect(self.recheck_wanted)
            card.answer_wanted.connect(self.answers_wanted)
            card.doubted.connect(self.doubted)
            if card.again and self._past:
                card.again.hide()
            self._show_busy(card)
            self._cards.append(card)
            self._make(card)
            yield

    def _make_fold(self, name: str, heading: str, body: Callable[[], QWidget]) -> Iterator[None]:
        fold = Fold(self._texts, heading, body, self._buffer.sheet)
        fold.resize(self.rows.contentsRect().width(), fold.height())
        self._folds.append(fold)
        if name in self._opened:
            yield from fold.open_bit_by_bit()
            yield
        fold.turned.connect(lambda opened: (self._opened.add if opened else self._opened.discard)(name))
        self._make(fold)
        yield

    def retranslate(self) -> None:
        """Say the buttons in the language spoken now; ``retell`` says the report."""
        self._say_bar()

    def _say_bar(self) -> None:
        say = self._texts
        self.other.setText(say(self._way_back()))
        self.answers.setText(say(message("desktop.result.change_answers")))
        self.answers.setVisible(self._has_questions)
        self.again.setVisible(not self._past)
        self.again.setText(say(message("desktop.result.check_again")))
        self.save.setText(say(message("desktop.result.save")))
        sends = self._view is not None and self._view.sends
        self.send.setVisible(sends)
        # Where the employer waits for the report, that is the one thing to do.
        self.save.set_weight(Weight.NORMAL if sends else Weight.PRIMARY)
        self.send.setText(say(_send_words(self._view.issuer if self._view else "")))

    def _way_back(self) -> Message:
        if self._past:
            return message("desktop.history.back_to")
        return message("desktop.result.all_employers") if self._one_of_several else _OTHER_PROFILE

    @property
    def settled(self) -> bool:
        """Whether everything is there, down to the end of the page, and nothing else any more."""
        return not self._slices.busy and not self._buffer.busy and all(fold.settled for fold in self._folds)

    @property
    def cards(self) -> tuple[ItemCard, ...]:
        """The items that need attention, from top to bottom."""
        self._slices.finish()
        return tuple(self._cards)

    @property
    def view(self) -> ReportView | None:
        """What is shown."""
        return self._view

    @property
    def shows_past(self) -> bool:
        """Whether it is an earlier check that is shown."""
        return self._past

    def show_busy(self, item: str) -> None:
        """Show that one item is being checked again, and keep the others from being started meanwhile."""
        self._busy_with = item
        for card in self._cards:
            self._show_busy(card)
        self.again.setEnabled(False)

    def _show_busy(self, card: ItemCard) -> None:
        if self._busy_with and card.item.id == self._busy_with:
            card.show_busy()
        elif self._busy_with and card.again is not None:
            card.again.setEnabled(False)

    def show_rechecked(self, view: ReportView, item: str) -> None:
        """Show the report after one item was checked again; the keyboard goes to what came of it."""
        self.again.setEnabled(True)
        self._busy_with, self._awaited = "", item
        self._fill(view, has_questions=self._has_questions)
        found = next((one for one in view.items if one.id == item), None)
        if found is not None:
            announce(self.banner, f"{found.title}: {found.mark.word}. {view.heading}", at_once=True)

    def _come_to_awaited(self) -> None:
        """Put the keyboard on what was checked again, as soon as it is there; else on the verdict."""
        if not self._awaited:
            return
        card = next((one for one in self._cards if one.item.id == self._awaited), None)
        self._awaited = ""
        if card is not None and card.again is not None:
            self.area.ensureWidgetVisible(card)
            card.again.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.banner.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.verticalScrollBar().setValue(0)

    def tell(self, news: str) -> None:
        """Say something beside the buttons: where the report was saved, or why it was not."""
        self.news.setText(news)
        self.news.setVisible(bool(news))
        announce(self.news, news)


class _Lines(IncrementalCard):
    """The requirements that need no attention, a line each."""

    def __init__(self, texts: Texts, items: Iterable[ItemView]) -> None:
        super().__init__(self._all(texts, items))
        self.rows.setSpacing(2)

    def _all(self, texts: Texts, items: Iterable[ItemView]) -> Iterator[Put]:
        for item in items:
            yield partial(self.rows.addWidget, ItemLine(texts, item, self))


def _send_words(employer: str) -> Message:
    """Return what the button says: to whom, where a button has room for the name."""
    if not 0 < len(employer) <= _LONGEST_NAME:
        return message("desktop.send.button_plain")
    return message("desktop.send.button", employer=employer.replace("&", "&&"))


class VerdictBanner(Card):
    """The verdict: sign, word, what it rests on, for whom and when. The keyboard lands here."""

    def __init__(self, texts: Texts) -> None:
        super().__init__("not_measured", tinted=True)
        self._texts = texts
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.sign = Sign(52)
        self.word = Text(size=1.9, bold=True)
        self.sentence = Text(size=1.15)
        self.subtitle = Text(role="muted")
        self.caveats = QVBoxLayout()
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        for text in (self.word, self.sentence):
            column.addWidget(text)
        column.addLayout(self.caveats)
        column.addWidget(self.subtitle)
        row.addLayout(column, 1)
        self.rows.addLayout(row)

    def show_verdict(self, view: ReportView, *, to_hand_over: bool) -> None:
        """Show a report's verdict; ``to_hand_over`` adds what the person does with it next."""
        role = role_of(view.mark.tone)
        self.set_role(role)
        self.sign.show_sign(*sign_of(view.mark, view.language))
        self.word.set_role(role)
        self.word.setText(view.mark.word)
        self.sentence.setText(view.sentence)
        self.subtitle.setText(view.subtitle)
        emptied(self.caveats)
        following = (self._texts(message("desktop.result.next")),) if to_hand_over else ()
        for sentence in (*view.caveats, *following):
            self.caveats.addWidget(Text(sentence))
        self.setAccessibleName(view.heading)
        self.setAccessibleDescription(" ".join((*view.caveats, *following, view.subtitle)))
