"""Labelled real devices: what must hold for all of them, with and without the catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.headset.cases import role_side, snapshot_of_case
from readiness.analysis.headset.in_use import Catalogue, Side, Taken, in_use
from tests.analysis.headset.audio_evidence import NOTHING, shipped

_FILE = Path(__file__).parents[2] / "recordings" / "audio" / "labelled_devices.json"
CASES: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))["cases"]


def answer(case: dict[str, Any], catalogue: Catalogue) -> str:
    taken = in_use(snapshot_of_case(case), catalogue).answer.taken
    return "unknown" if taken is Taken.UNSURE else str(taken)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_labelled_device_is_told(case: dict[str, Any]) -> None:
    assert answer(case, shipped()) in case["accept"], case.get("trap", "")


@pytest.mark.parametrize("catalogue", [shipped(), NOTHING], ids=["with the catalogue", "without"])
def test_nothing_cordless_and_nothing_else_ever_passes(catalogue: Catalogue) -> None:
    passed = [case["id"] for case in CASES if answer(case, catalogue) == "wired_headset"]
    wrong = [case["id"] for case in CASES if case["id"] in passed and "wired_headset" not in case["accept"]]
    assert passed
    assert not wrong


@pytest.mark.parametrize(("catalogue", "share"), [(shipped(), 0.9), (NOTHING, 0.65)], ids=["with", "without"])
def test_most_devices_are_told(catalogue: Catalogue, share: float) -> None:
    told = sum(answer(case, catalogue) in case["accept"] for case in CASES)
    assert told / len(CASES) >= share


def case(system: str = "linux", **facts: object) -> dict[str, Any]:
    return {"id": "made up", "os": system, "facts": facts}


# Made up, after the forms that people post: what must hold beyond the labelled file.
@pytest.mark.parametrize(
    ("described", "expected"),
    [
        (case(bus="usb", vid="0x047F", pid=0xC056, product="Plantronics Blackwire 3220 Series"), "wired_headset"),
        (case(bus="usb", product="Acme Talk", parent_hub="0a12:4010 Cambridge Silicon Radio"), "cordless"),
        (case(bus="usb", product="Acme Talk", battery_query="HID++ 80 %"), "cordless"),
        (case(bus="usb", product="Acme Talk", battery_query="unsupported"), "unknown"),
        (case(bus="usb", product="Acme Wireless", terminals=["headset"], form_factor="headset"), "cordless"),
        (
            case(bus="usb", product="Acme Speakerphone", hid_usages=["0x0b/0x05"], form_factor="headset"),
            "not_a_headset",
        ),
        (case(bus="usb", product="Acme Talk", terminals=["headset"], hid_usages=["0x0b/0x05"]), "unknown"),
        (case(bus="usb", product="Acme Talk", interfaces=["1 audio", "14 video"]), "not_a_headset"),
        (case(bus="usb", product="Acme Talk", notes="replaces my wireless one"), "unknown"),
        (case(bus="usb", product="Acme Talk", kernel_log="Product: Acme Wireless Talk"), "cordless"),
        (case(bus="usb", product="Acme Talk", odd={"deep": [{"er": "2.4GHz receiver"}]}), "cordless"),
        (case(bus="usb", product="Acme", kernel_log="Blackwire 3220"), "unknown"),
        (case(bus="pci", jack_controls={"Headphone Jack": "on", "Headset Mic Jack": "on"}), "wired_headset"),
        (case(bus="pci", jacks={"Headphone Jack": True, "Headset Mic Jack": False}), "not_a_headset"),
        (case(bus="pci", ports=[{"name": "analog-input-headset-mic", "available": "unknown"}]), "unknown"),
        (case(default_source="bluez_input.00:11:22:33:44:55"), "cordless"),
        (case(bus="bluetooth", bluez_class="0x240414", description="Boombox"), "not_a_headset"),
        (case(bus="bluetooth", bluez_class="0x240404", description="Ear"), "cordless"),
        (
            case("windows", endpoints=["Headset (@System32\\drivers\\bthhfenum.sys,#2;%1 Hands-Free%0\r\n;(Ear))"]),
            "cordless",
        ),
        (case("windows", endpoints=[{"name": "Headset (Ear)", "enumerator": "BTHHFENUM"}]), "cordless"),
        (
            case("windows", endpoints=["Headset Microphone (Realtek(R) Audio)", "Headphones (Realtek(R) Audio)"]),
            "wired_headset",
        ),
        (case("windows", endpoints=["Microphone (Realtek(R) Audio)", "Headphones (Realtek(R) Audio)"]), "unknown"),
        (case("windows", friendly_name="Casque (Jabra Link 390)"), "cordless"),
        (case("macos", devices=[{"name": "AirPods", "transport": "blue"}]), "cordless"),
        (case("macos", devices=["External Headphones", "External Microphone"]), "wired_headset"),
        (case("macos", transport="usb", product="Logitech Zone Wired", terminal_type="0x0402"), "wired_headset"),
        (case("macos", bus="builtin", data_source="imic"), "not_a_headset"),
        (case("windows", product="Ear", enumerator="BTHENUM"), "cordless"),
        (case("windows", endpoints=["CABLE Output (VB-Audio Virtual Cable)"]), "not_a_headset"),
        (case(usbid="0B0E:24C9", product="Acme Wireless"), "cordless"),
        (case("windows", endpoints=["Headset (WH-1000XM4 Hands-Free AG Audio)"]), "cordless"),
        (case("windows", endpoints=["Echo Cancelling Speakerphone (Jabra SPEAK 510 USB)"]), "not_a_headset"),
        (case("windows", product="Acme", form_factor=5), "unknown"),
        (case("windows", product="Acme", form_factor="webcam"), "not_a_headset"),
        (case(product="DELL U3219Q HDMI"), "not_a_headset"),
        (
            case(bus="usb", product="Acme", terminals=["0x0403", "nonsense", "0xyz"], hid_usages=["x", "0x0b/0x05"]),
            "not_a_headset",
        ),
        (case(bus="pci", ports=[7, {"state": "on"}, "", "Headset Mic Jack"]), "unknown"),
        (case(endpoints=["", {"name": ""}, 3]), "unknown"),
        (case(devices=[{"uid": "x"}, ""]), "unknown"),
    ],
)
def test_descriptions_of_other_kinds(described: dict[str, Any], expected: str) -> None:
    assert answer(described, NOTHING) == expected


@pytest.mark.parametrize(
    ("role", "side"),
    [
        ("Headset Microphone", Side.INPUT),
        ("Headset Earphone", Side.OUTPUT),
        ("Micrófono", Side.INPUT),
        ("Altavoces", Side.OUTPUT),
        ("マイク", Side.INPUT),
        ("スピーカー", Side.OUTPUT),
        ("耳机式麦克风", Side.INPUT),
        ("Kopfhörermikrofon", Side.INPUT),
        ("Acme", None),
    ],
)
def test_the_way_sound_goes_is_told_by_the_role(role: str, side: Side | None) -> None:
    assert role_side(role) is side


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 70_000) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
_KEYS = sorted({key for one in CASES for key in one["facts"]} | {"battery_query", "alsa_controls", "bcdUSB", "jacks"})


@given(st.dictionaries(st.sampled_from(_KEYS) | st.text(max_size=8), _json, max_size=6), _json)
def test_odd_facts_get_an_answer(facts: dict[str, object], system: object) -> None:
    used = in_use(snapshot_of_case({"os": system, "facts": facts}), shipped())
    assert used.answer.reasons
    assert in_use(snapshot_of_case({"facts": system}), shipped()).answer.reasons
