"""When the processors of a family and generation were first sold: no computer is older than its processor.

The dates are the first month in which a generation could be bought, from the makers' announcements (Intel ARK "Launch
Date"; press releases of AMD and Apple). What is not in the table is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

# Year and month by generation, as ``processor_name`` counts them.
_CORE: Final = {
    1: (2008, 11),
    2: (2011, 1),
    3: (2012, 4),
    4: (2013, 6),
    5: (2014, 9),
    6: (2015, 8),
    7: (2016, 8),
    8: (2017, 8),
    9: (2018, 10),
    10: (2019, 8),
    11: (2020, 9),
    12: (2021, 11),
    13: (2022, 10),
    14: (2023, 10),
}
_CORE_SERIES: Final = {1: (2023, 12), 2: (2024, 9), 3: (2026, 1)}
_RYZEN: Final = {
    1: (2017, 3),
    2: (2017, 10),
    3: (2019, 1),
    4: (2020, 1),
    5: (2020, 11),
    6: (2022, 1),
    7: (2022, 9),
    8: (2023, 12),
    9: (2024, 8),
    100: (2025, 1),
    200: (2025, 1),
    300: (2024, 7),
}
_APPLE: Final = {1: (2020, 11), 2: (2022, 6), 3: (2023, 10), 4: (2024, 10), 5: (2025, 10)}

_RELEASES: Final[Mapping[str, Mapping[int, tuple[int, int]]]] = MappingProxyType(
    {
        "intel core i": _CORE,
        "intel core ultra": _CORE_SERIES,
        "intel core 3": _CORE_SERIES,
        "intel core 5": _CORE_SERIES,
        "intel core 7": _CORE_SERIES,
        "intel core 9": _CORE_SERIES,
        "amd ryzen ai": _RYZEN,
        "amd ryzen": _RYZEN,
        "apple m": _APPLE,
    }
)


def on_sale_since(family: str, generation: int) -> date | None:
    """Return the first day of the month in which such processors went on sale, None if it is not known."""
    months = next((table for start, table in _RELEASES.items() if family.startswith(start)), {})
    found = months.get(generation)
    return date(*found, 1) if found else None
