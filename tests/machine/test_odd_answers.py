"""Windows and macOS answering in forms that nobody documented.

Structures cut short or full of ones, numbers without a meaning, listings of other shapes.

Whatever comes back, each question ends with a value or a reason in words, never with an error of ours.
"""

from __future__ import annotations

import inspect
import json
import sys
import types
import typing
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.device.windows import DeviceApi
from readiness.machine.hardware.windows import WindowsHardware
from readiness.machine.hardware.windows_api import HardwareApi
from readiness.machine.inputs.windows import WindowsInputs
from readiness.machine.link.windows_api import LinkApi
from readiness.machine.screens.windows_api import ScreensApi
from readiness.machine.security.windows import SecurityApi
from readiness.machine.session.windows import SessionApi
from readiness.machine.software.windows import WindowsSoftware
from readiness.machine.sources.programs import Ended
from readiness.machine.system.windows_api import SystemApi
from tests.machine.libraries import library
from tests.machine.refusing_adapters import macs, questions, windows
from tests.machine.screens.windows_fakes import device
from tests.machine.trees import answer

APIS: Final = (
    DeviceApi,
    HardwareApi,
    LinkApi,
    ScreensApi,
    SecurityApi,
    SessionApi,
    SystemApi,
)
FORMS: Final = {
    method: typing.get_type_hints(function).get("return")
    for api in APIS
    for method, function in inspect.getmembers(api, inspect.isfunction)
    if not method.startswith("_")
}
CONTENTS: Final = (b"", b"\xff" * 3, bytes(7), bytes(4096), b"\xff" * 4096)
NUMBERS: Final = (-1, 0, 0x7FFFFFFF, 0x80000000)


class Odd:
    """Calls of Windows that answer so, each in the form it has; what is neither bytes nor a number is refused."""

    pointer_size = 8

    def __init__(self, content: bytes, number: int) -> None:
        self._answers = {bytes: content, int: number, bool: bool(number), str | int: number, str: chr(0)}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever is asked for
        form = FORMS.get(name)
        if form == Iterator[bytes]:
            return lambda *_: iter([device("DISPLAY1", 1)])
        return (lambda *_: self._answers[form]) if form in self._answers else self._refuse

    def _refuse(self, *_: object) -> NoReturn:
        raise OSError("refused")


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: f"{len(content)}-{content[:1].hex()}")
def test_no_form_of_an_answer_breaks_an_adapter(content: bytes) -> None:
    for number in NUMBERS:
        # Names of keyboards and mice are texts; they have tests of their own.
        asked_all(one for one in windows(Odd(content, number)) if not isinstance(one, WindowsInputs))


def asked_all(adapters: Iterable[object]) -> None:
    """Ask everything: what refuses does so in words, and nothing breaks."""
    for adapter in adapters:
        for name, ask in questions(adapter):
            try:
                ask()
            except Unavailable as refusal:
                assert refusal.unmeasured.detail is not None, name  # noqa: PT017 - it may refuse, but not without a word


def listing(content: object) -> str:
    """What system_profiler lists, with this for every type."""
    types_ = ("SPHardwareDataType", "SPStorageDataType", "SPAirPortDataType", "SPCameraDataType")
    return json.dumps(dict.fromkeys(types_, content))


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "[3]",
        "\0\0",
        listing(3),
        listing([None, 3, {}]),
        listing([{"_name": None, "physical_drive": 3, "spairport_airport_interfaces": [3]}]),
        '{"type": "device", "PrimaryUsage": [], "PrimaryUsagePage": 1}',
        "Now drawing from 'Solar Power'\n -InternalBattery-0\t999%\n",
        "FileVault is Paused.\nFirewall is (State = 7)\n",
    ],
)
def test_no_text_of_a_program_breaks_an_adapter(text: str, tmp_path: Path) -> None:
    asked_all(macs(Ended(0, text), tmp_path))


WRITTEN: Final = (None, b"\xff\xfe", ["a", "b"])
"""What Windows writes nowhere: a value without content, bytes where a text or number is, a list of texts."""


@pytest.mark.parametrize("written", WRITTEN, ids=lambda written: type(written).__name__)
def test_a_value_of_another_kind_in_the_registry_is_none(written: object, monkeypatch: pytest.MonkeyPatch) -> None:
    winreg = types.ModuleType("winreg")
    vars(winreg).update(
        HKEY_LOCAL_MACHINE=1,
        HKEY_CURRENT_USER=2,
        OpenKey=lambda *_: nullcontext(),
        QueryValueEx=lambda *_: (written, 0),
    )
    monkeypatch.setitem(sys.modules, "winreg", winreg)

    with pytest.raises(OSError, match="BootId"):
        HardwareApi().boot_number()
    if not isinstance(written, bytes):
        with pytest.raises(OSError, match="EDID"):
            ScreensApi().edid("DELA0E7", "5&1")
    assert answer(WindowsHardware(HardwareApi(lambda _: library())).processor_brand) == Reason.UNSUPPORTED
    assert answer(WindowsSoftware().browsers) == Reason.UNSUPPORTED
