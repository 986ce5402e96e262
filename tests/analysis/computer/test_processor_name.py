"""Brand strings that real machines print, held against the makers' naming rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.computer.processor_name import (
    FAMILIES,
    VENDORS,
    Gap,
    ProcessorName,
    parse_processor_name,
    rated_clock_hz,
)

TABLE: Final = Path(__file__).parents[2] / "recordings" / "processor_names.txt"


@dataclass(frozen=True)
class Row:
    brand: str
    expected: tuple[str, str, str, str]
    how: str
    source: str


def rows() -> tuple[Row, ...]:
    lines = (line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return tuple(_row(line) for line in lines)


def _row(line: str) -> Row:
    quoted = re.match(r'"(.*?)"', line)
    assert quoted
    vendor, family, generation, model, how, source = (part.strip() for part in line[quoted.end() :].split("|")[1:])
    return Row(quoted[1], (vendor, family, generation, model), how, source)


def shown(name: ProcessorName) -> tuple[str, ...]:
    parts = (name.vendor, name.family, name.generation, name.model)
    return tuple("-" if isinstance(part, Gap) else str(part) for part in parts)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.brand)
def test_a_name_is_read_as_its_maker_meant_it(row: Row) -> None:
    assert shown(parse_processor_name(row.brand)) == row.expected


def test_the_table_is_large_printed_by_machines_and_names_every_source() -> None:
    table = rows()

    assert sum(row.how == "printed" for row in table) >= 150
    assert {row.how for row in table} == {"printed", "listed"}
    assert all(row.source for row in table)
    assert len({row.brand for row in table}) == len(table)


@pytest.mark.parametrize(
    ("brand", "gap"),
    [
        ("Genuine Intel(R) CPU 0000 @ 2.00GHz", Gap.SAMPLE),
        ("AMD Eng Sample: 100-000000560-40_Y", Gap.SAMPLE),
        ("QEMU Virtual CPU version 2.5+", Gap.VIRTUAL),
        ("Common KVM processor", Gap.VIRTUAL),
        ("DO-Regular", Gap.VIRTUAL),
        ("VirtualApple @ 2.50GHz processor", Gap.VIRTUAL),
        ("Transmeta(tm) Crusoe(tm) Processor TM5800", Gap.UNKNOWN),
        ("", Gap.UNKNOWN),
    ],
)
def test_an_unknown_family_says_why(brand: str, gap: Gap) -> None:
    name = parse_processor_name(brand)

    assert name.family is gap
    assert name.generation is gap


def test_a_name_without_number_is_not_taken_for_the_first_generation() -> None:
    assert parse_processor_name("Intel(R) Core(TM) i3-N305").generation is Gap.NOT_IN_NAME
    assert parse_processor_name("Intel Core i7 9xx (Nehalem Class Core i7)").generation is Gap.NOT_IN_NAME


def test_a_spelt_out_generation_counts_where_the_number_says_nothing() -> None:
    assert parse_processor_name("13th Gen Intel(R) Core(TM) i7").generation == 13


def test_a_name_that_contradicts_itself_has_no_generation() -> None:
    assert parse_processor_name("13th Gen Intel(R) Core(TM) i7-8550U").generation is Gap.CONTRADICTION


@pytest.mark.parametrize(
    ("number", "generation"),
    [("1000NG4", 10), ("1005G1", 10), ("1065G7", 10), ("1235U", 12), ("8086K", 8), ("10980XE", 10), ("14900KS", 14)],
)
def test_four_digits_beginning_with_one_count_two(number: str, generation: int) -> None:
    assert parse_processor_name(f"Intel(R) Core(TM) i7-{number} CPU @ 1.00GHz").generation == generation


@pytest.mark.parametrize(
    ("brand", "hertz"),
    [
        ("Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", 1.6e9),
        ("Intel(R) Pentium(R) Gold G5500 CPU@3.80GHZ", 3.8e9),
        ("Snapdragon (TM) 8cx Gen 3 @ 3.0 GHz", 3e9),
        ("Intel(R) Pentium(R) III CPU - S         1400MHz", 1.4e9),
        ("AMD Ryzen 5 5600U with Radeon Graphics", None),
        ("Apple M1", None),
        ("", None),
    ],
)
def test_some_names_end_with_the_rated_clock(brand: str, hertz: float | None) -> None:
    assert rated_clock_hz(brand) == hertz


def test_every_family_belongs_to_a_vendor_and_stands_once() -> None:
    assert {family.split()[0] for family in FAMILIES} <= set(VENDORS)
    assert len(set(FAMILIES)) == len(FAMILIES)


_WORDS = st.sampled_from([word for row in rows() for word in row.brand.split()])


@given(st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=8).map(" ".join)))
def test_any_text_gives_known_parts_or_gaps(text: str) -> None:
    name = parse_processor_name(text)

    assert isinstance(name.vendor, Gap) or name.vendor in VENDORS
    assert isinstance(name.family, Gap) or name.family in FAMILIES
    assert isinstance(name.generation, Gap) or 0 <= name.generation < 1000
    assert isinstance(name.model, Gap) or name.model.strip()


@given(st.sampled_from(rows()), st.sampled_from(["  {}", "{}   ", "{}\x00", "\t{}"]))
def test_blanks_around_a_name_do_not_matter(row: Row, frame: str) -> None:
    assert shown(parse_processor_name(frame.format(row.brand).replace("\x00", " "))) == row.expected
