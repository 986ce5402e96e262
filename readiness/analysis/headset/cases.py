"""Device descriptions as people post them, read into a snapshot.

The form is that of the labelled cases: ``{"os": ..., "facts": {...}}`` with keys as found in
``lsusb``, ``pactl``, ``/proc/asound`` and endpoint lists. Such a description rarely lists
everything, so the snapshot is marked incomplete. Unknown keys and odd types are tolerated;
their texts count only where they say "cordless", because a stray text must never make a
device pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
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
from readiness.analysis.headset.keys import canonical, items_in, mentions, texts_in
from readiness.analysis.headset.names import (
    hint_of,
    names_a_chip,
    names_a_display,
    names_a_program,
    parse_windows_label,
    product_of_node,
    says_cordless,
)
from readiness.domain.facts import System

_HEX_ID: Final = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})")
_WINDOWS_ID: Final = re.compile(r"VID_([0-9A-Fa-f]{4})&PID_([0-9A-Fa-f]{4})", re.IGNORECASE)
_TERMINAL_WORDS: Final[Mapping[str, int]] = {
    "microphone": 0x0201,
    "speaker": 0x0301,
    "headphones": 0x0302,
    "headphone": 0x0302,
    "handset": 0x0401,
    "headset": 0x0402,
    "speakerphone": 0x0403,
}
_LISTENS: Final = re.compile(
    r"mi[ck]|mikro|mic|麦克风|マイク|麥克風|마이크|микрофон|line in|capture|input|record", re.IGNORECASE
)
_PLAYS: Final = re.compile(
    r"speaker|head(phone|set earphone)|earphone|output|playback|lautspr|kopfh|altavo|auric|casque|haut-parl"
    r"|扬声器|喇叭|耳机$|スピーカー|ヘッドホン|イヤ",
    re.IGNORECASE,
)
_HEADSET_ROLES: Final = re.compile(
    r"headset|耳机式|头戴|ヘッドセット|headset|auricular|casque|kopfh.rermikro", re.IGNORECASE
)
# Keys whose texts are of other things than the device.
_FOREIGN: Final = frozenset(
    {"siblings", "also", "database_name", "drivers", "driver", "profile", "profiles", "active_profile", "notes", "note"}
)
_NAMES: Final = ("product", "product_name", "card", "card_name", "device_name", "name", "description", "device")
_ENDPOINTS: Final = ("endpoints", "endpoint", "friendly_name", "label", "labels", "browser_label")
_JACKS: Final = ("ports", "jacks", "jack_controls", "alsa_jack_controls", "data_source", "data_sources")
_READ: Final = frozenset(
    {
        *("bus", "transport", "vid", "pid", "source_name", "sink_name", "default_source", "default_sink"),
        *("form_factor", "api", "bluez_class", "api_bluez5_class", "hid_usages", "parent_hub", "devices", "interfaces"),
        *_ENDPOINTS,
        *_JACKS,
    },
)
_WINDOWS_FORMS: Final[Mapping[int, Form]] = {3: Form.HEADPHONES, 5: Form.HEADSET, 6: Form.HANDSET}


def described(recorded: object) -> Iterator[tuple[str, AudioSnapshot]]:
    """Return what each case of a file shows, by its id, or by its number if it has none.

    Raises:
        ValueError: there is no list of cases.
    """
    cases = recorded.get("cases") if isinstance(recorded, Mapping) else recorded
    if isinstance(cases, Mapping):
        cases = [{"id": id_, **(case if isinstance(case, Mapping) else {})} for id_, case in cases.items()]
    if not isinstance(cases, list):
        raise ValueError("no list of cases")  # noqa: TRY004 - of a file, not of an argument
    for number, case in enumerate(cases, 1):
        facts = case if isinstance(case, Mapping) else {}
        yield str(facts.get("id", number)), snapshot_of_case(facts)


def snapshot_of_case(case: Mapping[str, Any]) -> AudioSnapshot:
    """Return the snapshot of a described case. Never raises: what cannot be understood is left out."""
    facts = case.get("facts")
    facts = canonical(facts) if isinstance(facts, Mapping) else {}
    system = str(case.get("os") or "").casefold()
    devices = (*_endpoints(facts), *_listed(facts)) or _plain_device(facts)
    return AudioSnapshot(
        devices,
        default_input=_id_of(facts.get("default_source"), devices),
        default_output=_id_of(facts.get("default_sink"), devices),
        system=System(system) if system in set(System) else None,
        source=str(case.get("evidence") or ""),
        complete=False,
    )


def _id_of(name: object, devices: tuple[DeviceEvidence, ...]) -> str | None:
    return next((device.id for device in devices if isinstance(name, str) and name in (device.id, device.name)), None)


# ------------------------------------------------------------------ one device, described by keys


def _plain_device(facts: Mapping[str, Any]) -> tuple[DeviceEvidence, ...]:
    nodes = [(Side.INPUT, facts.get(key)) for key in ("source_name", "default_source")]
    nodes += [(Side.OUTPUT, facts.get(key)) for key in ("sink_name", "default_sink")]
    ends = [(side, name) for side, name in nodes if isinstance(name, str)]
    if not ends:
        return (_described(facts, "device", None, ""),)
    return tuple(_described(facts, name, side, product_of_node(name)) for side, name in dict.fromkeys(ends))


def _described(facts: Mapping[str, Any], id_: str, side: Side | None, node_product: str) -> DeviceEvidence:
    product = next((_text(facts.get(key)) for key in _NAMES if _text(facts.get(key))), node_product)
    product = product or _text(facts.get("database_name"))
    bus = _bus(facts, id_, product)
    vendor_id, product_id = _ids(facts)
    return DeviceEvidence(
        id=id_,
        name=product or id_,
        side=side,
        box="" if node_product else "device",
        bus=bus,
        form=_form(facts),
        product=product,
        vendor_id=vendor_id,
        product_id=product_id,
        terminals=tuple(_terminals([value for key, value in facts.items() if key.startswith("terminal")])),
        hid_usages=tuple(_usages(facts.get("hid_usages"))),
        parent_hub=_hub(facts.get("parent_hub")),
        camera=mentions(facts.get("interfaces"), r"video|camera|\b0x0?e\b"),
        battery=any(_says_battery(key, value) for key, value in facts.items()),
        ports=tuple(_ports(facts)),
        words=tuple(_words(facts)),
    )


def _bus(facts: Mapping[str, Any], id_: str, product: str) -> Bus:
    if id_.startswith("bluez") or _text(facts.get("api")).startswith("bluez"):
        return Bus.BLUETOOTH
    for key in ("bus", "transport"):
        stated = bus_named(_text(facts.get(key)).removeprefix("coreaudio_device_type_"))
        if stated is not Bus.UNKNOWN:
            return stated
    if _text(facts.get("enumerator")).upper().startswith("BTH"):
        return Bus.BLUETOOTH
    if ".usb-" in id_ or any(_ids(facts)):
        return Bus.USB
    sockets = any(re.match(r"analog-|\[(In|Out)\]", port.name) for port in _ports(facts))
    return Bus.INTERNAL if ".pci-" in id_ or sockets else _bus_of_name(product)


def _bus_of_name(name: str) -> Bus:
    if names_a_program(name):
        return Bus.VIRTUAL
    if names_a_display(name):
        return Bus.DISPLAY
    return Bus.INTERNAL if names_a_chip(name) else Bus.UNKNOWN


def _form(facts: Mapping[str, Any]) -> Form:
    factor = facts.get("form_factor")
    stated = form_named(_text(factor) or _text(facts.get("device_minorType")) or _text(facts.get("minor_type")))
    if stated is not Form.UNKNOWN or isinstance(factor, int):
        return _WINDOWS_FORMS.get(factor, Form.UNKNOWN) if isinstance(factor, int) else stated
    for key in ("bluez_class", "api_bluez5_class"):
        try:
            code = int(_text(facts.get(key)), 16)
        except ValueError:
            continue
        # Class of device: major class in bits 8-12 (4 is audio and video), minor in bits 2-7.
        if code >> 8 & 0x1F == 4 and code >> 2 & 0x3F in (5, 7, 10):  # noqa: PLR2004 - loudspeaker, portable, hi-fi
            return Form.SPEAKERS
    return Form.UNKNOWN


def _ids(facts: Mapping[str, Any]) -> tuple[str, str]:
    vendor, product = _hex4(facts.get("vid")), _hex4(facts.get("pid"))
    if vendor and product:
        return vendor, product
    pairs = (_HEX_ID.fullmatch(_text(facts.get(key)).strip()) for key in ("usbid", "usb_id", "usb", "id", "vid_pid"))
    pair = next((pair for pair in pairs if pair), None)
    return (pair[1].lower(), pair[2].lower()) if pair else ("", "")


def _hex4(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value & 0xFFFF:04x}"
    text = _text(value).casefold().removeprefix("0x")
    return text.zfill(4) if re.fullmatch(r"[0-9a-f]{1,4}", text) else ""


def _hub(value: object) -> str:
    if isinstance(value, Mapping):
        vendor, product = _ids(canonical(value))
        return f"{vendor}:{product}" if vendor and product else ""
    found = next((found for text in texts_in(value) if (found := _HEX_ID.search(text))), None)
    return found.group().lower() if found else ""


def _terminals(value: object) -> Iterator[int]:
    for text in texts_in(value):
        word = text.casefold().strip()
        if word in _TERMINAL_WORDS:
            yield _TERMINAL_WORDS[word]
        elif re.fullmatch(r"0x[0-9a-f]{1,4}", word):
            yield int(word, 16)


def _usages(value: object) -> Iterator[tuple[int, int]]:
    for text in texts_in(value):
        found = re.fullmatch(r"\s*(0x[0-9a-fA-F]{1,4})\s*[/:]\s*(0x[0-9a-fA-F]{1,4})\s*", text)
        if found:
            yield int(found[1], 16), int(found[2], 16)


_NO: Final = frozenset(
    {"", "no", "none", "false", "0", "unsupported", "unavailable", "unknown", "absent", "fails", "error"}
)


def _says_battery(key: str, value: object) -> bool:
    if not any(word in key for word in ("battery", "power_supply", "upower")):
        return False
    if isinstance(value, bool):
        return value
    return _text(value).casefold() not in _NO if isinstance(value, str) else bool(value)


def _words(facts: Mapping[str, Any]) -> Iterator[str]:
    extra = (text for key, value in facts.items() if key not in _READ | _FOREIGN for text in texts_in(value))
    yield from (text for text in extra if text and says_cordless(hint_of(text)))


# ------------------------------------------------------------------ ports and jacks


def _ports(facts: Mapping[str, Any]) -> Iterator[Port]:
    for key in _JACKS:
        value = facts.get(key)
        if isinstance(value, Mapping):
            for name, state in value.items():
                yield Port(str(name), _port_side(str(name)), _available(state))
        elif isinstance(value, list):
            yield from (port for item in value if (port := _port(item)))
        elif isinstance(value, str):
            name, side = _MAC_SOURCES.get(value, (value, None))
            yield Port(name, side, active=True)


# Names of CoreAudio's data sources.
_MAC_SOURCES: Final[Mapping[str, tuple[str, Side]]] = {
    "ispk": ("Speaker", Side.OUTPUT),
    "hdpn": ("Headphones", Side.OUTPUT),
    "imic": ("Internal Mic", Side.INPUT),
    "emic": ("Headset Mic", Side.INPUT),
}


def _port(item: object) -> Port | None:
    if isinstance(item, Mapping):
        name = _text(item.get("name"))
        state = next((item[key] for key in ("available", "availability", "value", "state") if key in item), None)
        return Port(name, _port_side(name), _available(state), bool(item.get("active", False))) if name else None
    return Port(item, _port_side(item)) if isinstance(item, str) and item else None


def _port_side(name: str) -> Side | None:
    lowered = name.casefold()
    if "[out]" in lowered or "output" in lowered:
        return Side.OUTPUT
    return Side.INPUT if "[in]" in lowered or "input" in lowered else None


def _available(state: object) -> bool | None:
    if isinstance(state, bool):
        return state
    text = _text(state).casefold()
    if text in ("yes", "available", "on", "plugged", "true", "1", "plugged in"):
        return True
    return False if text in ("no", "not available", "off", "unplugged", "false", "0") else None


# ------------------------------------------------------------------ lists of endpoints


def _endpoints(facts: Mapping[str, Any]) -> tuple[DeviceEvidence, ...]:
    found: list[DeviceEvidence] = []
    for number, item in enumerate(items_in(facts.get(key) for key in _ENDPOINTS)):
        label = _text(item.get("name")) if isinstance(item, Mapping) else _text(item)
        rest = item if isinstance(item, Mapping) else {}
        if label:
            found.append(_endpoint(label, f"endpoint-{number}", {**facts, **rest}))
    if len({end.product for end in found}) > 1:
        return tuple(found)  # of several things, so nobody knows whose the rest is
    whole = _described(facts, "", None, "")
    return tuple(replace(end, words=whole.words, battery=whole.battery, parent_hub=whole.parent_hub) for end in found)


def _endpoint(label: str, id_: str, facts: Mapping[str, Any]) -> DeviceEvidence:
    role, product, usb_id = parse_windows_label(label)
    enumerator = " ".join(texts_in([facts.get(key) for key in ("enumerator", "instance", "hardware_id", "device_id")]))
    ids = _WINDOWS_ID.search(enumerator)
    vendor_id, product_id = usb_id.split(":") if usb_id else ids.groups() if ids else _ids(facts)
    side = role_side(role or product)
    bus = Bus.BLUETOOTH if enumerator.upper().startswith("BTH") else Bus.USB if vendor_id else _bus_of_name(product)
    port = (Port(role, side, available=True),) if role and bus is Bus.INTERNAL else ()
    return DeviceEvidence(
        id=id_,
        name=label,
        side=side,
        bus=bus,
        form=Form.HEADSET if _HEADSET_ROLES.search(role) else Form.UNKNOWN,
        product=product,
        vendor_id=vendor_id.lower(),
        product_id=product_id.lower(),
        ports=port,
    )


def role_side(role: str) -> Side | None:
    """Return the direction of a sound endpoint from its name, in several languages; None if it does not tell."""
    if _PLAYS.search(role) and not re.search(r"mi[ck]", role, re.IGNORECASE):
        return Side.OUTPUT
    return Side.INPUT if _LISTENS.search(role) else Side.OUTPUT if _PLAYS.search(role) else None


def _listed(facts: Mapping[str, Any]) -> tuple[DeviceEvidence, ...]:
    found = []
    for number, item in enumerate(items_in([facts.get("devices")])):
        rest = canonical(item) if isinstance(item, Mapping) else {"name": item}
        rest = {"name": rest.get("_name"), **rest}
        if _text(rest.get("name")):
            found.append(_mac_device(rest, f"device-{number}"))
    return tuple(found)


def _mac_device(item: Mapping[str, Any], id_: str) -> DeviceEvidence:
    name, uid = _text(item.get("name")), _text(item.get("uid"))
    transport = _text(item.get("transport"))
    bus = bus_named(transport.removeprefix("coreaudio_device_type_"))
    if bus is Bus.UNKNOWN:
        bus = (
            Bus.USB
            if uid.startswith("AppleUSBAudio")
            else Bus.INTERNAL
            if uid.startswith("BuiltIn")
            else _bus_of_name(name)
        )
    bus = Bus.DISPLAY if names_a_display(name) else bus
    side = role_side(name)
    inside = bus is Bus.INTERNAL
    return DeviceEvidence(
        id=id_,
        name=name,
        side=side,
        box="built-in" if inside else "",
        bus=bus,
        product="" if inside else name,
        ports=(mac_port(name, side),) if inside else (),
    )


def mac_port(name: str, side: Side | None) -> Port:
    """Return the socket or built-in part that a Mac lists as a separate device."""
    if "external" in name.casefold():
        return Port("Headset Mic" if side is Side.INPUT else "Headphones", side, available=True, active=True)
    return Port("Internal Mic" if side is Side.INPUT else "Speaker", side, active=True)


# ------------------------------------------------------------------ odd types


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
