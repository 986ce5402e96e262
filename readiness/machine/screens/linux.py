"""Linux screens without a window: the kernel's list of connectors, and what the desktop says of scaling.

* /sys/class/drm/card*-*: Documentation/gpu/drm-uapi.rst (``status``, ``enabled``, ``modes``, ``edid``)
* /proc/bus/input/devices: Documentation/input/input.rst; bits of input-event-codes.h
* scaling: GNOME's org.gnome.Mutter.DisplayConfig over D-Bus, KDE's ``kscreen-doctor --json``, the X
  resource ``Xft.dpi`` that desktops under X set
* where the kernel has no screens of its own, as in some virtual machines: ``xrandr --query``
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from readiness.analysis.computer.screens import Screen
from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.screens.edid import Edid, parse_edid
from readiness.machine.sources.linux_input_devices import parse_input_devices
from readiness.machine.sources.programs import Ask, ask_program
from readiness.machine.sources.tree import Tree

_DRM: Final = "sys/class/drm"
_SECONDS: Final = 3.0
_MUTTER: Final = (
    "busctl", "--user", "--json=short", "call", "org.gnome.Mutter.DisplayConfig",
    "/org/gnome/Mutter/DisplayConfig", "org.gnome.Mutter.DisplayConfig", "GetCurrentState",
)  # fmt: skip
_KSCREEN: Final = ("kscreen-doctor", "--json")
_XRANDR: Final = ("xrandr", "--query")
_XRDB: Final = ("xrdb", "-query")
_MODE: Final = re.compile(r"(\d+)x(\d+)")
_DPI: Final = re.compile(r"^Xft\.dpi:\s*(\d+(?:\.\d+)?)\s*$", re.MULTILINE)
_PLAIN_DPI: Final = 96
_OUTPUT: Final = re.compile(r"^(\S+) connected (?:primary )?(\d+)x(\d+)\+\S*.*?(?: (\d+)mm x (\d+)mm)?$", re.MULTILINE)

Scales = Mapping[str, float]
"""Scaling by the name of the connector, in percent; under "" what holds for all."""


def parse_mutter(text: str) -> Scales:
    """Return the scale of each screen in GNOME's answer to GetCurrentState."""
    # Logical screens: x, y, scale, rotation, is it the main one, [connector, maker, product, serial] of each.
    logical = _within(_json(text), "data", 2)
    found: dict[str, float] = {}
    for one in logical if isinstance(logical, list) else []:
        scale, screens = _within(one, 2), _within(one, 5)
        if isinstance(scale, int | float) and isinstance(screens, list):
            found |= {str(_within(screen, 0)): 100.0 * scale for screen in screens}
    return found


def parse_kscreen(text: str) -> Scales:
    """Return the scale of each screen that is on in KDE's list."""
    outputs = _within(_json(text), "outputs")
    listed = [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
    scales = {str(one.get("name")): one.get("scale") for one in listed if one.get("enabled")}
    return {name: 100.0 * scale for name, scale in scales.items() if isinstance(scale, int | float)}


def parse_xrdb(text: str) -> Scales:
    """Return the scale that the X resource of font sizes stands for."""
    found = _DPI.search(text)
    return {"": 100.0 * float(found[1]) / _PLAIN_DPI} if found else {}


def parse_xrandr(text: str) -> tuple[Screen, ...]:
    """Return the screens that show something in ``xrandr --query``."""
    found = (match.groups() for match in _OUTPUT.finditer(text))
    return tuple(
        Screen((int(width), int(height)), (float(across), float(down)) if across and int(across) else None)
        for _, width, height, across, down in found
    )


def _json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(text)
    except ValueError:
        return None


def _within(value: Any, *path: str | int) -> Any:  # noqa: ANN401 - any JSON value
    """Return what lies at a path, None where there is no such place."""
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


class LinuxScreens:
    """The screens of a Linux system."""

    def __init__(
        self, tree: Tree | None = None, ask: Ask = ask_program, environ: Mapping[str, str] = os.environ
    ) -> None:
        self._tree = tree or Tree()
        self._ask = ask
        self._environ = environ

    def screens(self) -> Observed[tuple[Screen, ...]]:
        """Return every screen that is connected and on."""
        connectors = [path for path in self._tree.paths(_DRM, "card*-*") if self._tree.line(f"{path}/status")]
        if connectors:
            scales = self._scales()
            shown = tuple(self._screen(path, scales) for path in connectors if self._is_on(path))
            return Observed(shown, "/sys/class/drm", message("method.screen_native"))
        shown = parse_xrandr(self._said(_XRANDR)) if self._environ.get("DISPLAY") else ()
        if not shown:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.screen_unknown"))
        scale = parse_xrdb(self._said(_XRDB)).get("")
        return Observed(tuple(replace(one, scaling=scale) for one in shown), "xrandr", message("method.screen_now"))

    def touch(self) -> Observed[bool]:
        """Return whether an input device lies under a screen and counts fingers; pens do not."""
        listing = self._tree.text("proc/bus/input/devices")
        if not listing and not self._tree.is_there("proc/bus/input/devices"):
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.screen_touch"))
        touched = any(device.is_touchscreen for device in parse_input_devices(listing))
        return Observed(touched, "/proc/bus/input/devices")

    def _is_on(self, path: str) -> bool:
        return self._tree.line(f"{path}/status") == "connected" and self._tree.line(f"{path}/enabled") != "disabled"

    def _screen(self, path: str, scales: Scales) -> Screen:
        edid = parse_edid(self._tree.bytes(f"{path}/edid")) or Edid(None, None)
        first = _MODE.match(self._tree.text(f"{path}/modes"))
        pixels = (int(first[1]), int(first[2])) if first else edid.pixels
        connector = path.rpartition("/")[2].partition("-")[2]
        return Screen(pixels, edid.millimetres, scales.get(connector, scales.get("")), edid.spread)

    def _scales(self) -> Scales:
        return next(filter(None, self._told_scales()), {})

    def _told_scales(self) -> Iterator[Scales]:
        yield parse_mutter(self._said(_MUTTER))
        yield parse_kscreen(self._said(_KSCREEN))
        if self._environ.get("DISPLAY") and not self._environ.get("WAYLAND_DISPLAY"):
            yield parse_xrdb(self._said(_XRDB))

    def _said(self, command: tuple[str, ...]) -> str:
        told = self._ask(command, _SECONDS)
        return told.text if told and told.code == 0 else ""
