"""Sentences by id, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, reduce
from typing import TYPE_CHECKING, Final, Protocol

from readiness import paths
from readiness.domain.message import Argument, Message, message
from readiness.text.compiled import Compiled
from readiness.text.safe import clean, clean_line
from readiness.text.system_locale import LANGUAGES, preferred_language, supported_language, system_region

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from readiness.domain.facts import Value
    from readiness.domain.quantity import Quantity
    from readiness.text.numbers import Formats, Number

_BLANK: Final = re.compile(r"\{(\w+)\}")
_COUNT: Final = "count"
_SEVERAL: Final = 2
YES: Final = Message("choice.yes")
NO: Final = Message("choice.no")
NOTHING: Final = Message("choice.nothing")
"""The name of an empty set."""
_SERIES: Final = "report.series"


class MissingTextError(LookupError):
    """A sentence, or a value for one of its blanks, is missing. Raised by a strict translator only."""


class Translator:
    """Turns messages, numbers and dates into text for one reader.

    ``language`` is one of ``LANGUAGES`` (a tag like "es-MX" counts as its language, any
    other as English). ``region`` is a locale or territory whose number and date formats
    are used, None for the language's own. ``zone`` is the reader's time zone, None for the
    system's. A missing sentence is shown in English, then as its id; ``strict`` raises
    instead.
    """

    def __init__(
        self, language: str, region: str | None = None, *, zone: tzinfo | None = None, strict: bool = False
    ) -> None:
        self.language = supported_language(language)
        self.region = region
        self._zone = zone
        self._strict = strict

    @cached_property
    def formats(self) -> Formats:
        """The region's ways with numbers and dates, loaded when the first of them is shown."""
        from readiness.text.numbers import Formats

        return Formats(self.language, self.region, self._zone)

    def say(self, message: Message) -> str:
        """Return the sentence, its blanks filled; ``count`` chooses between singular and plural."""
        values: Mapping[str, Argument] = dict(message.arguments)
        text = self._text(message.id, values.get(_COUNT))
        if text is None:
            return self._missing(message)
        return _BLANK.sub(lambda blank: self._fill(message, blank[1], values), text)

    def has(self, id_: str) -> bool:
        """Whether the catalogue holds a sentence of that id."""
        return self._text(id_, 1) is not None

    def number(self, number: Number, digits: int | None = None) -> str:
        """Return the number in the region's format, with at most ``digits`` decimals."""
        return self.formats.number(number, digits)

    def quantity(self, quantity: Quantity, digits: int | None = None) -> str:
        """Return number and unit, kept together on one line."""
        return self.formats.with_unit(quantity.value, quantity.unit, digits)

    def value(self, value: Value, unit: str | None = None, digits: int | None = None) -> str:
        """Return a fact's value: a number with its unit, yes or no, a choice by its name, a text as it is."""
        if isinstance(value, bool):
            return self.say(YES if value else NO)
        if isinstance(value, str):
            return self._choice(value)
        if isinstance(value, frozenset):
            return self.join(self._choice(one) for one in sorted(value)) if value else self.say(NOTHING)
        return self.formats.with_unit(value, unit, digits) if unit else self.number(value, digits)

    def date(self, moment: datetime) -> str:
        """Return the day in the region's format, in the reader's time zone."""
        return self.formats.date(moment)

    def time(self, moment: datetime) -> str:
        """Return the time of day in the region's format, in the reader's time zone."""
        return self.formats.time(moment)

    def moment(self, moment: datetime) -> str:
        """Return day, time and distance from UTC."""
        return self.formats.moment(moment)

    def join(self, items: Iterable[str], *, alternatives: bool = False) -> str:
        """Return the items as the language lists them, with "and", or with "or" between alternatives."""
        return self.formats.join(items, alternatives=alternatives)

    def series(self, phrases: Iterable[str]) -> str:
        """Return phrases that may hold commas side by side, "a, b; c"; "" where there are none."""
        both = list(phrases)
        return reduce(lambda first, more: self.say(message(_SERIES, first=first, more=more)), both) if both else ""

    def _choice(self, value: str) -> str:
        return self._text(f"choice.{value}", None) or clean_line(value)

    def _text(self, id_: str, count: Argument | None) -> str | None:
        # English stands in only where a sentence was forgotten; a test keeps that from happening.
        for language in (self.language, LANGUAGES[0]):
            text = _look_up(language, id_, count)
            if text is not None:
                return text
            if self._strict:
                return None
        return None

    def _fill(self, message: Message, name: str, values: Mapping[str, Argument]) -> str:
        if name in values:
            return self._shown(values[name])
        if self._strict:
            raise MissingTextError(f"{message.id} needs a value for {name}")
        return "…"

    def _shown(self, value: Argument) -> str:
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, str):
            return clean_line(value)
        if isinstance(value, bool):
            return self.say(YES if value else NO)
        return self.number(value) if isinstance(value, int | float) else self.quantity(value)

    def _missing(self, message: Message) -> str:
        if self._strict:
            raise MissingTextError(f"no text {message.id} in {self.language}")
        values = ", ".join(f"{name}: {self._shown(value)}" for name, value in message.arguments)
        return clean(f"{message.id} ({values})" if values else message.id)


def system_translator(language: str | None = None) -> Translator:
    """Return the translator for this system: its language unless one is asked for, its region always."""
    return Translator(language or preferred_language(), system_region())


def _look_up(language: str, id_: str, count: Argument | None) -> str | None:
    catalogue = _catalogue(language)
    if catalogue is None:
        return None
    if isinstance(count, int | float):
        number = int(count) if count == int(count) else _SEVERAL
        plural = catalogue.ngettext(id_, id_, number)
        if plural != id_:
            return plural
    text = catalogue.gettext(id_)
    return None if text == id_ else text


class _Sentences(Protocol):
    """What is asked of a catalogue, as ``gettext`` names it."""

    def gettext(self, id_: str, /) -> str: ...

    def ngettext(self, one: str, several: str, count: int, /) -> str: ...


@cache
def _catalogue(language: str) -> _Sentences | None:
    """Return a language's sentences, None where the catalogue was never compiled."""
    try:
        return Compiled(paths.resource(f"locale/{language}/LC_MESSAGES/readiness.mo").read_bytes())
    except FileNotFoundError:
        return None
