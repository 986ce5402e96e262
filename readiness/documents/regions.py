"""Places where people live: countries and their parts by ISO 3166 code, named in every language of ours.

The names of countries are those of Unicode's CLDR, which Babel carries. It has none for the
parts of countries: they are shown as "TX (United States)", unless the profile names them.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError

from readiness.domain.message import Message, message
from readiness.domain.profile import Texts
from readiness.text import LANGUAGES, Translator

ELSEWHERE: Final = "elsewhere"
"""The answer of who lives in none of the places that are named."""

_TERRITORY_LETTERS: Final = 2
# What Unicode adds to ISO 3166: unions, dependencies without a code of their own, made-up locales.
_NOT_ISO: Final = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})


@cache
def countries() -> frozenset[str]:
    """Return every two-letter code of a country in ISO 3166-1."""
    known = _territories(LANGUAGES[0])
    return frozenset(code for code in known if len(code) == _TERRITORY_LETTERS and code.isalpha()) - _NOT_ISO


def region_names(code: str, language: str) -> Texts:
    """Return what a place is called in our languages and in ``language``, the profile's own."""
    return Texts(language, {tag: _name(code, tag) for tag in dict.fromkeys((language, *LANGUAGES))})


def elsewhere(language: str) -> Texts:
    """Return what "in none of them" is called in our languages and in ``language``."""
    tags = dict.fromkeys((language, *LANGUAGES))
    return Texts(language, {tag: Translator(tag).say(Message("region.elsewhere")) for tag in tags})


def _name(code: str, language: str) -> str:
    country, _, part = code.partition("-")
    name = _territories(language).get(country) or _territories(LANGUAGES[0]).get(country, country)
    return Translator(language).say(message("region.part", part=part, country=name)) if part else name


@cache
def _territories(language: str) -> dict[str, str]:
    try:
        names: dict[str, str] = dict(Locale.parse(language, sep="-").territories)
    except (UnknownLocaleError, ValueError):
        names = {}
    return names
