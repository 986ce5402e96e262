"""What the computer was like at earlier checks, as salted hashes that tell only whether it is the same.

They stay in this file: no report holds them. The salt is made here, so the marks of one
computer say nothing to another, nor to whoever knows what such words look like. A file that
is missing or damaged costs no more than one full check.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from readiness.domain.lasting import Change
from readiness.store.files import keep_whole
from readiness.store.folders import data_folder

_log = logging.getLogger(__name__)

FILE: Final = "marks.json"
_MOST: Final = 400
"""Reports whose marks are kept: for some employers and two shifts a day this lasts longer than anything measured."""
_FULL: Final = "full"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is kept of one report: its traits, hashed, and whether everything was measured for it."""

    traits: Mapping[Change, str]
    full: bool


class Marks:
    """The marks of this person's reports on this computer."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._salt, self._kept = _read(self._path)

    @property
    def _path(self) -> Path:
        return (self._folder or data_folder()) / FILE

    def hashed(self, traits: Mapping[Change, str]) -> Mapping[Change, str]:
        """Return traits in the form they are kept in."""
        key = bytes.fromhex(self._salt)
        return {
            change: hashlib.blake2b(word.encode(), key=key, digest_size=16, person=change.encode()).hexdigest()
            for change, word in traits.items()
        }

    def of(self, report: str) -> Mark | None:
        """Return the mark of a report, None when there is none."""
        kept = self._kept.get(report)
        if kept is None:
            return None
        return Mark({change: kept[change] for change in Change if change in kept}, _FULL in kept)

    def keep(self, reports: Iterable[str], traits: Mapping[Change, str], *, full: bool) -> None:
        """Keep what the computer was like when these reports were made. A disk that refuses is no harm."""
        mark = {**{str(change): word for change, word in self.hashed(traits).items()}, **({_FULL: ""} if full else {})}
        for report in reports:
            self._kept[report] = mark
        self._kept = dict(list(self._kept.items())[-_MOST:])
        try:
            keep_whole(self._path, json.dumps({"salt": self._salt, "reports": self._kept}).encode())
        except OSError:
            _log.exception("the marks cannot be kept")


def _read(path: Path) -> tuple[str, dict[str, dict[str, str]]]:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        kept = {str(id_): {str(key): str(one) for key, one in mark.items()} for id_, mark in found["reports"].items()}
        salt = str(found["salt"])
        if len(bytes.fromhex(salt)) == _SALT_BYTES:
            return salt, kept
    return secrets.token_hex(_SALT_BYTES), {}


_SALT_BYTES: Final = 32
