"""Compiled catalogues (``.mo``), read sentence by sentence.

``gettext`` takes the whole file apart when it is opened, which the first window would have to wait for;
a start needs some fifty sentences of more than a thousand, and finds them by halving.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from functools import cached_property
from typing import Final

_LITTLE: Final = b"\xde\x12\x04\x95"
_PLURAL: Final = r"plural\s*=\s*([^;\n]+)"


class Compiled:
    """One language's sentences, asked as ``gettext`` is."""

    def __init__(self, data: bytes) -> None:
        order = "<" if data.startswith(_LITTLE) else ">"
        self._data = data
        self._count, self._ids, self._texts = struct.unpack_from(f"{order}3I", data, 8)
        self._place = struct.Struct(f"{order}2I")
        self._seen: dict[str, tuple[bytes, bytes]] = {}

    def gettext(self, id_: str) -> str:
        """Return the sentence, its first form where it has several; the id where there is none."""
        _, text = self._found(id_)
        return text.partition(b"\0")[0].decode() if text else id_

    def ngettext(self, one: str, several: str, count: int) -> str:
        """Return the form of a sentence that goes with a number; an id where there is no such sentence."""
        id_, text = self._found(one)
        if b"\0" not in id_:
            return one if count == 1 else several
        return text.split(b"\0")[self._form_of(count)].decode()

    @cached_property
    def _form_of(self) -> Callable[[int], int]:
        from gettext import c2py

        rule = re.search(_PLURAL, self.gettext(""))
        return c2py(rule[1] if rule else "n != 1")

    def _found(self, id_: str) -> tuple[bytes, bytes]:
        """Return an entry's id, with that of its plural if it has one, and its text; empty where there is none."""
        seen = self._seen.get(id_)
        if seen is None:
            seen = self._seen[id_] = self._look_for(id_)
        return seen

    def _look_for(self, id_: str) -> tuple[bytes, bytes]:
        wanted = id_.encode()
        first, last = 0, self._count
        while first < last:
            middle = (first + last) // 2
            if self._read(self._ids, middle) < wanted:
                first = middle + 1
            else:
                last = middle
        found = self._read(self._ids, first) if first < self._count else b""
        if found.partition(b"\0")[0] != wanted or first == self._count:
            return b"", b""
        return found, self._read(self._texts, first)

    def _read(self, table: int, place: int) -> bytes:
        length, offset = self._place.unpack_from(self._data, table + 8 * place)
        return self._data[offset : offset + length]
