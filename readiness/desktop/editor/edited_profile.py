"""The profile that is being edited: its text, undo history, file and draft."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from readiness.desktop.responsive.background import Background
from readiness.documents.json_text.edit import Json
from readiness.documents.profile.draft import FileForm, Timeline, form_value, unpacked, words_at, written_value
from readiness.domain.message import Message
from readiness.store.drafts import DraftKeeper, KeptDraft
from readiness.store.files import save_whole, why

_KEEP_MILLISECONDS: Final = 2000


@dataclass(frozen=True, slots=True)
class SaveResult:
    """The result of saving. ``conflict``: somebody else changed the file; ``why`` it could not be written."""

    path: Path
    sha256: str = ""
    conflict: bool = False
    why: Message | None = None


class EditedProfile(QObject):
    """The one profile that is being edited.

    ``changed`` tells that the text changed, and who changed it; ``kept`` whether the draft was stored; ``saved``
    carries the result of saving.
    """

    changed = Signal(object)
    kept = Signal(bool)
    saved = Signal(object)

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._timeline = Timeline(("",))
        self._form = FileForm()
        self._saved_text = ""
        self._sha256 = ""
        self._number = self._safe = 0
        self._keeper = DraftKeeper()
        self.file: Path | None = None
        self.value: dict[str, Any] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_KEEP_MILLISECONDS)
        self._pause.timeout.connect(self._keep)

    # -------------------------------------------------------------- what is written

    @property
    def text(self) -> str:
        """The present text of the profile."""
        return self._timeline.text

    @property
    def unsaved(self) -> bool:
        """Whether the text differs from its file, or has none."""
        return self.text != self._saved_text

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return self._timeline.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is something to redo."""
        return self._timeline.can_redo

    @property
    def name(self) -> str:
        """The name of the profile for people: its title, else its file's name."""
        value = self.value or {}
        language = value.get("language")
        named = words_at(value, "/title", language if isinstance(language, str) else "en")
        return named or (self.file.stem if self.file else "")

    def begin(self, text: str) -> None:
        """Edit a new profile that no file has yet."""
        self._open(text, saved="")

    def open(self, path: Path, data: bytes) -> None:
        """Edit a file. Raises UnicodeDecodeError."""
        text, form = unpacked(data)
        self._open(text, saved=text, file=path, form=form, sha256=_sha256(data))

    def resume(self, draft: KeptDraft) -> None:
        """Edit a draft; its file counts as it was when the draft was stored."""
        form = FileForm()
        if draft.file is not None:
            # A file that is gone or changed: saving will ask.
            with suppress(OSError, UnicodeDecodeError):
                form = unpacked(draft.file.read_bytes())[1]
        self._open(draft.text, saved="", file=draft.file, form=form, sha256=draft.sha256, id_=draft.id)

    def _open(
        self,
        text: str,
        *,
        saved: str,
        file: Path | None = None,
        form: FileForm | None = None,
        sha256: str = "",
        id_: str = "",
    ) -> None:
        self.leave()
        self._safe = self._number
        self._timeline, self._saved_text, self._form = Timeline((text,)), saved, form or FileForm()
        self.file, self._sha256 = file, sha256
        self._keeper = DraftKeeper(id_)
        self._tell(None)

    def edit(self, change: Callable[[str], str], place: str = "", origin: object = None) -> None:
        """Change a text without faults; successive changes at the same ``place`` are undone together.

        ``change`` must return a text without faults.
        """
        self._write(change(self.text), place, origin, written_value)

    def rewrite(self, text: str, place: str = "", origin: object = None) -> None:
        """Take another text, whatever it is."""
        self._write(text, place, origin, form_value)

    def _write(self, text: str, place: str, origin: object, read: Callable[[str], dict[str, Json] | None]) -> None:
        before = self._timeline
        self._timeline = before.changed(text, place)
        if self._timeline is not before:
            self._touch(origin, read)

    @Slot()
    def undo(self) -> None:
        """Return to the state before the last change."""
        self._timeline = self._timeline.undone()
        self._touch(None)

    @Slot()
    def redo(self) -> None:
        """Undo the last undo."""
        self._timeline = self._timeline.redone()
        self._touch(None)

    def _touch(self, origin: object, read: Callable[[str], dict[str, Json] | None] = form_value) -> None:
        self._number += 1
        if not self._pause.isActive():
            self._pause.start()
        self._tell(origin, read)

    def _tell(self, origin: object, read: Callable[[str], dict[str, Json] | None] = form_value) -> None:
        self.value = read(self.text)
        self.changed.emit(origin)

    # -------------------------------------------------------------- draft and file

    @Slot()
    def _keep(self) -> None:
        number, keeper = self._number, self._keeper

        def end(safe: bool) -> None:  # noqa: FBT001 - the one thing a keeper says
            if safe and keeper is self._keeper:
                self._safe = max(self._safe, number)
            self.kept.emit(safe)

        self._background.run(self._keeping(), end)

    def leave(self) -> None:
        """Store unsaved work at once: another profile follows, or the program ends."""
        self._pause.stop()
        # What is being kept just now on another thread may never be: the process may end before.
        if self._safe < self._number:
            self._keeping()()

    def _keeping(self) -> Callable[[], bool]:
        keeper, number = self._keeper, self._number
        if not self.unsaved:
            return lambda: _forgotten(keeper, number)
        text, name, file, sha256 = self.text, self.name, self.file, self._sha256
        return lambda: keeper.keep(number, text, name, file, sha256)

    def save(self, path: Path, *, over: bool = False) -> None:
        """Write the file; if it was changed meanwhile, only with ``over``."""
        text, data = self.text, self._form.packed(self.text)
        expected = None if over or path != self.file else self._sha256
        keeper = self._keeper

        def end(done: SaveResult) -> None:
            # Another profile may be open by now; what came of this one is told all the same.
            if keeper is self._keeper and done.sha256:
                self._end_saving(done, text)
            self.saved.emit(done)

        self._background.run(lambda: _written(path, data, expected), end)

    def _end_saving(self, done: SaveResult, text: str) -> None:
        self.file, self._sha256, self._saved_text = done.path, done.sha256, text
        if self.unsaved:
            self._pause.start()
        else:
            self._pause.stop()
            self._safe = self._number
            self._keeper.forget(self._number)


def _forgotten(keeper: DraftKeeper, number: int) -> bool:
    keeper.forget(number)
    return True


def _written(path: Path, data: bytes, expected: str | None) -> SaveResult:
    """Write a file unless its contents are not the expected ones; a deleted file is written again."""
    try:
        if expected is not None and path.exists() and _sha256(path.read_bytes()) != expected:
            return SaveResult(path, conflict=True)
        save_whole(path, data)
    except OSError as problem:
        return SaveResult(path, why=why(problem))
    return SaveResult(path, _sha256(data))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def shown_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a value as a person would type it."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
