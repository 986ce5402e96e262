"""Linux's list of input devices, from lists people have published: laptops, a touch screen, two mice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.machine.sources.linux_input_devices import KernelInput, parse_input_devices

RECORDED = Path(__file__).parents[2] / "recordings" / "hardware" / "linux"


def recorded(name: str) -> dict[str, KernelInput]:
    text = (RECORDED / f"{name}.input").read_text(encoding="utf-8")
    return {device.name: device for device in parse_input_devices(text)}


def those(devices: dict[str, KernelInput], kind: str) -> list[str]:
    return [name for name, device in devices.items() if getattr(device, kind)]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("is_keyboard", ["AT Translated Set 2 keyboard"]),
        ("is_mouse", ["2.4G Mouse"]),
        ("is_touchscreen", ["ELAN Touchscreen"]),
        ("is_audio_jack", ["HDA Intel PCH Mic", "HDA Intel PCH Headphone"]),
    ],
)
def test_each_device_is_what_it_can_do(kind: str, names: list[str]) -> None:
    assert those(recorded("laptop"), kind) == names


def test_bus_and_ids_are_read() -> None:
    mouse = recorded("laptop")["2.4G Mouse"]

    assert (mouse.bus, mouse.usb_id, mouse.place) == (3, "1ea7:0064", "usb-0000:00:14.0-1/input0")


def test_a_block_without_an_identity_is_no_device() -> None:
    assert parse_input_devices('N: Name="x"\nB: KEY=1\n\n\n') == ()


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    parse_input_devices(f"I: Bus=0003 Vendor=046d Product=c52b Version=0111\n{text}")
