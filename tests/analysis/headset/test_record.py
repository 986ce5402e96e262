"""Records: the same answer after writing and reading, and nothing personal inside."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from readiness.analysis.headset.in_use import AudioSnapshot, DeviceEvidence, Port, Side, in_use
from readiness.analysis.headset.record import FORMAT, RecordError, snapshot_from_dict, snapshot_to_dict
from readiness.domain.facts import System
from tests.analysis.headset.audio_evidence import bluetooth, chip, seen, shipped, usb
from tests.analysis.headset.snapshots import snapshots


def rewritten(snapshot: AudioSnapshot) -> AudioSnapshot:
    return snapshot_from_dict(json.loads(json.dumps(snapshot_to_dict(snapshot))))


def test_a_record_gives_the_same_answer() -> None:
    devices = (
        *usb("Jabra EVOLVE 20 MS", "0b0e:0300", terminals=(0x0402,), hid_usages=((0x0B, 0x05),), words=("x",)),
        *chip(Port("analog-input-headset-mic", Side.INPUT, available=True, active=True)),
    )
    snapshot = replace(seen(*devices), system=System.LINUX, source="PulseAudio", call_input="chip in")
    again = rewritten(snapshot)
    assert (again.system, again.source, again.complete) == (System.LINUX, "PulseAudio", True)
    assert in_use(again, shipped()).answer == in_use(snapshot, shipped()).answer
    assert again.devices[0].terminals == (0x0402,)
    assert again.devices[2].ports == devices[2].ports


@given(snapshots)
def test_every_snapshot_can_be_recorded(snapshot: AudioSnapshot) -> None:
    distinct = {device.id: device for device in snapshot.devices}
    snapshot = replace(snapshot, devices=tuple(distinct.values()))
    once = rewritten(snapshot)
    assert rewritten(once) == once
    assert in_use(once, shipped()).answer.taken is in_use(snapshot, shipped()).answer.taken


def test_nothing_personal_is_written() -> None:
    ends = bluetooth("Ana's Buds")
    devices = tuple(replace(end, id=f"bluez_source.AA_BB_CC_{end.side}", box="AA:BB:CC:DD:EE:FF") for end in ends)
    serial = DeviceEvidence("alsa_input.usb-Acme_SERIAL77-00.mono", "Ana's Acme", Side.INPUT, product="Ana's Acme")
    written = json.dumps(snapshot_to_dict(seen(*devices, serial)))
    for secret in ("AA", "Ana", "SERIAL77", "Buds"):
        assert secret not in written


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"format": "other"},
        {"format": FORMAT},
        {"format": FORMAT, "devices": None},
        {"format": FORMAT, "devices": [1]},
        {"format": FORMAT, "devices": [{"bus": "carrier pigeon"}]},
        {"format": FORMAT, "devices": [{"terminals": ["x"]}]},
        {"format": FORMAT, "devices": [{"hid_usages": [[1]]}]},
        {"format": FORMAT, "devices": [{"ports": [{}]}]},
        {"format": FORMAT, "devices": [], "system": "beos"},
    ],
)
def test_a_damaged_record_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        snapshot_from_dict(record)
