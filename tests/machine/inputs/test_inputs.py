"""Keyboards, mice and sockets on three systems: recorded and made-up lists, trees and libraries."""

from __future__ import annotations

import ctypes
import json
import struct
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.computer.input_devices import Cord, InputDevice, Tool
from readiness.analysis.headset.evidence import AudioSnapshot, Bus, DeviceEvidence, Port, Side
from readiness.domain.facts import Reason, System
from readiness.machine.inputs.linux import LinuxInputs
from readiness.machine.inputs.macos import MacosInputs, parse_devices
from readiness.machine.inputs.windows import InputsApi, WindowsInputs
from tests.machine.libraries import Buffer, Number, filled, library
from tests.machine.trees import answer, answering, tree

NO = Reason.UNSUPPORTED
K, M = Tool.KEYBOARD, Tool.MOUSE
RECORDED = Path(__file__).parents[2] / "recordings" / "hardware" / "linux"
LISTING = "proc/bus/input/devices"


# ------------------------------------------------------------------ Linux

LETTERS = "KEY=10000 0 3803078f800d001 feffffdfffefffff fffffffffffffffe"
POINTER = "KEY=70000 0 0 0 0\nB: REL=103"


def device(bus: int, name: str, bits: str, phys: str = "") -> str:
    return f'I: Bus={bus:04x} Vendor=046d Product=c52b Version=0111\nN: Name="{name}"\nP: Phys={phys}\nB: {bits}\n\n'


def linux(root: Path, *devices: str, **files: str) -> LinuxInputs:
    return LinuxInputs(tree(root, {LISTING: "".join(devices), **files}))


def cords(inputs: LinuxInputs | WindowsInputs | MacosInputs) -> list[tuple[Tool, Cord]]:
    return [(one.tool, one.cord) for one in inputs.devices().value]


def test_a_recorded_laptop_has_a_keyboard_inside_and_a_mouse_without_cord(tmp_path: Path) -> None:
    text = (RECORDED / "laptop.input").read_text(encoding="utf-8")

    inputs = linux(tmp_path, text)
    assert cords(inputs) == [(K, Cord.BUILT_IN), (M, Cord.CORDLESS)]
    assert answer(inputs.audio_jack) is True


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (device(3, "Logitech USB Optical Mouse", POINTER, "usb-0000:00:14.0-1/input0"), [(M, Cord.WIRED)]),
        (device(3, "Logitech M705", POINTER, "usb-0000:00:14.0-1/input2:1"), [(M, Cord.CORDLESS)]),
        (device(5, "MX Keys", LETTERS, "aa:bb"), [(K, Cord.CORDLESS)]),
        (device(0x18, "VAIO0001:00", POINTER), []),
        (device(0x18, "DLL0704:01 06CB:76AE", POINTER, "i2c-DLL0704:01"), []),
        (device(0x18, "GXTP7386:00 Keyboard", LETTERS, "i2c-GXTP7386:00"), [(K, Cord.BUILT_IN)]),
        (device(6, "xrdp keyboard", LETTERS), []),
        (device(3, "Webcam", "KEY=100000 0 0 0", "usb-0000:00:14.0-4/button"), []),
        (device(3, "USB Receiver", LETTERS, "usb-0000:00:14.0-2/input0")
         + device(3, "USB Receiver Mouse", POINTER, "usb-0000:00:14.0-2/input1"),
         [(K, Cord.RECEIVER), (M, Cord.RECEIVER)]),
    ],
)  # fmt: skip
def test_bus_place_and_name_tell_the_cord(tmp_path: Path, text: str, found: list[tuple[Tool, Cord]]) -> None:
    assert cords(linux(tmp_path, text)) == found


def test_a_system_without_the_list_says_nothing(tmp_path: Path) -> None:
    empty = LinuxInputs(tree(tmp_path, {}))

    assert (answer(empty.devices), answer(empty.free_usb_ports), answer(empty.audio_jack)) == (NO, NO, NO)


HUB2, HUB3 = "sys/bus/usb/devices/usb1/1-0:1.0/usb1-port", "sys/bus/usb/devices/usb2/2-0:1.0/usb2-port"


def test_a_socket_has_two_ports_and_is_empty_when_both_are(tmp_path: Path) -> None:
    kinds = {1: "hotplug", 2: "hotplug", 3: "hardwired", 4: "not used"}
    inputs = linux(
        tmp_path,
        **{f"{HUB2}{number}/connect_type": f"{kind}\n" for number, kind in kinds.items()},
        **{f"{HUB3}{number}/connect_type": "hotplug\n" for number in (1, 2)},
        **{f"{HUB3}1/device/product": "Headset\n"},
    )
    for number in (1, 2):
        (tmp_path / f"{HUB2}{number}/peer").symlink_to(tmp_path / f"{HUB3}{number}")
        (tmp_path / f"{HUB3}{number}/peer").symlink_to(tmp_path / f"{HUB2}{number}")

    assert answer(inputs.free_usb_ports) == 1


PIN = "Node 0x14 [Pin Complex] wcaps 0x40058d: Stereo Amp-Out\n  Pin Default {}: [{}] {} at {}\n"


@pytest.mark.parametrize(
    ("pins", "jack"),
    [
        (PIN.format("0x0221401f", "Jack", "HP Out", "Ext Front"), True),
        (PIN.format("0x02a11030", "Jack", "Mic", "Ext Front"), True),
        (PIN.format("0x90170110", "Fixed", "Speaker", "Int N/A"), False),
        (PIN.format("0x411111f0", "N/A", "Speaker", "Ext Rear"), False),
        (PIN.format("0x18560010", "Jack", "Digital Out", "Int HDMI"), False),
    ],
)
def test_a_pin_that_firmware_calls_a_jack_is_a_socket(tmp_path: Path, pins: str, *, jack: bool) -> None:
    assert answer(linux(tmp_path, **{"proc/asound/card0/codec#0": pins}).audio_jack) is jack


# ------------------------------------------------------------------ Windows

KEYBOARD_CLASS, MOUSE_CLASS = "#{884b96c3-56ef-11d1-bc8c-00a0c91405dd}", "#{378de44c-56ef-11d1-bc8c-00a0c91405dd}"
LISTED = {
    11: (1, "\\\\?\\ACPI#VEN_LEN&DEV_0071#4&1&0" + KEYBOARD_CLASS, ""),
    12: (1, "\\\\?\\HID#VID_046D&PID_C52B&MI_00#8&1&0&0000" + KEYBOARD_CLASS, "USB Receiver"),
    13: (0, "\\\\?\\HID#VID_046D&PID_C52B&MI_01&Col01#8&2&0&0000" + MOUSE_CLASS, "USB Receiver"),
    14: (0, "\\\\?\\HID#{00001812-0000-1000-8000-00805f9b34fb}_Dev_VID&02046d_PID&b034#9&1" + MOUSE_CLASS, "MX"),
    15: (0, "\\\\?\\HID#VEN_SYNA&DEV_8018&Col01#5&1&0&0000" + MOUSE_CLASS, ""),
    16: (0, "\\\\?\\HID#VID_093A&PID_2510#6&1&0&0000" + MOUSE_CLASS, "USB Optical Mouse"),
    17: (1, "\\\\?\\Root#RDP_KBD#0000" + KEYBOARD_CLASS, ""),
    18: (2, "\\\\?\\HID#VID_046D&PID_C52B&MI_02#8&3" + KEYBOARD_CLASS, ""),
}
SIZE = struct.calcsize("PI") if struct.calcsize("P") == 4 else 16


@dataclass
class FakeWindows:
    """user32, kernel32 and hid with these devices; ``refused`` names the call that fails."""

    handles: tuple[int, ...]
    refused: str = ""
    closed: list[int | None] = field(default_factory=list)

    def __call__(self, name: str) -> SimpleNamespace:
        return {
            "user32": library(GetRawInputDeviceList=self._list, GetRawInputDeviceInfoW=self._info),
            "kernel32": library(CreateFileW=self._open, CloseHandle=lambda handle: self.closed.append(handle.value)),
            "hid": library(HidD_GetProductString=self._product),
        }[name]

    def _list(self, buffer: Buffer | None, count: Number, size: int) -> int:
        assert size == SIZE
        count._obj.value = len(self.handles)
        if self.refused == ("count" if buffer is None else "list"):
            return 0xFFFFFFFF
        if buffer is None:
            return 0
        form = "PI" if SIZE == 8 else "PI4x"
        filled(buffer, b"".join(struct.pack(form, handle, LISTED[handle][0]) for handle in self.handles))
        return len(self.handles)

    def _info(self, device_: ctypes.c_void_p, command: int, buffer: Buffer | None, length: Number) -> int:
        assert command == 0x20000007
        name = LISTED[device_.value or 0][1]
        length._obj.value = len(name) + 1
        return filled(buffer, name.encode("utf-16-le")) if buffer is not None else 0

    def _open(self, name: str, access: int, *_rest: object) -> int | None:
        assert access == 0
        if self.refused == "open":
            return None
        return next(handle for handle, listed in LISTED.items() if listed[1] == name)

    def _product(self, handle: ctypes.c_void_p, buffer: Buffer, size: int) -> int:
        assert size == len(buffer)
        name = LISTED[handle.value or 0][2]
        return filled(buffer, name.encode("utf-16-le")) if name else 0


def windows(*handles: int, refused: str = "", audio: AudioSnapshot | None = None) -> WindowsInputs:
    return WindowsInputs(InputsApi(FakeWindows(handles, refused)), lambda: audio or AudioSnapshot(()))


def test_windows_lists_buses_ids_and_names() -> None:
    assert cords(windows(11, 12, 13, 15, 17, 18)) == [(K, Cord.BUILT_IN), (K, Cord.RECEIVER), (M, Cord.RECEIVER)]
    assert cords(windows(14, 16)) == [(M, Cord.CORDLESS), (M, Cord.WIRED)]


def test_a_device_that_may_not_be_opened_has_no_name() -> None:
    assert windows(16, refused="open").devices().value == (InputDevice(M, Cord.WIRED, "", "VID_093A&PID_2510"),)


def test_every_device_that_was_opened_is_closed() -> None:
    calls = FakeWindows((11, 16))
    WindowsInputs(InputsApi(calls), lambda: AudioSnapshot(())).devices()

    assert calls.closed == [11, 16]


@pytest.mark.parametrize("refused", ["count", "list"])
def test_a_list_that_windows_refuses_is_not_empty(refused: str) -> None:
    assert answer(windows(11, refused=refused).devices) is NO


def chip(name: str, side: Side, bus: Bus = Bus.INTERNAL) -> DeviceEvidence:
    return DeviceEvidence(name, name, side, bus=bus, ports=(Port(name, side, available=False),), present=False)


@pytest.mark.parametrize(
    ("devices", "jack"),
    [
        ((chip("Headphones", Side.OUTPUT), chip("Speaker", Side.OUTPUT)), True),
        ((chip("Headset Mic", Side.INPUT),), True),
        ((chip("Speaker", Side.OUTPUT), chip("Internal Mic", Side.INPUT)), False),
        ((chip("Headphones", Side.OUTPUT, Bus.USB),), NO),
        ((), NO),
    ],
)
def test_windows_keeps_an_endpoint_for_an_empty_socket(devices: tuple[DeviceEvidence, ...], jack: object) -> None:
    snapshot = AudioSnapshot(devices, system=System.WINDOWS, source="MMDevices")

    assert answer(windows(audio=snapshot).audio_jack) is jack
    assert answer(windows().free_usb_ports) is NO


# ------------------------------------------------------------------ macOS


def line(
    usage: int, transport: str, product: str | None, *, page: int = 1, inside: bool = False, place: int = 1
) -> str:
    value = {"type": "device", "PrimaryUsagePage": page, "PrimaryUsage": usage, "Transport": transport}
    return json.dumps({**value, "Product": product, "Built-In": inside, "LocationID": place})


MACBOOK = "\n".join(
    [
        line(6, "FIFO", "Apple Internal Keyboard / Trackpad", inside=True),
        line(2, "FIFO", "Apple Internal Keyboard / Trackpad", inside=True),
        line(11, "SPU", None, page=65280, inside=True),
        '{"type":"service","PrimaryUsagePage":1,"PrimaryUsage":6,"Transport":"FIFO"}',
        "",
    ]
)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", [(K, Cord.BUILT_IN)]),
        (line(2, "Bluetooth", "Magic Mouse"), [(K, Cord.BUILT_IN), (M, Cord.CORDLESS)]),
        (line(2, "Bluetooth Low Energy", "Magic Trackpad"), [(K, Cord.BUILT_IN)]),
        (line(2, "USB", "USB Optical Mouse"), [(K, Cord.BUILT_IN), (M, Cord.WIRED)]),
        (line(6, "USB", "USB Receiver", place=5) + "\n" + line(2, "USB", "USB Receiver", place=5),
         [(K, Cord.BUILT_IN), (K, Cord.RECEIVER), (M, Cord.RECEIVER)]),
    ],
)  # fmt: skip
def test_a_mac_lists_transport_and_usage(more: str, found: list[tuple[Tool, Cord]]) -> None:
    assert cords(MacosInputs(answering({"hidutil": MACBOOK + more}))) == found


@pytest.mark.parametrize("programs", [{}, {"hidutil": ""}, {"hidutil": "hidutil: unknown option\n[1]"}])
def test_a_mac_that_lists_nothing_is_not_without_keyboard(programs: dict[str, str]) -> None:
    silent = MacosInputs(answering(programs))

    assert (answer(silent.devices), answer(silent.free_usb_ports), answer(silent.audio_jack)) == (NO, NO, NO)


@given(st.text(max_size=100))
def test_no_text_breaks_the_parser(text: str) -> None:
    parse_devices(text)
