"""Versions as words of a set: 14 equals 14.0, and 11.2.* stands for every version that begins with 11.2."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_LONGEST_VERSION: Final = 100


def version_numbers(text: str) -> tuple[int, ...] | None:
    """Return the numbers of a dotted version without trailing zeros: 14.0 is (14,). None for anything else."""
    parts = text.split(".")
    if len(text) > _LONGEST_VERSION or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def version_series(text: str) -> tuple[int, ...] | None:
    """Return the numbers that all versions of a series begin with: 11.2.* is (11, 2). None for anything else."""
    start = text.removesuffix(".*")
    if start == text or version_numbers(start) is None:
        return None
    return tuple(int(part) for part in start.split("."))


def same_word(word: str) -> str | tuple[int, ...]:
    """Return a key that equal words share: case is ignored, and 14 equals 14.0."""
    return version_numbers(word) or word.casefold()


def in_series(words: Iterable[str], item: str) -> bool:
    """Return whether one of the words is a version of the series ``item``, such as ``11.2.*``."""
    series = version_series(item)
    return series is not None and any(_begins(version_numbers(word), series) for word in words)


def _begins(version: tuple[int, ...] | None, series: tuple[int, ...]) -> bool:
    # 11 is 11.0.0, so it belongs to 11.0.* as well.
    return version is not None and (*version, *([0] * len(series)))[: len(series)] == series
