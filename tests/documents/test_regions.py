"""Places: the countries of ISO 3166-1, their names in each language, and their parts."""

from __future__ import annotations

import pytest

from readiness.documents.regions import countries, elsewhere, region_names


def test_there_are_as_many_countries_as_iso_counts() -> None:
    """ISO 3166-1 lists 249 codes; unions and made-up locales are none of them."""
    assert len(countries()) == 249
    assert {"JP", "US", "PH", "GB", "AX", "TW"} <= countries()
    assert not {"EU", "UK", "XK", "ZZ", "001"} & countries()


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
