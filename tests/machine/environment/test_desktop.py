"""Which desktop a program was started on."""

from __future__ import annotations

import sys

import pytest

from readiness.machine.environment.desktop import let_come_forward, this_desktop


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a person has one desktop, or a session")
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"DISPLAY": ":0"}, {"DISPLAY": ":0.0"}, True),
        ({"DISPLAY": ":0"}, {"DISPLAY": ":1"}, False),
        ({"DISPLAY": "localhost:10.0"}, {"DISPLAY": ":10"}, False),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"DISPLAY": ":1", "WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"DISPLAY": ":0"}, False),
        ({"QT_QPA_PLATFORM": "offscreen"}, {}, False),
    ],
)
def test_the_same_desktop_has_the_same_name(one: dict[str, str], other: dict[str, str], same: bool) -> None:  # noqa: FBT001
    assert (this_desktop(one) == this_desktop(other)) == same


def test_the_name_is_fit_for_a_file() -> None:
    assert not set('/\\:*?"<>|. ') & set(this_desktop({"DISPLAY": "/launch/org.xquartz:0", "USERNAME": "山田 花子"}))
    let_come_forward(1)  # nobody is asked for that but on Windows
