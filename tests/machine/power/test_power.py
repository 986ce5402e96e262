"""Mains and battery on three systems. Trees and bytes are made up; pmset's words are as people quote them."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.checks.ports import PowerPort
from readiness.domain.facts import Reason
from readiness.machine.power.linux import LinuxPower
from readiness.machine.power.macos import MacosPower, parse_batteries
from readiness.machine.power.windows import WindowsPower, parse_status, read_status
from tests.machine.trees import answer, answering, tree

Told: TypeAlias = "tuple[bool | Reason, bool | Reason, float | Reason]"

NO = Reason.UNSUPPORTED
ABSENT = Reason.ABSENT
SUPPLIES = "sys/class/power_supply"


def told(power: PowerPort) -> Told:
    """Mains, battery and charge; a reason where there is no answer."""

    return answer(power.on_mains), answer(power.battery_present), answer(power.battery_percent)


# ------------------------------------------------------------------ Linux

LAPTOP = {"AC/type": "Mains", "BAT0/type": "Battery", "BAT0/present": "1", "BAT0/capacity": "63"}
# what stands in the folder, and what it says
LINUX: list[tuple[Mapping[str, str], Told]] = [
    ({"": ""}, (True, False, ABSENT)),
    ({**LAPTOP, "AC/online": "1", "BAT0/status": "Charging"}, (True, True, 63.0)),
    ({**LAPTOP, "AC/online": "1", "BAT0/status": "Discharging"}, (True, True, 63.0)),
    ({**LAPTOP, "AC/online": "0", "BAT0/status": "Discharging"}, (False, True, 63.0)),
    ({**LAPTOP, "AC/online": "0", "BAT0/status": "Unknown"}, (False, True, 63.0)),
    ({**LAPTOP, "BAT0/status": "Unknown"}, (NO, True, 63.0)),
    ({**LAPTOP, "BAT0/status": "Full"}, (True, True, 63.0)),
    # Fed through USB-C.
    ({**LAPTOP, "AC/online": "0", "ucsi/type": "USB", "ucsi/online": "1"}, (True, True, 63.0)),
    # A mouse's battery is not the computer's, and an empty bay is none.
    ({"hid/type": "Battery", "hid/scope": "Device", "hid/capacity": "5"}, (True, False, ABSENT)),
    ({"BAT1/type": "Battery", "BAT1/present": "0"}, (True, False, ABSENT)),
    # Two batteries, and one that does not tell its charge.
    ({**LAPTOP, "AC/online": "1", "BAT1/type": "Battery", "BAT1/capacity": "37"}, (True, True, 50.0)),
    ({**LAPTOP, "AC/online": "1", "BAT1/type": "Battery"}, (True, True, NO)),
]


@pytest.mark.parametrize(("files", "expected"), LINUX)
def test_linux_supplies(tmp_path: Path, files: Mapping[str, str], expected: Told) -> None:
    made = tree(tmp_path, {f"{SUPPLIES}/": "", **{f"{SUPPLIES}/{name}": f"{one}\n" for name, one in files.items()}})

    assert told(LinuxPower(made)) == expected


def test_a_kernel_without_the_class_says_nothing_not_even_that_there_is_no_battery(tmp_path: Path) -> None:
    assert told(LinuxPower(tree(tmp_path, {}))) == (NO, NO, NO)


# ------------------------------------------------------------------ Windows


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ((1, 8, 63), (True, True, 63.0)),
        ((0, 2, 20), (False, True, 20.0)),
        ((1, 128, 255), (True, False, ABSENT)),
        # A desktop whose driver does not know of mains has nothing else to run on.
        ((255, 128, 255), (True, False, ABSENT)),
        ((255, 255, 255), (NO, NO, NO)),
        ((0, 1, 255), (False, True, NO)),
    ],
)
def test_windows_status(status: tuple[int, int, int], expected: Told) -> None:
    assert told(WindowsPower(lambda: bytes(status) + bytes(9))) == expected


def test_a_call_that_windows_refuses_says_nothing() -> None:
    def refusing() -> bytes:
        raise OSError("GetSystemPowerStatus")

    assert told(WindowsPower(refusing)) == (NO, NO, NO)


@pytest.mark.parametrize("granted", [1, 0])
def test_the_call_is_made_as_documented(granted: int) -> None:
    class Kernel:
        def GetSystemPowerStatus(self, buffer: ctypes.Array[ctypes.c_char]) -> int:  # noqa: N802
            assert len(buffer) == 12
            buffer[2] = b"?"
            return granted

    if granted:
        assert read_status(lambda name: {"kernel32": Kernel()}[name])[2] == 63
    else:
        with pytest.raises(OSError, match="GetSystemPowerStatus"):
            read_status(lambda _: Kernel())


@given(st.binary(max_size=16))
def test_no_bytes_break_the_parser(content: bytes) -> None:
    percent = parse_status(content).percent
    assert percent is None or 0 <= percent <= 100


# ------------------------------------------------------------------ macOS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=22806627)\t78%; discharging; 5:05 remaining\n",
            (False, True, 78.0),
        ),
        (
            "Now drawing from 'AC Power'\n -InternalBattery-0 (id=22806627)\t83%; charging; 1:00 remaining\n",
            (True, True, 83.0),
        ),
        ("Now drawing from 'AC Power'\n", (True, False, ABSENT)),
        # A UPS on the USB port has taken over.
        ("Now drawing from 'UPS Power'\n -Back-UPS (id=1)\t90%; discharging present: true\n", (False, False, ABSENT)),
        ("Now drawing from 'Solar Sail'\n", (NO, False, ABSENT)),
        ("pmset: error\n", (NO, NO, NO)),
    ],
)
def test_macos_batteries(text: str, expected: Told) -> None:
    assert told(MacosPower(answering({"pmset": text}))) == expected


def test_a_mac_without_the_program_says_nothing() -> None:
    assert told(MacosPower(answering({}))) == (NO, NO, NO)


@given(st.text(max_size=100))
def test_no_text_breaks_the_parser(text: str) -> None:
    parse_batteries(f"Now drawing from 'AC Power'\n -InternalBattery-0{text}")
