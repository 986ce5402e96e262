"""One requirement in the form's list, closed or open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from readiness.desktop.editor.edited_profile import EditedProfile
from readiness.desktop.editor.requirement_form import RequirementForm, shown_name
from readiness.desktop.responsive.placing import made_ready
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.controls import Button, Card, Weight
from readiness.desktop.widgets.layout.deferred_style import freeze_until_refreshed, refresh_style_if_stale
from readiness.desktop.widgets.wrapped_text import Text
from readiness.documents.json_text.problems import Problem, Severity
from readiness.documents.profile.draft import REQUIREMENTS
from readiness.domain.message import message
from readiness.render.profile import AskedView

_ACTIONS: Final = ("up", "down", "copy", "delete")
_ASIDE: Final = 8


class _Arrow(Button):
    """An arrow alone, in line with those of other headings that open; what can be pressed reaches to its left."""

    def _paint_label(self, painter: QPainter, colour: str) -> None:
        painter.translate(_ASIDE, 0)
        super()._paint_label(painter, colour)


class RequirementItem(Card):
    """One requirement in the list. ``turned`` asks to open or close it, ``wanted`` carries an action on it."""

    turned = Signal(int)
    wanted = Signal(int, str)

    def __init__(self, texts: Texts, editing: EditedProfile, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        freeze_until_refreshed(self)  # of many, those in sight come first when there are other letters or colours
        self._texts = texts
        self._editing = editing
        self.place = place
        self.form: RequirementForm | None = None
        self._now: object = None
        self._said = texts.language
        self._told: object = None
        self.head = _Arrow(Weight.QUIET, "chevron-right")
        self.head.clicked.connect(lambda: self.turned.emit(self.place))
        self.name = Text(bold=True)
        self.summary = Text(role="muted", size=0.95)
        self.state = Text(size=0.95)
        self.state.hide()
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.head)
        words = QVBoxLayout()
        words.setSpacing(2)
        for text in (self.name, self.summary, self.state):
            words.addWidget(text)
        row.addLayout(words, 1)
        self.rows.setContentsMargins(8, 8, 12, 8)
        self.rows.addLayout(row)
        self.deeds: dict[str, Button] = {}
        self._buttons = QWidget()
        self._buttons.hide()
        self.rows.addWidget(self._buttons)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on a press on the name too."""
        if self.name.geometry().contains(event.position().toPoint()):
            self.turned.emit(self.place)
        super().mouseReleaseEvent(event)

    def show_requirement(self, value: object, language: str, *, opened: bool, origin: object) -> None:
        """Show a requirement, with its fields if it is open; does nothing if it is unchanged."""
        now = (value, language, self._texts.language, opened)
        if self.form is None and now == self._now:
            return
        self._now = None if opened else now  # whether it can go up or down depends on the others
        self.head.set_icon("chevron-down" if opened else "chevron-right")
        self.say(value, language, opened=opened)
        if opened:
            self._enable()
        self._buttons.setVisible(opened)
        usable = opened and isinstance(value, dict)
        if self.form and not (usable and isinstance(value, dict) and self.form.fits(value)):
            self.close_form()
        if self.form:
            self.form.show_value(origin)
        elif usable:
            self.form = RequirementForm(self._texts, self._editing, f"{REQUIREMENTS}/{self.place}", language)
            made_ready(self.form, self.rows.contentsRect().width())
            self.rows.insertWidget(1, self.form)
            self.form.show()
        self._show_summary()

    def say(self, value: object, language: str, *, opened: bool) -> None:
        """Show the name of the requirement, and whether it is open."""
        name = shown_name(value, language, self._texts)
        self.name.show_words(name)
        self.head.setAccessibleName(name)
        state = message("desktop.fold.open") if opened else message("desktop.fold.closed")
        self.head.setAccessibleDescription(self._texts(state))

    def tell(self, asked: AskedView | None, problems: Sequence[Problem]) -> bool:
        """Show what is required and the number of its problems; return False if that is shown already."""
        now = (asked, problems, self._texts.language, self.form)
        if now == self._told:
            return False
        self._told = now
        if asked is not None:
            self._show_asked(asked)
        self._show_problems(problems)
        return True

    def _show_asked(self, asked: AskedView) -> None:
        """Show what is asked for, so that the list alone says it; several ways are too long for that."""
        short = not any(line.deeper for line in asked.lines)
        self.summary.show_words("; ".join(line.text for line in asked.lines if not line.aside) if short else "")
        self._show_summary()

    def _show_summary(self) -> None:
        self.summary.setVisible(bool(self.summary.text()) and self.form is None)

    def _make_buttons(self) -> None:
        """Make what is seen only where a requirement is open: a long profile is there sooner without."""
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(2)
        for action in _ACTIONS:
            button = self.deeds[action] = Button(Weight.QUIET)
            button.clicked.connect(lambda *_, action=action: self.wanted.emit(self.place, action))
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.retranslate()

    def _enable(self) -> None:
        if not self.deeds:
            self._make_buttons()
        found = (self._editing.value or {}).get("requirements", [])
        self.deeds["up"].setEnabled(self.place > 0)
        self.deeds["down"].setEnabled(self.place + 1 < len(found))

    def close_form(self) -> None:
        """Delete the fields."""
        if self.form:
            self.rows.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        """Show how many mistakes or hints there are, and each at its field where it is open."""
        if self.form:
            self.form.show_problems(problems)
        grave = sum(one.severity is Severity.ERROR for one in problems)
        say = self._texts
        if grave:
            told = message("desktop.editor.mistakes", count=grave)
        else:
            told = message("desktop.editor.hints", count=len(problems))
        self.state.set_role("not_met" if grave else "advice")
        self.state.show_words(say(told) if problems else "")
        self.state.setVisible(bool(problems) and self.form is None)

    def refresh(self) -> bool:
        """Follow font, colours and language; return False if they are unchanged."""
        others, said = refresh_style_if_stale(self), self._said
        self._said = self._texts.language
        if said != self._said:
            self.retranslate()
        return others or said != self._said

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for action, button in self.deeds.items():
            button.setText(self._texts.say(f"desktop.editor.{action}"))
        if self.form:
            self.form.retranslate()
