"""A strict JSON reader that records the position of every value.

The standard library silently keeps the last of two equal keys, accepts NaN and does not report positions. This reader
refuses everything ambiguous and records line and column of every value and key. Mistakes that can be skipped (a
repeated key, a trailing comma, ``NaN``) are collected, so that one pass reports all of them; only a mistake that
hides the rest of the text ends it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from readiness.documents.json_text.file_kinds import file_kind
from readiness.documents.json_text.problems import DocumentError, Problem, sentence
from readiness.domain.message import Argument

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_PLAIN: Final = re.compile(r'[^"\\\x00-\x1f]*')
# Spaces that only look like one: no-break, full-width (a Japanese keyboard's), zero-width.
_ODD_SPACE: Final = re.compile(r"[^\S \t\n\r]|[\u200b\ufeff]")
_WORD: Final = re.compile(r'[^\s\u200b\ufeff,\[\]{}:"]+')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_NUMBER_LIKE: Final = re.compile(r"[-+.]*[0-9].*", re.DOTALL)
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_STANDARD: Final = json.JSONDecoder()
_HALF_PAIR: Final = re.compile(r"[\ud800-\udfff]")
_HEX: Final = re.compile(r"[0-9a-fA-F]{4}")
_ESCAPES: Final = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERALS: Final = {"true": True, "false": False, "null": None}
_WRONG_MARKS: Final = ("'", "\u2018", "\u2019", "\u201c", "\u201d", "\u201e", "\u00ab", "`")
_NOT_NUMBERS: Final = frozenset({"nan", "infinity", "inf"})
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_BYTE_ORDER_MARK: Final = "\ufeff"
_COMMENTS: Final = ("//", "/*", "#")
_HIGH, _LOW, _END = 0xD800, 0xDC00, 0xE000
_MOST_DIGITS: Final = 308
_MOST_FAULTS: Final = 100
_SHOWN: Final = 40
UNREADABLE: Final = frozenset({"not_a_number", "number_malformed", "number_too_large", "word_misspelt"})
"""The codes of faults that leave no value; a placeholder stands in for it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be: bytes, nesting depth, members of one list or object."""

    size: int = 1_000_000
    depth: int = 64
    members: int = 1_000


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document: its value, and the position of each part in ``text``.

    ``values`` and ``keys`` map JSON pointers to offsets in ``text``, from which the byte order mark was removed.
    ``faults`` are the mistakes that could be skipped.
    """

    value: Any
    text: str
    values: dict[str, int]
    keys: dict[str, int]
    lines: tuple[int, ...]
    faults: tuple[Problem, ...] = ()

    def place(self, pointer: str, *, key: bool = False) -> tuple[int, int]:
        """Return line and column of a value, or of its key; of its parent if it does not exist."""
        positions = self.keys if key and pointer in self.keys else self.values
        while pointer and pointer not in positions:
            pointer = pointer.rpartition("/")[0]
        return _place(self.lines, positions.get(pointer, 0))


def pointer_to(parent: str, member: str | int) -> str:
    """Return the JSON pointer of a member (RFC 6901)."""
    return f"{parent}/{member}" if isinstance(member, int) else f"{parent}/{escaped(member)}"


def escaped(key: str) -> str:
    """Return a key as it is written in a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def unescaped(key: str) -> str:
    """Return a key of a JSON pointer as it is written in a document."""
    return key.replace("~1", "/").replace("~0", "~")


def read_json(data: bytes, limits: Limits | None = None) -> Document:
    """Read a document.

    Raises:
        DocumentError: it is too large, or no JSON that can be read to its end.
    """
    limits = limits or Limits()
    other = file_kind(data)
    if other:
        raise DocumentError([_at((0,), 0, "other_kind", found=other)])
    if len(data) > limits.size:
        raise DocumentError([_at((0,), 0, "too_large", limit=limits.size // 1000)])
    text = _decoded(data).removeprefix(_BYTE_ORDER_MARK)
    return _Reader(text, limits).document()


def _decoded(data: bytes) -> str:
    # UTF-16 without a mark is still told by its zero bytes (RFC 4627, section 3).
    if data.startswith(_UTF16_MARKS) or b"\0" in data[:4]:
        raise DocumentError([_at((0,), 0, "not_utf8")])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
        raise DocumentError([_at(_line_starts(before), len(before), "not_utf8")]) from None


def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(end.end() for end in _LINE_END.finditer(text)))


def _place(lines: tuple[int, ...], position: int) -> tuple[int, int]:
    line = bisect_right(lines, position)
    return line, position - lines[line - 1] + 1


def _at(
    lines: tuple[int, ...], position: int, code: str, found: str = "", suggestion: str = "", **arguments: Argument
) -> Problem:
    line, column = _place(lines, position)
    if found:
        arguments["found"] = found
    return Problem(code, sentence(code, suggestion, **arguments), "", line, column, found, suggestion)


@dataclass(slots=True)
class _Reader:
    """Reads a text from start to end. ``position`` is that of the next unread character."""

    text: str
    limits: Limits
    position: int = 0
    values: dict[str, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    faults: list[Problem] = field(default_factory=list)
    lines: tuple[int, ...] = ()
    unheeded: int = 0

    def document(self) -> Document:
        self.lines = _line_starts(self.text)
        if not self._next():
            self._stop("empty")
        value = self._value("", 0)
        if self._next():
            self._unexpected("text_after_end")
        return Document(value, self.text, self.values, self.keys, self.lines, tuple(self.faults))

    def _next(self) -> str:
        """Return the next character that is not a space, without consuming it; "" at the end."""
        while True:
            space = _SPACE.match(self.text, self.position)
            self.position = space.end() if space else self.position
            following = self.text[self.position : self.position + 1]
            # Nearly always an ordinary character: this line is where large documents spend their time.
            if "!" <= following <= "~" or not _ODD_SPACE.fullmatch(following):
                return following
            self._fault(self.position, "space_wrong", "", found=f"U+{ord(following):04X}")
            self.position += 1

    def _stop(self, code: str, found: str = "", **arguments: Argument) -> NoReturn:
        """End the reading, because the rest cannot be understood."""
        fatal = _at(self.lines, self.position, code, found, "", **arguments)
        raise DocumentError([*self.faults, fatal])

    def _unexpected(self, code: str) -> NoReturn:
        """End the reading at an unexpected character."""
        found = self._shown()
        if not found:
            self._stop("unfinished")
        self._stop("comment" if found.startswith(_COMMENTS) else code, found=found)

    def _fault(self, position: int, code: str, pointer: str, found: str = "", suggestion: str = "") -> None:
        """Record a mistake and continue."""
        line, column = _place(self.lines, position)
        text = sentence(code, suggestion, found=found) if found else sentence(code, suggestion)
        self.faults.append(Problem(code, text, pointer, line, column, found, suggestion))
        if len(self.faults) >= _MOST_FAULTS:
            raise DocumentError(self.faults)

    def _value(self, pointer: str, depth: int) -> Any:  # noqa: ANN401 - any JSON value
        if not self.unheeded:
            self.values[pointer] = self.position
        first = self.text[self.position : self.position + 1]
        if first in {"{", "["}:
            if depth >= self.limits.depth:
                self._stop("too_deep", limit=self.limits.depth)
            return self._object(pointer, depth + 1) if first == "{" else self._array(pointer, depth + 1)
        return self._string(pointer) if first == '"' else self._scalar(pointer)

    def _object(self, pointer: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.position += 1
        while self._more("}", pointer, len(found)):
            at = self.position
            if self.text[at : at + 1] != '"':
                self._no_name()
            key = self._string(pointer)
            if self._next() != ":":
                self._unexpected("colon_expected")
            self.position += 1
            self._next()
            self._member(found, key, at, pointer, depth)
        return found

    def _no_name(self) -> NoReturn:
        """End the reading where a key is missing; typographic quotation marks get a message of their own."""
        mark = self.text[self.position : self.position + 1]
        if mark in _WRONG_MARKS:
            self._stop("quotes_wrong", found=mark)
        self._unexpected("key_expected")

    def _member(self, found: dict[str, Any], key: str, at: int, pointer: str, depth: int) -> None:
        """Read the value of a key. The first of equal keys counts; the others are faults."""
        below = pointer_to(pointer, key)
        if key in found:
            # Its value is read too, for the mistakes in it, but is to be found nowhere.
            self._fault(at, "key_repeated", below, found=key or '""')
            self.unheeded += 1
            self._value(below, depth)
            self.unheeded -= 1
            return
        if not self.unheeded:
            self.keys[below] = at
        found[key] = self._value(below, depth)

    def _array(self, pointer: str, depth: int) -> list[Any]:
        found: list[Any] = []
        self.position += 1
        while self._more("]", pointer, len(found)):
            found.append(self._value(pointer_to(pointer, len(found)), depth))
        return found

    def _more(self, end: str, pointer: str, count: int) -> bool:
        """Consume a comma or the end, and return whether another member follows."""
        following = self._next()
        if following == end:
            self.position += 1
            return False
        if not following:
            self._stop("unfinished")
        # A repeated key does not count, but then there is a first one that does.
        if count == 0:
            return True
        if following != ",":
            self._unexpected("comma_expected")
        if count >= self.limits.members:
            self._stop("too_many_members", limit=self.limits.members)
        comma = self.position
        self.position += 1
        if self._next() != end:
            return True
        self._fault(comma, "comma_surplus", pointer, found=",")
        self.position += 1
        return False

    def _shown(self) -> str:
        """Return the word at this position, for a message."""
        word = _WORD.match(self.text, self.position)
        return word[0][:_SHOWN] if word else self.text[self.position : self.position + 1]

    def _scalar(self, pointer: str) -> Any:  # noqa: ANN401 - any JSON value
        found = _WORD.match(self.text, self.position)
        word = found[0] if found else ""
        if word in _LITERALS:
            self.position += len(word)
            return _LITERALS[word]
        if _NUMBER.fullmatch(word):
            return self._number(word, pointer)
        return self._odd_word(word, pointer)

    def _number(self, word: str, pointer: str) -> float:
        start = self.position
        self.position += len(word)
        whole = word.lstrip("-").isdigit()
        # Checked before int(): digits without end cost quadratic time.
        number = float(word)
        if abs(number) == float("inf") or (whole and len(word) > _MOST_DIGITS):
            self._fault(start, "number_too_large", pointer, found=word[:_SHOWN])
            return 0
        return int(word) if whole else number

    def _odd_word(self, word: str, pointer: str) -> None:
        """Return the value that a word which is not JSON was meant to be; stop if that cannot be told."""
        start = self.position
        folded = word.casefold()
        if folded.lstrip("+-") in _NOT_NUMBERS:
            self._fault(start, "not_a_number", pointer, found=word)
        elif folded in _LITERALS or folded == "none":
            self._fault(start, "word_misspelt", pointer, word, "null" if folded == "none" else folded)
        elif _NUMBER_LIKE.fullmatch(word):
            self._fault(start, "number_malformed", pointer, word[:_SHOWN], _mended(word))
        elif word.startswith(_WRONG_MARKS):
            self._stop("quotes_wrong", found=word[:1])
        elif not word and self.position >= len(self.text):
            self._stop("unfinished")
        else:
            self._unexpected("value_expected")
        self.position = start + len(word)

    def _string(self, pointer: str) -> str:
        """Read a string with its quotation marks."""
        start = self.position
        read, end = _well_written(self.text, start)
        if end:
            self.position = end
            return read
        self.position = start + 1
        parts: list[str] = []
        while True:
            plain = _PLAIN.match(self.text, self.position)
            parts.append(plain[0] if plain else "")
            self.position += len(parts[-1])
            following = self.text[self.position : self.position + 1]
            if following == '"':
                self.position += 1
                return "".join(parts)
            if following == "\\":
                parts.append(self._escape(pointer))
            elif not following or following in "\r\n":
                # Told at its beginning: where a text that swallows others ends says nothing.
                self.position = start
                self._stop("text_unfinished", found=self.text[start : start + 20].splitlines()[0])
            else:
                self._fault(self.position, "control_character", pointer, found=f"U+{ord(following):04X}")
                self.position += 1

    def _escape(self, pointer: str) -> str:
        start = self.position
        letter = self.text[start + 1 : start + 2]
        self.position += 2
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        if letter == "u":
            code = self._hex()
            if code is not None and _HIGH <= code < _END:
                code = self._pair(code)
            if code is not None:
                return chr(code)
        self._fault(start, "escape_wrong", pointer, found=self.text[start : self.position])
        return "\ufffd"

    def _hex(self) -> int | None:
        digits = _HEX.match(self.text, self.position)
        if not digits:
            return None
        self.position += 4
        return int(digits[0], 16)

    def _pair(self, high: int) -> int | None:
        """Return the character of a surrogate pair; half a pair is not a character."""
        if high >= _LOW or self.text[self.position : self.position + 2] != "\\u":
            return None
        before = self.position
        self.position += 2
        low = self._hex()
        if low is None or not _LOW <= low < _END:
            self.position = before
            return None
        return 0x10000 + ((high - _HIGH) << 10) + (low - _LOW)


def _well_written(text: str, start: int) -> tuple[str, int]:
    """Parse a text without faults in one go and return its end; 0 if it has a fault."""
    try:
        read, end = _STANDARD.raw_decode(text, start)
    except ValueError:
        return "", 0
    return ("", 0) if _HALF_PAIR.search(read) else (read, end)


def _mended(word: str) -> str:
    """Return the number as JSON writes it, "" if it is not a number."""
    try:
        # Python reads 1_000 as a number; nobody else does.
        number = float(word.replace("_", "x"))
    except ValueError:
        return ""
    mended = repr(int(number)) if number.is_integer() and abs(number) < 10**15 else repr(number)
    return mended if _NUMBER.fullmatch(mended) else ""
