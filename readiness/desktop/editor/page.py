"""The page on which a profile is written: the form left, what becomes of it right."""

from __future__ import annotations

import logging
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from readiness.desktop.editor.edited_profile import EditedProfile
from readiness.desktop.editor.head import Head
from readiness.desktop.editor.inspection import Inspection, TrialMachines, all_machines, inspect
from readiness.desktop.editor.panes import EditorPanes
from readiness.desktop.editor.previews import summary
from readiness.desktop.responsive.background import Background
from readiness.desktop.screen_reader import announce
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.action_bar import ActionBar, is_low
from readiness.desktop.widgets.controls import Button, Weight
from readiness.desktop.widgets.layout.deferred_style import freeze_until_refreshed, refresh_style_if_stale
from readiness.desktop.widgets.layout.reading_order import controls_of, order, order_by_reading
from readiness.desktop.widgets.layout.scrolling import ScrollArea, bring_to_top
from readiness.desktop.widgets.wrapped_text import Text
from readiness.documents.json_text.problems import Problem
from readiness.documents.profile.draft import REQUIREMENTS, words_at
from readiness.domain.message import Message, message
from readiness.text import Translator

_log = logging.getLogger(__name__)

_PAUSE_MILLISECONDS: Final = 300
_VIEWS: Final = ("candidate", "try", "problems", "json")


class EditorPage(QWidget):
    """Shows and changes what ``editing`` holds.

    ``left`` leads back; ``save_wanted``, ``save_as_wanted`` and ``export_wanted`` want a file.
    """

    left = Signal()
    save_wanted = Signal()
    save_as_wanted = Signal()
    export_wanted = Signal()
    _is_made = False

    def __init__(self, texts: Texts, editing: EditedProfile, background: Background, parts: EditorPanes) -> None:
        super().__init__()
        self._texts = texts
        self._editing = editing
        self._background = background
        self._inspecting = self._again = False
        self._machines: TrialMachines | None = None
        self.found: Inspection | None = None
        self._make_controls(parts)
        self._lay_out()
        self._connect()
        self.retranslate()
        order_by_reading(self)
        self._is_made = True

    def _make_controls(self, parts: EditorPanes) -> None:
        self._head = Head(self._texts, _VIEWS)
        self.title, self.problems_button = self._head.title, self._head.problems_button
        self.language, self.view = self._head.language, self._head.view
        self.form = parts.form
        self.form_area = ScrollArea(self.form)
        self.unreadable = Text(role="not_met")
        self.unreadable.hide()
        self.candidate, self.trying = parts.candidate, parts.trying
        self.problems, self.json = parts.problems, parts.json
        self.views = QStackedWidget()
        self.candidate_area = ScrollArea(self.candidate)
        for area in (self.candidate_area, ScrollArea(self.trying), ScrollArea(self.problems)):
            self.views.addWidget(area)
        framed = QWidget()
        frame = QVBoxLayout(framed)
        frame.setContentsMargins(4, 0, 28, 12)
        frame.addWidget(self.json)
        self.views.addWidget(framed)
        for place in range(self.views.count()):
            freeze_until_refreshed(self._view_at(place))
        self.back = Button(Weight.QUIET, "back")
        self.undo, self.redo = Button(Weight.QUIET), Button(Weight.QUIET)
        self.status = Text(role="muted", size=0.95, lines=2)
        self.trouble = Text(role="not_met")
        self.trouble.setContentsMargins(28, 0, 28, 0)
        self.trouble.hide()
        self.export, self.save_as = Button(Weight.QUIET), Button(Weight.NORMAL)
        self.save = Button(Weight.PRIMARY)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(4)
        self.unreadable.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.unreadable)
        left.addWidget(self.form_area, 1)
        self._right = right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._head.choice)
        right.addWidget(self.views, 1)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addLayout(left, 5)
        columns.addLayout(right, 4)
        self.bar = ActionBar(1600)
        self.bar.row.setSpacing(12)
        for button in (self.back, self.undo, self.redo):
            self.bar.row.addWidget(button)
        self.bar.row.addWidget(self.status, 1)
        for button in (self.export, self.save_as, self.save):
            self.bar.row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addLayout(columns, 1)
        column.addWidget(self.trouble)
        column.addWidget(self.bar)

    def _connect(self) -> None:
        editing = self._editing
        editing.changed.connect(self._show)
        editing.kept.connect(self._tell_kept)
        self.form.opened.connect(self._come_to_sight)
        self.language.activated.connect(self._speak)
        self.view.activated.connect(self._choose_view)
        self.problems_button.clicked.connect(lambda: self.show_view("problems"))
        self.problems.wanted.connect(self._go_to)
        self.problems.filled.connect(self._order_views)
        self.json.edited.connect(self._take_json)
        self.back.clicked.connect(self.left)
        self.undo.clicked.connect(editing.undo)
        self.redo.clicked.connect(editing.redo)
        self.export.clicked.connect(self.export_wanted)
        self.save_as.clicked.connect(self.save_as_wanted)
        self.save.clicked.connect(self.save_wanted)
        self._pause.timeout.connect(self._inspect)
        for key, slot in (
            (QKeySequence.StandardKey.Undo, editing.undo),
            (QKeySequence.StandardKey.Redo, editing.redo),
            (QKeySequence.StandardKey.Save, self.save_wanted.emit),
        ):
            QShortcut(key, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(slot)

    # -------------------------------------------------------------- showing

    def begin(self) -> None:
        """Show another profile from its top."""
        self.trying.forget()
        self.candidate.forget()
        self.found = self._machines = None
        self._say_nothing()
        self.form.begin()
        self.form_area.verticalScrollBar().setValue(0)
        self.show_view("candidate")

    def take_focus(self) -> None:
        """Put the keyboard on the first field."""
        self.form.head.bound[0].field.control.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _show(self, origin: object) -> None:
        editing = self._editing
        self.undo.setEnabled(editing.can_undo)
        self.redo.setEnabled(editing.can_redo)
        if editing.value is None and self.unreadable.isHidden() and self.isVisible():
            announce(self.unreadable, self.unreadable.text())
        self.unreadable.setVisible(editing.value is None)
        named = words_at(editing.value, "/title", str(self.language.currentData())) or editing.name
        self.title.show_words(named or self._texts(message("desktop.editor.untitled")))
        if origin is not self.json:
            self._show_json()
        self._again = True
        self._pause.start()

    def show_view(self, name: str) -> None:
        """Show one of the views."""
        place = _VIEWS.index(name)
        self.view.setCurrentIndex(place)
        refresh_style_if_stale(self._view_at(place))
        self.views.setCurrentIndex(place)
        self._show_json()
        if name == "try":
            self._look()
        elif self.found is not None:
            self._show_found(self.found)

    def _view_at(self, place: int) -> QWidget:
        view = self.views.widget(place)
        assert view is not None  # noqa: S101 - made with the page
        return view

    def _catch_up(self) -> None:
        """Give the view that is seen the letters and colours there are now; the others get them when they are."""
        refresh_style_if_stale(self._view_at(self.views.currentIndex()))

    def _shows(self, name: str) -> bool:
        return self.view.currentIndex() == _VIEWS.index(name)

    def _show_json(self) -> None:
        """Lay the text out where it is seen: a long one takes a moment."""
        if self._shows("json"):
            self.json.show_words(self._editing.text)

    @Slot()
    def _order_views(self) -> None:
        order((self.view, *controls_of(self.views)))

    @Slot(int)
    def _choose_view(self, place: int) -> None:
        self.show_view(_VIEWS[place])

    @Slot(int)
    def _speak(self, place: int) -> None:
        self.form.speak(self.language.itemData(place))
        self._show(None)
        self._look()

    @Slot()
    def _come_to_sight(self) -> None:
        """Show the requirement that was just opened, once it has its place."""
        QTimer.singleShot(0, self, self._reveal)

    @Slot()
    def _reveal(self) -> None:
        item = self.form.opened_item
        if item is None:
            return
        card = self.candidate.card(item.place)
        for area, shown in ((self.form_area, item), (self.candidate_area, card)):
            if shown is not None and shown.isVisible():
                bring_to_top(area, shown)
        item.head.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _go_to(self, problem: Problem) -> None:
        """Go where a problem is: to its requirement, or to its line where the form cannot show it."""
        part = problem.pointer.removeprefix(f"{REQUIREMENTS}/").split("/")[0]
        if self._editing.value is not None and problem.pointer.startswith(REQUIREMENTS) and part.isdecimal():
            item = self.form.opened_item
            if item is None or item.place != int(part):
                self.form.open(int(part))
            self._come_to_sight()
        else:
            self.show_view("json")
            self.json.go_to(problem.line, problem.column)

    @Slot(str)
    def _take_json(self, words: str) -> None:
        self._editing.rewrite(words, f"json {self.json.line}", self.json)

    # -------------------------------------------------------------- finding out

    @property
    def settled(self) -> bool:
        """Whether everything shown is about the text as it is now."""
        shown = (self.form, self.candidate, self.problems, self.trying)
        return not self._again and not self._inspecting and all(one.settled for one in shown)

    def _look(self) -> None:
        self._again = True
        QTimer.singleShot(0, self, self._inspect)

    @Slot()
    def _inspect(self) -> None:
        """Inspect the text on another thread, one inspection at a time; what changes meanwhile comes next."""
        if self._inspecting:
            return
        self._inspecting, self._again = True, False
        texts, text, known = self._texts.translator, self._editing.text, self._machines
        reader = Translator(str(self.language.currentData()), texts.region)
        wanted = self._shows("try")

        def work() -> tuple[Inspection, TrialMachines | None] | None:
            try:
                machines = (known or all_machines(texts)) if wanted else None
                return inspect(text, texts, reader, machines), machines or known
            except Exception:  # noqa: BLE001 - the next look must not wait for one that failed
                _log.exception("a profile could not be inspect")
                return None

        self._background.run(work, self._take)

    def _take(self, result: tuple[Inspection, TrialMachines | None] | None) -> None:
        self._inspecting = False
        if result is None:
            return
        found, self._machines = result
        if self._again:
            self._look()
            return
        self.found = found
        self.form.show_found(found.problems, found.asked)
        self._show_found(found)
        self.export.setEnabled(found.document is not None)
        self._count_problems(found)

    def _count_problems(self, found: Inspection) -> None:
        words = self._texts(summary(found.problems))
        if found.document is None and words != self.problems_button.text() and self._editing.unsaved:
            announce(self.problems_button, words)  # the field itself says which
        self.problems_button.setText(words)

    def _show_found(self, found: Inspection) -> None:
        """Show what was found out on the view that is seen; the others wait until they are."""
        if self._shows("candidate"):
            self.candidate.show_inspection(found, str(self.language.currentData()))
        elif self._shows("problems"):
            self.problems.show_inspection(found)
        elif self._shows("try"):
            self.trying.show_inspection(found)

    # -------------------------------------------------------------- words

    @Slot(bool)
    def _tell_kept(self, safe: bool) -> None:  # noqa: FBT001 - Qt's signal has one yes-or-no
        if not safe:
            self.tell_trouble(message("desktop.editor.not_kept"))
        elif self._editing.unsaved:
            self._say_nothing()  # aloud: it comes at every pause of somebody who writes
            self.status.show_words(self._texts(message("desktop.editor.kept")))

    def tell(self, words: Message) -> None:
        """Say something beside the buttons; what went wrong before is settled."""
        self.trouble.hide()
        self.status.show_words(self._texts(words))
        announce(self.status, self.status.text())

    def _say_nothing(self) -> None:
        self.status.show_words("")
        self.trouble.hide()

    def tell_trouble(self, words: Message) -> None:
        """Say what went wrong, in full, above the buttons."""
        self.status.show_words("")
        if self.trouble.isHidden() or self.trouble.text() != self._texts(words):
            self.trouble.setText(self._texts(words))
            self.trouble.show()
            announce(self.trouble, self.trouble.text(), at_once=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave more of a low window to the form and the view: the title, which the form shows too, makes room."""
        super().resizeEvent(event)
        low = is_low(event.size().height())
        if low is not self._head.low:
            self._head.set_low(self._right, low=low)
            self.bar.set_low(low=low)
            order_by_reading(self)

    def changeEvent(self, event: QEvent) -> None:
        """Give the view that is seen other colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._is_made:
            self._catch_up()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        say = self._texts
        self._catch_up()
        self._head.retranslate()
        self.json.setAccessibleName(say(message("desktop.editor.view.json")))
        self.unreadable.setText(say(message("desktop.editor.unreadable")))
        for button, id_ in (
            (self.back, "back"),
            (self.undo, "undo"),
            (self.redo, "redo"),
            (self.export, "export"),
            (self.save_as, "save_as"),
            (self.save, "save"),
        ):
            button.setText(say.say(f"desktop.editor.{id_}"))
        self.problems_button.setText(say(summary(self.found.problems if self.found else ())))
        self._say_nothing()
        self.status.keep_room_for(say(message("desktop.editor.kept")))
        self._machines = None
        self.form.retranslate()
        self._show(None)
