"""Leads to the profile editor and back, and sees to its files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.desktop.editor.edited_profile import EditedProfile, SaveResult
from readiness.desktop.editor.page import EditorPage
from readiness.desktop.editor.panes import EditorPanes
from readiness.desktop.editor.start_page import StartPage, chosen_name
from readiness.desktop.responsive.background import Background
from readiness.desktop.responsive.slices import Slices
from readiness.desktop.state.library import Usable, listed
from readiness.desktop.texts import Texts
from readiness.desktop.widgets.confirmation import add_dialog_button
from readiness.desktop.widgets.controls import Weight
from readiness.desktop.widgets.word_joiners import with_word_joiners
from readiness.documents.profile.draft import form_value, unpacked
from readiness.documents.profile.starter import Head, profile_id, starter
from readiness.domain.message import message
from readiness.render.profile import profile_text
from readiness.store.drafts import DraftKeeper, KeptDraft, drafts
from readiness.store.files import save_whole, why
from readiness.text import LANGUAGES, Translator

if TYPE_CHECKING:
    from readiness.desktop.window import Window
    from readiness.documents.profile.file import ProfileDocument

_LARGEST: Final = 1_000_000


class ProfileEditorController(QObject):
    """Leads through writing a profile. ``usable`` carries the file of a saved profile that can be checked against."""

    usable = Signal(object)

    def __init__(self, window: Window, texts: Texts) -> None:
        super().__init__(window)
        self._window, self._texts = window, texts
        self._background = Background(self)
        self.editing = EditedProfile(self._background, self)
        self.start = StartPage(texts)
        self._parts = EditorPanes(texts, self.editing, window)
        self._slices = Slices(self)
        window.pages.add(self.start)
        self._connect()

    @cached_property
    def page(self) -> EditorPage:
        """The editor page, built while the author reads how to begin, or when it is needed."""
        self._slices.stop()
        page = EditorPage(self._texts, self.editing, self._background, self._parts)
        page.left.connect(self._leave_page)
        page.save_wanted.connect(self._save)
        page.save_as_wanted.connect(self._save_as)
        page.export_wanted.connect(self._export)
        self._window.pages.add(page)
        self._window.pages.follow(page, page.retranslate)
        return page

    def _make_page(self) -> Iterator[QObject]:
        yield from self._parts.make()
        yield self.page

    def _connect(self) -> None:
        self.start.new_wanted.connect(self._begin)
        self.start.file_wanted.connect(self._ask_for_file)
        self.start.example_wanted.connect(self._use_example)
        self.start.draft_wanted.connect(self._resume)
        self.start.forget_wanted.connect(self._forget)
        self.start.left.connect(self._leave)
        self.editing.saved.connect(self._saved)
        self._window.pages.follow(self.start, self.start.retranslate)
        self._texts.changed.connect(self._finish_page)
        self._window.closed.connect(self._close)

    @Slot()
    def _close(self) -> None:
        self.editing.leave()
        self._background.close()

    # -------------------------------------------------------------- beginning

    @Slot()
    def open(self) -> None:
        """Show the ways to begin; unsaved work is kept first, and is one of them."""
        self.editing.leave()
        self._background.run(_choices, self._show_choices)

    def _show_choices(self, found: tuple[tuple[KeptDraft, ...], tuple[Usable, ...]]) -> None:
        self._window.pages.expect(self.start)
        self.start.show_choices(*found)
        self._window.pages.go_to(self.start)
        self.start.take_focus()
        if "page" not in self.__dict__:
            self._slices.begin(self._make_page())

    @Slot()
    def _finish_page(self) -> None:
        """Build the rest at once, because finished parts learn of another language only through their page."""
        if self._slices.busy:
            self.page.retranslate()

    @Slot()
    def _begin(self) -> None:
        say = self._texts
        issuer, title = say(message("cli.new.some_employer")), say(message("cli.new.some_title"))
        units = {id_: fact.unit for id_, fact in catalogue().items()}
        head = Head(profile_id("", ""), title, issuer, say.language)
        self.editing.begin(starter(head, (), (), units, datetime.now(UTC)))
        self._show_page()

    @Slot()
    def _ask_for_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, self._texts(message("desktop.editor.open_title")), _folder(), self._kinds()
        )
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Edit a file, whatever is wrong with its contents."""
        self._background.run(lambda: _bytes_of(path), lambda data: self._opened(path, data))

    def _opened(self, path: Path, data: bytes | None) -> None:
        try:
            if data is None:
                raise OSError  # noqa: TRY301 - one answer to everything that cannot be opened
            self.editing.open(path, data)
        except (OSError, UnicodeDecodeError):
            self.start.refuse(message("desktop.editor.cannot_open", file=path.name))
            return
        self._show_page()

    @Slot(object)
    def _use_example(self, path: Path) -> None:
        self.editing.begin(path.read_text(encoding="utf-8"))
        self._show_page()

    @Slot(object)
    def _resume(self, draft: KeptDraft) -> None:
        self.editing.resume(draft)
        self._show_page()

    @Slot(object)
    def _forget(self, draft: KeptDraft) -> None:
        DraftKeeper(draft.id).forget(0)
        self.open()

    def _show_page(self) -> None:
        self.page.begin()
        self._window.pages.go_to(self.page)
        self.page.take_focus()

    @Slot()
    def _leave_page(self) -> None:
        self.open()

    @Slot()
    def _leave(self) -> None:
        self._window.pages.go_to(self._window.choose)
        self._window.choose.take_focus()

    # -------------------------------------------------------------- files

    def _kinds(self) -> str:
        return f"{self._texts(message('desktop.choose.kinds'))} (*.json)"

    @Slot()
    def _save(self) -> None:
        if self.editing.file is None:
            self._save_as()
        else:
            self.editing.save(self.editing.file)

    @Slot()
    def _save_as(self) -> None:
        suggestion = str(self.editing.file or Path(_folder()) / f"{self._id()}.json")
        title = self._texts(message("desktop.editor.save_title"))
        name, _ = QFileDialog.getSaveFileName(self._window, title, suggestion, self._kinds())
        if name:
            # The dialog has asked whether a file that is there may go.
            self.editing.save(chosen_name(name), over=True)

    def _id(self) -> str:
        id_ = (self.editing.value or {}).get("id")
        return id_ if isinstance(id_, str) and id_ == Path(id_).name and id_ else "profile"

    @Slot(object)
    def _saved(self, done: SaveResult) -> None:
        if done.conflict:
            self._ask_over(done.path)
        elif done.why:
            self.page.tell_trouble(message("desktop.editor.save_failed", file=done.path.name, why=done.why))
        else:
            self.page.tell(message("desktop.editor.saved", file=done.path.name))
            if self.page.found and self.page.found.document:
                self.usable.emit(done.path)

    def _ask_over(self, path: Path) -> None:
        """Overwrite what somebody else wrote only if the author wants it."""
        say = self._texts
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(with_word_joiners(say(message("desktop.editor.conflict", file=path.name))))
        role = QMessageBox.ButtonRole
        other = add_dialog_button(box, say(message("desktop.editor.save_as")), role.AcceptRole, Weight.PRIMARY)
        over = add_dialog_button(box, say(message("desktop.editor.overwrite")), role.DestructiveRole)
        keep = add_dialog_button(box, say(message("desktop.editor.do_nothing")), role.RejectRole)
        box.setDefaultButton(other)
        box.setEscapeButton(keep)
        box.exec()
        if box.clickedButton() is other:
            self._save_as()
        elif box.clickedButton() is over:
            self.editing.save(path, over=True)

    @Slot()
    def _export(self) -> None:
        """Save what candidates read as a text, for a job advertisement."""
        document = self.page.found.document if self.page.found else None
        if document is None:
            return
        title = self._texts(message("desktop.editor.export_title"))
        suggestion = str((self.editing.file or Path(_folder()) / self._id()).with_suffix(".txt"))
        name, _ = QFileDialog.getSaveFileName(self._window, title, suggestion, "(*.txt)")
        if name:
            self.export(Path(name), document)

    def export(self, path: Path, document: ProfileDocument) -> None:
        """Write what candidates read, in every language."""
        languages = [tag for tag in LANGUAGES if tag in document.profile.title.by_language] or [self._texts.language]
        texts = [
            profile_text(document.profile, document.source, Translator(tag, self._texts.translator.region))
            for tag in languages
        ]
        try:
            save_whole(path, "\n\n".join(texts).encode())
        except OSError as problem:
            self.page.tell_trouble(message("desktop.editor.save_failed", file=path.name, why=why(problem)))
        else:
            self.page.tell(message("desktop.editor.saved", file=path.name))


def _choices() -> tuple[tuple[KeptDraft, ...], tuple[Usable, ...]]:
    return drafts(), listed(paths.spec_files())


def _bytes_of(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if len(data) > _LARGEST:
        return None
    with suppress(UnicodeDecodeError):
        form_value(unpacked(data)[0])  # the window asks for the same in a moment, and has it then
    return data


def _folder() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
