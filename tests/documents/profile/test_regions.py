"""Places: the countries of ISO 3166-1, their names in each language, and their parts."""

from __future__ import annotations

import re
from typing import Final

import pytest
from babel import Locale

from readiness.documents.profile.regions import COUNTRIES, elsewhere, region_names

NOT_COUNTRIES: Final = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
"""What Unicode adds to ISO 3166: unions, dependencies without a code of their own, made-up locales."""


def test_there_are_as_many_countries_as_iso_counts() -> None:
    """ISO 3166-1 lists 249 codes; unions and made-up locales are none of them."""
    named = {str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))}
    assert len(COUNTRIES) == 249
    assert named - COUNTRIES == NOT_COUNTRIES
    assert named >= COUNTRIES


def test_nothing_else_is_a_language_of_a_place() -> None:
    names = region_names("JP", "en").by_language
    assert (len(names), "fr" in names, names.get("fr")) == (3, False, None)
    assert names == {"en": "Japan", "es": "Japón", "ja": "日本"}


@pytest.mark.parametrize(
    ("code", "tag", "name"),
    [
        ("DE", "en", "Germany"),
        ("DE", "es", "Alemania"),
        ("DE", "ja", "ドイツ"),
        ("DE", "pt-BR", "Alemanha"),
        ("DE", "xx", "Germany"),
        ("US-NY", "en", "NY (United States)"),
        ("US-NY", "ja", "NY\uff08アメリカ合衆国\uff09"),
    ],
)
def test_a_place_has_its_name_in_each_language(code: str, tag: str, name: str) -> None:
    assert region_names(code, tag).in_language(tag) == name
    assert set(region_names(code, tag).by_language) == {tag, "en", "es", "ja"}


def test_whoever_lives_in_none_of_them_can_say_so() -> None:
    assert elsewhere("pt-BR").in_language("es") == "En otro lugar"
    assert elsewhere("pt-BR").in_language("pt") == "Somewhere else"
