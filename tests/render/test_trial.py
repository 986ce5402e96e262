"""A profile on several machines, for its author."""

from __future__ import annotations

import pytest

from readiness.domain.facts import Facts, Measured, Reason, Unmeasured
from readiness.domain.profile import AnyOf, FactTest, OneFact, Question, Requirement, Tiers
from readiness.domain.trial import trial
from readiness.render.parts.columns import width
from readiness.render.plain import Style
from readiness.render.trial import describe_trial, render_trial
from readiness.text import LANGUAGES
from tests.render.samples import condition, profile, texts, translator

_DOWN = Requirement("down", OneFact("network.download", "Mbit/s", Tiers(condition(min=25.0))))
_CABLE = Requirement("cable", AnyOf(((FactTest("headset.connection", None, condition(one_of=("usb",))),),)))
_ROOM = Requirement("room", Question(texts("A door?"), Tiers(condition(equals=True))))
_NAMES = ["fast", "slow", "wireless", "unknown"]


def _machine(speed: float | None, headset: str = "usb") -> Facts:
    reading = Unmeasured(Reason.OFFLINE) if speed is None else Measured(speed, "Mbit/s")
    return Facts({"network.download": reading, "headset.connection": Measured(headset)})


_MACHINES = [_machine(100.0), _machine(10.0), _machine(10.0, "bluetooth"), _machine(None)]


def test_tells_verdicts_reasons_and_costs() -> None:
    asked = profile(_DOWN, _CABLE, _ROOM)
    view = describe_trial(asked, _NAMES, trial(asked, _MACHINES), translator("en"))
    assert render_trial(view).replace("\u00a0", " ").splitlines()[1:] == [
        "Ready: 1; Not ready yet: 2; Can\u2019t say yet: 1",
        "",
        "✓ Ready          fast",
        "\u00d7 Not ready yet  slow",
        "                   not met: Download speed",
        "\u00d7 Not ready yet  wireless",
        "                   not met: Download speed and Headset connection",
        "\u2013 Can\u2019t say yet  unknown",
        "                   not known: Download speed",
        "",
        "How many each requirement turns away",
        "  - Download speed: not met by 2 of 4; 1 fails because of this alone; not known",
        "    for 1; with 10 Mbit/s as the limit, 3 would not fail",
        "  - Headset connection: not met by 1 of 4",
        "",
        "The sample machines are made up from common computers and lines. Try saved",
        "reports of your own people too: --on FOLDER.",
        "Questions to the person count as answered well here.",
    ]


def test_a_profile_that_everybody_meets_costs_nothing() -> None:
    asked = profile(_CABLE)
    view = describe_trial(asked, ["fast"], trial(asked, _MACHINES[:1]), translator("en"))
    assert (view.costs, len(view.notes)) == ((), 1)
    assert "How many each requirement turns away" not in render_trial(view)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it_within_the_lines(language: str) -> None:
    asked = profile(_DOWN, _CABLE, _ROOM)
    text = render_trial(describe_trial(asked, _NAMES, trial(asked, _MACHINES), translator(language)), Style(60))
    assert all(width(line) <= 60 for line in text.splitlines())
