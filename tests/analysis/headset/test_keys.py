"""Descriptions with other keys than the labelled ones: the same answers, and nothing passes by a stray word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.headset.cases import described, snapshot_of_case
from readiness.analysis.headset.in_use import Taken, in_use
from readiness.analysis.headset.keys import canonical
from tests.analysis.headset.audio_evidence import NOTHING, shipped

WIRED, CORDLESS, OTHER, UNSURE = Taken.WIRED_HEADSET, Taken.CORDLESS, Taken.NOT_A_HEADSET, Taken.UNSURE
BLACKWIRE = "Plantronics Blackwire 3220 Series"


def taken(facts: dict[str, Any], system: str = "linux", *, known: bool = False) -> Taken:
    return in_use(snapshot_of_case({"os": system, "facts": facts}), shipped() if known else NOTHING).answer.taken


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"idVendor": "0x047f", "idProduct": "0xc056", "iProduct": BLACKWIRE, "bcdUSB": "2.00"}, WIRED),
        ({"idVendor": "0x047f", "iProduct": "Plantronics BT600"}, CORDLESS),
        ({"product_string": BLACKWIRE, "bus": "usb"}, WIRED),
        ({"properties": {"device.bus": "usb", "device.product.name": "Jabra BIZ 2300"}}, WIRED),
        ({"properties": {"device.api": "bluez5", "node.name": "bluez_output.38_18"}}, CORDLESS),
        ({"node_name": "bluez_input.38:18:4C:AA:BB:CC.0"}, CORDLESS),
        ({"device.bus": "usb", "device.product.name": "Yeti Stereo Microphone"}, OTHER),
        ({"lsusb": "Bus 001 Device 004: ID 047f:c056 Plantronics, Inc. Blackwire 3220"}, WIRED),
        ({"lsusb": ["Bus 001 Device 004: ID 046d:0a8f Logitech", "Bus 001 Device 005: ID 047f:c056 Poly"]}, UNSURE),
        ({"usb_name": "USB Headset", "parent_hub": {"idVendor": "0a12", "idProduct": "4010"}}, CORDLESS),
        ({"usb_name": "USB Headset", "parent_hub": {"name": "hub"}}, UNSURE),
        ({"usb_name": "USB Headset", "upower": "headset, 70 %"}, CORDLESS),
        ({"bus": "pci", "alsa_controls": {"Headphone Jack": "on", "Headset Mic Jack": True}}, WIRED),
        ({"bus": "pci", "alsa_controls": ["Headphone Jack: on", "Headset Mic Jack: ON", "Capture Volume", 3]}, WIRED),
        ({"bus": "pci", "controls": "Headphone Jack on\nMic Jack off\nHeadset Mic Phantom Jack on"}, OTHER),
        ({"bus": "pci", "controls": 7}, UNSURE),
        ({"active_port": "analog-input-internal-mic", "sink_active_port": "analog-output-headphones"}, OTHER),
        ({"source": "alsa_input.pci-1.analog-stereo", "sink": "alsa_output.usb-Jabra_EVOLVE_20_MS-00.stereo"}, OTHER),
        ({"product": "Acme", "iProduct": BLACKWIRE}, UNSURE),
        ({"kernel_log": BLACKWIRE}, UNSURE),
    ],
)
def test_linux(facts: dict[str, Any], answer: Taken) -> None:
    assert taken(facts) is answer


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (
            {"input": "Headset Microphone (Plantronics C320-M)", "output": "Headset Earphone (Plantronics C320-M)"},
            WIRED,
        ),
        ({"capture": "Mikrofon (2- Poly BT700)", "render": "Lautsprecher (2- Poly BT700)"}, CORDLESS),
        ({"default_capture": "Microphone (Realtek(R) Audio)", "render": "Headphones (Jabra EVOLVE 20 MS)"}, OTHER),
        ({"capture": "mono 48 kHz only", "playback": "stereo (48 kHz)"}, UNSURE),
        ({"pnp_id": "USB\\VID_0B0E&PID_0300&MI_00"}, WIRED),
        ({"hardware_ids": [["USB\\VID_0B0E&PID_24C8&MI_00"], 5]}, CORDLESS),
        ({"siblings": ["USB\\VID_0B0E&PID_0300&MI_00"]}, UNSURE),
    ],
)
def test_windows(facts: dict[str, Any], answer: Taken) -> None:
    assert taken(facts, "windows", known=True) is answer


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (
            {"devices": [{"_name": "AirPods", "coreaudio_device_transport": "coreaudio_device_type_bluetooth"}]},
            CORDLESS,
        ),
        ({"devices": [{"_name": "Jabra BIZ 2300", "device_transport": "usb"}]}, WIRED),
        ({"coreaudio_device_transport": "coreaudio_device_type_bluetooth", "name": "QC35"}, CORDLESS),
    ],
)
def test_macos(facts: dict[str, Any], answer: Taken) -> None:
    assert taken(facts, "macos") is answer


# Names of products that stand in no test and no table of ours, as their makers print them.
@pytest.mark.parametrize(
    ("products", "answer"),
    [
        ("Jabra Engage 50 II|Poly Blackwire 8225|EPOS IMPACT 760|Logitech Zone Wired Earbuds|Yealink UH34 Mono", WIRED),
        ("Lenovo Wired ANC Headset Gen 2|Dell Pro Stereo Headset WH3022|Snom A330D|HyperX Cloud Alpha S", WIRED),
        (
            "Jabra Engage 65|Poly Voyager 4320|EPOS IMPACT 5000|Logi Zone Wireless 2|Yealink WHB630|Dell WL5022",
            CORDLESS,
        ),
        ("Cisco Headset 730|Audeze Maxwell|Shokz Loop110|Nothing Headphone (1)|Bose QC Ultra|AirPods Max", CORDLESS),
        ("eMeet OfficeCore M2|Creative Pebble V3|FIFINE K669 Microphone|Anker PowerConf S3|Logitech BRIO", OTHER),
        ("USB Audio Device|USB Advanced Audio Device|ThinkPad Dock USB Audio|Focusrite Scarlett Solo USB", UNSURE),
    ],
)
def test_products_nobody_labelled(products: str, answer: Taken) -> None:
    found = {product: taken({"bus": "usb", "product": product, "form_factor": None}) for product in products.split("|")}
    assert found == dict.fromkeys(found, answer)


@given(st.dictionaries(st.text(max_size=20) | st.integers(), st.text(max_size=20) | st.none(), max_size=5))
def test_any_key_is_tolerated_and_none_is_replaced(facts: dict[Any, Any]) -> None:
    found = canonical(facts)
    for key, value in facts.items():
        if isinstance(key, str) and key in found and canonical({key: value}).get(key) == value:
            assert value in found.values()


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\u202e", "\u2066", "\x00", "\ud800", "\u200f"])
def test_line_breaks_and_marks_in_names_change_no_answer(mark: str) -> None:
    for product, answer in (("Acme Talk", UNSURE), ("Acme Wireless Talk", CORDLESS), ("Acme Microphone", OTHER)):
        assert taken({"bus": "usb", "product": f"{mark}{product}{mark}"}) is answer


def test_a_list_of_endpoints_of_one_thing_shares_what_else_is_told() -> None:
    ends = ["Headset Microphone (Acme Talk)", "Headset Earphone (Acme Talk)"]
    assert taken({"endpoints": ends}, "windows") is UNSURE
    assert taken({"endpoints": ends, "product": "Acme Wireless Talk"}, "windows") is CORDLESS
    assert taken({"endpoints": ends, "battery": "70 %"}, "windows") is CORDLESS
    assert taken({"endpoints": ends, "parent_hub": "0a12:4010"}, "windows") is CORDLESS


def test_a_file_of_cases_in_any_shape() -> None:
    cases = [{"id": "a", "facts": {"bus": "bluetooth", "product": "Ear"}}, 7, None, {"facts": []}]
    assert [id_ for id_, _ in described({"cases": cases})] == ["a", "2", "3", "4"]
    assert [id_ for id_, _ in described(cases)] == ["a", "2", "3", "4"]
    assert [id_ for id_, _ in described({"cases": {"x": cases[0], "y": 3}})] == ["a", "y"]
    assert all(in_use(snapshot, shipped()).answer.reasons for _, snapshot in described(cases))
    for odd in ({}, {"cases": "x"}, 3, None):
        with pytest.raises(ValueError, match="no list"):
            list(described(odd))


def test_two_hundred_devices_are_no_trouble() -> None:
    devices = [{"name": f"Acme {number}", "transport": "usb"} for number in range(200)]
    assert taken({"devices": devices}, "macos") is UNSURE
