"""Windows: the registry's mirror parsed; reading through a stand-in for ``winreg``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.analysis.headset.in_use import Bus, Connection, Form, PortKind, Side, Taken, in_use
from readiness.domain.facts import Reason, System, Unavailable
from readiness.machine.audio_devices import windows as audio_devices_windows
from readiness.machine.audio_devices.windows import (
    PATH,
    EndpointKey,
    Tree,
    Value,
    WindowsAudio,
    parse_registry,
    read_keys,
    read_registry,
    registry_defaults,
)
from readiness.machine.audio_devices.windows_defaults import Defaults, Flow, Role
from readiness.machine.sources.windows_com import ComError
from tests.analysis.headset.audio_evidence import shipped
from tests.machine.audio_devices.windows_fakes import B, D, E, endpoint

RECORDED = json.loads(
    (Path(__file__).parents[2] / "recordings/audio/windows_registry.json").read_text(encoding="utf-8")
)


def _value(value: object) -> Value:
    if isinstance(value, str) and value.startswith("hex:"):
        return bytes.fromhex(value[4:])
    assert isinstance(value, str | int)
    return value


def tree() -> dict[str, dict[str, EndpointKey]]:
    return {
        flow: {
            guid: EndpointKey(
                *({name: _value(one) for name, one in key[part].items()} for part in ("values", "properties"))
            )
            for guid, key in keys.items()
        }
        for flow, keys in RECORDED.items()
    }


HEADSET_IN = "{0.0.1.00000000}.{bbbbbbbb-0000-0000-0000-000000000001}"
HEADSET_OUT = "{0.0.0.00000000}.{aaaaaaaa-0000-0000-0000-000000000001}"
ARRAY = "{0.0.1.00000000}.{bbbbbbbb-0000-0000-0000-000000000002}"
DISPLAY = "{0.0.0.00000000}.{aaaaaaaa-0000-0000-0000-000000000002}"


def defaults(listener: str | None, player: str | None, call_listener: str | None = None) -> Defaults:
    return Defaults(
        {
            (Flow.CAPTURE, Role.CONSOLE): listener,
            (Flow.RENDER, Role.CONSOLE): player,
            (Flow.CAPTURE, Role.COMMUNICATIONS): call_listener or listener,
            (Flow.RENDER, Role.COMMUNICATIONS): player,
        },
    )


def test_the_device_behind_a_chips_driver_is_found() -> None:
    snapshot = parse_registry(tree(), defaults(HEADSET_IN.upper(), HEADSET_OUT))
    assert snapshot.system is System.WINDOWS
    device = snapshot.device(HEADSET_IN)
    assert device
    assert (device.bus, device.usb_id, device.form, device.terminals) == (Bus.USB, "046d:0adf", Form.HEADSET, (0x0402,))
    used = in_use(snapshot, shipped())
    assert (used.answer.taken, used.answer.connection) == (Taken.CORDLESS, Connection.WIRELESS_DONGLE)
    assert used.answer.model == "Logitech G435 Wireless Gaming Headset"


def test_endpoints_of_devices_long_gone_are_left_out() -> None:
    names = [device.name for device in parse_registry(tree(), defaults(None, None)).devices]
    assert not any("AUX" in name for name in names)
    assert len(names) == 4


def test_a_display_and_the_laptops_own_microphones() -> None:
    snapshot = parse_registry(tree(), defaults(ARRAY, DISPLAY))
    array, display = snapshot.device(ARRAY), snapshot.device(DISPLAY)
    assert array
    assert display
    assert display.bus is Bus.DISPLAY
    assert (array.bus, array.ports[0].kind) == (Bus.INTERNAL, PortKind.INTERNAL_MICROPHONE)
    used = in_use(snapshot, shipped())
    assert (used.headset, used.answer.connection) == (False, Connection.BUILT_IN)


def test_two_choices_that_differ_are_said() -> None:
    used = in_use(parse_registry(tree(), defaults(ARRAY, HEADSET_OUT, HEADSET_IN)), shipped())
    assert used.answer.taken is Taken.UNSURE
    assert used.answer.reasons[0].id == "headset.roles_differ"


@pytest.mark.parametrize(
    ("hardware", "adapter", "form", "bus"),
    [
        (r"USB\VID_0B0E&PID_0300&MI_00\7&1", "Jabra EVOLVE 20 MS", 5, Bus.USB),
        (r"FOCUSRITEUSB\VID_1235&PID_8211\1", "Focusrite USB Audio", 10, Bus.USB),
        (r"HDAUDIO\FUNC_01&VEN_10EC&DEV_0897\4&1", "Realtek(R) Audio", 4, Bus.INTERNAL),
        (r"BTHENUM\{0000111e-0000-1000-8000-00805f9b34fb}_LOCALMFG&0002\7&1", "Buds", 5, Bus.BLUETOOTH),
        (r"BTHHFENUM\BthHFPAudio\8&1", "Buds", 5, Bus.BLUETOOTH),
        (r"INTELAUDIO\DSP\5&1", "Intel® Smart Sound Technology for Bluetooth® Audio", 5, Bus.BLUETOOTH),
        (r"ROOT\MEDIA\0000", "CABLE Output", 10, Bus.VIRTUAL),
        (r"SWD\DRIVERENUM\x", "Steam Streaming Microphone", 4, Bus.VIRTUAL),
        (r"HDAUDIO\FUNC_01&VEN_10DE", "NVIDIA High Definition Audio", 9, Bus.DISPLAY),
        (r"TSMMDD\x", "Remote Audio", 0, Bus.NETWORK),
    ],
)
def test_buses(hardware: str, adapter: str, form: int, bus: Bus) -> None:
    keys: Tree = {"Capture": {"{g}": endpoint("Microphone", adapter, hardware, form)}}
    (device,) = parse_registry(keys, defaults(None, None)).devices
    assert device.bus is bus


def jack_tree(microphone: EndpointKey, output: EndpointKey) -> Tree:
    return {"Capture": {"{m}": microphone}, "Render": {"{o}": output}}


REALTEK = r"HDAUDIO\FUNC_01&VEN_10EC&DEV_0897\4&1"


@pytest.mark.parametrize(
    ("listens", "plays", "expected"),
    [
        (
            endpoint("Headset Microphone", "Realtek", REALTEK, 5),
            endpoint("Headphones", "Realtek", REALTEK, 3),
            Taken.WIRED_HEADSET,
        ),
        (endpoint("Microphone", "Realtek", REALTEK, 4), endpoint("Headphones", "Realtek", REALTEK, 3), Taken.UNSURE),
        (endpoint("Microphone", "Realtek", REALTEK, 4), endpoint("Speakers", "Realtek", REALTEK, 1), Taken.UNSURE),
        (
            endpoint("Microphone Array", "Realtek", REALTEK, 4),
            endpoint("Headphones", "Realtek", REALTEK, 3),
            Taken.NOT_A_HEADSET,
        ),
    ],
)
def test_headsets_in_the_socket(listens: EndpointKey, plays: EndpointKey, expected: Taken) -> None:
    keys = jack_tree(listens, plays)
    assert in_use(parse_registry(keys, registry_defaults(keys)), shipped()).answer.taken is expected


def test_one_container_is_one_thing() -> None:
    same: dict[str, Any] = {"{8c7ed206-3f8a-4827-b3ab-ae9e1faefc6c},2": "{4A412178-E895-11EC-A989-00DBDFB57D1C}"}
    buds = r"BTHENUM\x\1"
    keys = jack_tree(
        endpoint("Headset", "Buds Hands-Free", buds, 5, **same), endpoint("Headphones", "Buds Stereo", buds, 3, **same)
    )
    used = in_use(parse_registry(keys, registry_defaults(keys)), shipped())
    assert (used.answer.taken, used.answer.connection) == (Taken.CORDLESS, Connection.BLUETOOTH)


def test_an_empty_socket_is_remembered_but_not_there() -> None:
    keys: Tree = {"Capture": {"{g}": endpoint("Headset Microphone", "Realtek", REALTEK, 5, state=8)}}
    (device,) = parse_registry(keys, registry_defaults(keys)).devices
    assert not device.present
    assert in_use(parse_registry(keys, registry_defaults(keys)), shipped()).answer.connection is Connection.NONE


# ------------------------------------------------------------------ defaults from the registry


def test_the_endpoint_chosen_last_is_the_default() -> None:
    keys = tree()
    chosen = registry_defaults({"Render": keys["Render"], "Capture": {}})
    assert chosen.of(Flow.RENDER, Role.CONSOLE) == HEADSET_OUT
    assert chosen.of(Flow.CAPTURE, Role.CONSOLE) is None


def test_several_that_were_never_chosen_cannot_be_told_apart() -> None:
    keys = jack_tree(endpoint("a", "x", REALTEK), endpoint("b", "y", REALTEK))
    several = {**keys, "Capture": {"{1}": endpoint("a", "x", REALTEK), "{2}": endpoint("b", "y", REALTEK)}}
    with pytest.raises(Unavailable) as refused:
        registry_defaults(several)
    assert refused.value.unmeasured.reason is Reason.UNSUPPORTED


_values = (
    st.none()
    | st.integers()
    | st.text(max_size=12)
    | st.binary(max_size=30)
    | st.lists(st.text(max_size=3), max_size=2)
)
_names = st.sampled_from(
    ["DeviceState", "Role:0", "Role:2", f"{D},2", f"{D},24", f"{B},2", f"{B},6", f"{B},39", f"{E},0", f"{E},8"]
)
_keys = st.builds(EndpointKey, st.dictionaries(_names, _values), st.dictionaries(_names, _values))


@given(
    st.dictionaries(
        st.sampled_from(["Capture", "Render"]), st.dictionaries(st.text(min_size=1, max_size=4), _keys, max_size=3)
    )
)
def test_no_registry_is_too_odd(keys: Tree) -> None:
    try:
        chosen = registry_defaults(keys)
    except Unavailable:
        chosen = defaults(None, None)
    assert in_use(parse_registry(keys, chosen), shipped()).answer.reasons


# ------------------------------------------------------------------ reading


class Registry:
    """Stands for ``winreg``: keys by path, as nested mappings with their values under ""."""

    KEY_READ, KEY_WOW64_64KEY, HKEY_LOCAL_MACHINE = 1, 256, "HKLM"

    def __init__(self, keys: Mapping[str, Any] | None, error: type[OSError] = FileNotFoundError) -> None:
        self._keys, self._error = keys, error

    @contextmanager
    def OpenKey(self, key: Any, name: str, _reserved: int, access: int) -> Iterator[Any]:  # noqa: ANN401, N802 - as winreg
        assert access == 257
        if self._keys is None:
            raise self._error
        found = self._keys.get(name.removeprefix(f"{PATH}\\")) if key == "HKLM" else key.get(name)
        if found is None:
            raise self._error
        yield found

    def QueryInfoKey(self, key: Mapping[str, Any]) -> tuple[int, int, int]:  # noqa: N802 - as winreg
        return len(key) - ("" in key), len(key.get("", {})), 0

    def EnumKey(self, key: Mapping[str, Any], index: int) -> str:  # noqa: N802 - as winreg
        return [name for name in key if name][index]

    def EnumValue(self, key: Mapping[str, Any], index: int) -> tuple[str, Value, int]:  # noqa: N802 - as winreg
        name, value = list(key[""].items())[index]
        return name, value, 1


def stored(keys: Tree) -> dict[str, Any]:
    return {
        flow: {
            guid: {"": dict(key.values), **({"Properties": {"": dict(key.properties)}} if key.properties else {})}
            for guid, key in endpoints.items()
        }
        for flow, endpoints in keys.items()
    }


def test_keys_are_read_through_winreg() -> None:
    keys = tree()
    keys["Capture"]["{bare}"] = EndpointKey({"DeviceState": 4})
    assert read_keys(Registry(stored(keys))) == keys


@pytest.mark.parametrize(("error", "reason"), [(PermissionError, Reason.DENIED), (FileNotFoundError, Reason.ABSENT)])
def test_a_registry_that_cannot_be_read(error: type[OSError], reason: Reason) -> None:
    with pytest.raises(Unavailable) as refused:
        read_keys(Registry(None, error))
    assert refused.value.unmeasured.reason is reason


def test_elsewhere_there_is_no_registry() -> None:
    with pytest.raises(Unavailable):
        read_registry()


def test_without_com_the_registrys_own_rule_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = tree()
    keys["Capture"].pop("{bbbbbbbb-0000-0000-0000-000000000002}")
    monkeypatch.setattr(audio_devices_windows, "read_registry", lambda: keys)

    def refuse() -> Defaults:
        raise ComError(0x80070005, "CoCreateInstance")

    monkeypatch.setattr(audio_devices_windows, "read_defaults", refuse)
    snapshot = WindowsAudio().snapshot()
    assert (snapshot.default_input, snapshot.call_output) == (HEADSET_IN, HEADSET_OUT)
    monkeypatch.setattr(audio_devices_windows, "read_defaults", lambda: defaults(None, None))
    assert WindowsAudio().snapshot().default_input is None
    assert {device.side for device in snapshot.devices} == set(Side)
    assert replace(snapshot, devices=()).usable(Side.INPUT) == ()
