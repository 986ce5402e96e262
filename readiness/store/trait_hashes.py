"""The traits of this computer at earlier checks, kept as keyed hashes that only tell whether they are the same.

The hashes stay in this file: no report holds them. Their key (the salt) is made here, so that they mean nothing
on another computer, nor to somebody who can guess what the hashed words look like. If the file is missing or
damaged, the next check is a full one, and that is all.
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

from readiness.domain.freshness import Trait
from readiness.store.files import keep_whole
from readiness.store.folders import data_folder

_log = logging.getLogger(__name__)

FILE: Final = "marks.json"
_MOST: Final = 400
"""Reports whose hashes are kept: with a few employers and two shifts a day, enough for the longest ``max_age``."""
_FULL: Final = "full"


@dataclass(frozen=True, slots=True)
class HashedTraits:
    """The hashed traits of the computer at one report, and whether that check measured everything."""

    traits: Mapping[Trait, str]
    full: bool


class TraitHashes:
    """The hashed traits of the reports that this person made on this computer."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._salt, self._kept = _read(self._path)

    @property
    def _path(self) -> Path:
        return (self._folder or data_folder()) / FILE

    def hashed(self, traits: Mapping[Trait, str]) -> Mapping[Trait, str]:
        """Return the traits in the form they are kept in."""
        key = bytes.fromhex(self._salt)
        return {
            trait: hashlib.blake2b(word.encode(), key=key, digest_size=16, person=trait.encode()).hexdigest()
            for trait, word in traits.items()
        }

    def of(self, report: str) -> HashedTraits | None:
        """Return what is kept of a report, None if nothing is."""
        kept = self._kept.get(report)
        if kept is None:
            return None
        return HashedTraits({trait: kept[trait] for trait in Trait if trait in kept}, _FULL in kept)

    def keep(self, reports: Iterable[str], traits: Mapping[Trait, str], *, full: bool) -> None:
        """Keep the traits of the computer at these reports. A failure to write is logged and otherwise ignored."""
        mark = {**{str(trait): word for trait, word in self.hashed(traits).items()}, **({_FULL: ""} if full else {})}
        for report in reports:
            self._kept[report] = mark
        self._kept = dict(list(self._kept.items())[-_MOST:])
        try:
            keep_whole(self._path, json.dumps({"salt": self._salt, "reports": self._kept}).encode())
        except OSError:
            _log.exception("the hashes cannot be kept")


def _read(path: Path) -> tuple[str, dict[str, dict[str, str]]]:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        kept = {str(id_): {str(key): str(one) for key, one in mark.items()} for id_, mark in found["reports"].items()}
        salt = str(found["salt"])
        if len(bytes.fromhex(salt)) == _SALT_BYTES:
            return salt, kept
    return secrets.token_hex(_SALT_BYTES), {}


_SALT_BYTES: Final = 32
