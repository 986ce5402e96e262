r"""Audio devices on Windows: the registry's mirror of the MMDevice API, readable by everyone.

``HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\MMDevices\Audio`` holds one key per
endpoint with its state and properties, read by winreg. Which endpoints programs get is asked through COM
(``windows_defaults``); where that fails, by the rule Windows itself keeps there: the
active endpoint chosen last (values ``Role:0`` and ``Role:2``, times).
Written against documented interfaces; never run on Windows by its authors.
"""

from __future__ import annotations

import re
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from readiness.analysis.headset.evidence import AudioSnapshot, Bus, DeviceEvidence, Form, Port, Side
from readiness.analysis.headset.names import names_a_display, parse_windows_label
from readiness.domain.facts import Reason, System, Unavailable
from readiness.domain.message import Message
from readiness.machine.audio_devices.windows_defaults import Defaults, Flow, Role, read_defaults

Value: TypeAlias = "str | int | bytes | list[str] | None"

PATH: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\MMDevices\Audio"
_FLOWS: Final[Mapping[str, tuple[Side, Flow, str]]] = {
    "Capture": (Side.INPUT, Flow.CAPTURE, "{0.0.1.00000000}."),
    "Render": (Side.OUTPUT, Flow.RENDER, "{0.0.0.00000000}."),
}

# Property keys, as mmdeviceapi.h, devpkey.h and functiondiscoverykeys_devpkey.h number them.
_DESCRIPTION: Final = "{a45c254e-df1c-4efd-8020-67d146a850e0},2"
_ENUMERATOR: Final = "{a45c254e-df1c-4efd-8020-67d146a850e0},24"
_ADAPTER: Final = "{b3f8fa53-0004-438e-9003-51a46e139bfc},6"
_HARDWARE: Final = "{b3f8fa53-0004-438e-9003-51a46e139bfc},2"
# Where a chip's driver carries a USB or Bluetooth device, this names the device behind it.
_HARDWARE_BEHIND: Final = "{b3f8fa53-0004-438e-9003-51a46e139bfc},39"
_FORM_FACTOR: Final = "{1da5d803-d492-4edd-8c23-e0c0ffee7f0e},0"
_JACK_SUBTYPE: Final = "{1da5d803-d492-4edd-8c23-e0c0ffee7f0e},8"
_CONTAINER: Final = "{8c7ed206-3f8a-4827-b3ab-ae9e1faefc6c},2"

_ACTIVE: Final = 1
_UNPLUGGED: Final = 8
_STATE_BITS: Final = 0x0F
_REMOTE: Final = 0
_DISPLAY: Final = 9
_FORMS: Final[Mapping[int, Form]] = {3: Form.HEADPHONES, 5: Form.HEADSET, 6: Form.HANDSET}
_USB_IDS: Final = re.compile(r"VID_([0-9A-F]{4})&PID_([0-9A-F]{4})", re.IGNORECASE)
# KSNODETYPE ids of terminals: the USB terminal type is written into their first part.
_NODE_TYPE: Final = re.compile(r"\{?DFF21([B-F])E([0-9A-F])-F70F-11D0-B917-00A0C9223196\}?", re.IGNORECASE)
# Intel's driver gives the Bluetooth and USB devices it carries ids of its own, which name the chip.
_BLUETOOTH_PATH: Final = re.compile(r"BTH|INTELAUDIO\\.*LINKTYPE_03\b")
_USB_PATH: Final = re.compile(r"[^\\]*USB|INTELAUDIO\\.*DEV_AE50\b")
_MICROPHONE_ARRAYS: Final = frozenset({0x0205, 0x0206})


@dataclass(frozen=True, slots=True)
class EndpointKey:
    """One endpoint's registry key: its own values and those of its ``Properties``."""

    values: Mapping[str, Value] = field(default_factory=dict)
    properties: Mapping[str, Value] = field(default_factory=dict)


Tree: TypeAlias = Mapping[str, Mapping[str, EndpointKey]]
"""Endpoint keys by flow (``Capture``, ``Render``) and guid."""


class WindowsAudio:
    """Reads the devices of a Windows machine."""

    def snapshot(self) -> AudioSnapshot:
        """Return every audio device with its evidence, and the defaults. Raises Unavailable."""
        # Asked first: a system whose sound has not been used since it started may list its devices only then.
        try:
            defaults = read_defaults()
        except OSError:
            defaults = None
        tree = read_registry()
        return parse_registry(tree, registry_defaults(tree) if defaults is None else defaults)


# ------------------------------------------------------------------ parse


def parse_registry(tree: Tree, defaults: Defaults) -> AudioSnapshot:
    """Return the snapshot of the registry's mirror. Endpoints of devices long gone are left out."""
    devices = tuple(
        _endpoint(prefix + guid, side, key)
        for flow, (side, _flow, prefix) in _FLOWS.items()
        for guid, key in tree.get(flow, {}).items()
        if _state(key) in (_ACTIVE, _UNPLUGGED)
    )
    known = {device.id.lower(): device.id for device in devices}

    def chosen(flow: Flow, role: Role) -> str | None:
        return known.get((defaults.of(flow, role) or "").lower())

    return AudioSnapshot(
        devices,
        default_input=chosen(Flow.CAPTURE, Role.CONSOLE),
        default_output=chosen(Flow.RENDER, Role.CONSOLE),
        call_input=chosen(Flow.CAPTURE, Role.COMMUNICATIONS),
        call_output=chosen(Flow.RENDER, Role.COMMUNICATIONS),
        system=System.WINDOWS,
        source="MMDevices",
    )


def _state(key: EndpointKey) -> int:
    # The high bits carry something undocumented: 0x10000001 is active too.
    state = key.values.get("DeviceState")
    return state & _STATE_BITS if isinstance(state, int) else 0


def _endpoint(id_: str, side: Side, key: EndpointKey) -> DeviceEvidence:
    properties = key.properties
    description, adapter = _text(properties.get(_DESCRIPTION)), _text(properties.get(_ADAPTER))
    label = f"{description} ({adapter})" if adapter else description
    _role, product, _ids = parse_windows_label(label)
    behind = _text(properties.get(_HARDWARE_BEHIND))
    hardware = behind or _text(properties.get(_HARDWARE))
    ids = _USB_IDS.search(hardware)
    factor = properties.get(_FORM_FACTOR)
    terminal = _terminal(_text(properties.get(_JACK_SUBTYPE)))
    form = _FORMS.get(factor, Form.UNKNOWN) if isinstance(factor, int) else Form.UNKNOWN
    bus = _bus(hardware, _text(properties.get(_ENUMERATOR)), adapter, factor)
    present = _state(key) == _ACTIVE
    return DeviceEvidence(
        id=id_,
        name=label or id_,
        side=side,
        box=_container(properties.get(_CONTAINER), bus),
        bus=bus,
        form=form,
        product="" if ids and ids.string == behind else product or description,
        vendor_id=ids[1].lower() if ids else "",
        product_id=ids[2].lower() if ids else "",
        terminals=(terminal,) if terminal else (),
        ports=(_port(side, form, terminal, description, present=present),) if bus is Bus.INTERNAL else (),
        virtual=bus is Bus.VIRTUAL,
        present=present,
    )


def _bus(hardware: str, enumerator: str, adapter: str, factor: Value) -> Bus:
    if factor == _DISPLAY or names_a_display(adapter):
        return Bus.DISPLAY
    if factor == _REMOTE:
        return Bus.NETWORK
    path = re.sub(r"^\{\d+\}\.", "", hardware).upper()
    if _BLUETOOTH_PATH.match(path) or enumerator.upper().startswith("BTH") or "bluetooth" in adapter.casefold():
        return Bus.BLUETOOTH
    if _USB_PATH.match(path) or _USB_IDS.search(path) or enumerator.upper() == "USB":
        return Bus.USB
    if path.startswith(("ROOT", "SWD", "SW\\")) or enumerator.upper() in ("ROOT", "SWD", "SW"):
        return Bus.VIRTUAL
    return Bus.INTERNAL if path or enumerator else Bus.UNKNOWN


def _container(value: Value, bus: Bus) -> str:
    """Return a key of the physical box, "" where nothing tells. The computer itself is one box."""
    if bus in (Bus.INTERNAL, Bus.DISPLAY, Bus.VIRTUAL):
        return "computer" if bus is Bus.INTERNAL else ""
    if isinstance(value, bytes) and len(value) >= 16:  # noqa: PLR2004 - a GUID, after a head of varying length
        return value[-16:].hex()
    return value.strip("{}").lower() if isinstance(value, str) else ""


def _terminal(node_type: str) -> int:
    found = _NODE_TYPE.fullmatch(node_type.strip())
    # "B" stands for the input terminals 0x02.., "C" for 0x03.., and so on.
    return (int(found[1], 16) - 9) << 8 | int(found[2], 16) if found else 0


def _port(side: Side, form: Form, terminal: int, description: str, *, present: bool) -> Port:
    """Return the socket an endpoint of a built-in chip stands for."""
    if side is Side.INPUT:
        inside = terminal in _MICROPHONE_ARRAYS or re.search(r"array|internal", description, re.IGNORECASE)
        name = "Internal Mic" if inside else "Headset Mic" if form is Form.HEADSET else "Mic"
    else:
        name = "Headphones" if form in (Form.HEADSET, Form.HEADPHONES) else "Speaker"
    return Port(name, side, present)


def registry_defaults(tree: Tree) -> Defaults:
    """Return the defaults by the registry's own rule.

    Raises:
        Unavailable: several endpoints are active and none was ever chosen.
    """
    chosen = {}
    for name, (_side, flow, prefix) in _FLOWS.items():
        active = {guid: key for guid, key in tree.get(name, {}).items() if _state(key) == _ACTIVE}
        for role in Role:
            guid = _chosen_last(active, role)
            chosen[flow, role] = prefix + guid if guid else None
    return Defaults(chosen)


def _chosen_last(active: Mapping[str, EndpointKey], role: Role) -> str | None:
    if len(active) <= 1:
        return next(iter(active), None)
    times = {guid: when for guid, key in active.items() if (when := _time(key.values.get(f"Role:{int(role)}")))}
    if not times:
        raise Unavailable(
            Reason.UNSUPPORTED, Message("unmeasured.default_device_unknown"), Message("remedy.default_device_unknown")
        )
    return max(times, key=lambda guid: times[guid])


def _time(value: Value) -> tuple[int, ...]:
    """Return a SYSTEMTIME as year, month, day, hour, minute, second, millisecond; empty for anything else."""
    if not isinstance(value, bytes) or len(value) != struct.calcsize("<8H"):
        return ()
    year, month, _weekday, *rest = struct.unpack("<8H", value)
    return (year, month, *rest)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


# ------------------------------------------------------------------ read


def read_registry() -> Tree:
    """Return the endpoint keys. Raises Unavailable where there are none to read."""
    if sys.platform == "win32":
        import winreg

        return read_keys(winreg)
    raise Unavailable(Reason.UNSUPPORTED, Message("unmeasured.audio_system_unknown"))


def read_keys(registry: Any) -> Tree:  # noqa: ANN401 - winreg, which other systems lack
    """Return the endpoint keys through the functions of ``winreg``.

    Raises:
        Unavailable: the key is missing or closed to this user.
    """
    try:
        return {flow: dict(_keys(registry, f"{PATH}\\{flow}")) for flow in _FLOWS}
    except PermissionError as error:
        raise Unavailable(Reason.DENIED, Message("unmeasured.audio_list_denied")) from error
    except OSError as error:
        raise Unavailable(
            Reason.ABSENT, Message("unmeasured.no_sound_system"), Message("remedy.audio_service")
        ) from error


def _keys(registry: Any, path: str) -> Iterator[tuple[str, EndpointKey]]:  # noqa: ANN401 - likewise
    # A 32-bit program would be shown another part of the registry.
    access = registry.KEY_READ | registry.KEY_WOW64_64KEY
    with registry.OpenKey(registry.HKEY_LOCAL_MACHINE, path, 0, access) as flow:
        for index in range(registry.QueryInfoKey(flow)[0]):
            guid = registry.EnumKey(flow, index)
            with registry.OpenKey(flow, guid, 0, access) as key:
                yield guid, EndpointKey(_values(registry, key), _properties(registry, key, access))


def _properties(registry: Any, key: Any, access: int) -> dict[str, Value]:  # noqa: ANN401 - likewise
    try:
        with registry.OpenKey(key, "Properties", 0, access) as properties:
            # Windows takes no notice of how a name is written, and not everybody writes them alike.
            return {name.lower(): value for name, value in _values(registry, properties).items()}
    except OSError:
        return {}


def _values(registry: Any, key: Any) -> dict[str, Value]:  # noqa: ANN401 - likewise
    listed = (registry.EnumValue(key, index) for index in range(registry.QueryInfoKey(key)[1]))
    return {name: value for name, value, _kind in listed}
