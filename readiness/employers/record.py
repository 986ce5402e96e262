"""What is remembered of an employer, so that nothing older or of somebody else is taken later.

It lies apart from the profiles themselves and is written before one of them is used: a
profile that is lost is fetched again, this record is what makes that safe. One file each,
so that one employer's damage is not another's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from readiness.documents.trust.chain import Seen, Vouched
from readiness.domain.message import message
from readiness.domain.refusal import Refusal
from readiness.store.files import held, keep_whole

_FORMAT: Final = 1
_TRUST, _PROFILES = "trust", "profiles"


@dataclass(frozen=True, slots=True)
class Record:
    """One employer's profile.

    ``source`` is the address it is renewed from, "" where it came as a file; ``local``
    whether that may be within the person's own network. ``nonce`` is the link's, for one
    report: ``nonce_for`` names it once it is signed. ``etag`` belongs to the file whose hash
    is ``file_sha256``. ``checked`` is when it was last compared with its source, ``tried`` when
    the program last began to by itself.
    """

    seen: Seen
    vouched: Vouched
    source: str
    local: bool
    nonce: str
    added: datetime
    checked: datetime
    etag: str = ""
    file_sha256: str = ""
    nonce_for: str = ""
    tried: datetime | None = None


class Records:
    """The records in a folder, and beside them the profiles' own files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def holding(self, id_: str) -> AbstractContextManager[None]:
        """Keep other processes from this employer meanwhile."""
        return held(self._folder / _TRUST / f"{_stem(id_)}.lock")

    def read(self, id_: str) -> Record | None:
        """Return an employer's record, None when there is none.

        Raises:
            Refusal: there is one that cannot be read. It counts as nothing less than that.
        """
        return self._read(self._folder / _TRUST / f"{_stem(id_)}.json")

    def ids(self) -> Iterator[str | Refusal]:
        """Yield the id of each employer, or why a record cannot be read."""
        for path in sorted((self._folder / _TRUST).glob("*.json")):
            try:
                record = self._read(path)
            except Refusal as refusal:
                yield refusal
                continue
            if record is not None:
                yield record.seen.id

    def write(self, record: Record) -> None:
        """Keep a record. Raises OSError."""
        value = asdict(record) | {"format": _FORMAT}
        text = json.dumps(value, default=str, indent=1)
        keep_whole(self._folder / _TRUST / f"{_stem(record.seen.id)}.json", text.encode())

    def file(self, id_: str) -> bytes | None:
        """Return a profile's own file, None when it is not there or the disk does not give it."""
        try:
            return self._file(id_).read_bytes()
        except OSError:  # one employer's damage is not another's
            return None

    def write_file(self, id_: str, data: bytes) -> None:
        """Keep a profile's own file. Raises OSError."""
        keep_whole(self._file(id_), data)

    def remove(self, id_: str) -> None:
        """Let go of an employer."""
        self._file(id_).unlink(missing_ok=True)
        (self._folder / _TRUST / f"{_stem(id_)}.json").unlink(missing_ok=True)

    def _file(self, id_: str) -> Path:
        return self._folder / _PROFILES / f"{_stem(id_)}.readiness"

    def _read(self, path: Path) -> Record | None:
        try:
            return _record(json.loads(path.read_bytes()))
        except (FileNotFoundError, NotADirectoryError):  # the folder itself cannot be made: nothing is remembered there
            return None
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise Refusal(message("employers.damaged", file=str(path))) from problem


def _record(value: Any) -> Record:  # noqa: ANN401 - any JSON value
    if value["format"] != _FORMAT:
        raise ValueError("another format")
    seen = value["seen"]
    return Record(
        Seen(str(seen["id"]), int(seen["serial"]), str(seen["sha256"]), int(seen["keys"]), str(seen["keys_sha256"])),
        Vouched(value["vouched"]),
        str(value["source"]),
        value["local"] is True,
        str(value["nonce"]),
        datetime.fromisoformat(value["added"]),
        datetime.fromisoformat(value["checked"]),
        str(value["etag"]),
        str(value["file_sha256"]),
        # What was kept before there were such things has neither.
        str(value.get("nonce_for", "")),
        datetime.fromisoformat(value["tried"]) if value.get("tried") else None,
    )


def _stem(id_: str) -> str:
    # An id is the employer's text, and no name of a file: "con.example" is a device on Windows.
    return hashlib.sha256(id_.encode()).hexdigest()[:32]
