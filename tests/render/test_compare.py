"""Several employers side by side."""

from dataclasses import replace

import pytest

from readiness.domain.facts import Bound, Measured, Reading, Reason, System, Unmeasured
from readiness.domain.profile import AnyOf, OneFact, Requirement, Tiers
from readiness.domain.report import Report
from readiness.render.compare import compare
from readiness.render.html.report import render_comparison_html
from readiness.render.parts.columns import width
from readiness.render.plain import Style, render_comparison
from readiness.text import LANGUAGES
from tests.render.samples import READINGS, REQUIREMENTS, condition, measured, profile, report, translator

FEW = tuple(one for one in REQUIREMENTS if one.id in {"download", "headset", "door", "mac"})


def _download(limit: float, unit: str = "Mbit/s") -> Requirement:
    return Requirement("speed", OneFact("network.download", unit, Tiers(condition(min=limit))))


def reports(value: Reading = READINGS["network.download"]) -> list[Report]:
    known = {**READINGS, "network.download": value}
    return [
        report(profile(*FEW), known),
        report(profile(_download(0.025, "Gbit/s"), REQUIREMENTS[6], id_="com.b", issuer="Contacto Global"), known),
    ]


def test_the_same_fact_shares_a_row_whatever_it_is_called() -> None:
    view = compare(reports(), translator("en"))
    assert view.columns == ("Example Support Ltd", "Contacto Global")
    assert [mark.word for mark in view.verdicts] == ["Not ready yet", "Not ready yet"]
    names = [row.name for row in view.rows]
    assert names.count("Download speed") == 1
    download = view.rows[names.index("Download speed")]
    assert [cell and cell.words for cell in download.cells] == [
        "Needed: at least 25\u00a0Mbit/s",
        "Needed: at least 0.025\u00a0Gbit/s",
    ]
    headset = view.rows[names.index("Headset connection")]
    assert (headset.value, headset.cells[1]) == ("Bluetooth", None)


def test_questions_and_alternatives_have_rows_of_their_own() -> None:
    rows = {row.name: row for row in compare(reports(), translator("en")).rows}
    assert rows["Does the room have a door?"].value == "yes"
    assert rows["Cable, or very quick Wi-Fi"].cells[0] is None
    elsewhere = rows["System version"].cells[0]
    assert elsewhere
    assert (elsewhere.mark.word, elsewhere.words) == ("Does not apply", "")


def test_a_value_known_from_one_side_is_compared_as_that() -> None:
    rows = compare(reports(Measured(27.4, "Mbit/s", spread=0.3, bound=Bound.AT_LEAST)), translator("en")).rows
    assert rows[0].value == "at least 27.1\u00a0Mbit/s"


def test_the_value_has_digits_enough_for_every_employer() -> None:
    rows = compare(reports(Measured(24.9996, "Mbit/s")), translator("en")).rows
    assert rows[0].value == "24.9996\u00a0Mbit/s"


def test_what_was_not_measured_has_no_value() -> None:
    row = compare(reports(Unmeasured(Reason.OFFLINE)), translator("en")).rows[0]
    assert row.value == "Not measured"
    assert [cell and cell.mark.word for cell in row.cells] == ["Not measured", "Not measured"]


def test_of_several_ways_there_is_a_value_only_where_one_was_found() -> None:
    ways = [one for one in REQUIREMENTS if isinstance(one.subject, AnyOf)][:1]
    elsewhere = replace(ways[0], only_on=frozenset({System.MACOS}))

    def value(requirement: Requirement, known: dict[str, Reading]) -> str:
        return compare([report(profile(requirement), known)], translator("en")).rows[0].value

    assert value(ways[0], {}) == "Not measured"
    assert value(elsewhere, {"os.family": measured("linux")}) == ""


def test_a_fact_asked_for_twice_by_one_employer_has_two_rows() -> None:
    twice = profile(
        _download(5.0), Requirement("other", OneFact("network.download", "Mbit/s", Tiers(condition(min=9.0))))
    )
    rows = compare([report(twice)], translator("en")).rows
    assert [cell.words for row in rows for cell in row.cells if cell] == [
        "Needed: at least 5\u00a0Mbit/s",
        "Needed: at least 9\u00a0Mbit/s",
    ]


def test_a_fact_asked_for_on_each_system_has_a_row_for_each() -> None:
    both = [replace(_download(5.0), id=one, only_on=frozenset({System(one)})) for one in ("windows", "macos")]
    known = {**READINGS, "os.family": measured("windows")}
    rows = compare([report(profile(*both), known), report(profile(both[1], id_="com.b"), known)], translator("en")).rows
    assert [(row.name, row.value) for row in rows] == [
        ("Download speed (Windows)", "25.3\u00a0Mbit/s"),
        ("Download speed (macos)", ""),
    ]
    assert [[cell and cell.mark.word for cell in row.cells] for row in rows] == [
        ["Met", None],
        ["Does not apply", "Does not apply"],
    ]
    text = render_comparison(compare(reports(), translator("es")), Style(100))
    assert "No se pide" in text


def test_profiles_of_one_employer_are_told_apart_by_their_titles() -> None:
    view = compare([report(), report()], translator("en"))
    assert view.columns == ("Example Support Ltd, Voice support agent",) * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_a_terminal_and_a_page(language: str) -> None:
    view = compare(reports(), translator(language))
    text = render_comparison(view, Style(80))
    assert max(width(line) for line in text.splitlines()) <= 80
    page = render_comparison_html(view)
    assert translator(language).moment(reports()[0].finished) in page
    assert f'lang="{language}"' in page
    for name in view.columns:
        assert name in page
        assert name.split()[0] in text
