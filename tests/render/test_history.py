"""Earlier checks in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from readiness.domain.daytime import Daytime
from readiness.domain.past import PastCheck, PastFigure, Tendency
from readiness.domain.profile import FactTest, OneFact, Requirement, Tiers
from readiness.domain.report import Verdict
from readiness.render.history import charts, describe_history, render_history
from readiness.render.parts.columns import width
from readiness.render.plain import Style
from readiness.text import LANGUAGES
from tests.render.samples import condition, profile, translator

_NOW = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
_UP = FactTest("network.upload", "Mbit/s", condition(min=5.0))
_CHECKS = [
    PastCheck(
        str(i), datetime(2026, 11, 22, 9, 14, tzinfo=UTC) - timedelta(days=i), "a.b", "1.0.0", "Voice", "Acme", verdict
    )
    for i, verdict in enumerate(Verdict)
]


def test_lists_the_newest_first_and_says_what_they_add_up_to() -> None:
    evening, moment = Daytime(4, 10, 20.0, 22.51), Daytime(4, 10, 20.0, 20.0)
    found = [Tendency(_UP, 4, 10, evening), Tendency(_UP, 4, 10, moment), Tendency(_UP, 1, 10)]
    missed = "Upload speed: “at least 5 Mbit/s” was not met in 4 of the last 10 checks."
    advice = "check at another hour, or ask others to leave the line free at that time."
    text = render_history(describe_history(_CHECKS, found, translator("en")), Style(200))
    assert text.replace("\u202f", " ").replace("\u00a0", " ").splitlines() == [
        "Earlier checks of this computer",
        "",
        "Nov 22, 2026 9:14 AM UTC  \u2713 Ready          Acme, Voice",
        "Nov 21, 2026 9:14 AM UTC  \u00d7 Not ready yet  Acme, Voice",
        "Nov 20, 2026 9:14 AM UTC  \u2013 Can\u2019t say yet  Acme, Voice",
        "",
        f"{missed} That was always between 8:00 PM and 10:31 PM: {advice}",
        "",
        f"{missed} That was always about 8:00 PM: {advice}",
        "",
        "Upload speed: “at least 5 Mbit/s” was not met in 1 of the last 10 checks.",
    ]


def test_a_name_stands_below_its_date_where_there_is_no_room_beside_it() -> None:
    lines = render_history(describe_history(_CHECKS[:1], [], translator("en")), Style(40)).splitlines()
    assert lines[3:] == ["  Acme, Voice"]
    assert max(map(width, lines)) <= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_history_says_so(language: str) -> None:
    view = describe_history([], [], translator(language))
    assert view.empty
    text = render_history(view, Style(50))
    assert all(width(line) <= 50 for line in text.splitlines())


def test_draws_figures_that_change_in_the_limits_unit() -> None:
    asked = profile(
        Requirement("up", OneFact("network.upload", "Mbit/s", Tiers(condition(min=5.0)))),
        Requirement("memory", OneFact("memory.installed", "GiB", Tiers(condition(min=8.0)))),
        Requirement("headset", OneFact("headset.connection", None, Tiers(condition(one_of=("usb",))))),
    )
    figures = {
        "network.upload": [
            PastFigure(_NOW, 4000.0, "kbit/s"),
            PastFigure(_NOW, 9.0, "Mbit/s"),
            PastFigure(_NOW, 1.0, "ms"),
        ],
        "memory.installed": [PastFigure(_NOW, 8.0, "GiB")] * 3,
    }
    (chart,) = charts(asked, lambda fact: figures.get(fact, []), translator("en"))
    assert (chart.name, chart.limit, chart.unit) == ("Upload speed", 5.0, "Mbit/s")
    assert [value for _, value in chart.points] == [4.0, 9.0]
    assert (
        chart.words.replace("\u00a0", " ")
        == "Upload speed: 2 checks, from 4 Mbit/s to 9 Mbit/s; needed: at least 5 Mbit/s"
    )
