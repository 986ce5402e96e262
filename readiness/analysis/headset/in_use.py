"""Decides whether the devices in use are a wired headset, from evidence alone.

No sound system says "wired". The answer is composed of what it does say: transport, USB id (``catalogue``), names
(``names``), the structure of the USB device, and sockets (``signs``, ``jack``). Signs are log-odds that add up
(``answer``); between the two thresholds the answer is "unsure", which never passes.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.analysis.headset.answer import CERTAIN, HEADSETS, Answer, Connection, Taken, classify
from readiness.analysis.headset.catalogue import Catalogue, CatalogueError, Product, parse_catalogue
from readiness.analysis.headset.evidence import (
    AudioSnapshot,
    Box,
    Bus,
    DeviceEvidence,
    Form,
    Port,
    PortKind,
    Side,
    box_key,
    boxes,
)
from readiness.analysis.headset.names import impersonal
from readiness.domain.message import Message, message

__all__ = [
    "Answer",
    "AudioSnapshot",
    "Box",
    "Bus",
    "Catalogue",
    "CatalogueError",
    "Connection",
    "Described",
    "DeviceEvidence",
    "Form",
    "InUse",
    "Port",
    "PortKind",
    "Product",
    "Side",
    "Taken",
    "boxes",
    "classify",
    "describe",
    "in_use",
    "parse_catalogue",
]

# ------------------------------------------------------------------ what is in use


@dataclass(frozen=True, slots=True)
class InUse:
    """The devices that programs use now, and what they are together.

    ``headset`` tells whether a headset is in use, wired or not; None if that cannot be told. ``idle`` names headsets
    that are connected but not chosen.
    """

    answer: Answer
    headset: bool | None
    input: DeviceEvidence | None = None
    output: DeviceEvidence | None = None
    idle: tuple[str, ...] = ()


def in_use(snapshot: AudioSnapshot, catalogue: Catalogue) -> InUse:
    """Pair the microphone and the earphones that programs use, and classify the pair.

    Only one physical device can be a headset: if microphone and earphones belong to different devices, no headset is
    in use. Windows has two sets of defaults; if they lead to different results, the answer is "unsure".
    """
    if not snapshot.complete:
        return _of_listing(snapshot, catalogue)
    usual = _pair(snapshot, snapshot.default_input, snapshot.default_output, catalogue)
    call_input, call_output = (
        default if snapshot.device(chosen) is None else chosen
        for chosen, default in (
            (snapshot.call_input, snapshot.default_input),
            (snapshot.call_output, snapshot.default_output),
        )
    )
    if (call_input, call_output) == (snapshot.default_input, snapshot.default_output):
        return usual
    calls = _pair(snapshot, call_input, call_output, catalogue)
    if (calls.answer.taken, calls.answer.connection) == (usual.answer.taken, usual.answer.connection):
        return calls
    return InUse(_roles_differ(usual, calls), None, calls.input, calls.output, calls.idle)


def _roles_differ(usual: InUse, calls: InUse) -> Answer:
    names = (_name_of(usual.input, usual.output), _name_of(calls.input, calls.output))
    because = message("headset.roles_differ", usual=names[0], calls=names[1])
    return Answer(Taken.UNSURE, 0.5, (because,), None, calls.answer.model)


def _name_of(*devices: DeviceEvidence | None) -> str:
    return next((impersonal(device.called) for device in devices if device), "")


def _pair(snapshot: AudioSnapshot, input_id: str | None, output_id: str | None, catalogue: Catalogue) -> InUse:
    listener, player = snapshot.device(input_id), snapshot.device(output_id)
    answer = _pair_answer(snapshot, listener, player, catalogue)
    headset = _is_headset(answer, listener, player)
    idle = () if headset else _idle(snapshot, catalogue, (listener, player))
    return InUse(answer, headset, listener, player, idle)


def _pair_answer(
    snapshot: AudioSnapshot, listener: DeviceEvidence | None, player: DeviceEvidence | None, catalogue: Catalogue
) -> Answer:
    if listener is None or not listener.present:
        return _no_microphone(snapshot)
    if listener.virtual or (player is not None and player.virtual and not _only_virtual(snapshot)):
        return Answer(Taken.UNSURE, 0.5, (message("headset.through_virtual", device=_virtual_name(listener, player)),))
    whole = classify(Box((listener,)), catalogue, complete=False)
    if player is None or not player.usable:
        if whole.taken is Taken.NOT_A_HEADSET:
            return whole
        because = message("headset.no_output", input=_name_of(listener))
        return Answer(Taken.NOT_A_HEADSET, CERTAIN, (because,), _without_headset(listener))
    if box_key(listener) == box_key(player):
        return classify(Box((listener, player)), catalogue)
    because = message("headset.split", input=_name_of(listener), output=_name_of(player))
    reasons = (because, *(whole.reasons[:1] if whole.taken is Taken.NOT_A_HEADSET else ()))
    return Answer(Taken.NOT_A_HEADSET, CERTAIN, reasons, _without_headset(listener))


def _only_virtual(snapshot: AudioSnapshot) -> bool:
    return not snapshot.usable(Side.OUTPUT)


def _virtual_name(listener: DeviceEvidence, player: DeviceEvidence | None) -> str:
    return _name_of(listener if listener.virtual else player)


def _no_microphone(snapshot: AudioSnapshot) -> Answer:
    if snapshot.usable(Side.INPUT):
        return Answer(Taken.UNSURE, 0.5, (Message("headset.no_default"),))
    return Answer(Taken.NOT_A_HEADSET, CERTAIN, (Message("headset.no_microphone"),), Connection.NONE)


def _without_headset(listener: DeviceEvidence) -> Connection:
    return Connection.BUILT_IN if listener.bus is Bus.INTERNAL else Connection.NONE


def _is_headset(answer: Answer, listener: DeviceEvidence | None, player: DeviceEvidence | None) -> bool | None:
    """Return whether the pair is a headset, wired or not."""
    if answer.taken in HEADSETS:
        return True
    if answer.taken is Taken.NOT_A_HEADSET:
        return False
    if listener is None or player is None or box_key(listener) != box_key(player):
        return None
    return True if Form.HEADSET in (listener.form, player.form) else None


def _idle(
    snapshot: AudioSnapshot, catalogue: Catalogue, used: tuple[DeviceEvidence | None, DeviceEvidence | None]
) -> tuple[str, ...]:
    """Return the names of headsets that are present but not used for both directions."""
    found = []
    for box in boxes(device for device in snapshot.devices if device.usable):
        if all(end in box.ends for end in used):
            continue
        answer = classify(box, catalogue)
        if answer.taken in HEADSETS and len(box.sides) > 1:
            found.append(answer.model)
    return tuple(dict.fromkeys(found))


def _of_listing(snapshot: AudioSnapshot, catalogue: Catalogue) -> InUse:
    """Classify a partial listing: every pair that may be in use must lead to the same result."""
    inputs = [device for device in snapshot.devices if device.usable and device.side is Side.INPUT]
    outputs = [device for device in snapshot.devices if device.usable and device.side is Side.OUTPUT]
    if snapshot.device(snapshot.default_input):
        inputs = [device for device in inputs if device.id == snapshot.default_input] or inputs
    if snapshot.device(snapshot.default_output):
        outputs = [device for device in outputs if device.id == snapshot.default_output] or outputs
    if not inputs or not outputs:
        return _of_things(snapshot, catalogue)
    pairs = [_listed_pair(snapshot, listener, player, catalogue) for listener in inputs for player in outputs]
    return _agreed(pairs)


def _listed_pair(
    snapshot: AudioSnapshot, listener: DeviceEvidence, player: DeviceEvidence, catalogue: Catalogue
) -> InUse:
    same = box_key(listener) == box_key(player)
    answer = (
        classify(Box((listener, player)), catalogue, complete=False)
        if same
        else _pair_answer(snapshot, listener, player, catalogue)
    )
    return InUse(answer, _is_headset(answer, listener, player), listener, player)


def _of_things(snapshot: AudioSnapshot, catalogue: Catalogue) -> InUse:
    things = boxes(device for device in snapshot.devices if device.present)
    if not things:
        return InUse(_no_microphone(snapshot), headset=False)
    found = []
    for thing in things:
        answer = classify(thing, catalogue, complete=False)
        found.append(InUse(answer, _is_headset(answer, None, None), thing.ends[0]))
    return _agreed(found)


def _agreed(candidates: list[InUse]) -> InUse:
    kinds = {candidate.answer.taken for candidate in candidates}
    if len(kinds) == 1:
        return candidates[0]
    names = ", ".join(dict.fromkeys(_name_of(candidate.input) for candidate in candidates))
    return InUse(Answer(Taken.UNSURE, 0.5, (message("headset.several", devices=names),)), None)


# ------------------------------------------------------------------ the list for people


@dataclass(frozen=True, slots=True)
class Described:
    """One physical device of a snapshot, its classification, and whether programs use it."""

    box: Box
    answer: Answer
    listens: bool
    plays: bool


def describe(snapshot: AudioSnapshot, catalogue: Catalogue) -> tuple[Described, ...]:
    """Classify every physical device, those in use first. Virtual devices are left out."""
    inputs = {snapshot.default_input, snapshot.call_input} - {None}
    outputs = {snapshot.default_output, snapshot.call_output} - {None}
    found = [
        Described(
            box,
            classify(box, catalogue, complete=snapshot.complete),
            any(end.id in inputs and end.side is not Side.OUTPUT for end in box.ends),
            any(end.id in outputs and end.side is not Side.INPUT for end in box.ends),
        )
        for box in boxes(device for device in snapshot.devices if device.usable)
    ]
    return tuple(sorted(found, key=lambda thing: not (thing.listens or thing.plays)))
