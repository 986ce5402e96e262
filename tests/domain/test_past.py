from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from readiness.domain.past import PastFigure, Tendency, tendencies
from readiness.domain.profile import (
    Clause,
    Condition,
    FactTest,
    OneFact,
    Operator,
    Profile,
    Question,
    Requirement,
    Tiers,
)
from tests.domain.strategies import TEXT, profile_of

DAY = datetime(2026, 11, 1, tzinfo=UTC)
AT_LEAST_5 = Condition((Clause(Operator.MIN, 5.0),))
UP = FactTest("network.upload", "Mbit/s", AT_LEAST_5)


def profile() -> Profile:
    requirement = Requirement("up", OneFact("network.upload", "Mbit/s", Tiers(AT_LEAST_5)))
    advice = Requirement("down", OneFact("network.download", "Mbit/s", Tiers(None, AT_LEAST_5)))
    return profile_of(
        requirement, advice, Requirement("q", Question(TEXT, Tiers(Condition((Clause(Operator.EQUALS, limit=True),)))))
    )


def figures(*values: float, hour: float = 9.0) -> list[PastFigure]:
    return [PastFigure(DAY + timedelta(days=day, hours=hour), value, "Mbit/s") for day, value in enumerate(values)]


def test_limits_that_were_always_met_are_not_told() -> None:
    assert tendencies(profile(), lambda _: figures(9, 8, 7)) == ()
    assert tendencies(profile(), lambda _: []) == ()


def test_counts_the_last_ten() -> None:
    assert tendencies(profile(), lambda _: figures(*[1] * 5, *[9] * 8, 1, 4999)) == (Tendency(UP, 1, 10),)
    in_kilobits = [PastFigure(DAY, 4999.0, "kbit/s")] * 2
    assert tendencies(profile(), lambda _: in_kilobits) == (Tendency(UP, 2, 2),)
    assert tendencies(profile(), lambda _: in_kilobits[:1]) == (), "one check adds up to nothing"


def test_tells_the_time_of_day_in_the_persons_zone() -> None:
    every = [*figures(9, 9, 9, 9, hour=9), *figures(1, 1, 1, hour=20)]
    (found,) = tendencies(profile(), lambda _: sorted(every, key=lambda one: one.at), timezone(timedelta(hours=2)))
    assert found.daytime
    assert (found.daytime.begin, found.daytime.end) == (22.0, 22.0)
