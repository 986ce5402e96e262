"""The waivers that were given to this computer, and which of them count for a profile now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from readiness.documents.json_text.problems import DocumentError
from readiness.documents.profile.file import ProfileDocument
from readiness.documents.report.waiver import LARGEST, SUFFIX, accepted, read_waiver
from readiness.documents.trust.bundle import Bundle, looks_like_bundle, read_bundle
from readiness.domain.message import message
from readiness.domain.refusal import Refusal
from readiness.domain.waiver import Waiver
from readiness.employers.device_key import device_key, root_of
from readiness.employers.subscriptions import Employers
from readiness.store.files import keep_whole
from readiness.store.folders import data_folder

_FOLDER: Final = "waivers"


@dataclass(frozen=True, slots=True)
class KeptWaiver:
    """A waiver that is kept, and why it does not count now, if it does not."""

    waiver: Waiver
    refusal: Refusal | None = None


class Waivers:
    """The waivers of one person on this computer."""

    def __init__(self) -> None:
        self._folder = data_folder() / _FOLDER
        self._employers = Employers()

    def add(self, data: bytes) -> Waiver:
        """Keep a waiver that counts now.

        Raises:
            Refusal: it does not, with the reason.
            DocumentError: it is no envelope.
            OSError: the disk refuses.
        """
        waiver = self._accepted(data)
        keep_whole(self._file(waiver.id), data)
        return waiver

    def all(self) -> Iterator[KeptWaiver]:
        """Yield every waiver that is kept, counted or not."""
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            data = path.read_bytes()[: LARGEST + 1]
            try:
                yield KeptWaiver(self._accepted(data))
            except DocumentError:
                continue
            except Refusal as refusal:
                try:
                    yield KeptWaiver(read_waiver(data)[0], refusal)
                except (Refusal, DocumentError):
                    continue

    def holding(self) -> tuple[Waiver, ...]:
        """Return those that count now."""
        return tuple(one.waiver for one in self.all() if one.refusal is None)

    def remove(self, id_: str) -> bool:
        """Let go of a waiver; tell whether there was one."""
        path = self._file(id_)
        found = path.exists()
        path.unlink(missing_ok=True)
        return found

    def _file(self, id_: str) -> Path:
        return self._folder / f"{hashlib.sha256(id_.encode()).hexdigest()[:32]}{SUFFIX}"

    def _accepted(self, data: bytes) -> Waiver:
        waiver, envelope = read_waiver(data)
        document, bundle = self._known(waiver.profile)
        key, _ = device_key(document.profile.id, root_of(document.source))
        current, now = bundle.current, datetime.now(UTC)
        device = key.public.keyid
        return accepted(waiver, envelope, document.profile, device, current.keys, now, current.threshold)

    def _known(self, profile: str) -> tuple[ProfileDocument, Bundle]:
        """Return a profile that was added, with its keys. Raises Refusal where nobody is known to sign for it."""
        document, data = self._employers.kept(profile)
        if document is None or not looks_like_bundle(data):
            raise Refusal(message("waiver.unknown_profile", profile=profile))
        return document, read_bundle(data)
