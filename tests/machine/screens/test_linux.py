"""Screens on Linux: made-up trees, and answers of desktops after their documentation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.computer.screens import Screen
from readiness.domain.facts import Reason
from readiness.machine.screens.linux import LinuxScreens, parse_kscreen, parse_mutter, parse_xrandr, parse_xrdb
from tests.machine.screens.edid_samples import B140QAN02, B156HW01
from tests.machine.trees import answer, answering, tree

INPUT = "proc/bus/input/devices"
TOUCH = 'I: Bus=0003 Vendor=04f3 Product=20d0 Version=0110\nN: Name="T"\nB: PROP=2\nB: ABS=3273800000000003\n'

NO = Reason.UNSUPPORTED


def connector(
    name: str, modes: str, edid: str, status: str = "connected", enabled: str = "enabled"
) -> dict[str, bytes]:
    folder = f"sys/class/drm/card0-{name}"
    texts = {"status": status, "enabled": enabled, "modes": modes}
    return {
        **{f"{folder}/{key}": f"{text}\n".encode() for key, text in texts.items()},
        f"{folder}/edid": bytes.fromhex(edid),
    }


LAPTOP = connector("DP-1", "1920x1080\n1280x720", B156HW01)
MONITOR = connector("HDMI-A-1", "2560x1440", B140QAN02)


def linux(
    root: Path, *parts: Mapping[str, bytes], environ: Mapping[str, str] | None = None, **programs: str
) -> LinuxScreens:
    files = {name: content for part in parts for name, content in part.items()}
    told = {name.replace("_", "-"): text for name, text in programs.items()}
    return LinuxScreens(tree(root, files), answering(told), environ or {})


def test_connectors_tell_the_native_resolution_and_the_size(tmp_path: Path) -> None:
    seen = linux(tmp_path, LAPTOP, MONITOR).screens()

    assert seen.value == (Screen((1920, 1080), (344.0, 193.0)), Screen((2560, 1440), (309.0, 174.0)))
    assert seen.method
    assert seen.method.id == "method.screen_native"


@pytest.mark.parametrize(
    ("status", "enabled", "count"),
    [
        ("connected", "enabled", 1),
        ("connected", "disabled", 0),
        ("disconnected", "disabled", 0),
        ("unknown", "enabled", 0),
    ],
)
def test_only_what_is_connected_and_on_is_shown(tmp_path: Path, status: str, enabled: str, count: int) -> None:
    assert len(linux(tmp_path, connector("eDP-1", "1x1", B156HW01, status, enabled)).screens().value) == count


def test_a_screen_without_modes_is_known_by_its_edid(tmp_path: Path) -> None:
    [screen] = linux(tmp_path, connector("eDP-1", "", B156HW01)).screens().value
    [silent] = linux(tmp_path / "b", connector("eDP-1", "", "")).screens().value

    assert screen.pixels == (1920, 1080)
    assert silent == Screen()


SCREENS = [
    [0, 0, 1.25, 0, True, [["DP-1", "AUO", "0x15ed", "0x0"]], {}],
    [1536, 0, 2, 0, False, [["HDMI-A-1", "", "", ""]], {}],
]
MUTTER = json.dumps({"type": "ua((ssss)a(siiddada{sv})a{sv})a(iiduba(ssss)a{sv})a{sv}", "data": [7, [], SCREENS, {}]})
KSCREEN = json.dumps(
    {"outputs": [{"name": "DP-1", "enabled": True, "scale": 1.5}, {"name": "HDMI-A-1", "enabled": False}]}
)


@pytest.mark.parametrize(
    ("programs", "environ", "scales"),
    [
        ({"busctl": MUTTER}, {}, [125.0, 200.0]),
        ({"kscreen_doctor": KSCREEN}, {}, [150.0, None]),
        ({"busctl": MUTTER, "kscreen_doctor": KSCREEN}, {}, [125.0, 200.0]),
        ({"xrdb": "Xft.dpi:\t144\n"}, {"DISPLAY": ":0"}, [150.0, 150.0]),
        ({"xrdb": "Xft.dpi:\t144\n"}, {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, [None, None]),
        ({"busctl": "Call failed: no such name"}, {}, [None, None]),
    ],
)
def test_the_desktop_tells_the_scaling(
    tmp_path: Path, programs: dict[str, str], environ: dict[str, str], scales: list[float | None]
) -> None:
    screens = linux(tmp_path, LAPTOP, MONITOR, environ=environ, **programs).screens().value

    assert [screen.scaling for screen in screens] == scales


XRANDR = """Screen 0: minimum 16 x 16, current 3840 x 1080, maximum 32767 x 32767
Virtual-1 connected primary 1920x1080+0+0 (normal left inverted right x axis y axis) 527mm x 296mm
   1920x1080     59.96*+
DP-2 connected 1080x1920+1920+0 left (normal left inverted right x axis y axis) 0mm x 0mm
DP-3 connected (normal left inverted right x axis y axis)
HDMI-1 disconnected (normal left inverted right x axis y axis)
"""


def test_without_connectors_x_is_asked(tmp_path: Path) -> None:
    asked = linux(tmp_path, environ={"DISPLAY": ":0"}, xrandr=XRANDR, xrdb="Xft.dpi: 96\n").screens()

    assert asked.value == (Screen((1920, 1080), (527.0, 296.0), 100.0), Screen((1080, 1920), None, 100.0))
    assert asked.method
    assert asked.method.id == "method.screen_now"


def test_where_nobody_knows_the_screens_they_are_not_none(tmp_path: Path) -> None:
    assert answer(linux(tmp_path, xrandr=XRANDR).screens) is NO
    assert answer(linux(tmp_path, environ={"DISPLAY": ":0"}).screens) is NO


@pytest.mark.parametrize(
    ("listing", "touch"),
    [
        ({INPUT: TOUCH.encode()}, True),
        ({INPUT: TOUCH.replace("PROP=2", "PROP=5").encode()}, False),
        ({INPUT: b""}, False),
        ({}, NO),
    ],
)
def test_fingers_are_counted_on_a_screen_only(tmp_path: Path, listing: dict[str, bytes], touch: object) -> None:
    assert answer(linux(tmp_path, listing).touch) is touch


@given(st.text(max_size=100) | st.sampled_from(['{"data": [1, 2, [3]]}', '{"outputs": [1]}', "[]", '{"data": 3}']))
def test_no_text_breaks_a_parser(text: str) -> None:
    assert isinstance(parse_mutter(text), dict)
    assert isinstance(parse_kscreen(text), dict)
    parse_xrdb(text)
    parse_xrandr(text)
