"""No computer is older than its processor."""

from __future__ import annotations

from datetime import date

import pytest

from readiness.analysis.computer.processor_name import parse_processor_name
from readiness.analysis.computer.processor_release import on_sale_since


@pytest.mark.parametrize(
    ("brand", "month"),
    [
        ("Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", (2017, 8)),
        ("Intel(R) Core(TM) i7-1165G7", (2020, 9)),
        ("Intel(R) Core(TM) Ultra 7 155H", (2023, 12)),
        ("Intel(R) Core(TM) 5 120U", (2023, 12)),
        ("AMD Ryzen 5 5600U with Radeon Graphics", (2020, 11)),
        ("AMD Ryzen AI 9 HX 370 w/ Radeon 890M", (2024, 7)),
        ("Apple M2 Pro", (2022, 6)),
    ],
)
def test_names_lead_to_months(brand: str, month: tuple[int, int]) -> None:
    name = parse_processor_name(brand)
    assert isinstance(name.family, str)
    assert isinstance(name.generation, int)
    assert on_sale_since(name.family, name.generation) == date(*month, 1)


@pytest.mark.parametrize(("family", "generation"), [("intel core i5", 99), ("intel xeon", 3), ("", 1)])
def test_what_is_not_in_the_table_is_not_known(family: str, generation: int) -> None:
    assert on_sale_since(family, generation) is None
