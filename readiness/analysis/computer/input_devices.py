"""Keyboards and mice: wired or wireless, from what the system and the devices say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class Tool(StrEnum):
    """What a device is used for."""

    KEYBOARD = "keyboard"
    MOUSE = "mouse"


class Cord(StrEnum):
    """How a device is connected. A receiver may serve a keyboard, a mouse or both, and does not say which."""

    BUILT_IN = "built in"
    WIRED = "wired"
    CORDLESS = "cordless"
    RECEIVER = "receiver"
    UNCLEAR = "unclear"


class Answer(StrEnum):
    """Whether all devices of a kind that are in use are wired."""

    WIRED = "wired"
    CORDLESS = "cordless"
    UNCLEAR = "unclear"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class InputDevice:
    """One function of a device. ``box`` is shared by all functions of the same hardware, "" if not known."""

    tool: Tool
    cord: Cord
    name: str
    box: str = ""


# Makers say so in the name the device tells: "2.4G Mouse", "USB Receiver", "Nano Transceiver".
_CORDLESS: Final = re.compile(
    r"wireless|cordless|receiver|transceiver|dongle|bluetooth|2[.,]4 ?g|unifying|lightspeed|hyperspeed|slipstream"
    r"|\bbolt\b|\bbt\b|\brf\b",
    re.IGNORECASE,
)
_NAMED: Final = {
    Tool.KEYBOARD: re.compile(r"keyboard|\bkbd?\b|tastatur|clavier|teclado", re.IGNORECASE),
    Tool.MOUSE: re.compile(r"mouse|mice|trackball|maus|souris|rat[oó]n", re.IGNORECASE),
}


def says_cordless(name: str) -> bool:
    """Return whether the name of a device says that it is wireless, or a receiver."""
    return bool(_CORDLESS.search(name))


def sorted_out(devices: Iterable[InputDevice]) -> tuple[InputDevice, ...]:
    """Return USB devices, classified by their names and functions together.

    A device that is both keyboard and mouse is either a receiver for both, or a keyboard with functions of a mouse:
    only its name can tell.
    """
    boxes: dict[str, list[InputDevice]] = defaultdict(list)
    alone: list[InputDevice] = []
    for device in devices:
        if device.cord is Cord.WIRED and device.box:
            boxes[device.box].append(device)
        else:
            alone.append(_told_apart(device) if device.cord is Cord.WIRED else device)
    return (*alone, *(one for functions in boxes.values() for one in _box(functions)))


def _told_apart(device: InputDevice) -> InputDevice:
    return replace(device, cord=Cord.CORDLESS) if says_cordless(device.name) else device


def _box(functions: Sequence[InputDevice]) -> Iterable[InputDevice]:
    cordless = any(says_cordless(one.name) for one in functions)
    cord = Cord.CORDLESS if cordless else Cord.WIRED
    if len({one.tool for one in functions}) > 1:
        # Linux adds the function to some of the names; the shortest is the device's own.
        own = min((one.name for one in functions), key=len)
        named = {tool for tool, pattern in _NAMED.items() if pattern.search(own)}
        if not named:
            cord = Cord.RECEIVER if cordless else Cord.UNCLEAR
        # A mouse with keys for macros is no keyboard, a keyboard with a wheel no mouse.
        functions = [one for one in functions if one.tool in (named or Tool)]
    return [replace(one, cord=cord) for one in functions]


def answer(devices: Iterable[InputDevice], tool: Tool) -> Answer:
    """Return whether the devices of a kind are wired; a single wireless one is enough for "cordless"."""
    cords = {device.cord for device in devices if device.tool is tool}
    if not cords:
        return Answer.NONE
    if Cord.CORDLESS in cords:
        return Answer.CORDLESS
    corded = bool(cords & {Cord.WIRED, Cord.BUILT_IN})
    if Cord.RECEIVER in cords and not corded and Cord.UNCLEAR not in cords:
        return Answer.CORDLESS
    return Answer.UNCLEAR if cords & {Cord.RECEIVER, Cord.UNCLEAR} else Answer.WIRED
