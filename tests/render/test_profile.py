"""A profile as a candidate reads it before anything is measured."""

from dataclasses import replace

import pytest

from readiness.domain.facts import System
from readiness.domain.profile import Fix, PerSystem, Profile, Texts
from readiness.domain.report import ProfileSource
from readiness.render.parts.columns import width
from readiness.render.plain import Style
from readiness.render.profile import describe_asked, profile_text
from readiness.text import LANGUAGES
from tests.render.samples import REQUIREMENTS, condition, profile, translator

SOURCE = ProfileSource("{}")


def text(asked: Profile | None = None, language: str = "en") -> str:
    return profile_text(asked or profile(), SOURCE, translator(language))


@pytest.mark.parametrize(
    "line",
    [
        "- Memory fitted",
        "    Needed: at least 8 GB",
        "    Recommended: at least 16 GB",
        "- A wired headset",
        "    Why it matters: Bluetooth adds delay, and an empty battery ends the call.",
        "    One of these is enough:",
        "      Option 2: Kind of connection: Wi-Fi; Reaction time: less than 60 ms",
        "- Does the room have a door?",
        "    Asked for only if: Kind of connection: cable",
        "Profile version: 2.3.0",
        "Signature: Unsigned. Nobody vouches for who wrote this profile.",
    ],
)
def test_everything_asked_for_is_written_out(line: str) -> None:
    assert line in text().splitlines()


def test_differences_between_systems_are_shown() -> None:
    change = {System.WINDOWS: PerSystem(recommended=condition(min=8.0)), System.MACOS: PerSystem(skip=True)}
    lines = text(profile(replace(REQUIREMENTS[0], per_os=change, only_on=frozenset({System.WINDOWS, System.MACOS}))))
    assert "    Recommended: at least 8 (Windows)" in lines
    assert "    Asked for only on: Windows\n" in lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_the_terminal(language: str) -> None:
    lines = profile_text(profile(), SOURCE, translator(language), Style(50)).splitlines()
    assert max(width(line) for line in lines) <= 50


def test_an_author_sees_what_candidates_are_told_to_do() -> None:
    fix = Fix(Texts("en", {"en": "Plug it in."}), "https://example.com/help")
    [told, silent] = describe_asked(
        profile(replace(REQUIREMENTS[0], fix=fix), replace(REQUIREMENTS[1], fix=None)), translator("en")
    )
    assert told.fix.endswith(": Plug it in.\nhttps://example.com/help")
    assert silent.fix == ""
