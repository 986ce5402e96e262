"""Which devices are in use, and what the pair of them is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.headset.in_use import (
    Answer,
    AudioSnapshot,
    Box,
    Bus,
    Connection,
    DeviceEvidence,
    Form,
    Port,
    Side,
    Taken,
    classify,
    describe,
    in_use,
)
from readiness.text import LANGUAGES, Translator
from tests.analysis.headset.audio_evidence import NOTHING, bluetooth, chip, seen, shipped, usb
from tests.analysis.headset.snapshots import snapshots

EVOLVE = usb("Jabra EVOLVE 20 MS", "0b0e:0300")
LINK = usb("Jabra Link 380", "0b0e:24c9")
YETI = usb("Yeti Stereo Microphone", "b58e:9e84")
UNKNOWN = usb("Acme Talk", "1234:5678")
OWN_MICROPHONE = Port("analog-input-internal-mic", Side.INPUT, active=True)
OWN_SPEAKERS = Port("analog-output-speaker", Side.OUTPUT, active=True)
LAPTOP = chip(OWN_MICROPHONE, OWN_SPEAKERS)


def ids(answer: Answer) -> list[str]:
    return [reason.id for reason in answer.reasons]


def test_a_corded_usb_headset_that_is_chosen() -> None:
    used = in_use(seen(*EVOLVE, *LAPTOP), shipped())
    assert used.answer.taken is Taken.WIRED_HEADSET
    assert used.answer.connection is Connection.USB
    assert used.answer.confidence > 0.95
    assert used.headset is True
    assert used.answer.model == "Jabra EVOLVE 20 MS"


def test_the_reason_names_id_product_and_kind() -> None:
    (reason, *_rest) = in_use(seen(*LINK), shipped()).answer.reasons
    assert reason.id == "headset.known"
    assert (reason["usb_id"], reason["name"]) == ("0b0e:24c9", "Jabra Link 380")


@pytest.mark.parametrize(
    ("devices", "connection"),
    [
        (LINK, Connection.WIRELESS_DONGLE),
        (bluetooth("Buds"), Connection.BLUETOOTH),
        (usb("Jabra Evolve2 65", "0b0e:24a3"), Connection.USB),
        (usb("G733 Gaming Headset"), Connection.WIRELESS_DONGLE),
    ],
)
def test_cordless_headsets(devices: tuple[DeviceEvidence, ...], connection: Connection) -> None:
    used = in_use(seen(*devices, *LAPTOP), shipped())
    assert used.answer.taken is Taken.CORDLESS
    assert used.answer.connection is connection
    assert used.headset is True


def test_a_headset_that_is_plugged_in_but_not_chosen_is_not_in_use() -> None:
    used = in_use(seen(*LAPTOP, *EVOLVE), shipped())
    assert (used.answer.taken, used.headset) == (Taken.NOT_A_HEADSET, False)
    assert used.answer.connection is Connection.BUILT_IN
    assert used.idle == ("Jabra EVOLVE 20 MS",)


def test_two_devices_are_no_headset() -> None:
    used = in_use(seen(*LAPTOP, *EVOLVE, plays=EVOLVE[1]), shipped())
    assert used.headset is False
    assert ids(used.answer)[0] == "headset.split"
    assert used.answer.connection is Connection.BUILT_IN
    assert used.idle == ("Jabra EVOLVE 20 MS",)


def test_a_stand_alone_microphone_with_a_headphone_socket_is_no_headset() -> None:
    used = in_use(seen(*YETI), shipped())
    assert (used.answer.taken, used.answer.connection) == (Taken.NOT_A_HEADSET, Connection.NONE)


def test_a_microphone_alone_and_no_output_at_all() -> None:
    used = in_use(seen(YETI[0]), shipped())
    assert used.answer.taken is Taken.NOT_A_HEADSET
    assert in_use(seen(UNKNOWN[0]), shipped()).answer.reasons[0].id == "headset.no_output"


def test_no_device_at_all_is_a_measurement() -> None:
    used = in_use(AudioSnapshot(()), shipped())
    assert (used.answer.taken, used.headset) == (Taken.NOT_A_HEADSET, False)
    assert used.answer.connection is Connection.NONE


def test_microphones_of_which_none_is_chosen_are_not_nothing() -> None:
    used = in_use(AudioSnapshot(EVOLVE), shipped())
    assert (used.answer.taken, used.headset) == (Taken.UNSURE, None)


def test_an_unknown_product_stays_unsure_however_much_it_looks_like_a_headset() -> None:
    looks = usb("Acme Talk", "1234:5678", terminals=(0x0402,), hid_usages=((0x0B, 0x05),), form=Form.HEADSET)
    used = in_use(seen(*looks), shipped())
    assert used.answer.taken is Taken.UNSURE
    assert used.answer.connection is None
    assert used.headset is True


def test_virtual_earphones_hide_the_real_ones_if_there_are_any() -> None:
    effects = DeviceEvidence("effects", "effects", Side.OUTPUT, virtual=True)
    assert ids(in_use(seen(*EVOLVE, effects, plays=effects), shipped()).answer) == ["headset.through_virtual"]
    alone = in_use(seen(YETI[0], effects, plays=effects), shipped())
    assert alone.answer.taken is Taken.NOT_A_HEADSET


def test_every_answer_has_a_name_in_every_language() -> None:
    for language in LANGUAGES:
        assert all(Translator(language, strict=True).say(taken.text) for taken in Taken)


def test_a_virtual_microphone_hides_the_real_one() -> None:
    krisp = DeviceEvidence("krisp", "krisp microphone", Side.INPUT, virtual=True)
    used = in_use(seen(krisp, *EVOLVE), shipped())
    assert ids(used.answer) == ["headset.through_virtual"]
    assert used.answer.taken is Taken.UNSURE


def test_the_second_choice_for_calls_must_be_the_same_thing() -> None:
    snapshot = replace(seen(*EVOLVE, *LAPTOP), call_input="chip in", call_output="chip out")
    used = in_use(snapshot, shipped())
    assert (used.answer.taken, ids(used.answer)) == (Taken.UNSURE, ["headset.roles_differ"])
    same = replace(snapshot, call_input=EVOLVE[0].id, call_output=EVOLVE[1].id)
    assert in_use(same, shipped()).answer.taken is Taken.WIRED_HEADSET


def test_a_borrowed_id_does_not_pass() -> None:
    dock = usb("HiDock H1E", "1395:005c")
    answer = in_use(seen(*dock), shipped()).answer
    assert answer.taken is Taken.UNSURE
    assert "headset.id_disputed" in ids(answer)


@pytest.mark.parametrize("sign", [{"parent_hub": "0a12:4010"}, {"battery": True}, {"hid_usages": ((0x85, 0x01),)}])
def test_one_sign_of_a_radio_keeps_a_known_corded_line_from_passing(sign: dict[str, Any]) -> None:
    suspicious = usb("Blackwire 9999", terminals=(0x0402,), **sign)
    assert in_use(seen(*suspicious), shipped()).answer.taken is not Taken.WIRED_HEADSET


def test_a_game_pad_is_unsure_with_its_battery_too() -> None:
    pad = usb("Wireless Controller", "054c:0ce6", battery=True, terminals=(0x0301, 0x0402))
    assert in_use(seen(*pad), shipped()).answer.taken is Taken.UNSURE


def test_a_camera_is_a_camera_whatever_its_name() -> None:
    camera = usb("Blackwire Vision", camera=True)
    assert in_use(seen(*camera), NOTHING).answer.taken is Taken.NOT_A_HEADSET


def test_one_side_alone_is_no_headset_when_the_list_is_complete() -> None:
    box = Box((usb("Evolve 20")[0],))
    assert classify(box, NOTHING, complete=True).taken is not Taken.WIRED_HEADSET
    assert classify(box, NOTHING, complete=False).taken is Taken.WIRED_HEADSET


def test_a_bluetooth_loudspeaker_is_no_headset() -> None:
    answer = in_use(seen(*bluetooth("Boombox", Form.SPEAKERS)), shipped()).answer
    assert (answer.taken, answer.connection) == (Taken.NOT_A_HEADSET, Connection.NONE)


def test_an_owner_is_not_named() -> None:
    used = in_use(seen(*bluetooth("Ana's AirPods")), shipped())
    assert used.answer.model == "AirPods"
    assert used.answer.reasons[0]["device"] == "AirPods"


def test_things_are_listed_with_what_they_are_and_whether_they_are_used() -> None:
    first, *rest = describe(seen(*LAPTOP, *EVOLVE, listens=EVOLVE[0], plays=EVOLVE[1]), shipped())
    assert (first.box.called, first.listens, first.plays) == ("Jabra EVOLVE 20 MS", True, True)
    assert [(thing.listens, thing.plays) for thing in rest] == [(False, False)]
    assert all(thing.answer.reasons for thing in (first, *rest))


@given(snapshots)
def test_every_snapshot_has_an_answer_with_a_reason(snapshot: AudioSnapshot) -> None:
    used = in_use(snapshot, shipped())
    assert used.answer.reasons
    assert 0.5 <= used.answer.confidence < 1
    assert (used.headset is True) >= (used.answer.taken in (Taken.WIRED_HEADSET, Taken.CORDLESS))
    for thing in describe(snapshot, shipped()):
        assert thing.answer.reasons


@given(snapshots)
def test_bluetooth_or_a_battery_never_turns_anything_into_a_corded_headset(snapshot: AudioSnapshot) -> None:
    before = in_use(snapshot, shipped()).answer.taken
    changes: tuple[dict[str, Any], ...] = ({"battery": True}, {"parent_hub": "0a12:4010"})
    for change in changes:
        devices = tuple(replace(device, **change) for device in snapshot.devices)
        after = in_use(replace(snapshot, devices=devices), shipped()).answer.taken
        assert after is not Taken.WIRED_HEADSET or before is Taken.WIRED_HEADSET
    devices = tuple(replace(device, bus=Bus.BLUETOOTH) for device in snapshot.devices)
    assert in_use(replace(snapshot, devices=devices), shipped()).answer.taken is not Taken.WIRED_HEADSET


@given(st.lists(st.sampled_from([0x0402, 0x0302, 0x0201]), max_size=3), st.booleans(), st.booleans())
def test_build_alone_never_passes(terminals: list[int], telephony: bool, headset: bool) -> None:  # noqa: FBT001 - drawn
    looks = usb(
        "",
        "9999:0001",
        box="x",
        terminals=tuple(terminals),
        hid_usages=((0x0B, 0x05),) if telephony else (),
        form=Form.HEADSET if headset else Form.UNKNOWN,
    )
    assert in_use(seen(*looks), shipped()).answer.taken is Taken.UNSURE
