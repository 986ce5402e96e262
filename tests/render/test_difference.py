"""What changed between two reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.domain.facts import Measured, Reading
from readiness.domain.profile import OneFact, Requirement, Tiers
from readiness.domain.report import ProfileSource, Report
from readiness.render.difference import describe_difference, render_difference
from readiness.render.parts.columns import width
from readiness.render.plain import Style
from readiness.text import LANGUAGES
from tests.render.samples import READINGS, condition, profile, report, translator


def _asks(fact: str, limit: float, id_: str) -> Requirement:
    return Requirement(id_, OneFact(fact, "Mbit/s", Tiers(condition(min=limit))))


_DOWN, _UP = _asks("network.download", 25.0, "down"), _asks("network.upload", 5.0, "up")


def _report(*requirements: Requirement, down: float = 50.0, up: float = 10.0) -> Report:
    known: dict[str, Reading] = {
        **READINGS,
        "network.download": Measured(down, "Mbit/s"),
        "network.upload": Measured(up, "Mbit/s"),
    }
    return report(profile(*(requirements or (_DOWN, _UP))), known)


def test_tells_better_and_worse_with_the_values() -> None:
    text = render_difference(describe_difference(_report(up=1.0), _report(down=10.0), translator("en")))
    assert text.replace("\u202f", " ").replace("\xa0", " ").splitlines() == [
        "What changed between Nov 22, 2026 9:14 AM UTC and Nov 22, 2026 9:14 AM UTC",
        "Verdict: Not ready yet before, Not ready yet now",
        "",
        "Worse than before",
        "  - Download speed: Met before, Not met now",
        "",
        "Better than before",
        "  - Upload speed: Not met before, Met now",
        "",
        "Values that changed",
        "  - Download speed: 50 Mbit/s before, 10 Mbit/s now",
        "  - Upload speed: 1 Mbit/s before, 10 Mbit/s now",
    ]


def test_says_when_nothing_changed() -> None:
    view = describe_difference(_report(), _report(), translator("en"))
    assert (view.notes, view.sections) == (("Nothing has changed, beyond what measurements vary by.",), ())


def test_says_that_the_profile_is_another_and_what_is_asked_anew() -> None:
    later = replace(_report(_UP), source=ProfileSource("another text"))
    view = describe_difference(_report(_DOWN), later, translator("en"))
    assert [(one.heading, one.lines) for one in view.sections] == [
        ("Asked for only now", ("Upload speed: Met",)),
        ("No longer asked for", ("Download speed: Met",)),
    ]
    assert "The profile is not the same" in view.notes[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it_within_the_lines(language: str) -> None:
    text = render_difference(
        describe_difference(_report(_DOWN, up=1.0), _report(down=1.0), translator(language)), Style(60)
    )
    assert text
    assert all(width(line) <= 60 for line in text.splitlines())
