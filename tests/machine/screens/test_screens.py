"""Screens: each system has its module."""

from __future__ import annotations

import pytest

from readiness.domain.facts import Unavailable
from readiness.machine.screens import this_screens
from readiness.machine.screens.linux import LinuxScreens
from readiness.machine.screens.macos import MacosScreens
from readiness.machine.screens.windows import WindowsScreens


@pytest.mark.parametrize(
    ("platform", "expected"), [("linux", LinuxScreens), ("win32", WindowsScreens), ("darwin", MacosScreens)]
)
def test_each_system_has_its_module(platform: str, expected: type) -> None:
    assert isinstance(this_screens(platform), expected)


def test_an_unknown_system_is_unsupported() -> None:
    with pytest.raises(Unavailable):
        this_screens("plan9")
