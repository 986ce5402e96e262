"""Profiles that are being written, kept until they are saved: nothing is lost when the program ends."""

from __future__ import annotations

import json
import logging
import threading
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from readiness.store.files import keep_whole
from readiness.store.folders import data_folder

_log = logging.getLogger(__name__)

_FOLDER: Final = "drafts"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A text that was not saved: its ``file``, if it has one, with the SHA-256 the file had then, and when it was kept.

    ``name`` is what people know it by.
    """

    id: str
    text: str
    name: str
    kept: datetime
    file: Path | None = None
    sha256: str = ""


class DraftKeeper:
    """Keeps one draft. May be called from several threads: what is older than what is kept is passed over."""

    def __init__(self, id_: str = "") -> None:
        self.id = id_ or uuid.uuid4().hex
        self._lock = threading.Lock()
        self._last = -1

    def keep(self, number: int, text: str, name: str, file: Path | None = None, sha256: str = "") -> bool:
        """Keep a state, the ``number`` of which grows with every state; False when the disk refuses."""
        entry = {
            "format": _FORMAT,
            "text": text,
            "name": name,
            "kept": datetime.now(UTC).isoformat(),
            "file": str(file) if file else None,
            "sha256": sha256,
        }
        with self._lock:
            if number <= self._last:
                return True
            written = self._write(json.dumps(entry))
            self._last = number if written else self._last
            return written

    def _write(self, text: str) -> bool:
        try:
            keep_whole(_path(self.id), text.encode())
        except OSError:
            _log.exception("a draft cannot be kept")
            return False
        return True

    def forget(self, number: int) -> None:
        """The state of that number is saved, or not wanted: let go of it and of all before it."""
        with self._lock:
            self._last = max(self._last, number)
            with suppress(OSError):
                _path(self.id).unlink(missing_ok=True)


def drafts() -> tuple[KeptDraft, ...]:
    """Return every draft that is kept, the newest first. What cannot be read is left where it is."""
    try:
        files = sorted((data_folder() / _FOLDER).glob("*.json"))
    except OSError:
        _log.exception("the drafts cannot be read")
        return ()
    found = [one for file in files if (one := _read(file)) is not None]
    return tuple(sorted(found, key=lambda one: one.kept, reverse=True))


def _path(id_: str) -> Path:
    return data_folder() / _FOLDER / f"{id_}.json"


def _read(path: Path) -> KeptDraft | None:
    try:
        entry: Any = json.loads(path.read_text(encoding="utf-8"))
        text, name, sha256 = (str(entry[key]) for key in ("text", "name", "sha256"))
        file = Path(entry["file"]) if entry["file"] else None
        kept = datetime.fromisoformat(entry["kept"])
    except (OSError, ValueError, KeyError, TypeError):
        _log.warning("a draft cannot be read")
        return None
    return KeptDraft(path.stem, text, name, kept, file, sha256)
