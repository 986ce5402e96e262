"""macOS: ``hidutil list --ndjson`` (hidutil(1)): every input device, one JSON object a line.

Keys are those of IOHIDKeys.h: PrimaryUsagePage and PrimaryUsage, Transport, Product,
LocationID, Built-In. Programs that make a keyboard or a mouse up (Karabiner, 3Dconnexion) give it
no transport. Written against its published output; never run on macOS by its authors.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from readiness.analysis.computer.input_devices import Cord, InputDevice, Tool, sorted_out
from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sources.programs import Ask, ask_program

_COMMAND: Final = ("/usr/bin/hidutil", "list", "--ndjson")
_SECONDS: Final = 8.0
_DESKTOP_PAGE: Final = 1
_USAGES: Final = {2: Tool.MOUSE, 6: Tool.KEYBOARD}


def parse_devices(text: str) -> tuple[Mapping[str, Any], ...]:
    """Return the devices listed; lines that are no JSON object are left out."""
    found = (_object(line) for line in text.splitlines())
    return tuple(one for one in found if one.get("type", "device") == "device" and "PrimaryUsage" in one)


def _object(line: str) -> Mapping[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def device_of(device: Mapping[str, Any]) -> Iterator[InputDevice]:
    """Yield a keyboard or a mouse that is real; trackpads, built in or not, count as no mouse."""
    usage, page = device["PrimaryUsage"], device.get("PrimaryUsagePage")
    tool = _USAGES.get(usage) if isinstance(usage, int) and page == _DESKTOP_PAGE else None
    name = str(device.get("Product") or "")
    if tool is None or (tool is Tool.MOUSE and "trackpad" in name.casefold()):
        return
    inside = bool(device.get("Built-In"))
    transport = str(device.get("Transport") or "").casefold()
    if not transport and not inside:
        return
    if "bluetooth" in transport:
        yield InputDevice(tool, Cord.CORDLESS, name)
    elif inside or transport != "usb":
        if tool is Tool.KEYBOARD:
            yield InputDevice(tool, Cord.BUILT_IN, name)
    else:
        yield InputDevice(tool, Cord.WIRED, name, f"{device.get('LocationID')}")


class MacosInputs:
    """Keyboards and mice of a Mac."""

    def __init__(self, ask: Ask = ask_program) -> None:
        self._ask = ask

    def devices(self) -> Observed[tuple[InputDevice, ...]]:
        """Return the keyboards and mice."""
        told = self._ask(_COMMAND, _SECONDS)
        listed = parse_devices(told.text) if told else ()
        if not listed:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.inputs_unknown"))
        return Observed(sorted_out(one for device in listed for one in device_of(device)), "hidutil list")

    def free_usb_ports(self) -> Observed[int]:
        """Refuse: macOS lists what is plugged in, not where something could be."""
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.usb_ports"))

    def audio_jack(self) -> Observed[bool]:
        """Refuse: an empty socket is in no list of macOS."""
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.audio_jack"))
