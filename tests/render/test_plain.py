"""The report as text: fits the terminal, survives its encoding, steers nothing."""

import io
import re
from dataclasses import replace
from typing import TextIO

import pytest

from readiness.domain.profile import Texts
from readiness.domain.report import Report
from readiness.render.parts.columns import width
from readiness.render.parts.view import Tone
from readiness.render.plain import Style, render_text, style_for
from readiness.render.words import describe
from readiness.text import LANGUAGES
from tests.render import samples
from tests.render.samples import profile, report, translator

ESCAPE = re.compile(r"\x1b\[[\d;]*m")


def text(language: str = "en", style: Style | None = None, given_report: Report | None = None) -> str:
    return render_text(describe(given_report or report(), translator(language)), style)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_no_line_is_wider_than_the_terminal(language: str, columns: int) -> None:
    lines = text(language, Style(columns)).splitlines()
    # The narrowest columns of the table of requirements are 8 wide each; below that they stick out.
    assert max(width(line) for line in lines) <= max(columns, 62)
    assert not any(line != line.rstrip() for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_is_the_first_line(language: str) -> None:
    shown = describe(report(), translator(language))
    assert text(language).splitlines()[0] == f"{shown.mark.sign} {shown.heading}"


@pytest.mark.parametrize(
    ("language", "encoding", "first"),
    [
        ("en", "utf-8", "\u00d7 Not met"),
        ("en", "cp1252", "Not met"),  # it lacks the tick, so no sign is shown at all
        ("en", "ascii", "Not met"),
        ("en", "cp932", "Not met"),
        ("ja", "cp932", "\u00d7 不適合"),
        ("ja", "utf-8", "\u00d7 不適合"),
        ("es", "cp850", "No cumple"),
    ],
)
def test_signs_are_shown_only_where_the_encoding_has_them(language: str, encoding: str, first: str) -> None:
    shown = text(language, Style(encoding=encoding))
    assert any(line.startswith(f"{first}  ") for line in shown.splitlines())
    shown.encode(encoding)


def test_what_an_encoding_lacks_gets_a_stand_in() -> None:
    shown = text(style=Style(encoding="ascii"))
    assert "4.97 Mbit/s\n" not in shown
    assert "+/- 0.1 Mbit/s" in shown
    assert "(USB?[31mMic)" in shown
    assert Style(encoding="ascii").shown("¿Auriculares más «cómodos», señor?") == '?Auriculares mas "comodos", senor?'
    assert Style(encoding="cp1252").shown("ソ ō") == "? o"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_does_not_repeat_its_mark(language: str) -> None:
    word = describe(report(), translator(language)).groups[1].items[0].mark.word
    assert all(line.count(word) <= 1 for line in text(language).splitlines())


def test_what_nobody_looked_at_says_why_once() -> None:
    shown = text(given_report=report(readings={}, answers={}))
    assert shown.count("This was not looked at in this check.\n    What to do:\n      1. Run the whole check.") == 1
    assert "More about it" not in shown


def test_number_and_unit_stay_on_one_line() -> None:
    for columns in range(62, 100):
        shown = text(style=Style(columns))
        assert not re.search(r"\d\n\s*(Mbit/s|GB|ms|dBov)", shown)


@pytest.mark.parametrize("colour", [False, True])
def test_colour_adds_nothing_but_colour(*, colour: bool) -> None:
    shown = text(style=Style(colour=colour))
    assert bool(ESCAPE.search(shown)) is colour
    assert ESCAPE.sub("", shown) == text()


def test_no_text_of_an_employer_steers_the_terminal() -> None:
    nasty = "\x1b]0;owned\x07\x9b2J\u202eevil\r\n"
    texts = Texts("en", {"en": nasty})
    requirement = replace(samples.REQUIREMENTS[4], title=texts, why=texts)
    bad = replace(profile(requirement), title=texts, issuer=replace(profile().issuer, name=nasty, contact=nasty))
    shown = text(given_report=report(bad))
    assert not {one for one in shown if ord(one) < 32 or 0x7F <= ord(one) < 0xA0 or one == "\u202e"} - {"\n"}


def test_a_report_may_say_nothing_about_what_was_not_examined() -> None:
    shown = text(given_report=replace(report(), not_examined=()))
    assert "What was not looked at" not in shown


class _Screen(io.StringIO):
    encoding = "cp1252"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "colour"),
    [
        (_Screen(), {}, True),
        (_Screen(), {"NO_COLOR": "1"}, False),
        (_Screen(), {"NO_COLOR": ""}, True),
        (_Screen(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colours_only_where_somebody_sees_and_wants_them(
    stream: TextIO, environ: dict[str, str], *, colour: bool
) -> None:
    style = style_for(stream, environ)
    assert style.colour is colour
    assert 40 <= style.width <= 100


def test_the_encoding_is_the_streams() -> None:
    assert style_for(_Screen(), {}).encoding == "cp1252"


def test_a_stream_without_an_encoding_is_written_to_in_ascii() -> None:
    assert style_for(io.StringIO(), {}).encoding == "ascii"


@pytest.mark.parametrize(("encoding", "columns"), [("cp932", 2), ("euc-jp", 2), ("utf-8", 1)])
def test_old_consoles_draw_signs_wide(encoding: str, columns: int) -> None:
    assert Style(encoding=encoding).ambiguous == columns


def test_every_tone_has_a_colour() -> None:
    from readiness.render.plain import _COLOURS

    assert set(_COLOURS) == set(Tone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_limits_keep_their_room_where_nothing_has_a_value(language: str) -> None:
    lines = text(language, Style(80), report(readings={})).splitlines()
    limits = [line for line in lines if line.startswith(" " * 20) and line.strip()]
    # Words are broken nowhere: what stands below a limit's first line are whole words.
    assert all(len(line.strip()) > 2 for line in limits)
    assert any("25\u00a0Mbit/s" in line or "25 Mbit/s" in line for line in lines)
