"""The guided test's rules: what is asked next, what it comes to, and what became of a device."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.headset.answer import Answer, score_of
from readiness.analysis.headset.guide import (
    STATED_CORDLESS,
    SWITCHED,
    Change,
    Findings,
    StatedConnection,
    Step,
    Tapped,
    change_of,
    concluded,
    next_step,
    told_by_person,
)
from readiness.analysis.headset.in_use import AudioSnapshot, Box, Bus, Connection, DeviceEvidence, Port, Side, Taken
from readiness.domain.message import Message
from tests.analysis.headset.audio_evidence import NOTHING, chip, seen, usb

UNSURE = Answer(Taken.UNSURE, 0.8, (Message("headset.nothing_known"),), None, "Acme Talk")
CORDED = Findings(StatedConnection.CORD, Tapped.THIS, pulled=Change.GONE, has_switch=False)

findings = st.builds(
    Findings,
    stated=st.none() | st.sampled_from(StatedConnection),
    tapped=st.none() | st.sampled_from(Tapped),
    heard_by=st.text(max_size=4),
    pulled=st.none() | st.sampled_from(Change),
    back=st.booleans(),
    has_switch=st.none() | st.booleans(),
    off=st.none() | st.sampled_from(Change),
)


@pytest.mark.parametrize(
    ("found", "step"),
    [
        (Findings(), Step.WAY),
        (Findings(StatedConnection.STICK), None),
        (Findings(StatedConnection.CORD), Step.TAP),
        (Findings(StatedConnection.NOT_SAID), Step.TAP),
        (Findings(StatedConnection.CORD, Tapped.OTHER), None),
        (Findings(StatedConnection.CORD, Tapped.NOTHING), Step.PULL),
        (Findings(StatedConnection.CORD, Tapped.THIS, pulled=Change.GONE), Step.SWITCH),
        (Findings(StatedConnection.CORD, Tapped.THIS, pulled=Change.GONE, back=False), None),
        (Findings(StatedConnection.CORD, Tapped.THIS, pulled=Change.OTHER), None),
        (replace(CORDED, has_switch=True), Step.OFF),
        (replace(CORDED, has_switch=True, off=Change.NOTHING), None),
        (CORDED, None),
    ],
)
def test_one_step_follows_another(found: Findings, step: Step | None) -> None:
    assert next_step(found) is step


def test_the_score_of_an_unknown_headset_is_that_of_its_build() -> None:
    assert score_of(Box(usb("Acme Talk", terminals=(0x0402,))), NOTHING) == 2.0
    assert score_of(Box(usb("Acme Wireless Talk", terminals=(0x0402,))), NOTHING) == -5.0


def test_a_test_that_fits_and_the_persons_word_together_pass() -> None:
    answer = concluded(UNSURE, 2.0, CORDED, Bus.USB)
    assert answer.taken is Taken.WIRED_HEADSET
    assert answer.connection is Connection.USB
    assert answer.confidence <= 0.9
    assert answer.reasons[0] == Message("headset.said_cord_no_switch")
    assert concluded(UNSURE, 1.0, replace(CORDED, pulled=Change.PORT), Bus.INTERNAL).connection is Connection.ANALOG


@pytest.mark.parametrize(
    "found",
    [
        replace(CORDED, stated=StatedConnection.NOT_SAID),
        replace(CORDED, tapped=Tapped.NOTHING),
        replace(CORDED, tapped=Tapped.OTHER, heard_by="laptop"),
        replace(CORDED, pulled=Change.NOTHING),
        replace(CORDED, pulled=Change.OTHER),
        replace(CORDED, has_switch=None),
        replace(CORDED, has_switch=True, off=Change.NOTHING),
        Findings(StatedConnection.CORD, has_switch=False),
        Findings(),
    ],
)
def test_anything_less_stays_open(found: Findings) -> None:
    answer = concluded(UNSURE, 2.0, found, Bus.USB)
    assert answer.taken is Taken.UNSURE
    assert answer.connection is None
    assert answer.reasons


@pytest.mark.parametrize("stated", sorted(STATED_CORDLESS))
def test_a_person_who_says_that_there_is_no_cord_is_believed(stated: StatedConnection) -> None:
    answer = concluded(UNSURE, 2.0, Findings(stated), Bus.USB)
    assert answer.taken is Taken.CORDLESS
    assert (answer.connection is Connection.BLUETOOTH) is (stated is StatedConnection.BLUETOOTH)


@pytest.mark.parametrize("off", sorted(SWITCHED))
def test_what_only_a_radio_does_when_switched_off_is_certain(off: Change) -> None:
    assert concluded(UNSURE, 2.9, replace(CORDED, has_switch=True, off=off), Bus.USB).taken is Taken.CORDLESS


@given(findings, st.floats(-3.0, 3.0))
def test_the_word_alone_never_passes(found: Findings, score: float) -> None:
    answer = concluded(UNSURE, score, found, Bus.USB)
    if answer.taken is Taken.WIRED_HEADSET:
        assert found.measured
        assert score > 0.0
        assert told_by_person(found)
    assert 0.0 < answer.confidence <= 0.99
    assert concluded(UNSURE, score, replace(found, tapped=None), Bus.USB).taken is not Taken.WIRED_HEADSET


def test_the_persons_word_is_known_to_be_that() -> None:
    assert told_by_person(CORDED)
    assert told_by_person(Findings(has_switch=True))
    assert not told_by_person(Findings(StatedConnection.NOT_SAID, Tapped.THIS))


ACME = usb("Acme Talk", "1234:5678")
LAPTOP = chip(Port("Headset Mic", Side.INPUT, available=True), Port("Headphones", Side.OUTPUT))


def _emptied(end: DeviceEvidence) -> DeviceEvidence:
    return replace(end, ports=tuple(replace(port, available=False) for port in end.ports))


@pytest.mark.parametrize(
    ("now", "device", "change"),
    [
        (seen(*ACME, *LAPTOP), ACME[0], Change.NOTHING),
        (seen(*LAPTOP), ACME[0], Change.GONE),
        (seen(replace(ACME[0], present=False), *LAPTOP), ACME[0], Change.GONE),
        (seen(ACME[0], *LAPTOP), ACME[0], Change.PART),
        (seen(*usb("Acme Base", "1234:0001"), *LAPTOP), ACME[0], Change.RENAMED),
        (seen(*usb("Other", "4321:0001"), *LAPTOP), ACME[0], Change.GONE),
        (seen(*(replace(end, product_id="9999") for end in ACME), *LAPTOP), ACME[0], Change.RENAMED),
        (seen(*ACME), ACME[0], Change.OTHER),
        (seen(*ACME, _emptied(LAPTOP[0]), _emptied(LAPTOP[1])), LAPTOP[0], Change.PORT),
        (seen(*LAPTOP), LAPTOP[0], Change.OTHER),
    ],
)
def test_what_became_of_a_device(now: AudioSnapshot, device: DeviceEvidence, change: Change) -> None:
    assert change_of(seen(*ACME, *LAPTOP), now, device) is change
