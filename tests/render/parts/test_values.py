"""Values, limits and margins in words."""

from datetime import UTC

import pytest

from readiness.domain.facts import Bound, Facts, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.judge import judge
from readiness.domain.profile import Condition, Limit, OneFact, Requirement, Tiers
from readiness.render.parts.rows import row
from readiness.render.parts.values import LimitWords, reading_words, spread_words
from readiness.render.parts.view import RowView
from readiness.text import LANGUAGES, Translator
from tests.render.samples import condition, profile, translator


def shown(reading: Reading, unit: str | None, *conditions: Condition, region: str = "en_US") -> RowView:
    """Hold a reading against a required and a recommended condition and return the row."""
    subject = OneFact("network.latency", unit, Tiers(*conditions))
    facts = Facts({"network.latency": reading})
    finding = judge(profile(Requirement("one", subject)), facts).findings[0]
    return row(finding.comparisons, "Reaction time", facts, Translator("en", region, zone=UTC, strict=True))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "unit", "limits", "words", "margin"),
    [
        (24.97, "Mbit/s", {"min": 25.0}, "24.97 Mbit/s", "0.03 Mbit/s below the limit"),
        (24.9996, "Mbit/s", {"min": 25.0}, "24.9996 Mbit/s", "0.0004 Mbit/s below the limit"),
        (25.3, "Mbit/s", {"min": 25.0}, "25.3 Mbit/s", "0.3 Mbit/s to spare"),
        (25.0, "Mbit/s", {"min": 25.0}, "25 Mbit/s", "exactly at the limit"),
        (25.0, "Mbit/s", {"above": 25.0}, "25 Mbit/s", "exactly at the limit"),
        (25.01, "Mbit/s", {"above": 25.0}, "25.01 Mbit/s", "0.01 Mbit/s to spare"),
        (420.4, "ms", {"max": 150.0}, "420 ms", "270 ms above the limit"),
        (-38.2, "dBov(A)", {"max": -45.0}, "\u221238.2 dBov(A)", "6.8 dB above the limit"),
        (15.0, "ms", {"min": 10.0, "max": 18.0}, "15 ms", "3 ms to spare"),
        (9.0, "ms", {"min": 10.0, "max": 18.0}, "9 ms", "1 ms below the limit"),
        (2.0, None, {"min": 4.0}, "2", "2 below the limit"),
    ],
)
def test_the_margin_adds_up_on_paper(
    value: float, unit: str | None, limits: dict[str, Limit], words: str, margin: str
) -> None:
    view = shown(Measured(value, unit), unit, condition(**limits))
    assert (plain(view.value), plain(view.limits[0].margin)) == (words, margin)


def test_both_tiers_share_one_value_with_digits_enough_for_both() -> None:
    view = shown(Measured(9.996, "Mbit/s"), "Mbit/s", condition(min=5.0), condition(min=10.0))
    assert plain(view.value) == "9.996 Mbit/s"
    assert [one.tier_word for one in view.limits] == ["Needed", "Recommended"]
    assert [one.mark.word for one in view.limits] == ["Met", "Advice"]


@pytest.mark.parametrize(
    ("reading", "limits", "words", "margin"),
    [
        (
            Measured(27.4, "Mbit/s", spread=0.3, bound=Bound.AT_LEAST),
            {"min": 25.0},
            "at least 27.1",
            "2.1 Mbit/s to spare",
        ),
        (Measured(27.4, "Mbit/s", spread=0.3, bound=Bound.AT_LEAST), {"min": 30.0}, "at least 27.1", ""),
        (
            Measured(24.0, "Mbit/s", spread=0.4, bound=Bound.AT_MOST),
            {"min": 25.0},
            "at most 24.4",
            "0.6 Mbit/s below the limit",
        ),
    ],
)
def test_what_is_known_from_one_side_is_shown_as_that(
    reading: Measured, limits: dict[str, Limit], words: str, margin: str
) -> None:
    view = shown(reading, "Mbit/s", condition(**limits))
    assert (plain(view.value), view.spread) == (f"{words} Mbit/s", "")
    assert plain(view.limits[0].margin) == margin
    assert plain(reading_words(reading, translator("en"))) == f"{words} Mbit/s"
    assert spread_words(reading, translator("en")) == ""


@pytest.mark.parametrize(("language", "words"), [("en", "at most 1 %"), ("es", "como máximo 1 %"), ("ja", "1 %以下")])
def test_one_side_is_said_in_every_language(language: str, words: str) -> None:
    reading = Measured(0.0, "%", spread=1.0, bound=Bound.AT_MOST)
    assert plain(reading_words(reading, translator(language))).replace("1%", "1 %") == words


def test_a_value_is_shown_in_the_unit_of_its_limit() -> None:
    view = shown(Measured(8.0, "GiB", spread=0.5), "GB", condition(min=8.0))
    assert plain(view.value) == "8.59 GB"
    assert plain(view.spread) == "± 0.54 GB"


@pytest.mark.parametrize(
    ("value", "margin"),
    [(25.3, "0.3 Mbit/s to spare, but only just"), (24.7, "0.3 Mbit/s below the limit, very close")],
)
def test_within_the_spread_it_is_only_just(value: float, margin: str) -> None:
    view = shown(Measured(value, "Mbit/s", spread=0.8), "Mbit/s", condition(min=25.0))
    assert plain(view.limits[0].margin) == margin


def test_a_small_spread_is_not_shown_as_none() -> None:
    assert plain(spread_words(Measured(120.0, "ms", spread=0.04), translator("en"))) == "± 0.04 ms"
    assert spread_words(Measured("usb"), translator("en")) == ""
    assert plain(spread_words(Measured("usb", spread=1.0), translator("en"))) == "± 1"


@pytest.mark.parametrize(
    ("clauses", "words"),
    [
        ({"min": 25.0}, "at least 25 Mbit/s"),
        ({"max": 25.5}, "at most 25.5 Mbit/s"),
        ({"above": 1234.5678}, "more than 1,234.5678 Mbit/s"),
        ({"below": 0.1}, "less than 0.1 Mbit/s"),
        ({"min": 10.0, "max": 20.0}, "10 Mbit/s to 20 Mbit/s"),
        ({"max": 20.0, "min": 10.0, "none_of": ("usb",)}, "10 Mbit/s to 20 Mbit/s and anything but USB"),
        ({"min": 10.0, "max": 10.0}, "exactly 10 Mbit/s"),
        ({"one_of": ("usb",)}, "USB"),
        ({"one_of": ("usb", "analog", "x")}, "USB, 3.5 mm plug, or x"),
        ({"none_of": ("usb", "bluetooth")}, "anything but USB or Bluetooth"),
        ({"has_all": ("a", "b")}, "all of these: a and b"),
        ({"has_any": ("a", "b")}, "at least one of these: a or b"),
        ({"equals": True}, "yes"),
        ({"equals": "usb"}, "USB"),
        ({"min": "10.0.19045"}, "at least 10.0.19045"),
    ],
)
def test_every_limit_has_words(clauses: dict[str, Limit], words: str) -> None:
    assert plain(LimitWords("Mbit/s", translator("en")).condition(condition(**clauses))) == words


@pytest.mark.parametrize(
    ("language", "words"), [("es", "de 10 ms a 20,5 ms"), ("ja", "10 ms\uff5e20.5 ms"), ("en", "10 ms to 20.5 ms")]
)
def test_limits_read_naturally_in_every_language(language: str, words: str) -> None:
    assert plain(LimitWords("ms", translator(language)).condition(condition(min=10.0, max=20.5))) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_can_lose_its_unit(language: str) -> None:
    words = LimitWords("Mbit/s", translator(language)).condition(condition(min=25.0))
    assert "25\u00a0Mbit/s" in words


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (Measured(25.3, "Mbit/s"), "25.3 Mbit/s"),
        (Measured(value=True), "yes"),
        (Unmeasured(Reason.TIMED_OUT), "Not measured: It took too long and was ended."),
    ],
)
def test_a_reading_fits_on_one_line(reading: Reading, words: str) -> None:
    assert plain(reading_words(reading, translator("en"))) == words


@pytest.mark.parametrize(
    ("value", "unit", "limit_unit", "words"),
    [(8.0, "GB", "ms", "8 GB"), (8.0, None, "ms", "8"), ("x", None, "ms", "x")],
)
def test_what_cannot_be_compared_is_shown_as_it_is_and_has_no_margin(
    value: Value, unit: str | None, limit_unit: str, words: str
) -> None:
    view = shown(Measured(value, unit), limit_unit, condition(min=1.0))
    assert (plain(view.value), view.limits[0].margin) == (words, "")
    assert view.limits[0].mark.word == "Not measured"


def test_a_choice_has_no_margin() -> None:
    view = shown(Measured("usb"), None, condition(one_of=("usb",)))
    assert (view.value, view.limits[0].margin) == ("USB", "")
