"""Descriptors of USB and HID, byte by byte."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from readiness.machine.audio_devices.usb_descriptors import parse_descriptors, parse_report_descriptor
from tests.machine.audio_devices.usb_samples import HEADSET, interface

# The head of the configuration descriptor of a Plantronics C320-M, from the raw listing in
# github.com/libusb/hidapi/pull/306; cut off there in the middle of a terminal.
C320 = bytes.fromhex("0902200104 0100A032 090400000001010000 0A2401000172 00020102 0C24020A 010200")


def test_terminals_of_the_device_are_found_and_those_of_the_cable_are_not() -> None:
    found = parse_descriptors(HEADSET)
    assert found.terminals == (0x0402,)
    assert found.interface_classes == (1, 3)
    assert not found.camera


def test_a_camera_gives_itself_away() -> None:
    assert parse_descriptors(HEADSET + interface(4, 0x0E, 1)).camera


def test_a_real_descriptor_that_is_cut_off() -> None:
    found = parse_descriptors(C320)
    assert found.interface_classes == (1,)
    assert found.terminals == ()


@given(st.binary(max_size=300))
@example(b"")
@example(b"\x00\x00")
@example(HEADSET[:-1])
def test_no_bytes_are_too_odd(raw: bytes) -> None:
    found = parse_descriptors(raw)
    assert all(0 <= terminal <= 0xFFFF for terminal in found.terminals)
    assert all(0 <= page <= 0xFFFF and 0 <= usage <= 0xFFFF for page, usage in parse_report_descriptor(raw))


@given(st.integers(0, len(HEADSET)))
def test_every_beginning_of_a_descriptor_is_understood_as_far_as_it_goes(length: int) -> None:
    assert set(parse_descriptors(HEADSET[:length]).terminals) <= {0x0402}


def test_usages_of_application_collections() -> None:
    consumer = bytes.fromhex("050C0901A101 150025010900 C0")
    telephony = bytes.fromhex("050B0905A101 0509 A100 C0C0")
    assert parse_report_descriptor(consumer + telephony) == ((0x0C, 0x01), (0x0B, 0x05))


def test_a_four_byte_usage_brings_its_page_and_long_items_are_passed_over() -> None:
    assert parse_report_descriptor(bytes.fromhex("FE02AA0102 0B20000600 A101")) == ((0x06, 0x20),)
    assert parse_report_descriptor(b"\xfe") == ()
    assert parse_report_descriptor(bytes.fromhex("0600FF 0901 A101")) == ((0xFF00, 0x01),)
