"""Audio devices on macOS, from ``system_profiler``: no permission needed, no library.

Audio devices are listed with transport and defaults; USB ids and the kind of Bluetooth
devices are joined by name from its other listings. macOS 26 and later list USB under
another type with other keys; both are asked.
Written against recorded output; never run on macOS by its authors.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from readiness.analysis.headset.evidence import (
    AudioSnapshot,
    Bus,
    DeviceEvidence,
    Form,
    Port,
    Side,
    bus_named,
    form_named,
)
from readiness.domain.facts import Reason, System, Unavailable
from readiness.domain.message import Message, message

_PROGRAM: Final = "/usr/sbin/system_profiler"
_TYPES: Final = ("SPAudioDataType", "SPBluetoothDataType", "SPUSBHostDataType", "SPUSBDataType")
_SECONDS: Final = 8.0
_CHANNELS: Final[Mapping[str, Side]] = {"coreaudio_device_input": Side.INPUT, "coreaudio_device_output": Side.OUTPUT}
_DEFAULTS: Final[Mapping[Side, str]] = {
    Side.INPUT: "coreaudio_default_audio_input_device",
    Side.OUTPUT: "coreaudio_default_audio_output_device",
}
_SOURCES: Final[Mapping[Side, str]] = {Side.INPUT: "coreaudio_input_source", Side.OUTPUT: "coreaudio_output_source"}
_YES: Final = "spaudio_yes"
_VENDOR_KEYS: Final = ("vendor_id", "USBDeviceKeyVendorID")
_PRODUCT_KEYS: Final = ("product_id", "USBDeviceKeyProductID")
# The jack is a device of its own, or a source of the built-in one; its name is in the person's language.
_JACK: Final = re.compile(
    r"extern|ext[eé]rieur|headphone|kopfh|auricular|casque|cuffie|外部|外接|ヘッドフォン|耳机", re.IGNORECASE
)


class MacosAudio:
    """Reads the devices of a Mac."""

    def snapshot(self) -> AudioSnapshot:
        """Return every audio device with its evidence, and the defaults. Raises Unavailable."""
        return parse_profiler(read_profiler())


def read_profiler(program: str = _PROGRAM, seconds: float = _SECONDS) -> str:
    """Return the output of ``system_profiler -json``. Raises Unavailable."""
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system, fixed arguments
            [program, "-json", *_TYPES], capture_output=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired as error:
        detail = message("unmeasured.audio_list_slow", seconds=round(seconds))
        raise Unavailable(Reason.TIMED_OUT, detail) from error
    except OSError as error:
        raise Unavailable(Reason.UNSUPPORTED, Message("unmeasured.audio_list_unreadable")) from error
    return done.stdout.decode("utf-8", "replace")


def parse_profiler(text: str) -> AudioSnapshot:
    """Return the snapshot of ``system_profiler -json``'s output.

    Raises:
        Unavailable: it is no such output, or has no list of audio devices.
    """
    try:
        listing = json.loads(text)
    except ValueError as error:
        raise Unavailable(Reason.UNSUPPORTED, Message("unmeasured.audio_list_unreadable")) from error
    if not isinstance(listing, dict) or not isinstance(listing.get("SPAudioDataType"), list):
        raise Unavailable(Reason.UNSUPPORTED, Message("unmeasured.audio_list_unreadable"))
    items = [item for item in _leaves(listing["SPAudioDataType"]) if _sides(item)]
    usb = _usb_ids([listing.get("SPUSBHostDataType"), listing.get("SPUSBDataType")])
    bluetooth = _bluetooth_kinds(listing.get("SPBluetoothDataType"))
    return AudioSnapshot(
        tuple(_end(item, side, usb, bluetooth) for item in items for side in _sides(item)),
        default_input=_default(items, Side.INPUT),
        default_output=_default(items, Side.OUTPUT),
        system=System.MACOS,
        source="system_profiler",
    )


def _leaves(value: object) -> Iterator[Mapping[str, Any]]:
    """Return every entry that holds no further entries; the depth differs between versions."""
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, dict):
        nested = value.get("_items")
        if isinstance(nested, list):
            yield from _leaves(nested)
        if not isinstance(nested, list) or _sides(value) or _ids(value):
            yield value


def _sides(item: Mapping[str, Any]) -> tuple[Side, ...]:
    return tuple(side for key, side in _CHANNELS.items() if item.get(key))


def _id(item: Mapping[str, Any], side: Side) -> str:
    return f"{side}:{_text(item.get('_name'))}"


def _default(items: list[Mapping[str, Any]], side: Side) -> str | None:
    chosen = (item for item in items if item.get(_DEFAULTS[side]) == _YES and side in _sides(item))
    return next((_id(item, side) for item in chosen), None)


def _end(
    item: Mapping[str, Any], side: Side, usb: Mapping[str, tuple[str, str]], bluetooth: Mapping[str, Form]
) -> DeviceEvidence:
    name = _text(item.get("_name"))
    transport = _text(item.get("coreaudio_device_transport")).removeprefix("coreaudio_device_type_")
    bus = bus_named(transport)
    vendor_id, product_id = usb.get(name.strip().casefold(), ("", "")) if bus is Bus.USB else ("", "")
    inside = bus is Bus.INTERNAL
    return DeviceEvidence(
        id=_id(item, side),
        name=name,
        side=side,
        box="built-in" if inside else f"{bus}:{name}",
        bus=bus,
        form=bluetooth.get(name.strip().casefold(), Form.UNKNOWN) if bus is Bus.BLUETOOTH else Form.UNKNOWN,
        product=name,
        maker=_text(item.get("coreaudio_device_manufacturer")),
        vendor_id=vendor_id,
        product_id=product_id,
        ports=(_port(name, _text(item.get(_SOURCES[side])), side),) if inside else (),
        virtual=bus is Bus.VIRTUAL,
    )


def _port(name: str, source: str, side: Side) -> Port:
    if _JACK.search(name) or _JACK.search(source):
        return Port("Headset Mic" if side is Side.INPUT else "Headphones", side, available=True, active=True)
    return Port("Internal Mic" if side is Side.INPUT else "Speaker", side, active=True)


def _usb_ids(listings: object) -> dict[str, tuple[str, str]]:
    """Return vendor and product id by product name; a name that two different products share is left out."""
    found = {(_text(item.get("_name")).strip().casefold(), _ids(item)) for item in _leaves(listings)}
    pairs = [(name, ids) for name, ids in found if ids]
    shared = Counter(name for name, _ids in pairs)
    return {name: ids for name, ids in pairs if ids and shared[name] == 1}


def _ids(item: Mapping[str, Any]) -> tuple[str, str] | None:
    vendor, product = _hex(item, _VENDOR_KEYS), _hex(item, _PRODUCT_KEYS)
    return (vendor, product) if vendor and product else None


def _hex(item: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    for key in keys:
        # The older listing adds the maker in brackets.
        found = re.match(r"0x([0-9a-fA-F]{1,4})\b", _text(item.get(key)))
        if found:
            return found[1].lower().zfill(4)
    return ""


def _bluetooth_kinds(listing: object) -> dict[str, Form]:
    """Return what connected Bluetooth devices are, by name."""
    found = {}
    for controller in listing if isinstance(listing, list) else ():
        connected = controller.get("device_connected") if isinstance(controller, dict) else None
        for entry in connected if isinstance(connected, list) else ():
            for name, device in entry.items() if isinstance(entry, dict) else ():
                kind = device.get("device_minorType") if isinstance(device, dict) else None
                found[str(name).strip().casefold()] = form_named(_text(kind))
    return found


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
