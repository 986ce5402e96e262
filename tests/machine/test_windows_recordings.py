"""What Windows machines of other people said of themselves, put back into the structures their calls answer with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pytest

from readiness.analysis.computer.input_devices import Cord, Tool
from readiness.analysis.headset.evidence import Bus
from readiness.domain.facts import Reason
from readiness.machine.audio_devices.windows import parse_registry
from readiness.machine.audio_devices.windows_defaults import Defaults
from readiness.machine.cameras.windows import WindowsCameras
from readiness.machine.device.windows import WindowsDevice
from readiness.machine.hardware.windows import WindowsHardware
from readiness.machine.inputs.windows import device_of
from readiness.machine.link.windows import kind_of, parse_rows
from readiness.machine.power.windows import WindowsPower
from readiness.machine.screens.windows import WindowsScreens
from readiness.machine.screens.windows_api import ScreensApi
from readiness.machine.system.windows import WindowsSystem
from readiness.machine.system.windows_api import SystemApi
from tests.machine.audio_devices.windows_fakes import endpoint
from tests.machine.device.windows_fakes import FakeDeviceApi
from tests.machine.firmware import firmware
from tests.machine.hardware.windows_fakes import FakeHardwareApi, core, memory_status, power, version
from tests.machine.link.windows_fakes import row
from tests.machine.screens.windows_fakes import device, mode
from tests.machine.trees import answer
from tests.machine.windows_recorded import RECORDED

NO: Final = Reason.UNSUPPORTED


def hardware(told: dict[str, Any]) -> WindowsHardware:
    """The calls of a recorded machine; what it did not say is refused."""
    per_core = told["threads"] // told["cores"] if "cores" in told else 1
    masks = (core(((1 << per_core) - 1) << first) for first in range(0, told["threads"], per_core))
    calls = FakeHardwareApi(
        name=told["brand"],
        cores=b"".join(masks),
        installed=told.get("installed_kibibytes"),
        memory=memory_status(told["usable_bytes"]) if "usable_bytes" in told else None,
        power=power(told["megahertz"]) if "megahertz" in told else None,
        windows=version(*told["version"]),
    )
    return WindowsHardware(calls)


@pytest.mark.parametrize("name", RECORDED["hardware"])
def test_processor_and_memory(name: str) -> None:
    told = RECORDED["hardware"][name]
    machine = hardware(told)
    assert machine.processor_brand().value == told["brand"]
    assert machine.logical_cores().value == told["threads"]
    assert answer(machine.memory_installed_bytes) == 1024 * told.get("installed_kibibytes", 0) or NO
    assert answer(machine.memory_usable_bytes) == told.get("usable_bytes", NO)
    rated = float(told["brand"].split("@ ")[1].removesuffix("GHz"))
    assert machine.highest_clock_hz().value == pytest.approx(1e9 * rated, rel=0.01)
    assert machine.system_version().source.endswith("Windows 11" if told["version"][2] >= 22000 else "Windows")


@pytest.mark.parametrize(
    ("name", "kind", "released", "virtual"),
    [
        ("VivoBook X530FN", "laptop", date(2019, 5, 30), False),
        ("Surface Laptop", "laptop", date(2019, 4, 18), False),
        ("guest of VMware", "desktop", date(2022, 7, 28), True),
    ],
)
def test_the_computer(name: str, kind: str, released: date, virtual: bool) -> None:  # noqa: FBT001 - a column
    told = RECORDED["device"][name]
    table = bytes(8) + firmware(chassis=0, maker=told["maker"], product=told["product"], released=told["released"])
    machine = WindowsDevice(FakeDeviceApi(table=lambda: table, role=lambda: int(told["role"])))
    assert (answer(machine.kind), answer(machine.firmware_date)) == (kind, released)
    assert answer(machine.virtual_machine) is virtual


@dataclass
class SystemCalls(SystemApi):
    """A Windows that says its edition and refuses the rest."""

    number: int

    def product(self) -> int:
        return self.number

    def integrity_policy(self) -> bool:
        raise OSError("refused")

    def genuine_state(self) -> int:
        raise OSError("refused")


@pytest.mark.parametrize(
    ("name", "edition", "support", "known_as"),
    [
        ("VivoBook X530FN", "home", "", "Windows 10"),
        ("guest of VMware", "enterprise", "business", "Windows 11"),
        ("desktop without updates", "enterprise ltsc", "ltsc", "Windows 10"),
    ],
)
def test_the_edition(name: str, edition: str, support: str, known_as: str) -> None:
    told = RECORDED["system"][name]
    machine = WindowsSystem(
        SystemCalls(told["product"]),
        WindowsHardware(FakeHardwareApi(windows=version(*told["version"]))),
    )
    assert (machine.edition().value, machine.name().value) == (edition, known_as)
    release = machine.release().value
    assert (release.version, release.edition) == (str(told["version"][2]), support)


@pytest.mark.parametrize("name", RECORDED["cameras"])
def test_cameras(name: str) -> None:
    machine = WindowsCameras(lambda: tuple(RECORDED["cameras"][name]))
    assert machine.present().value is not name.startswith("only a program")


@pytest.mark.parametrize("name", RECORDED["power"])
def test_power(name: str) -> None:
    line, flag, percent = RECORDED["power"][name]
    machine = WindowsPower(lambda: bytes([line, flag, percent]).ljust(12, b"\xff"))
    assert (machine.on_mains().value, machine.battery_present().value) == (line == 1, True)
    assert machine.battery_percent().value == percent


@pytest.mark.parametrize(
    ("name", "cords"),
    [
        ("four mice of an office", [Cord.WIRED, Cord.WIRED, Cord.WIRED]),
        ("mouse with keys of its own", [Cord.WIRED, Cord.WIRED]),
        ("mouse without cord beside one with", [Cord.CORDLESS, Cord.WIRED]),
    ],
)
def test_keyboards_and_mice(name: str, cords: list[Cord]) -> None:
    """By their interfaces alone: names were not published, and a receiver is known by nothing else."""
    listed = RECORDED["inputs"][name]
    found = [one for kind, place in listed for one in device_of((Tool.MOUSE, Tool.KEYBOARD)[kind], place, "")]
    assert [one.cord for one in found] == cords
    assert len({one.box for one in found if one.box}) == len(
        {place.lower()[:28] for _, place in listed if "00001812" not in place}
    )


class ScreenCalls(ScreensApi):
    """The adapters of a recorded machine; sizes were not published."""

    def __init__(self, screens: list[Any]) -> None:
        self._screens = {adapter: (interface, shown, flags) for adapter, interface, shown, flags in screens}
        self.asked: tuple[str, str] | None = None

    def devices(self, adapter: str | None = None) -> Iterator[bytes]:
        if adapter is None:
            yield from (device(name, flags) for name, (_, _, flags) in self._screens.items())
        else:
            yield device(f"{adapter}\\Monitor0", 3, self._screens[adapter][0])

    def mode(self, adapter: str) -> bytes:
        return mode(*(self._screens[adapter][1] or (0, 1920, 1200)))

    def dpi(self, x: int, y: int) -> int:
        raise OSError(f"refused at {x}, {y}")

    def digitizer(self) -> int:
        return 0

    def edid(self, model: str, instance: str) -> bytes:
        self.asked = (model, instance)
        raise OSError("not published")


@pytest.mark.parametrize(
    ("name", "shown", "asked"),
    [
        ("two Dell S2417DG", [(2560, 1440), (2560, 1440)], ("DELA0E7", "5&e94bc63&0&UID4355")),
        ("Dell on an Intel chip", [(1920, 1200)], ("DELA0A3", "4&27e3cd2c&0&UID51249920")),
        ("Samsung S24C650", [(1920, 1200)], ("SAM09CF", "5&397a0ebd&0&UID4352")),
        ("Dell AW3423DWF", [(3440, 1440)], None),
        ("Dell beside another", [(2560, 1440)], None),
        ("one turned upright", [(2560, 1440), (1050, 1680)], None),
    ],
)
def test_screens(name: str, shown: list[tuple[int, int]], asked: tuple[str, str] | None) -> None:
    calls = ScreenCalls(RECORDED["screens"][name])
    assert [screen.pixels for screen in WindowsScreens(calls).screens().value] == shown
    assert calls.asked == asked  # where the registry keeps what the screen says of itself


@pytest.mark.parametrize("name", RECORDED["link"])
def test_network_adapters(name: str) -> None:
    told = RECORDED["link"][name]
    (adapter,) = parse_rows(row(13, told["description"], told["type"], told["medium"], speed=told["speed"]))
    assert (str(kind_of(adapter)), adapter.speed) == ("ethernet", told["speed"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dell with two Jabra on Intel's driver", [(Bus.INTERNAL, ""), (Bus.USB, ""), (Bus.USB, "")]),
        ("desktop in Brazil", [(Bus.USB, "046d:0825"), (Bus.INTERNAL, ""), (Bus.USB, "534d:2109")]),
        ("desktop in Germany", [(Bus.USB, "0ecb:20a2")]),
        ("player in Germany", [(Bus.USB, "046d:0ab5"), (Bus.DISPLAY, "")]),
        ("laptop with Bluetooth and SteelSeries Sonar", [(Bus.INTERNAL, ""), (Bus.VIRTUAL, ""), (Bus.BLUETOOTH, "")]),
    ],
)
def test_audio_devices(name: str, expected: list[tuple[Bus, str]]) -> None:
    tree = {
        flow: {f"{{{number}}}": endpoint(*one) for number, one in enumerate(listed)}
        for flow, listed in RECORDED["audio"][name].items()
    }
    devices = parse_registry(tree, Defaults({})).devices
    assert [(one.bus, one.usb_id) for one in devices] == expected
    assert all(one.name for one in devices)
