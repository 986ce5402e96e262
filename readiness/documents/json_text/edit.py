"""Changes single values in a JSON text and leaves everything else as its author wrote it.

Every function takes a text that ``read_json`` reads without faults, and returns such a text. Values are addressed by
JSON pointers (RFC 6901). What is added is laid out like its neighbours.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

from readiness.documents.json_text.strict import Document, pointer_to, read_json, unescaped

Json: TypeAlias = Any

_WIDEST: Final = 100
_STEP: Final = "  "
_DECODER: Final = json.JSONDecoder(strict=False)


@lru_cache(maxsize=4)
def read_text(text: str) -> Document:
    """Parse a text that is being edited. Results are cached and shared: callers must not modify the values."""
    return read_json(text.encode())


@lru_cache(maxsize=4)
def value_of(text: str) -> Json:
    """Return what a text says that reads without a fault; where things stand in it takes many times as long to find."""
    return _DECODER.decode(text)


def value_at(value: Json, pointer: str) -> Json:
    """Return the value at a pointer, None if there is none."""
    for part in pointer.split("/")[1:]:
        if isinstance(value, dict):
            value = value.get(unescaped(part))
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def written(value: Json, indent: str = "") -> str:
    """Return a value as text: on one line if it is short, else one member per line. ``indent`` is that of its line."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or len(indent) + len(flat) <= _WIDEST:
        return flat
    inner = indent + _STEP
    if isinstance(value, dict):
        members = [f"{json.dumps(key, ensure_ascii=False)}: {written(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(inner + member for member in members) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + written(one, inner) for one in value) + f"\n{indent}]"


def with_value(text: str, pointer: str, value: Json) -> str:
    """Return the text with a new value at a pointer; missing objects on the way to it are created."""
    layout = _Layout(read_text(text))
    if pointer in layout.document.values:
        start, end = layout.span(pointer)
        return text[:start] + written(value, layout.indent(start)) + text[end:]
    parent, _, key = pointer.rpartition("/")
    if not isinstance(layout.value(parent), dict):
        return with_value(text, parent, {unescaped(key): value})
    return layout.inserted(parent, len(layout.children(parent)), value, unescaped(key))


def without(text: str, pointer: str) -> str:
    """Return the text without a member of an object or list; unchanged if there is no such member."""
    layout = _Layout(read_text(text))
    if not pointer or pointer not in layout.document.values:
        return text
    parent = pointer.rpartition("/")[0]
    siblings = layout.children(parent)
    place = siblings.index(pointer)
    if len(siblings) == 1:
        start, end = layout.span(parent)
        return text[:start] + text[start] + text[end - 1] + text[end:]
    if place + 1 < len(siblings):
        return text[: layout.begin(pointer)] + text[layout.begin(siblings[place + 1]) :]
    return text[: layout.span(siblings[place - 1])[1]] + text[layout.span(pointer)[1] :]


def with_item(text: str, pointer: str, place: int, value: Json) -> str:
    """Return the text with an item added to the list at a pointer, before ``place`` or at the end."""
    return _Layout(read_text(text)).inserted(pointer, place, value)


def swapped(text: str, pointer: str, place: int) -> str:
    """Return the text with an item of a list and its successor exchanged."""
    layout = _Layout(read_text(text))
    (start, end), (next_start, next_end) = (layout.span(pointer_to(pointer, one)) for one in (place, place + 1))
    return text[:start] + text[next_start:next_end] + text[end:next_start] + text[start:end] + text[next_end:]


def doubled(text: str, pointer: str, place: int) -> str:
    """Return the text with an item of a list repeated after itself, as it is written."""
    layout = _Layout(read_text(text))
    start, end = layout.span(pointer_to(pointer, place))
    between = f",\n{layout.indent(start)}" if layout.is_tall(pointer) else ", "
    return text[:end] + between + text[start:end] + text[end:]


def part(text: str, pointer: str) -> str:
    """Return the text of a value, moved to the left margin."""
    layout = _Layout(read_text(text))
    start, end = layout.span(pointer)
    return text[start:end].replace("\n" + layout.indent(start), "\n")


def with_part(text: str, pointer: str, replacement: str) -> str:
    """Return the text with the text of one value replaced, indented as the value is."""
    layout = _Layout(read_text(text))
    start, end = layout.span(pointer)
    return text[:start] + replacement.strip().replace("\n", "\n" + layout.indent(start)) + text[end:]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The positions of all values in a text, and its layout."""

    document: Document

    def value(self, pointer: str) -> Json:
        return value_at(self.document.value, pointer)

    def span(self, pointer: str) -> tuple[int, int]:
        """Return the start and end of a value."""
        start = self.document.values[pointer]
        return start, _DECODER.raw_decode(self.document.text, start)[1]

    def begin(self, pointer: str) -> int:
        """Return the start of a member, which is that of its key if it has one."""
        return self.document.keys.get(pointer, self.document.values[pointer])

    def children(self, pointer: str) -> list[str]:
        """Return the pointers of the members of an object or list, in the order they are written."""
        value = self.value(pointer)
        return [pointer_to(pointer, key) for key in (value if isinstance(value, dict) else range(len(value)))]

    def indent(self, position: int) -> str:
        """Return the indentation of the line at a position."""
        line = self.document.text[self.document.text.rfind("\n", 0, position) + 1 : position]
        return line[: len(line) - len(line.lstrip())]

    def is_tall(self, pointer: str) -> bool:
        """Return whether the members of an object or list are on lines of their own."""
        first = self.begin(self.children(pointer)[0])
        return "\n" in self.document.text[self.document.values[pointer] : first]

    def inserted(self, pointer: str, place: int, value: Json, key: str | None = None) -> str:
        """Return the text with a member inserted before the one at ``place``, or at the end."""
        text, siblings = self.document.text, self.children(pointer)
        name = "" if key is None else f"{json.dumps(key, ensure_ascii=False)}: "
        if not siblings:
            return self._filled(pointer, name, value)
        first = self.begin(siblings[0])
        indent = self.indent(first)
        between = f"\n{indent}" if self.is_tall(pointer) else " "
        member = name + written(value, indent)
        if place < len(siblings):
            start = self.begin(siblings[place])
            return f"{text[:start]}{member},{between}{text[start:]}"
        end = self.span(siblings[-1])[1]
        return f"{text[:end]},{between}{member}{text[end:]}"

    def _filled(self, pointer: str, name: str, value: Json) -> str:
        """Return the text with a first member put into an empty object or list."""
        text, (start, end) = self.document.text, self.span(pointer)
        indent = self.indent(start)
        member = name + written(value, indent + _STEP)
        tall = "\n" in member or isinstance(value, dict)
        inside = f"\n{indent}{_STEP}{member}\n{indent}" if tall else member
        return text[:start] + text[start] + inside + text[end - 1] + text[end:]
