"""Versions are dotted numbers, nothing else."""

from __future__ import annotations

import pytest

from readiness.domain.versions import version_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("14", (14,)),
        ("14.0.0", (14,)),
        ("0", (0,)),
        ("0.0", (0,)),
        ("10.0.022000", (10, 0, 22000)),
        ("", None),
        ("14.", None),
        ("14a", None),
        ("-1", None),
        ("\uff11\uff14", None),
        ("9" * 5000, None),
    ],
)
def test_a_version_is_dotted_numbers(text: str, numbers: tuple[int, ...] | None) -> None:
    assert version_numbers(text) == numbers
