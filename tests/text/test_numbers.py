"""Numbers and dates: as the region writes them, and never so that a fail looks like a pass."""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.quantity import exact
from readiness.text.numbers import Formats, rounded, telling_digits, usual_digits, written_digits

NBSP = "\u00a0"
MORNING = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)

finite = st.floats(allow_nan=False, allow_infinity=False)
everyday = st.floats(-1e6, 1e6).map(lambda number: round(number, 4))


@pytest.mark.parametrize(
    ("language", "region", "written"),
    [
        ("es", "es_MX", "12,345.6"),
        ("es", "es_ES", "12.345,6"),
        ("es", None, "12.345,6"),
        ("en", "es_ES", "12.345,6"),
        ("ja", "de_DE", "12.345,6"),
        ("es", "MX", "12,345.6"),
        ("en", "es-MX", "12,345.6"),
        ("en", "IN", "12,345.6"),
        ("fr", "fr_FR", "12\u202f345,6"),
        ("en", "nowhere", "12,345.6"),
        ("en", "ZZ", "12,345.6"),
    ],
)
def test_the_region_decides_how_a_number_is_written(language: str, region: str | None, written: str) -> None:
    assert Formats(language, region).number(12345.6, 1) == written


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0.0, "0"), (4, "4"), (25.04, "25"), (24.97, "25"), (7.8125, "7.81"), (1234.5, "1,235"), (-52.34, "\u221252.3"),
     (0.0123, "0.0123"), (0.5, "0.5"), (0.04961, "0.0496"), (16.0, "16"), (999.5, "1,000"), (-0.5, "\u22120.5")],
)  # fmt: skip
def test_three_figures_are_worth_showing(number: float, shown: str) -> None:
    assert Formats("en", "US").number(number) == shown


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_does_not_look_like_one(number: float) -> None:
    assert Formats("en", "US").number(number) == "?"
    with pytest.raises(ValueError, match="not a number"):
        usual_digits(number)


@pytest.mark.parametrize(("number", "digits"), [(25, 0), (24.97, 2), (1e-9, 9), (1e20, 0), (Fraction(1, 3), 3)])
def test_limits_are_written_out_in_full(number: float | Fraction, digits: int) -> None:
    assert written_digits(number) == digits


@pytest.mark.parametrize(
    ("number", "digits", "nearest"),
    [(2.5, 0, 3), (-2.5, 0, -3), (0.05, 1, Fraction(1, 10)), (0.049, 1, 0), (-0.04, 1, 0)],
)
def test_halves_go_away_from_zero(number: float, digits: int, nearest: Fraction) -> None:
    assert rounded(number, digits) == nearest


def test_a_failing_value_shows_the_digits_that_fail_it() -> None:
    digits = telling_digits(24.97, [25])
    assert Formats("en", "US").with_unit(24.97, "Mbit/s", digits) == f"24.97{NBSP}Mbit/s"


@pytest.mark.parametrize(("language", "words"), [("en", "15.6 inches"), ("es", "15,6 pulgadas"), ("ja", "15.6 インチ")])
def test_a_unit_without_a_sign_of_its_own_has_a_word(language: str, words: str) -> None:
    region = {"en": "US", "es": "ES", "ja": "JP"}[language]
    assert Formats(language, region).with_unit(15.6, "inch") == words.replace(" ", NBSP)


@given(everyday, everyday)
def test_what_is_printed_lies_on_the_right_side_of_the_limit(value: float, limit: float) -> None:
    shown = rounded(value, telling_digits(value, [limit]))
    assert (shown < exact(limit), shown > exact(limit)) == (value < limit, value > limit)


@given(finite, finite)
def test_even_the_strangest_value_never_prints_equal_to_a_limit_it_misses(value: float, limit: float) -> None:
    formats = Formats("en", "US")
    digits = telling_digits(value, [limit])
    same = formats.number(value, digits) == formats.number(limit, written_digits(limit))
    assert same is (exact(value) == exact(limit))


@pytest.mark.parametrize(
    ("language", "region", "shown"),
    [
        ("en", "en_US", "Nov 22, 2026"),
        ("en", "en_GB", "22 Nov 2026"),
        ("es", "es_MX", "22 nov 2026"),
        ("ja", "ja_JP", "2026/11/22"),
        ("en", "ja_JP", "2026/11/22"),
        ("en", "de_DE", "22.11.2026"),
        ("ja", "es_MX", "22/11/2026"),
    ],
)
def test_month_names_appear_only_in_the_readers_language(language: str, region: str, shown: str) -> None:
    assert Formats(language, region, UTC).date(MORNING) == shown


@pytest.mark.parametrize(
    ("hours", "shown"),
    [(0, "22.11.2026 09:05 UTC"), (9, "22.11.2026 18:05 UTC+9"), (-3.5, "22.11.2026 05:35 UTC\u22123:30")],
)
def test_a_moment_says_how_far_it_is_from_utc(hours: float, shown: str) -> None:
    zone = timezone(timedelta(hours=hours))
    assert Formats("en", "de_DE", zone).moment(MORNING) == shown


def test_a_time_without_a_zone_is_shown_as_it_stands() -> None:
    assert Formats("de", "de_DE").moment(MORNING.replace(tzinfo=None)) == "22.11.2026 09:05"


def test_without_a_zone_of_its_own_it_shows_the_systems() -> None:
    local = MORNING.astimezone()
    assert Formats("ja", "ja_JP").moment(MORNING).startswith(f"{local:%Y/%m/%d} {local.hour}:{local:%M}")


@pytest.mark.parametrize(
    ("language", "both", "either"),
    [("en", "a, b, and c", "a, b, or c"), ("es", "a, b y c", "a, b o c"), ("ja", "a、b、c", "a、b、またはc")],
)
def test_lists_read_as_the_language_lists(language: str, both: str, either: str) -> None:
    formats = Formats(language, None)
    assert (formats.join("abc"), formats.join("abc", alternatives=True)) == (both, either)
