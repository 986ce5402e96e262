"""Unifies the keys of device descriptions: every tool has its own name for the same thing.

``idVendor``, ``vendor_id`` and ``device.vendor.id`` become one key, as do ``iProduct`` and ``device.product.name``.
Lists of properties are flattened. Unknown keys are kept, so that their texts are still searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

# The key that is read, and its other names: lower case, with underscores for all that is no letter or digit.
_ALIKE: Final[Mapping[str, str]] = {
    "product": "iproduct product_string usb_product device_product_name usb_name product_name_string model"
    " model_name usb_product_name alsa_card_name usb_product_string device_model",
    "vid": "idvendor vendor_id device_vendor_id usb_vid usb_vendor_id vendorid id_vendor",
    "pid": "idproduct product_id device_product_id usb_pid usb_product_id productid id_product",
    "bus": "device_bus bus_type",
    "transport": "coreaudio_device_transport device_transport transport_type transporttype",
    "form_factor": "device_form_factor formfactor endpoint_form_factor",
    "api": "device_api",
    "name": "device_name_string friendlyname",
    "description": "device_description node_description",
    "endpoints": "endpoint_list audio_endpoints audio_devices browser_labels chromium_label device_label",
    "ports": "port_list source_ports sink_ports input_ports output_ports",
    "jacks": "jack_states jack_state jack_sense",
    "uid": "device_uid coreaudio_device_uid",
    "device_minortype": "minortype",
    "parent_hub": "hub usb_hub upstream_hub parent",
    "bluez_class": "bluetooth_class class_of_device",
}
_NAMES: Final = {other: key for key, others in _ALIKE.items() for other in others.split()}
_LISTS: Final = frozenset({"properties", "proplist", "props", "usb", "usb_device", "descriptor", "descriptors"})
_ENDS: Final = re.compile(
    r"(default_)?(communications?_)?(input|output|capture|render|playback|microphone|speakers?|recording)"
    r"(_(device|endpoint|name|label))?"
)
_LABEL: Final = re.compile(r"^[^()]{2,40}\(.{2,}\)", re.DOTALL)
_SOURCE: Final = re.compile(r"^(alsa_input|bluez_input|bluez_source)\.")
_SINK: Final = re.compile(r"^(alsa_output|bluez_output|bluez_sink|bluez_card)\.")
_ACTIVE_PORT: Final = re.compile(r"^(analog-(input|output)|\[(In|Out)\])")
_PNP: Final = re.compile(r"VID_([0-9A-F]{4})&PID_([0-9A-F]{4})", re.IGNORECASE)
_LSUSB: Final = re.compile(r"\bID ([0-9a-f]{4}):([0-9a-f]{4})\s+(.*)")
_JACK: Final = re.compile(r"^(?P<name>.*\bJack)\b\s*[:=,]?\s*(?P<state>on|off|yes|no|true|false)?\s*$", re.IGNORECASE)


def canonical(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts under unified keys. A key that is present already is not replaced."""
    found: dict[str, Any] = {}
    for key, value in _flat(facts):
        found.setdefault(_NAMES.get(_plain(key), key), value)
    for key, value in _facts_in_values(found):
        found.setdefault(key, value)
    return found


def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", key.casefold()).strip("_")


def _flat(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    # Keys as they are read come first, so that no other name for the same takes their place.
    known = {key: value for key, value in facts.items() if isinstance(key, str) and _plain(key) not in _NAMES}
    others = {key: value for key, value in facts.items() if isinstance(key, str) and key not in known}
    for key, value in (*known.items(), *others.items()):
        if _plain(key) in _LISTS and isinstance(value, Mapping):
            yield from _flat(value)
        else:
            yield key, value


def _facts_in_values(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return what the values themselves tell, regardless of their keys."""
    texts = [(key, value) for key, value in facts.items() if isinstance(value, str)]
    for _key, text in texts:
        if _SOURCE.match(text):
            yield "source_name", text
        elif _SINK.match(text):
            yield "sink_name", text
    labels = [text for key, text in texts if _ENDS.fullmatch(_plain(key)) and _LABEL.match(text)]
    if labels:
        yield "endpoints", labels
    ports = [{"name": text, "active": True} for _key, text in texts if _ACTIVE_PORT.match(text)]
    if ports:
        yield "ports", ports
    jacks = dict(_jacks(facts.get("alsa_controls", facts.get("controls"))))
    if jacks:
        yield "jacks", jacks
    yield from _ids(facts)


def _jacks(controls: object) -> Iterator[tuple[str, object]]:
    """Return the states of sockets among mixer controls. A "phantom" jack has no sensor."""
    pairs: list[tuple[Any, Any]] = [(item, None) for item in _listed(controls)]
    for name, state in controls.items() if isinstance(controls, Mapping) else pairs:
        found = _JACK.match(name) if isinstance(name, str) else None
        if found and "phantom" not in name.casefold():
            told: str | None = found["state"]
            yield found["name"], state if told is None else told.casefold()


def _listed(value: object) -> list[object]:
    if isinstance(value, str):
        return list(value.splitlines())
    return value if isinstance(value, list) else []


def _ids(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return USB ids from hardware ids and ``lsusb`` lines, if they all are of one device."""
    texts = [text for key, value in facts.items() if _about_it(key) for text in _lines(value)]
    pairs = {(found[1].lower(), found[2].lower()) for text in texts for found in _PNP.finditer(text)}
    lines = [found for text in texts if (found := _LSUSB.search(text))]
    pairs |= {(found[1], found[2]) for found in lines}
    if len(pairs) == 1:
        ((vendor, product),) = pairs
        yield from (("vid", vendor), ("pid", product), ("bus", "usb"))
        if lines and lines[0][3].strip():
            yield "database_name", lines[0][3].strip()


def _about_it(key: str) -> bool:
    return key not in {"siblings", "also", "parent_hub", "endpoints", "devices", "notes", "note"}


def _lines(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.splitlines()
    elif isinstance(value, list):
        for item in value:
            yield from _lines(item)


# ------------------------------------------------------------------ values of any shape


def texts_in(value: object) -> Iterator[str]:
    """Return every text in a value of any shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_in(item)


def items_in(values: Iterable[object]) -> Iterator[object]:
    """Return the items of the lists among the values, and every single value."""
    for value in values:
        if isinstance(value, list):
            yield from value
        elif value is not None:
            yield value


def mentions(value: object, pattern: str) -> bool:
    """Whether a text in a value of any shape holds a pattern."""
    return any(re.search(pattern, text, re.IGNORECASE) for text in texts_in(value))
