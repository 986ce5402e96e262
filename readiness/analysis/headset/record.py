"""Converts a snapshot to a JSON object and back: what ``readiness devices`` records and replays.

A record holds evidence only. Whatever could identify a person or one particular machine is replaced: ids and boxes by
numbers, names of Bluetooth devices by their kind; owners' names are removed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from readiness.analysis.headset.evidence import AudioSnapshot, Bus, DeviceEvidence, Form, Port, Side, box_key
from readiness.analysis.headset.names import impersonal
from readiness.domain.facts import System

FORMAT: Final = "readiness audio devices 1"
E = TypeVar("E", System, Side, Bus, Form)


class RecordError(ValueError):
    """A record cannot be read: it is damaged, or not one of this program."""


def snapshot_to_dict(snapshot: AudioSnapshot) -> dict[str, Any]:
    """Return the snapshot as a JSON object without personal data."""
    ids = {device.id: f"{device.side or 'device'}-{number}" for number, device in enumerate(snapshot.devices, 1)}
    keys = dict.fromkeys(box_key(device) for device in snapshot.devices)
    numbered = {key: f"box-{number}" for number, key in enumerate(keys, 1)}
    return {
        "format": FORMAT,
        "system": snapshot.system,
        "source": snapshot.source,
        "complete": snapshot.complete,
        "default_input": ids.get(snapshot.default_input or ""),
        "default_output": ids.get(snapshot.default_output or ""),
        "call_input": ids.get(snapshot.call_input or ""),
        "call_output": ids.get(snapshot.call_output or ""),
        "devices": [_device_to_dict(device, ids[device.id], numbered[box_key(device)]) for device in snapshot.devices],
    }


def _device_to_dict(device: DeviceEvidence, id_: str, box: str) -> dict[str, Any]:
    anonymous: dict[str, Any] = {
        "id": id_,
        "box": box,
        "name": impersonal(device.name),
        "product": impersonal(device.product),
    }
    if device.bus is Bus.BLUETOOTH:
        anonymous |= {"name": f"Bluetooth {device.form}", "product": "", "words": []}
    written = {
        field.name: _plain(getattr(device, field.name))
        for field in dataclasses.fields(device)
        if getattr(device, field.name) != field.default
    }
    return {**written, **{key: value for key, value in anonymous.items() if value or key in ("id", "name")}}


def _plain(value: object) -> object:
    """Return a field in JSON's types; the numbers of USB stay numbers."""
    if isinstance(value, Port):
        return {"name": value.name, "side": value.side, "available": value.available, "active": value.active}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def snapshot_from_dict(record: Mapping[str, Any]) -> AudioSnapshot:
    """Read the output of ``snapshot_to_dict``. Unknown keys are ignored.

    Raises:
        RecordError: another format, or a value of the wrong type.
    """
    if record.get("format") != FORMAT:
        raise RecordError(f"not a record of audio devices: {record.get('format')!r}")
    try:
        return AudioSnapshot(
            devices=tuple(_device_from_dict(device) for device in record["devices"]),
            default_input=_text_or_none(record.get("default_input")),
            default_output=_text_or_none(record.get("default_output")),
            call_input=_text_or_none(record.get("call_input")),
            call_output=_text_or_none(record.get("call_output")),
            system=_known(System, record.get("system")),
            source=str(record.get("source", "")),
            complete=bool(record.get("complete", True)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordError(f"damaged record: {error!r}") from error


def _device_from_dict(device: Mapping[str, Any]) -> DeviceEvidence:
    given: dict[str, Any] = {name: str(device.get(name) or "") for name in _TEXTS}
    given |= {name: bool(device[name]) for name in _FLAGS if name in device}
    return DeviceEvidence(
        **given,
        side=_known(Side, device.get("side")),
        bus=_known(Bus, device.get("bus")) or Bus.UNKNOWN,
        form=_known(Form, device.get("form")) or Form.UNKNOWN,
        terminals=tuple(int(number) for number in device.get("terminals") or ()),
        hid_usages=tuple((int(page), int(usage)) for page, usage in device.get("hid_usages") or ()),
        ports=tuple(_port_from_dict(port) for port in device.get("ports") or ()),
        words=tuple(str(word) for word in device.get("words") or ()),
    )


_TEXTS: Final = ("id", "name", "box", "product", "maker", "vendor_id", "product_id", "parent_hub")
_FLAGS: Final = ("camera", "battery", "virtual", "present")


def _port_from_dict(port: Mapping[str, Any]) -> Port:
    available = port.get("available")
    return Port(
        str(port["name"]),
        _known(Side, port.get("side")),
        None if available is None else bool(available),
        bool(port.get("active", False)),
    )


def _known(kind: type[E], value: object) -> E | None:
    return None if value is None else kind(str(value))


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)
