"""Texts from elsewhere cannot steer the terminal or turn a number around."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.text import clean, clean_line


@pytest.mark.parametrize(
    ("harmful", "harmless"),
    [
        ("\x1b[2Jgone", "\ufffd[2Jgone"),
        ("\x9b31mred", "\ufffd31mred"),
        ("a\x00b\x7fc", "a\ufffdb\ufffdc"),
        ("at least \u202e52\u202c", "at least \ufffd52\ufffd"),
        ("\u2066hidden\u2069", "\ufffdhidden\ufffd"),
        ("mark\u200e \u200fs\ufeff", "mark s"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("tab\there", "tab here"),
        ("準備 ñ é 👩‍💻", "準備 ñ é 👩‍💻"),
        ("25\u00a0Mbit/s", "25\u00a0Mbit/s"),
    ],
)
def test_what_steers_is_taken_out_and_the_rest_stays(harmful: str, harmless: str) -> None:
    assert clean(harmful) == harmless


def test_a_line_is_one_line() -> None:
    assert clean_line("  a \n\n b\t c\u00a0d ") == "a b c\u00a0d"


@given(st.text())
def test_nothing_clean_can_steer(text: str) -> None:
    shown = clean(text)
    assert not {one for one in shown if unicodedata.category(one) in {"Cc", "Cs"}} - {"\n"}
    assert not {unicodedata.bidirectional(one) for one in shown} & {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"}
    assert clean(shown) == shown
    shown.encode()
