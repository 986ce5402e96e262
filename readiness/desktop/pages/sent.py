"""What was sent and what waits: to where, when, why not yet; and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.pages.side import SidePage
from readiness.desktop.responsive.placing import made_ready
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.screen_reader import announce
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.confirmation import LETTER, confirm_deletion
from readiness.desktop.widgets.controls import Button, Card, Weight
from readiness.desktop.widgets.fields import Code
from readiness.desktop.widgets.fold import Fold
from readiness.desktop.widgets.layout.double_buffer import DoubleBuffer
from readiness.desktop.widgets.wrapped_text import Text
from readiness.domain.delivery import Post, State
from readiness.domain.message import Message, message
from readiness.engine.sending import BY_HAND, readable_letter
from readiness.render.delivery import PostView, describe_post
from readiness.text import capital

_AT_ONCE: Final = 5
_BETWEEN: Final = 12
_LINES: Final = 14
_ROLES: Final = {
    State.WAITING: "advice",
    State.STORED: "met",
    State.HANDED_OVER: "accent",
    State.REFUSED: "not_met",
    State.GIVEN_UP: "not_met",
    State.CANCELLED: "muted",
}
_ACTIONS: Final = {
    "now": message("desktop.sent.now"),
    "cancel": message("desktop.sent.cancel"),
    "again": message("desktop.sent.again"),
    "delete": message("desktop.sent.delete"),
}


def actions_of(post: Post) -> tuple[str, ...]:
    """Return what a person can do about a letter now."""
    if post.state is State.WAITING:
        return () if post.being_sent else ("now", "cancel")
    over = post.state in {State.REFUSED, State.GIVEN_UP, State.CANCELLED}
    return ("again", "delete") if over and post.letter.method not in BY_HAND else ("delete",)


class SentPage(SidePage):
    """Lists letters, the newest first. ``wanted`` carries what to do, and the number of the letter."""

    wanted = Signal(str, int)

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(texts, 860, parent)
        self._posts: Sequence[Post] = ()
        self._notice: Message | None = None
        self._slices = Slices(self, self._put)
        self._made: list[QWidget] = []
        self._held: tuple[str, int] | None = None
        self._opened: set[int] = set()
        self.buttons: dict[tuple[str, int], Button] = {}
        self.lead = Text(role="muted")
        self.notice = Card("advice", tinted=True)
        self.told = Text()
        self.notice.rows.addWidget(self.told)
        self.rows.addWidget(self.lead)
        self.rows.addWidget(self.notice)
        self._buffer = DoubleBuffer(self, self.content, self.rows, _BETWEEN)
        self.rows.addStretch(1)
        self.retranslate()

    def show_posts(self, posts: Sequence[Post], notice: Message | None = None) -> None:
        """Show letters; what came of one since they were shown last is said."""
        if (tuple(posts), notice) == (tuple(self._posts), self._notice):
            return  # nothing is taken from under somebody's hand
        before = {post.number: post.state for post in self._posts}
        self._held = next((key for key, button in self.buttons.items() if button.hasFocus()), None)
        self._posts, self._notice = posts, notice
        self.retranslate()
        for post in posts:
            if before.get(post.number, post.state) is not post.state:
                view = describe_post(post, self._texts.translator)
                announce(self.title, f"{view.title}: {view.state}. {view.error}".strip())

    @property
    def settled(self) -> bool:
        """Whether everything is there, down to the end of the page."""
        return not self._slices.busy and not self._buffer.busy

    @property
    def posts(self) -> Sequence[Post]:
        """What is shown."""
        return self._posts

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        super().retranslate()
        say = self._texts
        self.title.setText(say(message("desktop.sent.title")))
        nothing = not self._posts and self._notice is None
        self.lead.setText(say(message("cli.sent_nothing" if nothing else "desktop.sent.lead")))
        self.told.setText(say(self._notice) if self._notice else "")
        self.notice.setVisible(self._notice is not None)
        self.buttons, self._made = {}, []
        self._buffer.begin()
        number = self._held[1] if self._held else None
        held = next((place for place, post in enumerate(self._posts, start=1) if post.number == number), 0)
        self._slices.begin(self._cards(), max(_AT_ONCE, held))

    def _cards(self) -> Iterator[None]:
        for post in self._posts:
            card = self._card(post)
            made_ready(card, self.rows.contentsRect().width())
            self._made.append(card)
            yield

    def _put(self) -> None:
        self._buffer.put(self._add)
        if self._held is not None:
            # The same button of the same letter, if there still is one.
            same, self._held = self.buttons.get(self._held), None
            (same or self.title).setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, rows: QVBoxLayout) -> Iterable[QWidget]:
        made, self._made = self._made, []
        for card in made:
            rows.addWidget(card)
        return made

    def _card(self, post: Post) -> QWidget:
        view, role = describe_post(post, self._texts.translator), _ROLES[post.state]
        card = Card(role, parent=self._buffer.sheet)
        card.rows.addWidget(Text(view.title, bold=True))
        card.rows.addWidget(Text(view.where, role="muted"))
        state = capital(self._texts(message("report.aside", text=view.state, note=view.when)))
        card.rows.addWidget(Text(state, bold=True, role=role if role != "accent" else "text"))
        for words in (view.error, view.next_try):
            if words:
                card.rows.addWidget(Text(words))
        card.rows.addWidget(self._fold(post, view))
        row = QHBoxLayout()
        row.setSpacing(10)
        for name in actions_of(post):
            row.addWidget(self._button(name, post, view))
        row.addStretch(1)
        card.rows.addLayout(row)
        return card

    def _fold(self, post: Post, view: PostView) -> Fold:
        fold = Fold(self._texts, self._texts(message("desktop.sent.show")), partial(self._letters, post))
        fold.button.setAccessibleName(self._named(message("desktop.sent.show"), view))
        fold.open(opened=post.number in self._opened)
        fold.turned.connect(lambda opened: (self._opened.add if opened else self._opened.discard)(post.number))
        return fold

    def _letters(self, post: Post) -> QWidget:
        box = Code(_LINES)
        box.setReadOnly(True)
        box.setAccessibleName(self._texts(message("desktop.send.letters")))
        box.show_words(readable_letter(post.letter.body))
        return box

    def _button(self, name: str, post: Post, view: PostView) -> Button:
        button = Button(Weight.QUIET if name == "delete" else Weight.NORMAL)
        button.setText(self._texts(_ACTIONS[name]))
        button.setAccessibleName(self._named(_ACTIONS[name], view))
        button.clicked.connect(partial(self._press, name, post.number))
        self.buttons[name, post.number] = button
        return button

    def _named(self, words: Message, view: PostView) -> str:
        """Return what a button does, and to which letter: there may be many of its kind."""
        which = message("report.aside", text=view.title, note=view.when)
        return self._texts(message("report.pair", label=words, value=which))

    def _press(self, name: str, number: int) -> None:
        if name != "delete" or confirm_deletion(self, self._texts, LETTER):
            self.wanted.emit(name, number)
