"""Numbers with units: read strictly, converted and compared exactly."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.quantity import (
    Dimension,
    Quantity,
    QuantityError,
    aliases_of,
    dimension_of,
    exact,
    is_finite,
    parse_quantity,
    to_float,
    unit_named,
    units_of,
)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("8 GiB", 8, "GiB"),
        ("8GiB", 8, "GiB"),
        (" 25  Mbit/s ", 25, "Mbit/s"),
        ("25Mbps", 25, "Mbit/s"),
        ("0.5 Gbps", 0.5, "Gbit/s"),
        ("-50 dBov(A)", -50, "dBov(A)"),
        ("\u221250 dBov", -50, "dBov"),
        ("+3 dB", 3, "dB"),
        ("1e3 ms", 1000, "ms"),
        ("99.5 %", 99.5, "%"),
        ("\uff14\u00a0GHz", 4, "GHz"),
    ],
)
def test_a_quantity_is_read(text: str, value: float, unit: str) -> None:
    quantity = parse_quantity(text)
    assert (quantity.value, quantity.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("", "not_a_quantity", ""),
        ("GiB", "not_a_quantity", ""),
        ("8,5 GiB", "unit_unknown", ""),
        ("1e999 B", "not_a_quantity", ""),
        ("nan B", "not_a_quantity", ""),
        ("8", "unit_missing", ""),
        ("8 parsecs", "unit_unknown", ""),
        ("3MBps", "unit_ambiguous", "Mbit/s"),
        ("100mbps", "unit_ambiguous", "Mbit/s"),
        ("3 mB/s", "unit_ambiguous", "Mbit/s"),
        ("3 Mb/s", "unit_ambiguous", "Mbit/s"),
        ("8 gb", "unit_ambiguous", "GB"),
        ("8 gib", "unit_ambiguous", "GiB"),
        ("8 MS", "unit_ambiguous", "ms"),
        ("3 MB/s", "unit_byte_rate", "Mbit/s"),
        ("3 kB/s", "unit_byte_rate", "kbit/s"),
    ],
)
def test_what_can_be_read_two_ways_is_refused(text: str, code: str, suggestion: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_quantity(text)
    assert (refused.value.code, refused.value.suggestion) == (code, suggestion)
    assert refused.value.code in str(refused.value)


def test_decimal_and_binary_sizes_are_two_units() -> None:
    assert Quantity(8, "GB") < Quantity(8, "GiB")
    assert Quantity(8, "GiB") == Quantity(8192, "MiB")
    assert Quantity(1, "TB").to("GB") == Quantity(1000, "GB")
    assert Quantity(16, "GB").to("GiB").value == pytest.approx(14.9011611938)


def test_comparison_uses_the_digits_that_are_printed() -> None:
    assert Quantity(150, "ms") == Quantity(0.15, "s")
    assert Quantity(0.1, "s") == Quantity(100, "ms")
    assert hash(Quantity(150, "ms")) == hash(Quantity(0.15, "s"))
    assert exact(0.1) == Fraction(1, 10)
    assert Quantity(2, "s") >= Quantity(2000, "ms")


def test_quantities_of_two_dimensions_are_never_equal_and_cannot_be_ordered() -> None:
    assert Quantity(1, "B") != Quantity(1, "bit/s")
    assert Quantity(1, "B") != 1
    with pytest.raises(QuantityError, match="dimension_mismatch"):
        assert Quantity(1, "dBov") < Quantity(1, "dBov(A)")
    with pytest.raises(QuantityError, match="dimension_mismatch"):
        Quantity(1, "B").to("ms")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, 10**400])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(QuantityError, match="not_a_quantity"):
        Quantity(value, "B")


def test_numbers_beyond_floats_do_not_raise() -> None:
    biggest = Quantity(sys.float_info.max, "TiB")
    assert biggest.to("B").value == sys.float_info.max
    assert to_float(-Fraction(10**400)) == -sys.float_info.max
    assert not is_finite(10**400)
    assert is_finite(10**300)


def test_units_know_their_dimension_and_their_kin() -> None:
    assert dimension_of("Mbps") is Dimension.RATE
    assert units_of(Dimension.TIME) == ("ms", "s", "min", "h")
    assert unit_named("Gbps") == "Gbit/s"
    assert aliases_of("Mbit/s") == ("Mbps",)
    assert aliases_of("GiB") == ()
    assert Quantity(1, "MOS").dimension is Dimension.OPINION
    assert str(Quantity(2.5, "Mbps")) == "2.5 Mbit/s"


@given(st.decimals(-(10**6), 10**6, places=3), st.sampled_from(Dimension), st.data())
def test_converting_there_and_back_changes_nothing(number: object, dimension: Dimension, data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from(units_of(dimension))) for _ in range(2))
    quantity = Quantity(float(str(number)), one)
    assert quantity.exact_in(other) * Quantity(1, other).exact_in(one) == exact(quantity.value)
    assert parse_quantity(f"{quantity.value!r} {one}") == quantity
