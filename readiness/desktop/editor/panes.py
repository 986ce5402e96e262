"""The panes of the editor page, built one by one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from readiness.desktop.editor.edited_profile import EditedProfile
from readiness.desktop.editor.form import Form
from readiness.desktop.editor.head_form import HeadForm
from readiness.desktop.editor.json_view import JsonView
from readiness.desktop.editor.more_form import MoreForm
from readiness.desktop.editor.previews import CandidateView, ProblemsView, TryView
from readiness.desktop.texts import Texts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class EditorPanes:
    """Each pane is built when it is first used; until it is placed, ``window`` owns it."""

    def __init__(self, texts: Texts, editing: EditedProfile, window: QWidget) -> None:
        self._texts, self._editing, self._window = texts, editing, window

    def make(self) -> Iterator[QWidget]:
        """Build all panes, yielding after each."""
        yield self._head
        yield self._more
        yield self.form
        yield self.candidate
        yield self.trying
        yield self.problems
        yield self.json

    @cached_property
    def _head(self) -> HeadForm:
        return HeadForm(self._texts, self._editing, self._texts.language, self._window)

    @cached_property
    def _more(self) -> MoreForm:
        return MoreForm(self._texts, self._editing, self._texts.language, self._window)

    @cached_property
    def form(self) -> Form:
        """Everything an author can fill in."""
        return Form(self._texts, self._editing, self._head, self._more, self._window)

    @cached_property
    def candidate(self) -> CandidateView:
        """The profile as candidates read it."""
        return CandidateView(self._texts, self._window)

    @cached_property
    def trying(self) -> TryView:
        """The profile on machines."""
        return TryView(self._texts, self._window)

    @cached_property
    def problems(self) -> ProblemsView:
        """Everything that is wrong or could be better."""
        return ProblemsView(self._texts, self._window)

    @cached_property
    def json(self) -> JsonView:
        """The profile as the text it is."""
        return JsonView(self._window)
