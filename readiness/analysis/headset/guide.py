"""The guided test for a headset that does not show enough: what to ask next, and the conclusion.

Three things are measured: which microphone hears three taps, which device disappears when the plug is pulled, and
what changes when the headset is switched off. A wireless receiver passes the first two like a wired headset, so two
questions remain: how the headset is connected, and whether it has a power switch. The person's statement can make a
device fail, but never makes one pass by itself; where it counts, the answer says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from readiness.analysis.headset.answer import CERTAIN, FAIL_BELOW, PASS_ABOVE, Answer, Connection, Taken
from readiness.analysis.headset.evidence import AudioSnapshot, Bus, DeviceEvidence, box_key
from readiness.domain.message import Message, message


class Step(StrEnum):
    """The next step of the test."""

    WAY = "way"
    TAP = "tap"
    PULL = "pull"
    SWITCH = "switch"
    OFF = "off"


class StatedConnection(StrEnum):
    """How the headset is connected, as the person states it."""

    CORD = "cord"
    STICK = "stick"
    BASE = "base"
    BLUETOOTH = "bluetooth"
    NOT_SAID = "not_said"


class Tapped(StrEnum):
    """Which microphone heard the taps."""

    THIS = "this"
    OTHER = "other"
    NOTHING = "nothing"


class Change(StrEnum):
    """What happened to a device."""

    NOTHING = "nothing"
    PORT = "port"
    """It is still there, but one of its sockets is empty now."""
    PART = "part"
    """Its microphone or its earphones disappeared, the other side remained."""
    RENAMED = "renamed"
    """It disappeared, and another USB id of the same maker appeared."""
    GONE = "gone"
    OTHER = "other"
    """It remained, and another device disappeared."""
    SILENT = "silent"
    """It remained, and its microphone delivers digital silence."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the test found so far; None means not tried. ``heard_by`` names the other microphone."""

    stated: StatedConnection | None = None
    tapped: Tapped | None = None
    heard_by: str = ""
    pulled: Change | None = None
    back: bool = True
    has_switch: bool | None = None
    off: Change | None = None

    @property
    def measured(self) -> bool:
        """Whether both measurements agree: the taps were heard, and the plug was that of this device."""
        return self.tapped is Tapped.THIS and self.pulled in _PLUGGED


STATED_CORDLESS: Final = frozenset({StatedConnection.STICK, StatedConnection.BASE, StatedConnection.BLUETOOTH})
SWITCHED: Final = frozenset({Change.PART, Change.RENAMED, Change.GONE, Change.SILENT})
"""Changes that only a headset with a power switch can cause."""

_PLUGGED: Final = frozenset({Change.GONE, Change.PORT})
_TEST_AGREES: Final = 2.0
_TEST_CONTRADICTS: Final = 3.0
_WORD: Final = 1.0
_SAID_CONFIDENCE: Final = 0.9
"""The highest confidence of an answer that rests on the person's statement."""


def next_step(found: Findings) -> Step | None:
    """Return the next step, None if nothing more can be learnt."""
    settled = found.stated in STATED_CORDLESS or found.tapped is Tapped.OTHER
    # A plug that is still out, or was another's, leaves nothing to switch off.
    plugged = found.back and found.pulled in _PLUGGED
    steps = (
        (Step.WAY, found.stated is None),
        (Step.TAP, found.tapped is None and not settled),
        (Step.PULL, found.pulled is None and not settled),
        (Step.SWITCH, found.has_switch is None and plugged and not settled),
        (Step.OFF, bool(found.has_switch) and found.off is None and plugged and not settled),
    )
    return next((step for step, due in steps if due), None)


def concluded(before: Answer, score: float, found: Findings, bus: Bus) -> Answer:
    """Return the answer after the test.

    ``before`` and ``score`` are the answer and the log-odds from the device's own signs. Between the two thresholds
    the answer stays "unsure", with what was found.
    """
    if found.off in SWITCHED:
        return _cordless(before, CERTAIN, _WENT_OFF[found.off], Connection.WIRELESS_DONGLE)
    if found.stated in STATED_CORDLESS:
        connection = Connection.BLUETOOTH if found.stated is StatedConnection.BLUETOOTH else Connection.WIRELESS_DONGLE
        return _cordless(before, _SAID_CONFIDENCE, _SAID[found.stated], connection)
    reasons = tuple(_reasons(found))
    said = found.stated is StatedConnection.CORD and found.has_switch is False
    after = score + _weight(found)
    if said and found.measured and after + _WORD > PASS_ABOVE:
        confidence = min(round(1 / (1 + math.exp(-after - _WORD)), 2), _SAID_CONFIDENCE)
        connection = Connection.ANALOG if found.pulled is Change.PORT or bus is Bus.INTERNAL else Connection.USB
        return Answer(Taken.WIRED_HEADSET, confidence, reasons, connection, before.model)
    return replace(before, reasons=(*reasons, *before.reasons) or before.reasons, confidence=_open(after))


def _open(score: float) -> float:
    """Return the confidence of an undecided answer; it is never that of a decided one."""
    bounded = max(FAIL_BELOW, min(PASS_ABOVE, score))
    return round(1 / (1 + math.exp(-abs(bounded))), 2)


def _weight(found: Findings) -> float:
    agrees = _TEST_AGREES if found.measured else 0.0
    contradicted = found.tapped is Tapped.OTHER or found.pulled in {Change.OTHER, Change.NOTHING}
    return agrees - (_TEST_CONTRADICTS if contradicted else 0.0)


def _cordless(before: Answer, confidence: float, because: Message, connection: Connection) -> Answer:
    return Answer(Taken.CORDLESS, confidence, (because, *before.reasons), connection, before.model)


_WENT_OFF: Final = {
    Change.PART: Message("headset.off_part"),
    Change.RENAMED: Message("headset.off_renamed"),
    Change.GONE: Message("headset.off_gone"),
    Change.SILENT: Message("headset.off_silent"),
}
_SAID: Final = {
    StatedConnection.STICK: Message("headset.said_stick"),
    StatedConnection.BASE: Message("headset.said_base"),
    StatedConnection.BLUETOOTH: Message("headset.said_bluetooth"),
}
_PULLED: Final = {
    Change.GONE: Message("headset.pulled_gone"),
    Change.PORT: Message("headset.pulled_port"),
    Change.PART: Message("headset.pulled_other"),
    Change.RENAMED: Message("headset.pulled_other"),
    Change.OTHER: Message("headset.pulled_other"),
    Change.NOTHING: Message("headset.pulled_nothing"),
    Change.SILENT: Message("headset.pulled_nothing"),
}


def _reasons(found: Findings) -> Iterable[Message]:
    if found.stated is StatedConnection.CORD:
        no_switch = Message("headset.said_cord_no_switch")
        yield no_switch if found.has_switch is False else Message("headset.said_cord")
    if found.tapped is Tapped.OTHER:
        yield message("headset.tapped_other", device=found.heard_by)
    elif found.tapped:
        yield Message("headset.tapped_this" if found.tapped is Tapped.THIS else "headset.tapped_nothing")
    if found.pulled:
        yield _PULLED[found.pulled]
    if found.has_switch:
        yield Message("headset.said_switch")


def told_by_person(found: Findings) -> bool:
    """Return whether the findings include a statement of the person."""
    return found.stated not in {None, StatedConnection.NOT_SAID} or found.has_switch is not None


# ------------------------------------------------------------------ what became of a device


def change_of(before: AudioSnapshot, now: AudioSnapshot, device: DeviceEvidence) -> Change:
    """Return what happened to a device between two snapshots."""
    key = box_key(device)
    had, has = _ends(before, key), _ends(now, key)
    lost, kept = had.keys() - has.keys(), had.keys() & has.keys()
    if lost and not has:
        return Change.RENAMED if _maker_came(before, now, device) else Change.GONE
    if any(has[id_].usb_id != had[id_].usb_id for id_ in kept):
        return Change.RENAMED
    if lost:
        return Change.PART
    if any(_sockets(had[id_]) - _sockets(has[id_]) for id_ in kept):
        return Change.PORT
    others = {end.id for end in before.devices if end.usable} - {end.id for end in now.devices if end.usable}
    return Change.OTHER if others else Change.NOTHING


def _ends(snapshot: AudioSnapshot, key: str) -> dict[str, DeviceEvidence]:
    return {end.id: end for end in snapshot.devices if end.usable and box_key(end) == key}


def _maker_came(before: AudioSnapshot, now: AudioSnapshot, device: DeviceEvidence) -> bool:
    known = {end.usb_id for end in before.devices}
    new = {end.usb_id for end in now.devices if end.usable} - known - {""}
    return bool(device.vendor_id) and any(usb_id.startswith(f"{device.vendor_id}:") for usb_id in new)


def _sockets(end: DeviceEvidence) -> frozenset[str]:
    """Return the sockets that may hold a plug, including those that were never known to be empty."""
    return frozenset(port.name for port in end.ports if port.available is not False)
