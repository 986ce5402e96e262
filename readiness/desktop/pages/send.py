"""The page before a report is sent: all that leaves, and where it goes, before anything does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget
from shiboken6 import isValid

from readiness.desktop.pages.side import SidePage
from readiness.desktop.responsive.placing import made_ready
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.screen_reader import announce
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.choosing.choice_card import RadioCard
from readiness.desktop.widgets.controls import Button, Card, Weight
from readiness.desktop.widgets.fields import Code, Field, Line
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.layout.double_buffer import DoubleBuffer
from readiness.desktop.widgets.layout.pairs import Pairs
from readiness.desktop.widgets.layout.reading_order import order_by_reading
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.delivery import DeliveryMethod, Post, State
from readiness.domain.message import Message, message
from readiness.employers.consent import place_words
from readiness.engine.sending import BY_HAND, places, signing_details, statement_text
from readiness.render.delivery import STATES, WAYS
from readiness.render.disclosure import Section, sections
from readiness.render.words import describe
from readiness.text import capital, clean_line

if TYPE_CHECKING:
    from readiness.desktop.responsive.background import Background
    from readiness.domain.profile import Destination
    from readiness.domain.report import Report
    from readiness.engine.signing import Ready

LONGEST_WORD: Final = 200
"""Characters of what a person says of themselves, at most."""
_AT_ONCE: Final = 2
_BETWEEN: Final = 10
_ROWS: Final = 12
"""So many rows are laid out in one go."""
_LINES: Final = 14
_AGREE: Final = {
    DeliveryMethod.EMAIL: message("desktop.send.agree_mail"),
    DeliveryMethod.FILE: message("desktop.send.agree_file"),
}


class SendPage(SidePage):
    """Shows what would be sent. ``agreed`` comes when the person wants it sent, ``list_wanted`` asks for what was.

    Nothing can come between a person and their decision: no check begins while it is shown.
    """

    agreed = Signal()
    list_wanted = Signal()
    interruptible = False

    def __init__(self, texts: Texts, report: Report, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(texts, 860, parent)
        self.report = report
        self._background = background
        self._awaited = 0
        self._describing = self._described = False
        self._ready: Ready | None = None
        self._earlier: Mapping[Destination, Post] = {}
        self._told: Message | None = message("desktop.send.preparing")
        self._group = QButtonGroup(self)
        self.places = {place: RadioCard("") for place in places(report)}
        self.lead = Text()
        self.caution = Card("advice", tinted=True)
        self.cautions = (Text(), Text())
        self.notice = Card("accent", tinted=True)
        self.told = Text()
        self.where = Text(size=1.15, bold=True)
        self.about = _AboutYou(texts, report)
        self.what = Text(size=1.15, bold=True)
        self.all = Card()
        self._slices = Slices(self, self._put)
        self._buffer = DoubleBuffer(self, self.all, self.all.rows, _BETWEEN)
        self._made: list[QWidget] = []
        self.letters: Code | None = None
        self._fold: Fold | None = None
        self.list = Button(Weight.NORMAL)
        self.agree = Button(Weight.PRIMARY)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        for text in self.cautions:
            self.caution.rows.addWidget(text)
        self.notice.rows.addWidget(self.told)
        for widget in (self.lead, self.caution, self.where):
            self.rows.addWidget(widget)
        choices = QVBoxLayout()
        choices.setSpacing(8)
        for place, choice in self.places.items():
            self._group.addButton(choice)
            choice.setChecked(place is next(iter(self.places)))
            choice.toggled.connect(self._fit)
            choices.addWidget(choice)
        self.rows.addLayout(choices)
        for widget in (self.notice, self.about, self.what, self.all):
            self.rows.addWidget(widget)
        self.rows.addStretch(1)
        self.bar.row.addWidget(self.list)
        self.bar.row.addWidget(self.agree)
        self.list.clicked.connect(self.list_wanted)
        self.agree.clicked.connect(self.agreed)
        self.about.edited.connect(self._show_letters)

    # -------------------------------------------------------------- what would be sent

    @property
    def place(self) -> Destination:
        """Where the person wants it to go."""
        return next(place for place, choice in self.places.items() if choice.isChecked())

    @property
    def ready(self) -> Ready | None:
        """What would be signed, with the person's own words; None as long as it is being put together."""
        return self._ready.disclosing(self.about.words) if self._ready else None

    @property
    def earlier(self) -> Post | None:
        """The same report on its way to the same place; once a person took it by hand, they may again."""
        found = self._earlier.get(self.place)
        return None if found is None or found.letter.method in BY_HAND else found

    @property
    def settled(self) -> bool:
        """Whether everything is there, down to the end of the page."""
        return not (self._describing or self._slices.busy or self._buffer.busy)

    @property
    def fold(self) -> Fold | None:
        """What hides the file itself."""
        self._slices.finish()
        return self._fold

    def offer(self, ready: Ready, earlier: Mapping[Destination, Post]) -> None:
        """Show what would be sent; ``earlier`` is what was, of the same report."""
        self._ready, self._earlier, self._told = ready, earlier, None
        self.retranslate()
        announce(self.what, self.what.text())

    def tell(self, words: Message, *, role: str = "not_met") -> None:
        """Say why it is not sent, or what is being done."""
        self._told = words
        self.notice.set_role(role)
        self._fit()
        announce(self.told, self.told.text(), at_once=role == "not_met")
        if role == "not_met":
            self.area.ensureWidgetVisible(self.notice)

    def wait(self, words: Message) -> None:
        """Say what is being done, and take no second agreement meanwhile."""
        self.tell(words, role="accent")
        self.agree.setEnabled(False)

    # -------------------------------------------------------------- words

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        super().retranslate()
        say, issuer = self._texts, clean_line(self.report.profile.issuer.name)
        self.title.setText(say(message("desktop.send.title", employer=issuer)))
        self.where.setText(say(message("desktop.send.where")))
        self.what.setText(say(message("desktop.send.what")))
        self.list.setText(say(message("desktop.sent.open")))
        self.cautions[0].setText(say(message("cli.send_unsigned")))
        self.cautions[1].setText(say(message("sign.invitation_spent", issuer=issuer)))
        for place, choice in self.places.items():
            choice.say(*self._place(place))
        self.about.retranslate()
        self._fill()
        self._fit()

    def _place(self, place: Destination) -> tuple[str, str]:
        say, way = self._texts, DeliveryMethod(place.kind)
        if way is DeliveryMethod.FILE:
            return say(message("desktop.send.to_file")), say(message("desktop.send.to_file_detail"))
        return place_words(place), capital(say(WAYS[way]))

    @Slot()
    def _fit(self) -> None:
        """Show what belongs to the place that is chosen, and to how far things are."""
        say, earlier, ready = self._texts, self.earlier, self._ready
        words = _AGREE.get(DeliveryMethod(self.place.kind), message("desktop.send.agree"))
        self.agree.setText(say(words))
        plain = say(words).replace("&&", "\0").replace("&", "").replace("\0", "&")
        self.lead.setText(say(message("desktop.send.lead", button=plain.partition("(")[0])))
        told = self._told or (message("desktop.send.already", state=_state(earlier)) if earlier else None)
        self.told.setText(say(told) if told else "")
        self.notice.setVisible(told is not None)
        # Nobody agrees to what they have not seen.
        self.agree.setEnabled(ready is not None and self._described and earlier is None)
        self.cautions[0].setVisible(not self.report.source.signed)
        self.cautions[1].setVisible(ready is not None and ready.spent)
        self.caution.setVisible(not self.report.source.signed or (ready is not None and ready.spent))
        self.what.setVisible(ready is not None)
        self.all.setVisible(ready is not None)
        order_by_reading(self)

    def _fill(self) -> None:
        """Have it put into words, which takes a while for a long report; what is shown stays until then."""
        self._awaited += 1
        self._slices.stop()
        if self._ready is None:
            return
        number, report, translator = self._awaited, self.report, self._texts.translator
        details = signing_details(self._ready)
        self._describing = True
        self._background.run(
            lambda: tuple(sections(describe(report, translator), details, translator)),
            lambda found: self._show(number, found),
        )

    def _show(self, number: int, found: Sequence[Section]) -> None:
        if number != self._awaited or not isValid(self):
            return  # it was asked for in another language since, or the page was left
        self._describing = False
        self.letters = self._fold = None
        self._made = []
        self._buffer.begin()
        self._slices.begin(self._sections(found), _AT_ONCE)

    def _sections(self, found: Sequence[Section]) -> Iterator[None]:
        for section in found:
            self._make(Text(section.heading, bold=True, parent=self._buffer.sheet))
            for start in range(0, len(section.pairs), _ROWS):
                self._make(Pairs(section.pairs[start : start + _ROWS], self._buffer.sheet))
                yield
        heading = self._texts(message("desktop.send.letters"))
        self._fold = Fold(self._texts, heading, self._letters, self._buffer.sheet)
        self._make(self._fold)

    def _make(self, widget: QWidget) -> None:
        made_ready(widget, self.all.rows.contentsRect().width())
        self._made.append(widget)

    def _put(self) -> None:
        self._buffer.put(self._add)
        if not self._described:
            self._described = True
            self._fit()

    def _add(self, rows: QVBoxLayout) -> Iterable[QWidget]:
        made, self._made = self._made, []
        for widget in made:
            rows.addWidget(widget)
        return made

    def _letters(self) -> QWidget:
        self.letters = Code(_LINES)
        self.letters.setReadOnly(True)
        self.letters.setAccessibleName(self._texts(message("desktop.send.letters")))
        self._show_letters()
        return self.letters

    @Slot()
    def _show_letters(self) -> None:
        ready = self.ready
        if self.letters is not None and ready is not None:
            self.letters.show_words(statement_text(ready.statement))


def _state(post: Post) -> Message:
    return Message("sending.state.sending") if post.being_sent and post.state is State.WAITING else STATES[post.state]


class _AboutYou(Card):
    """What the employer asks a person to say of themselves. ``edited`` comes with every change."""

    edited = Signal()

    def __init__(self, texts: Texts, report: Report) -> None:
        super().__init__()
        self._texts, self._profile = texts, report.profile
        self._collect = report.profile.collect
        self.heading = Text(bold=True)
        self.purpose = Text()
        self.note = Text(role="muted")
        self.lines: dict[str, Line] = {}
        self._fields: dict[str, Field] = {}
        for widget in (self.heading, self.purpose, self.note):
            self.rows.addWidget(widget)
        for fact in self._collect.facts if self._collect else ():
            line = Line()
            line.setMaxLength(LONGEST_WORD)
            line.textChanged.connect(self.edited)
            self.lines[fact] = line
            self._fields[fact] = Field(line)
            self.rows.addWidget(self._fields[fact])
        self.setVisible(bool(self.lines))

    @property
    def words(self) -> dict[str, str]:
        """What is said."""
        said = ((fact, clean_line(line.text())) for fact, line in self.lines.items())
        return {fact: words for fact, words in said if words}

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        if self._collect is None:
            return
        say, kept = self._texts, self._collect.keep
        self.heading.setText(say(message("desktop.send.about_you")))
        purpose = clean_line(self._collect.purpose.in_language(say.language))
        name = clean_line(self._profile.issuer.name)
        why = message("desktop.send.purpose", employer=name, purpose=purpose)
        self.purpose.setText(say(why))
        self.note.setText(say(message("desktop.send.empty")))
        for fact, field in self._fields.items():
            words = message(f"consent.collects.{fact}")
            if kept:
                words = message("report.aside", text=words, note=message("consent.kept", count=kept.days))
            field.name(capital(say(words)))
