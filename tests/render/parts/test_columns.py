"""Columns on a terminal: wide characters, line ends, and what must stay together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.render.parts.columns import fitting, pad, shortened, side_by_side, width, wrap

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("準備", 4), ("ｱ", 1), ("e\u0301", 1), ("a\u200bb", 2), ("○", 1), ("", 0)]
)
def test_width_counts_terminal_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_old_east_asian_consoles_draw_signs_wide() -> None:
    assert width("○", ambiguous=2) == 2


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one  two", 4, ["one", "two"]),
        (f"needs 25{NBSP}Mbit/s now", 12, ["needs", f"25{NBSP}Mbit/s", "now"]),
        ("要件を満たす。次へ", 12, ["要件を満た", "す。次へ"]),
        ("あ「い」う", 6, ["あ", "「い」", "う"]),
        ("データー", 6, ["デー", "ター"]),
        (f"約25{NBSP}ms以下です", 8, [f"約25{NBSP}ms", "以下です"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("x abcdefgh", 3, ["x", "abc", "def", "gh"]),
        ("two\nlines", 20, ["two", "lines"]),
        ("", 5, [""]),
    ],
)
def test_lines_end_where_they_may(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


@pytest.mark.parametrize(
    ("text", "columns", "rest"),
    [("abc", 3, "abc"), ("abcd", 3, "abc"), ("準備中", 5, "準備"), ("ab   ", 3, "ab"), ("", 3, "")],
)
def test_what_does_not_fit_is_left_out(text: str, columns: int, rest: str) -> None:
    assert shortened(text, columns) == rest


@given(st.text(alphabet="ab 準備。、「」ー\u00a0", max_size=60), st.integers(2, 20))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_padding_fills_with_columns_not_characters() -> None:
    assert pad("準備", 6) == "準備  "


@pytest.mark.parametrize(
    ("natural", "room", "widths"), [([10, 5], 20, [10, 5]), ([30, 5, 10], 25, [10, 5, 10]), ([9, 9, 9], 3, [8, 8, 8])]
)
def test_the_widest_column_gives_way_first(natural: list[int], room: int, widths: list[int]) -> None:
    assert fitting(natural, room) == widths


def test_cells_stand_side_by_side() -> None:
    assert side_by_side(["準備 完了", "a b", "", "end"], [4, 8, 0, 3]) == ["準備  a b       end", "完了"]
