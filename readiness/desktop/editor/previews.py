"""What becomes of the profile: how candidates read it, who would pass, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.editor.inspection import Inspection, TrialOutcome
from readiness.desktop.looks.icons import Sign
from readiness.desktop.responsive.placing import made_ready, placed_together
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.state.item_words import role_of, sign_of
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight, emptied
from readiness.desktop.widgets.layout.deferred_style import freeze_until_refreshed, has_stale_style, refresh_style
from readiness.desktop.widgets.layout.reading_order import last_control, order_after
from readiness.desktop.widgets.layout.sizes import Block, Scrolled
from readiness.desktop.widgets.wrapped_text import Text
from readiness.documents.json_text.problems import Problem, Severity
from readiness.domain.message import Message, message
from readiness.render.profile import AskedView
from readiness.render.trial import MachineLine

_SIGN: Final = 18
_DEEPER: Final = 16
_FIRST: Final = 8
"""So many cards come together; about as many as a screen holds."""
_WHOLE: Final = 1_000_000
"""Everything comes together."""


class Preview(Scrolled):
    """A column of what is shown."""

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.texts = texts
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(4, 4, 28, 20)
        self.rows.setSpacing(10)

    def sizeHint(self) -> QSize:
        """Return a narrow size: the words wrap."""
        return QSize(200, super().sizeHint().height())


class CandidateView(Preview):
    """The profile as candidates read it. While it cannot be used, the last form that could be stays, and it says so."""

    _is_made = False

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(texts, parent)
        self.stale = Text(role="not_met")
        self.stale.hide()
        self.title = Text(size=1.4, bold=True)
        self.issuer = Text(role="muted")
        for widget in (self.stale, self.title, self.issuer):
            self.rows.addWidget(widget)
        self._cards: list[tuple[AskedView, Card]] = []
        self._made: list[tuple[int, AskedView, Card]] = []
        self._asked: Sequence[AskedView] = ()
        self._slices = Slices(self, self._put, self)
        self._list = QVBoxLayout()
        self._list.setSpacing(self.rows.spacing())
        self.rows.addLayout(self._list)
        self.rows.addStretch(1)
        self._is_made = True

    def show_inspection(self, found: Inspection, language: str) -> None:
        """Show what was found out."""
        self.stale.setVisible(found.document is None)
        self.stale.setText(self.texts(message("desktop.editor.stale")))
        if found.document is None:
            return
        profile = found.document.profile
        self.title.show_words(profile.title.in_language(language))
        self.issuer.show_words(profile.issuer.name)
        self._show_cards(found.asked)

    def card(self, place: int) -> Card | None:
        """Return the card of a requirement, None while it has none."""
        return self._cards[place][1] if place < len(self._cards) else None

    def _show_cards(self, asked: Sequence[AskedView]) -> None:
        """Make those cards anew that say something else: the others stay as they are."""
        self._asked = asked
        self._drop()
        self._slices.begin(self._make(), _FIRST)

    def changeEvent(self, event: QEvent) -> None:
        """Have the cards follow letters and colours, those first that are in sight."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.PaletteChange} and self._is_made:
            self._show_cards(self._asked)

    def _make(self) -> Iterator[None]:
        cards = [card for _, card in self._cards if has_stale_style(card)]
        for card in sorted(cards, key=lambda one: one.visibleRegion().isEmpty()):
            refresh_style(card)
            yield
        for place, view in enumerate(self._asked):
            if place < len(self._cards) and self._cards[place][0] == view:
                continue
            card = _asked_card(view, self)
            made_ready(card, self.rows.contentsRect().width())
            self._made.append((place, view, card))
            yield

    def _put(self) -> None:
        """Put on the page what was made; where an old card stood, the new one comes in the same moment."""
        with placed_together(self):
            for place, view, card in self._made:
                if place < len(self._cards):
                    self._let_go(self._cards[place][1])
                    self._cards[place] = view, card
                else:
                    self._cards.append((view, card))
                self._list.insertWidget(place, card)
            self._made = []

    def forget(self) -> None:
        """Let everything go: another profile comes."""
        self._slices.stop()
        self._asked = ()
        self._drop()

    def _drop(self) -> None:
        """Let go what the profile does not have any more, and what was made and is not on the page yet."""
        for _, _, card in self._made:
            card.deleteLater()
        self._made = []
        if len(self._cards) <= len(self._asked):
            return
        with placed_together(self):
            while len(self._cards) > len(self._asked):
                self._let_go(self._cards.pop()[1])

    @property
    def settled(self) -> bool:
        """Whether all cards are there."""
        return not self._slices.busy

    def _let_go(self, card: Card) -> None:
        self._list.removeWidget(card)
        card.hide()
        card.deleteLater()


def _asked_card(view: AskedView, parent: QWidget) -> Card:
    card = Card(parent=parent)
    freeze_until_refreshed(card)
    card.rows.setSpacing(4)
    card.rows.addWidget(Text(view.title, bold=True))
    for line in view.lines:
        text = Text(line.text)
        if line.deeper:
            text.setContentsMargins(0, 0, 0, 0)
            row = QHBoxLayout()
            row.addSpacing(_DEEPER)
            row.addWidget(text, 1)
            card.rows.addLayout(row)
        else:
            card.rows.addWidget(text)
    if view.fix:
        card.rows.addWidget(Text(view.fix, role="muted"))
    return card


class TryView(Preview):
    """The profile on machines: who would pass, what each limit costs, and what the last change did."""

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(texts, parent)
        self._before: dict[str, int] = {}
        self._now: dict[str, int] = {}
        self._made: list[QWidget] = []
        self._slices = Slices(self, self._put)

    def forget(self) -> None:
        """Another profile comes: nothing is compared with the last one."""
        self._before, self._now = {}, {}

    def show_inspection(self, found: Inspection) -> None:
        """Show what was found out; the last that could be used stays while something is wrong."""
        self._drop_made()
        self._slices.begin(self._make(found), _WHOLE)

    def _put(self) -> None:
        """Put everything on the page in the place of what was there."""
        with placed_together(self):
            emptied(self.rows)
            for widget in self._made:
                self.rows.addWidget(widget)
            self.rows.addStretch(1)
        self._made = []

    @property
    def settled(self) -> bool:
        """Whether everything is there."""
        return not self._slices.busy

    def _drop_made(self) -> None:
        for widget in self._made:
            widget.deleteLater()
        self._made = []

    def _add(self, widget: QWidget) -> None:
        made_ready(widget, self.rows.contentsRect().width())
        self._made.append(widget)

    def _make(self, found: Inspection) -> Iterator[None]:
        say = self.texts
        if found.document is None:
            self._add(Text(say(message("desktop.editor.stale")), role="not_met", parent=self))
        for heading, tried in (("samples", found.samples), ("checks", found.checks)):
            self._add(Text(say.say(f"desktop.editor.try.{heading}"), size=1.15, bold=True, parent=self))
            if tried:
                yield from self._make_tried(heading, tried)
            elif found.document is not None:
                self._add(Text(say.say(f"desktop.editor.try.no_{heading}"), role="muted", parent=self))

    def _make_tried(self, heading: str, tried: TrialOutcome) -> Iterator[None]:
        say = self.texts
        if self._now.get(heading, tried.passing) != tried.passing:
            self._before[heading] = self._now[heading]
        self._now[heading] = tried.passing
        told = message("desktop.editor.try.passing", count=tried.passing, total=tried.total)
        self._add(Text(say(told), bold=True, parent=self))
        if heading in self._before:
            before = message("desktop.editor.try.before", count=self._before[heading])
            self._add(Text(say(before), role="accent", parent=self))
        if tried.view.costs:
            card = Card(parent=self)
            card.rows.addWidget(Text(tried.view.costs_head, bold=True))
            for cost in tried.view.costs:
                card.rows.addWidget(Text(cost))
                yield
            self._add(card)
            yield
        card = Card(parent=self)
        for line in tried.view.machines:
            card.rows.addWidget(_machine(line, say.language))
            yield
        self._add(card)
        for note in tried.view.notes[1:] if heading == "checks" else tried.view.notes[-1:]:
            self._add(Text(note, role="muted", size=0.95, parent=self))


def _machine(line: MachineLine, language: str) -> QWidget:
    whole = Block()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    sign = Sign(_SIGN)
    sign.show_sign(*sign_of(line.mark, language))
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(Text(line.name))
    words.addWidget(Text(line.mark.word, bold=True, role=role_of(line.mark.tone)))
    if line.why:
        words.addWidget(Text(line.why, role="muted", size=0.95))
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return whole


class ProblemsView(Preview):
    """Everything that is wrong or could be better.

    ``wanted`` carries the problem to go to; ``filled`` tells that there are other controls on it.
    """

    wanted = Signal(object)
    filled = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(texts, parent)
        self._now: object = None
        self._made: list[QWidget] = []
        self._is_old = False
        self._last: QWidget | None = None
        self._slices = Slices(self, self._put)

    def show_inspection(self, found: Inspection) -> None:
        """Show every mistake, else every hint, each with its place and a way there; those that are there stay."""
        now = (found.problems, self.texts.language, self.font().toString())
        if now == self._now:
            return
        self._now, self._made, self._is_old = now, [], True
        self._slices.begin(self._make(found.problems), _FIRST)

    def _make(self, problems: Sequence[Problem]) -> Iterator[None]:
        if not problems:
            self._made.append(Text(self.texts(message("desktop.editor.no_problems")), parent=self))
        for problem in problems:
            card = self._card(problem)
            made_ready(card, self.rows.contentsRect().width())
            self._made.append(card)
            yield

    def _put(self) -> None:
        is_first, made = self._is_old, self._made
        with placed_together(self):
            if is_first:
                emptied(self.rows)
                self.rows.addStretch(1)
                self._is_old = False
            for widget in made:
                self.rows.insertWidget(self.rows.count() - 1, widget)
            self._made = []
        # Of a long list only what is new is put into its place in the order: to go through all of it takes a while.
        if not is_first and self._last is not None:
            self._last = order_after(self._last, made)
        else:
            self._last = last_control(self)
            self.filled.emit()

    @property
    def settled(self) -> bool:
        """Whether all problems are there."""
        return not self._slices.busy

    def _card(self, problem: Problem) -> Card:
        card = Card("not_met" if problem.severity is Severity.ERROR else "advice", parent=self)
        sentence = self.texts(problem.located)
        card.rows.addWidget(Text(sentence))
        show = Button(Weight.QUIET)
        show.setText(self.texts(message("desktop.editor.show_place")))
        show.setAccessibleName(self.texts(message("desktop.pair", label=show.text(), value=sentence)))
        show.clicked.connect(self._going_to(problem))
        card.rows.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _going_to(self, problem: Problem) -> Callable[[], None]:
        return lambda: self.wanted.emit(problem)


def summary(problems: Sequence[Problem]) -> Message:
    """Return how many mistakes there are, else how many hints."""
    grave = sum(one.severity is Severity.ERROR for one in problems)
    if grave:
        return message("desktop.editor.mistakes", count=grave)
    if problems:
        return message("desktop.editor.hints", count=len(problems))
    return Message("desktop.editor.no_problems")
