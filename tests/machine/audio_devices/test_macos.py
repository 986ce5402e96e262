"""macOS: recorded and made-up output of system_profiler."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.headset.in_use import Bus, Connection, Form, Taken, in_use
from readiness.domain.facts import Reason, System, Unavailable
from readiness.machine.audio_devices.macos import MacosAudio, parse_profiler, read_profiler
from tests.analysis.headset.audio_evidence import NOTHING, shipped

_RECORDED = Path(__file__).parents[2] / "recordings/audio"


def recorded(name: str) -> str:
    return (_RECORDED / f"macos_{name}.json").read_text(encoding="utf-8")


def test_a_real_laptop() -> None:
    snapshot = parse_profiler(recorded("laptop"))
    assert snapshot.system is System.MACOS
    assert [device.bus for device in snapshot.devices] == [Bus.DISPLAY, Bus.INTERNAL, Bus.INTERNAL, Bus.UNKNOWN]
    assert (snapshot.default_input, snapshot.default_output) == (
        "input:MacBook Pro Microphone",
        "output:MacBook Pro Speakers",
    )
    used = in_use(snapshot, shipped())
    assert (used.headset, used.answer.connection) == (False, Connection.BUILT_IN)


def test_a_usb_headset_is_joined_with_its_ids() -> None:
    snapshot = parse_profiler(recorded("usb_headset"))
    output, microphone, _speakers = snapshot.devices
    assert (output.usb_id, microphone.usb_id) == ("0b05:1958", "0b05:1958")
    assert output.box == microphone.box
    assert in_use(snapshot, NOTHING).answer.reasons[0].id == "headset.no_default"


def test_a_real_desk_with_a_headset_a_webcam_a_screen_and_what_a_program_makes_up() -> None:
    snapshot = parse_profiler(recorded("desk"))
    buses = [Bus.DISPLAY, *[Bus.USB] * 3, *[Bus.INTERNAL] * 2, *[Bus.VIRTUAL] * 2]
    assert [device.bus for device in snapshot.devices] == buses
    # Its maker does not call it a headset; that it has both sides and the list of cords know.
    used = in_use(snapshot, shipped())
    assert (used.headset, used.answer.connection, used.answer.taken) == (True, Connection.USB, Taken.WIRED_HEADSET)


def device(name: str, transport: str, *, listens: bool = False, plays: bool = False, **more: object) -> dict[str, Any]:
    sides: dict[str, Any] = {}
    if listens:
        sides |= {"coreaudio_device_input": 1, "coreaudio_default_audio_input_device": "spaudio_yes"}
    if plays:
        sides |= {"coreaudio_device_output": 2, "coreaudio_default_audio_output_device": "spaudio_yes"}
    return {"_name": name, "coreaudio_device_transport": f"coreaudio_device_type_{transport}", **sides, **more}


def profile(*devices: dict[str, Any], **more: object) -> str:
    return json.dumps({"SPAudioDataType": [{"_name": "coreaudio_device", "_items": list(devices)}], **more})


# From here on made up, after the keys of the recordings.


def test_newer_systems_list_usb_under_another_type() -> None:
    text = profile(
        device("Jabra Link 380", "usb", listens=True, plays=True),
        SPUSBDataType=[],
        SPUSBHostDataType=[
            {
                "_name": "USB 3.1 Bus",
                "_items": [
                    {
                        "_name": "Hub",
                        "USBDeviceKeyVendorID": "0x0a12",
                        "USBDeviceKeyProductID": "0x4010",
                        "_items": [
                            {
                                "_name": " Jabra Link 380",
                                "USBDeviceKeyVendorID": "0x0b0e",
                                "USBDeviceKeyProductID": "0x24c9",
                            }
                        ],
                    }
                ],
            }
        ],
    )
    snapshot = parse_profiler(text)
    assert snapshot.devices[0].usb_id == "0b0e:24c9"
    assert in_use(snapshot, shipped()).answer.taken is Taken.CORDLESS


def test_two_products_of_one_name_are_not_told_apart() -> None:
    usb = [{"_name": "USB Audio", "vendor_id": f"0x000{number}  (x)", "product_id": "0x1"} for number in (1, 2)]
    assert parse_profiler(profile(device("USB Audio", "usb", plays=True), SPUSBDataType=usb)).devices[0].usb_id == ""


@pytest.mark.parametrize(
    ("devices", "expected", "connection"),
    [
        (
            [
                device("External Microphone", "builtin", listens=True),
                device("External Headphones", "builtin", plays=True),
            ],
            Taken.WIRED_HEADSET,
            Connection.ANALOG,
        ),
        (
            [
                device("Micrófono externo", "builtin", listens=True),
                device("Auriculares externos", "builtin", plays=True),
            ],
            Taken.WIRED_HEADSET,
            Connection.ANALOG,
        ),
        (
            [
                device("MacBook Air Microphone", "builtin", listens=True),
                device("External Headphones", "builtin", plays=True),
            ],
            Taken.NOT_A_HEADSET,
            Connection.BUILT_IN,
        ),
        ([device("Ana's AirPods", "bluetooth", listens=True, plays=True)], Taken.CORDLESS, Connection.BLUETOOTH),
        ([device("BlackHole 2ch", "virtual", listens=True, plays=True)], Taken.UNSURE, None),
        ([], Taken.NOT_A_HEADSET, Connection.NONE),
    ],
)
def test_other_macs(devices: list[dict[str, Any]], expected: Taken, connection: Connection | None) -> None:
    answer = in_use(parse_profiler(profile(*devices)), shipped()).answer
    assert (answer.taken, answer.connection) == (expected, connection)


def test_a_bluetooth_loudspeaker_is_known_by_its_minor_type() -> None:
    connected = [{"device_connected": [{"Boombox": {"device_minorType": "Speaker"}}, {"Odd": None}, 3]}, 5]
    text = profile(device("Boombox", "bluetooth", plays=True), SPBluetoothDataType=connected)
    assert parse_profiler(text).devices[0].form is Form.SPEAKERS


@pytest.mark.parametrize("text", ["", "system_profiler: bad\n", "[]", "{}", '{"SPAudioDataType": {}}'])
def test_output_that_is_no_list_is_not_measured(text: str) -> None:
    with pytest.raises(Unavailable) as refused:
        parse_profiler(text)
    assert refused.value.unmeasured.reason is Reason.UNSUPPORTED


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["_items", "_name", "coreaudio_device_input", "vendor_id", "product_id", "device_connected"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["SPUSBDataType", "SPUSBHostDataType", "SPBluetoothDataType"]), _json),
    st.lists(_json),
)
def test_no_listing_is_too_odd(others: dict[str, Any], audio: list[Any]) -> None:
    snapshot = parse_profiler(json.dumps({**others, "SPAudioDataType": audio}))
    assert in_use(snapshot, shipped()).answer.reasons


def _program(folder: Path, body: str) -> str:
    program = folder / "system_profiler"
    program.write_text(f"#!{sys.executable}\n{body}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.skipif(sys.platform == "win32", reason="starts a script")
def test_the_program_is_asked_and_given_up(tmp_path: Path) -> None:
    assert json.loads(
        read_profiler(_program(tmp_path, "import sys; print('{\"asked\": \"' + sys.argv[2] + '\"}')"))
    ) == {"asked": "SPAudioDataType"}
    with pytest.raises(Unavailable) as refused:
        read_profiler(_program(tmp_path, "import time; time.sleep(9)"), 0.2)
    assert refused.value.unmeasured.reason is Reason.TIMED_OUT


@pytest.mark.skipif(sys.platform == "darwin", reason="there it is")
def test_elsewhere_there_is_no_such_program() -> None:
    with pytest.raises(Unavailable):
        MacosAudio().snapshot()
