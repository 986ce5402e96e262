"""Regions where people live: countries and their subdivisions by ISO 3166 code, named in every language.

Names of countries come from Unicode CLDR through Babel. It has none for subdivisions: they are shown as "TX (United
States)" unless the profile names them. Names are looked up when they are read, because every start of the program
reads profiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Final

from babel import Locale, UnknownLocaleError

from readiness.domain.message import Message, message
from readiness.domain.profile import Texts
from readiness.text import LANGUAGES, Translator

ELSEWHERE: Final = "elsewhere"
"""The answer of people who live in none of the listed regions."""

_ISO_3166_1: Final = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW "
    "BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI "
    "FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN "
    "IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME "
    "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF "
    "PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
    "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE "
    "YT ZA ZM ZW "
)
COUNTRIES: Final = frozenset(_ISO_3166_1.split())
"""All two-letter country codes of ISO 3166-1."""


class _Names(Mapping[str, str]):
    """Names of one region by language, each looked up when it is asked for."""

    def __init__(self, languages: tuple[str, ...], name: Callable[[str], str]) -> None:
        self._languages = languages
        self._name = name

    def __getitem__(self, language: str) -> str:
        if language not in self._languages:
            raise KeyError(language)
        return self._name(language)

    def __iter__(self) -> Iterator[str]:
        return iter(self._languages)

    def __len__(self) -> int:
        return len(self._languages)


def region_names(code: str, language: str) -> Texts:
    """Return the names of a region in the program's languages and in ``language``, the profile's own."""
    return _texts(language, partial(_name, code))


def elsewhere(language: str) -> Texts:
    """Return "in none of them" in the program's languages and in ``language``."""
    return _texts(language, lambda tag: Translator(tag).say(Message("region.elsewhere")))


def _texts(language: str, name: Callable[[str], str]) -> Texts:
    return Texts(language, _Names(tuple(dict.fromkeys((language, *LANGUAGES))), name))


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
