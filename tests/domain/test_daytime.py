from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from readiness.domain.daytime import Daytime, daytime_of_misses

DAY = datetime(2026, 11, 1, tzinfo=UTC)


def checks(*hours: float, missed: tuple[float, ...] = ()) -> list[tuple[datetime, bool]]:
    every = [(hour, False) for hour in hours] + [(hour, True) for hour in missed]
    return [(DAY + timedelta(days=day, hours=hour), miss) for day, (hour, miss) in enumerate(every)]


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (checks(8, 9, 10, 12, 14, 15, missed=(20, 21.5, 20.5, 22)), Daytime(4, 10, 20.0, 22.0)),
        (checks(8, 9, 10, missed=(23, 0.5, 1)), Daytime(3, 6, 23.0, 1.0)),
        (checks(8, 9, 10, missed=(20, 20, 20)), Daytime(3, 6, 20.0, 20.0)),
        (checks(8, 9, 10, 20.5, missed=(20, 21, 22)), Daytime(3, 7, 20.0, 22.0)),
        (checks(8, 20.5, 21.5, 21, missed=(20, 21, 22)), None),  # the hour is not the cause
        (checks(8, 9, 10, missed=(6, 14, 22)), None),  # at any time
        (checks(8, 9, 10, 11, missed=(20, 21)), None),  # too few misses
        (checks(8, missed=(20, 21, 22)), None),  # too few checks
        (checks(missed=(20, 21, 22, 20, 21, 22)), None),  # always
        (checks(20.5, 21, missed=(20, 21, 22, 20, 21)), None),  # only ever checked then
    ],
)
def test_a_time_of_day_is_told_only_where_it_tells_something(
    made: list[tuple[datetime, bool]], found: Daytime | None
) -> None:
    assert daytime_of_misses(made) == found
