"""Turns the signs of one physical device into an answer with its reasons."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from readiness.analysis.headset.catalogue import OPEN_KINDS, Catalogue, Kind
from readiness.analysis.headset.evidence import Box, Bus
from readiness.analysis.headset.names import impersonal
from readiness.analysis.headset.signs import STRUCTURAL_CAP, Sign, Toward, recognise, signs_of
from readiness.domain.message import Message


class Taken(StrEnum):
    """What a device is taken for."""

    WIRED_HEADSET = "wired_headset"
    CORDLESS = "cordless"
    NOT_A_HEADSET = "not_a_headset"
    UNSURE = "unsure"

    @property
    def text(self) -> Message:
        """The answer, as a person reads it."""
        return Message(f"headset.taken.{self}")


class Connection(StrEnum):
    """How the headset in use reaches the computer; the values of the fact ``headset.connection``."""

    USB = "usb"
    ANALOG = "analog"
    BLUETOOTH = "bluetooth"
    WIRELESS_DONGLE = "wireless_dongle"
    BUILT_IN = "built_in"
    """No headset: the computer's own microphone is in use."""
    NONE = "none"
    """No headset: another device, or none, is in use."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device is, the confidence (0 to 1), and the reasons, the weightiest first.

    ``connection`` is None if it cannot be told; ``model`` is empty if no name is known.
    """

    taken: Taken
    confidence: float
    reasons: tuple[Message, ...]
    connection: Connection | None = None
    model: str = ""


PASS_ABOVE: Final = 3.0
FAIL_BELOW: Final = -3.0
CERTAIN: Final = 0.99
HEADSETS: Final = frozenset({Taken.WIRED_HEADSET, Taken.CORDLESS})


def classify(box: Box, catalogue: Catalogue, *, complete: bool = True) -> Answer:
    """Classify one physical device.

    ``complete`` tells whether a microphone or earphones that it does not show are known to be missing.
    """
    signs = signs_of(box, catalogue, complete=complete)
    taken, confidence = _weighed(signs)
    reasons = tuple(dict.fromkeys(sign.because for sign in signs if _speaks_for(sign, taken)))
    if taken is Taken.UNSURE:
        reasons = (*reasons, Message("headset.nothing_known"))
    return Answer(taken, confidence, reasons, _connection(box, taken, catalogue), _model(box, catalogue))


def score_of(box: Box, catalogue: Catalogue) -> float:
    """Return the sum of the log-odds of all signs for "a headset with a cord"."""
    return _sums(signs_of(box, catalogue, complete=True))[0]


def _sums(signs: Iterable[Sign]) -> tuple[float, float, float]:
    """Return the score, and how much speaks for "cordless" and for "something else"."""
    listed = tuple(signs)
    build = sum(sign.weight for sign in listed if sign.structural)
    wired = sum(sign.weight for sign in listed if sign.toward is Toward.WIRED and not sign.structural)
    cordless = sum(sign.weight for sign in listed if sign.toward is Toward.CORDLESS)
    other = sum(sign.weight for sign in listed if sign.toward is Toward.OTHER)
    # Dongles, microphones and game pads are built like headsets too: the build never speaks for the defence.
    score = wired - cordless - other + (0.0 if cordless or other else min(build, STRUCTURAL_CAP))
    return score, cordless, other


def _weighed(signs: Iterable[Sign]) -> tuple[Taken, float]:
    score, cordless, other = _sums(signs)
    confidence = round(min(1 / (1 + math.exp(-abs(score))), CERTAIN), 2)
    if score > PASS_ABOVE:
        return Taken.WIRED_HEADSET, confidence
    if score < FAIL_BELOW:
        return (Taken.CORDLESS if cordless >= other else Taken.NOT_A_HEADSET), confidence
    return Taken.UNSURE, confidence


_TOWARD: Final = {
    Taken.WIRED_HEADSET: Toward.WIRED,
    Taken.CORDLESS: Toward.CORDLESS,
    Taken.NOT_A_HEADSET: Toward.OTHER,
}


def _speaks_for(sign: Sign, taken: Taken) -> bool:
    """Return whether a sign belongs in the explanation: it agrees with the answer, or the answer is open."""
    return taken is Taken.UNSURE or sign.toward is _TOWARD[taken]


def _model(box: Box, catalogue: Catalogue) -> str:
    known = recognise(box, catalogue)
    said = next(iter(box.products), "")
    if known and known.fits and not said:
        return known.product.model
    return impersonal(said or box.called)


def _connection(box: Box, taken: Taken, catalogue: Catalogue) -> Connection | None:
    known = recognise(box, catalogue)
    kind = known.product.kind if known else None
    if taken is Taken.WIRED_HEADSET:
        return _cord(box, kind)
    if taken is Taken.CORDLESS:
        if box.bus is Bus.BLUETOOTH:
            return Connection.BLUETOOTH
        return Connection.USB if kind is Kind.WIRELESS_HEADSET else Connection.WIRELESS_DONGLE
    if taken is Taken.NOT_A_HEADSET:
        return Connection.BUILT_IN if _built_in(box) else Connection.NONE
    return None


def _cord(box: Box, kind: Kind | None) -> Connection | None:
    if box.bus is Bus.INTERNAL or (kind in OPEN_KINDS and box.ports):
        return Connection.ANALOG
    return Connection.USB if box.bus is Bus.USB or kind is Kind.WIRED_HEADSET else None


def _built_in(box: Box) -> bool:
    return box.bus is Bus.INTERNAL
