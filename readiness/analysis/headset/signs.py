"""The signs that one physical device shows, each with a weight and a sentence.

Weights are log-odds for or against "a headset with a cord". They are judgement, checked against labelled real
devices, not statistics; all of them are in ``WEIGHTS``, so that they can be tuned in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from readiness.analysis.headset.catalogue import (
    CORDLESS_KINDS,
    OPEN_KINDS,
    OTHER_KINDS,
    Catalogue,
    Certainty,
    Kind,
    Product,
    agrees,
)
from readiness.analysis.headset.evidence import Box, Bus, Form, Side
from readiness.analysis.headset.jack import jack_signs
from readiness.analysis.headset.names import NOT_HEADSETS, Hint, Says, hint_of_all, impersonal, says_cordless
from readiness.domain.message import Message, message


class Toward(StrEnum):
    """What a sign speaks for."""

    WIRED = "wired"
    CORDLESS = "cordless"
    OTHER = "other"
    NOTHING = "nothing"
    """Worth mentioning, without weight."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One observation, what it speaks for, and how strongly. The sum of ``structural`` signs is capped."""

    toward: Toward
    weight: float
    because: Message
    structural: bool = False


WEIGHTS: Final[Mapping[str, float]] = {
    "bluetooth": 9.0,
    "bluetooth_loudspeaker": 9.0,
    "product_corded": 5.0,  # known by its id, and its own name fits
    "product_corded_nameless": 4.0,  # known by its id, tells no name
    "product_cordless": 6.0,
    "product_other": 6.0,
    "name_corded": 4.0,  # the name of a corded line; makers do not lie about that
    "name_cordless": 5.0,
    "name_other": 5.0,
    "hub": 4.0,
    "battery": 4.0,
    "camera": 9.0,
    "form_other": 4.0,
    "speakerphone_terminal": 6.0,
    "one_side": 4.0,
    "not_a_sound_device": 6.0,
    "built_in": 4.0,
    "jack": 4.0,
    "both_sides": 1.0,
    "headset_terminals": 1.0,
    "telephony": 1.0,
}
STRUCTURAL_CAP: Final = 2.0
"""Wireless dongles have the same structure as wired headsets, so that structure alone must never decide."""

_CERTAINTY: Final[Mapping[Certainty, float]] = {Certainty.HIGH: 1.0, Certainty.MEDIUM: 0.85, Certainty.LOW: 0.25}
_TELEPHONY_PAGE: Final = 0x0B
_BATTERY_PAGE: Final = 0x85
_BLUETOOTH_CHIP_HUB: Final = "0a12:"
_HEADSET_TERMINAL: Final = 0x0402
_HEADPHONES_TERMINAL: Final = 0x0302
_MICROPHONE_TERMINALS: Final = frozenset({0x0201, 0x0202, 0x0203, 0x0204})
_SPEAKERPHONE_TERMINALS: Final = frozenset({0x0403, 0x0404, 0x0405})
_ONLY: Final[Mapping[Side, Message]] = {
    Side.INPUT: Message("headset.only_input"),
    Side.OUTPUT: Message("headset.only_output"),
}
_FORMS: Final[Mapping[Form, Message]] = {
    Form.WEBCAM: Message("headset.kind.webcam"),
    Form.MICROPHONE: Message("headset.kind.mic"),
    Form.SPEAKERS: Message("headset.kind.speaker"),
    Form.SPEAKERPHONE: Message("headset.kind.speakerphone"),
    Form.HANDSET: Message("headset.kind.handset"),
}
_SAID: Final[Mapping[Says, Message]] = {
    Says.WEBCAM: Message("headset.kind.webcam"),
    Says.MICROPHONE: Message("headset.kind.mic"),
    Says.SPEAKERS: Message("headset.kind.speaker"),
    Says.SPEAKERPHONE: Message("headset.kind.speakerphone"),
    Says.HANDSET: Message("headset.kind.handset"),
    Says.CONTROLLER: Message("headset.kind.controller"),
    Says.ADAPTER: Message("headset.kind.usb_audio_adapter"),
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """The product that a device was recognised as, and whether by its USB id or by its name alone."""

    product: Product
    by_id: bool
    fits: bool


def recognise(box: Box, catalogue: Catalogue) -> Recognised | None:
    """Look a device up in the catalogue, by USB id first, then by its exact name."""
    product = catalogue.with_id(box.usb_id)
    if product:
        return Recognised(product, by_id=True, fits=agrees(product, box.products))
    named = catalogue.named(box.texts)
    return Recognised(named, by_id=False, fits=True) if named else None


def signs_of(box: Box, catalogue: Catalogue, *, complete: bool) -> tuple[Sign, ...]:
    """Return every sign of a device, the weightiest first.

    ``complete`` tells whether a side that it does not show is known to be missing.
    """
    known = recognise(box, catalogue)
    hint = hint_of_all(box.texts)
    found = [*_transport(box), *_product(box, known, hint), *_name(box, known, hint), *_build(box, known, hint)]
    if not box_is_wireless(box):
        found += [*_jacks(box, known, hint), *_sides(box, complete=complete)]
    return tuple(sorted(found, key=lambda sign: -sign.weight))


def box_is_wireless(box: Box) -> bool:
    """Return whether the transport alone shows that it is wireless."""
    return box.bus is Bus.BLUETOOTH


def _transport(box: Box) -> Iterator[Sign]:
    if box.bus is Bus.BLUETOOTH:
        device = impersonal(box.called)
        if Form.SPEAKERS in box.forms or Form.SPEAKERPHONE in box.forms:
            because = message("headset.bluetooth_loudspeaker", device=device)
            yield Sign(Toward.OTHER, WEIGHTS["bluetooth_loudspeaker"], because)
        else:
            yield Sign(Toward.CORDLESS, WEIGHTS["bluetooth"], message("headset.bluetooth", device=device))
    elif box.bus in (Bus.DISPLAY, Bus.NETWORK):
        because = Message("headset.display") if box.bus is Bus.DISPLAY else Message("headset.network")
        yield Sign(Toward.OTHER, WEIGHTS["not_a_sound_device"], because)
    elif all(end.virtual for end in box.ends) or box.bus is Bus.VIRTUAL:
        yield Sign(Toward.OTHER, WEIGHTS["not_a_sound_device"], Message("headset.virtual"))


def _product(box: Box, known: Recognised | None, hint: Hint | None) -> Iterator[Sign]:
    if known is None:
        return
    product = known.product
    if known.by_id:
        because = message("headset.known", usb_id=product.usb_id, name=product.model, kind=product.kind_text)
    else:
        because = message("headset.known_name", name=product.model, kind=product.kind_text)
    share = _CERTAINTY[product.certainty]
    # What the device says of itself beats the id: cheap docks carry ids of headset makers.
    disputed = not known.fits or (hint is not None and _disputes(hint, product.kind))
    if disputed and product.kind not in CORDLESS_KINDS:
        because = message("headset.id_disputed", usb_id=product.usb_id, name=product.model, product=box.called)
        yield Sign(Toward.NOTHING, 0.0, because)
    elif product.kind is Kind.WIRED_HEADSET:
        weight = "product_corded" if known.by_id and box.products else "product_corded_nameless"
        yield Sign(Toward.WIRED, WEIGHTS[weight] * share, because)
    elif product.kind in CORDLESS_KINDS:
        contradicted = 0.5 if hint is not None and hint.says is Says.CORDED else 1.0
        yield Sign(Toward.CORDLESS, WEIGHTS["product_cordless"] * share * contradicted, because)
    elif product.kind in OTHER_KINDS:
        yield Sign(Toward.OTHER, WEIGHTS["product_other"] * share, because)
    else:
        yield Sign(Toward.NOTHING, 0.0, because)


def _disputes(hint: Hint, kind: Kind) -> bool:
    """Return whether the name indicates another kind of device than the product."""
    if kind is Kind.WIRED_HEADSET:
        return says_cordless(hint) or hint.says in NOT_HEADSETS
    return kind in OTHER_KINDS and hint.says is Says.CORDED


def _name(box: Box, known: Recognised | None, hint: Hint | None) -> Iterator[Sign]:
    if hint is None or box.bus in (Bus.BLUETOOTH, Bus.DISPLAY):
        return
    settled = known is not None and known.fits and known.product.certainty is not Certainty.LOW
    if says_cordless(hint):
        yield Sign(Toward.CORDLESS, WEIGHTS["name_cordless"], _cordless_name(hint))
    elif settled:
        return
    elif hint.says is Says.CORDED:
        because = message("headset.line_corded", product=impersonal(hint.name))
        yield Sign(Toward.WIRED, WEIGHTS["name_corded"], because)
    elif hint.says not in NOT_HEADSETS:
        yield Sign(Toward.NOTHING, 0.0, _other_name(hint))
    elif box.bus is not Bus.INTERNAL:
        yield Sign(Toward.OTHER, WEIGHTS["name_other"], _other_name(hint))


def _cordless_name(hint: Hint) -> Message:
    name = impersonal(hint.name)
    if hint.says is Says.CORDLESS_WORD:
        return message("headset.word_cordless", product=name, word=hint.words)
    return message("headset.line_cordless", product=name)


def _other_name(hint: Hint) -> Message:
    return message("headset.name_other", product=impersonal(hint.name), kind=_SAID[hint.says])


def _build(box: Box, known: Recognised | None, hint: Hint | None) -> Iterator[Sign]:
    """Yield the signs of the USB device's structure: camera, hub, battery, terminals, buttons."""
    pad = (hint is not None and hint.says is Says.CONTROLLER) or (
        known is not None and known.product.kind is Kind.CONTROLLER
    )
    if any(end.camera for end in box.ends):
        yield Sign(Toward.OTHER, WEIGHTS["camera"], Message("headset.camera"))
    if any(end.parent_hub.startswith(_BLUETOOTH_CHIP_HUB) for end in box.ends):
        yield Sign(Toward.CORDLESS, WEIGHTS["hub"], Message("headset.hub"))
    if (any(end.battery for end in box.ends) or _BATTERY_PAGE in box.hid_pages) and not pad:
        yield Sign(Toward.CORDLESS, WEIGHTS["battery"], Message("headset.battery"))
    if box.terminals & _SPEAKERPHONE_TERMINALS:
        yield _form_sign(Form.SPEAKERPHONE, "speakerphone_terminal")
    yield from (
        _form_sign(form) for form in sorted(box.forms & set(_FORMS)) if box.bus not in (Bus.INTERNAL, Bus.BLUETOOTH)
    )
    if _headset_terminals(box):
        because = Message("headset.terminals")
        yield Sign(Toward.WIRED, WEIGHTS["headset_terminals"], because, structural=True)
    if _TELEPHONY_PAGE in box.hid_pages:
        yield Sign(Toward.WIRED, WEIGHTS["telephony"], Message("headset.telephony"), structural=True)


def _form_sign(form: Form, weight: str = "form_other") -> Sign:
    return Sign(Toward.OTHER, WEIGHTS[weight], message("headset.form_other", kind=_FORMS[form]))


def _headset_terminals(box: Box) -> bool:
    if _HEADSET_TERMINAL in box.terminals or Form.HEADSET in box.forms:
        return box.bus is not Bus.BLUETOOTH
    return _HEADPHONES_TERMINAL in box.terminals and bool(box.terminals & _MICROPHONE_TERMINALS)


def _jacks(box: Box, known: Recognised | None, hint: Hint | None) -> Iterator[Sign]:
    """Yield the signs of sockets, for chips inside the computer, adapters and docks."""
    open_end = (known is not None and known.product.kind in OPEN_KINDS) or (
        hint is not None and hint.says is Says.ADAPTER
    )
    if box.bus is Bus.INTERNAL or (open_end and box.ports):
        for found in jack_signs(box):
            toward = Toward.NOTHING if found.wired is None else Toward.WIRED if found.wired else Toward.OTHER
            yield Sign(toward, 0.0 if found.wired is None else WEIGHTS["jack"], found.because)


def _sides(box: Box, *, complete: bool) -> Iterator[Sign]:
    if len(box.sides) > 1:
        if box.bus is Bus.USB:
            yield Sign(Toward.WIRED, WEIGHTS["both_sides"], Message("headset.both_sides"), structural=True)
    elif complete and box.sides and box.bus in (Bus.USB, Bus.UNKNOWN):
        (side,) = box.sides
        yield Sign(Toward.OTHER, WEIGHTS["one_side"], _ONLY[side])
