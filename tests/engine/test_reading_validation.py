"""Whether a reading has the shape its fact declares."""

from __future__ import annotations

import pytest

from readiness.domain.facts import FactDef, Kind, Measured, Reason, Unmeasured
from readiness.engine.reading_validation import validated

NUMBER = FactDef("n", Kind.NUMBER)
SIZE = FactDef("s", Kind.NUMBER, "GiB")
YES_NO = FactDef("y", Kind.YES_NO)
SET = FactDef("t", Kind.SET)
CLOSED = FactDef("k", Kind.SET, choices=("gate", "gain"))
VERSION = FactDef("v", Kind.VERSION)
CHOICE = FactDef("c", Kind.CHOICE, choices=("usb", "analog"))
TEXT = FactDef("x", Kind.TEXT)


@pytest.mark.parametrize(
    ("definition", "reading"),
    [
        (NUMBER, Measured(4)),
        (SIZE, Measured(8.0, "GiB")),
        (SIZE, Measured(8192.0, "MiB")),
        (YES_NO, Measured(value=False)),
        (SET, Measured(frozenset({"a"}))),
        (CLOSED, Measured(frozenset({"gate"}))),
        (CLOSED, Measured(frozenset())),
        (VERSION, Measured("10.0.19045")),
        (CHOICE, Measured("usb")),
        (TEXT, Measured("Jabra Evolve 20")),
        (NUMBER, Unmeasured(Reason.DENIED)),
    ],
)
def test_what_fits_is_believed(definition: FactDef, reading: Measured | Unmeasured) -> None:
    assert validated(reading, definition) is reading


@pytest.mark.parametrize(
    ("definition", "reading"),
    [
        (NUMBER, Measured("4")),
        (NUMBER, Measured(value=True)),
        (NUMBER, Measured(4, "ms")),
        (SIZE, Measured(8.0)),
        (SIZE, Measured(8.0, "ms")),
        (SIZE, Measured(8.0, "furlong")),
        (YES_NO, Measured(1.0)),
        (SET, Measured("a")),
        (CLOSED, Measured(frozenset({"gate", "made up"}))),
        (VERSION, Measured("10.x")),
        (CHOICE, Measured("radio")),
        (TEXT, Measured(3.0)),
    ],
)
def test_what_does_not_fit_is_a_defect_of_ours(definition: FactDef, reading: Measured) -> None:
    found = validated(reading, definition)
    assert isinstance(found, Unmeasured)
    assert found.reason is Reason.DEFECT
