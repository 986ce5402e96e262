"""One reading against one condition: a table row per rule."""

from __future__ import annotations

import pytest

from readiness.domain.conditions import held_against
from readiness.domain.facts import Bound, Measured, Reason, Value
from readiness.domain.message import Message, message
from readiness.domain.profile import FactTest, Limit
from readiness.domain.quantity import Quantity
from readiness.domain.report import Outcome, Truth
from tests.domain.one_requirement import condition, found, memory


@pytest.mark.parametrize(
    ("operator", "limit", "value", "truth"),
    [
        ("min", 8.0, 8.0, "yes"),
        ("min", 8.0, 7.9, "no"),
        ("max", 8.0, 8.0, "yes"),
        ("max", 8.0, 8.1, "no"),
        ("above", 8.0, 8.0, "no"),
        ("above", 8.0, 8.1, "yes"),
        ("below", 8.0, 8.0, "no"),
        ("below", 8.0, 7.9, "yes"),
        ("min", 8.0, "8", "unknown"),
        ("min", 8.0, True, "unknown"),
        ("min", "10.0.19045", "10.0.22000", "yes"),
        ("min", "10.0.19045", "10.0.9999", "no"),
        ("min", "14", "14.0", "yes"),
        ("below", "14", "14.0.0", "no"),
        ("min", "14", "trixie", "unknown"),
        ("min", "14", 14.0, "unknown"),
        ("none_of", ("10.0.22000",), "10.0.22000.0", "no"),
        ("none_of", ("11.0.*", "11.1.*", "11.2.*"), "11.2.3", "no"),
        ("none_of", ("11.0.*", "11.1.*", "11.2.*"), "11.3", "yes"),
        ("none_of", ("11.0.*",), "11", "no"),
        ("one_of", ("14.*", "15.1"), "14.7.1", "yes"),
        ("one_of", ("14.*", "15.1"), "15.1.0", "yes"),
        ("one_of", ("14.*", "15.1"), "15.1.1", "no"),
        ("one_of", ("14.*",), "140.1", "no"),
        ("one_of", ("14.*",), "trixie", "no"),
        ("one_of", ("usb.*",), "usb", "no"),
        ("one_of", ("usb", "analog"), "USB", "yes"),
        ("one_of", ("usb", "analog"), "bluetooth", "no"),
        ("none_of", ("bluetooth",), "usb", "yes"),
        ("none_of", ("Bluetooth",), "bluetooth", "no"),
        ("one_of", ("usb",), 1.0, "unknown"),
        ("equals", True, True, "yes"),
        ("equals", True, False, "no"),
        ("equals", True, 1.0, "unknown"),
        ("equals", True, "true", "unknown"),
        ("has_all", ("a", "B"), frozenset({"A", "b", "c"}), "yes"),
        ("has_all", ("a", "d"), frozenset({"a", "b"}), "no"),
        ("has_any", ("a", "d"), frozenset({"a", "b"}), "yes"),
        ("has_any", ("d",), frozenset[str](), "no"),
        ("none_of", ("a",), frozenset({"a", "b"}), "no"),
        ("none_of", ("d",), frozenset({"a", "b"}), "yes"),
        ("has_all", ("a",), "a", "yes"),
        ("has_all", "a", frozenset({"a"}), "unknown"),
    ],
)
def test_a_value_is_held_against_a_limit(operator: str, limit: Limit, value: Value, truth: str) -> None:
    finding = found(memory(condition(**{operator: limit}), unit=None), Measured(value))
    assert finding.comparisons[0].truth is Truth(truth)


@pytest.mark.parametrize(
    ("operator", "words", "truth"),
    [
        ("has_all", "a", "yes"),
        ("has_all", "a A", "yes"),
        ("has_all", "b", "no"),
        ("has_all", "c", "unknown"),
        ("has_all", "a c", "unknown"),
        ("has_all", "b c", "no"),
        ("has_any", "a c", "yes"),
        ("has_any", "b", "no"),
        ("has_any", "b c", "unknown"),
        ("none_of", "a c", "no"),
        ("none_of", "B", "yes"),
        ("none_of", "b c", "unknown"),
    ],
)
def test_of_words_nobody_looked_for_nothing_is_known(operator: str, words: str, truth: str) -> None:
    reading = Measured(frozenset({"a"}), looked_for=frozenset({"a", "b"}))
    finding = found(memory(condition(**{operator: tuple(words.split())}), unit=None), reading)
    assert finding.comparisons[0].truth is Truth(truth)
    assert (finding.unknown is None) is (truth != "unknown")
    if finding.unknown:
        assert finding.unknown.reason is Reason.SKIPPED
        assert finding.unknown.detail == message("unmeasured.not_found_out", words="c")


@pytest.mark.parametrize(
    ("bound", "operator", "limit", "truth"),
    [
        (Bound.AT_LEAST, "min", 27.1, "yes"),
        (Bound.AT_LEAST, "min", 27.2, "unknown"),
        (Bound.AT_LEAST, "above", 27.0, "yes"),
        (Bound.AT_LEAST, "above", 27.1, "unknown"),
        (Bound.AT_LEAST, "max", 27.0, "no"),
        (Bound.AT_LEAST, "max", 27.1, "unknown"),
        (Bound.AT_LEAST, "below", 27.1, "no"),
        (Bound.AT_LEAST, "below", 30.0, "unknown"),
        (Bound.AT_MOST, "max", 27.7, "yes"),
        (Bound.AT_MOST, "max", 27.6, "unknown"),
        (Bound.AT_MOST, "below", 27.8, "yes"),
        (Bound.AT_MOST, "below", 27.7, "unknown"),
        (Bound.AT_MOST, "min", 27.8, "no"),
        (Bound.AT_MOST, "min", 27.7, "unknown"),
        (Bound.AT_MOST, "above", 27.7, "no"),
        (Bound.AT_MOST, "above", 20.0, "unknown"),
        (Bound.AT_MOST, "min", "10.0", "unknown"),
    ],
)
def test_what_is_known_from_one_side_decides_what_it_can(bound: Bound, operator: str, limit: Limit, truth: str) -> None:
    reading = Measured(27.4, spread=0.3, bound=bound)
    [compared] = found(memory(condition(**{operator: limit}), unit=None), reading).comparisons
    assert compared.truth is Truth(truth)
    assert compared == held_against(FactTest("memory", None, condition(**{operator: limit})), reading)
    assert (compared.value, compared.bound) == (reading.known, bound)
    assert (compared.margin is None, compared.unknown is None) == (truth == "unknown", truth != "unknown")
    assert not compared.only_just


def test_a_range_is_refuted_from_one_side_and_proven_from_neither() -> None:
    for low, truth in ((10.0, Truth.UNKNOWN), (25.0, Truth.NO)):
        test = FactTest("memory", "GiB", condition(min=4.0, max=20.0))
        assert held_against(test, Measured(low, "GiB", bound=Bound.AT_LEAST)).truth is truth


def test_a_limit_beyond_what_was_measured_is_open_and_says_how_far_it_went() -> None:
    requirement = memory(condition(min=8.0), condition(min=16.0))
    finding = found(requirement, Measured(9728.0, "MiB", spread=512.0, bound=Bound.AT_LEAST))
    assert (finding.outcome, finding.blocks) == (Outcome.NOT_MEASURED, False)
    assert [one.truth for one in finding.comparisons] == [Truth.YES, Truth.UNKNOWN]
    assert finding.unknown
    assert finding.unknown.reason is Reason.SKIPPED
    assert finding.unknown.detail == message("unmeasured.at_least", value=Quantity(9.0, "GiB"))
    assert finding.unknown.remedy == Message("unmeasured.bounded.remedy")
    low = found(memory(condition(min=10.0)), Measured(9728.0, "MiB", bound=Bound.AT_LEAST))
    assert (low.outcome, low.blocks) == (Outcome.NOT_MEASURED, True)
    count = found(memory(condition(max=1.0), unit=None), Measured(2.0, bound=Bound.AT_MOST))
    assert count.unknown
    assert count.unknown.detail == message("unmeasured.at_most", value=2.0)
    strange = found(memory(condition(min=1.0)), Measured(2.0, "ms", bound=Bound.AT_LEAST))
    assert strange.unknown
    assert strange.unknown.detail == Message("unmeasured.not_comparable")


def test_every_clause_of_a_condition_must_hold() -> None:
    between = memory(condition(min=4.0, max=16.0))
    assert found(between, Measured(8.0, "GiB")).outcome is Outcome.PASS
    assert found(between, Measured(2.0, "GiB")).outcome is Outcome.FAIL
    assert found(between, Measured(32.0, "GiB")).outcome is Outcome.FAIL


def test_a_clause_that_fails_decides_though_another_cannot_be_compared() -> None:
    versions = memory(condition(min="14", none_of=("beta",)), unit=None)
    assert found(versions, Measured("beta")).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("reading", "margin"),
    [
        (Measured(8.0, "GiB"), 0.0),
        (Measured(8192.0, "MiB"), 0.0),
        (Measured(10.0, "GiB"), 2.0),
        (Measured(7.5, "GiB"), -0.5),
        (Measured(8.0, None), None),
        (Measured(8.0, "ms"), None),
    ],
)
def test_the_margin_is_in_the_limits_unit(reading: Measured, margin: float | None) -> None:
    comparison = found(memory(condition(min=8.0)), reading).comparisons[0]
    assert comparison.margin == margin
    assert (comparison.value, comparison.value_unit) == (reading.value, reading.unit)


def test_the_margin_is_that_of_the_nearest_limit() -> None:
    assert found(memory(condition(min=4.0, max=16.0)), Measured(13.0, "GiB")).comparisons[0].margin == 3.0


@pytest.mark.parametrize(
    ("value", "spread", "only_just"),
    [(8.0, None, False), (8.0, 0.0, False), (8.2, 0.1, False), (8.1, 0.1, True), (7.9, 0.1, True)],
)
def test_it_is_only_just_when_the_limit_lies_inside_the_spread(
    value: float,
    spread: float | None,
    only_just: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert found(memory(condition(min=8.0)), Measured(value, "GiB", spread=spread)).only_just is only_just


def test_what_cannot_be_compared_is_not_measured_and_says_so() -> None:
    finding = found(memory(condition(min=8.0)), Measured(8.0, "ms"))
    assert (finding.outcome, finding.blocks) == (Outcome.NOT_MEASURED, True)
    assert finding.unknown
    assert finding.unknown.reason is Reason.IMPLAUSIBLE
