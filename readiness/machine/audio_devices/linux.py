"""Audio devices on Linux: the sound server's view, with what the kernel knows of each card.

Without a sound server (plain ALSA) the cards themselves are the devices. A server that
should be there and does not answer is not the same: then programs have no sound, and the
list is unavailable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
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
from readiness.analysis.headset.names import product_of_node
from readiness.domain.facts import Reason, System, Unavailable
from readiness.domain.message import Message
from readiness.machine.audio_devices.sysfs import Card, UsbDevice, read_cards
from readiness.machine.sound.server import NoServerError, read_listing

# device.class of what is no device: another end's echo, and ends that programs made up.
_NO_DEVICES: Final = frozenset({"monitor", "filter", "abstract"})
_NO_NAMES: Final = frozenset({"", "@DEFAULT_SOURCE@", "@DEFAULT_SINK@", "auto_null", "auto_null.monitor"})


class LinuxAudio:
    """Reads the devices of a Linux machine. ``root`` is the root of its file system."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def snapshot(self) -> AudioSnapshot:
        """Return every audio device with its evidence, and the defaults. Raises Unavailable."""
        cards = read_cards(self._root)
        try:
            listing = read_listing()
        except NoServerError:
            if cards is None:
                raise Unavailable(
                    Reason.ABSENT, Message("unmeasured.no_sound_system"), Message("remedy.no_sound_system")
                ) from None
            return snapshot_of_cards(cards)
        return parse_listing(listing, cards or {})


# ------------------------------------------------------------------ sound server


def parse_listing(listing: Mapping[str, Any], cards: Mapping[int, Card]) -> AudioSnapshot:
    """Return the snapshot of a sound server's listing, in the form of ``pactl -f json``.

    ``cards`` are the kernel's sound cards by number; what it knows of a card joins the
    evidence of that card's ends. An odd entry is left out, it does not spoil the rest.
    """
    info = _mapping(listing.get("info"))
    devices = (
        *_ends(listing.get("sources"), Side.INPUT, cards),
        *_ends(listing.get("sinks"), Side.OUTPUT, cards),
    )
    ids = {device.id for device in devices}
    name, version = _text(info.get("server_name")), _text(info.get("server_version"))
    return AudioSnapshot(
        devices,
        default_input=_chosen(info.get("default_source_name"), ids),
        default_output=_chosen(info.get("default_sink_name"), ids),
        system=System.LINUX,
        source=f"{name} {version}".strip(),
    )


def _chosen(name: object, ids: set[str]) -> str | None:
    return name if isinstance(name, str) and name in ids else None


def _ends(entries: object, side: Side, cards: Mapping[int, Card]) -> Iterator[DeviceEvidence]:
    for entry in entries if isinstance(entries, list) else ():
        end = _mapping(entry)
        name, properties = _text(end.get("name")), _mapping(end.get("properties"))
        echo = properties.get("device.class") == "monitor" or (side is Side.INPUT and _text(end.get("monitor_source")))
        if name not in _NO_NAMES and not echo:
            yield _end(end, name, properties, side, cards)


def _end(
    end: Mapping[str, Any], name: str, properties: Mapping[str, Any], side: Side, cards: Mapping[int, Card]
) -> DeviceEvidence:
    card = cards.get(_card_number(properties))
    usb = card.usb if card and card.usb else UsbDevice()
    described = _text(end.get("description")) or name
    bus = _bus(name, properties, usb)
    return DeviceEvidence(
        id=name,
        name=described,
        side=side,
        box=_box(properties, usb, bus),
        bus=bus,
        form=form_named(_text(properties.get("device.form_factor"))),
        product=_product(name, properties, usb, bus, described),
        maker=usb.maker or _text(properties.get("device.vendor.name")),
        vendor_id=usb.vendor_id or _hex_id(properties.get("device.vendor.id"), bus),
        product_id=usb.product_id or _hex_id(properties.get("device.product.id"), bus),
        terminals=usb.descriptors.terminals,
        hid_usages=usb.hid_usages,
        parent_hub=usb.parent_hub,
        camera=usb.descriptors.camera,
        battery=usb.battery,
        ports=tuple(_ports(end, side)),
        virtual=_virtual(properties, bus),
    )


def _card_number(properties: Mapping[str, Any]) -> int:
    for key in ("alsa.card", "api.alsa.pcm.card", "api.alsa.card"):
        text = str(properties.get(key, ""))
        if text.isascii() and text.isdigit():
            return int(text)
    return -1


def _bus(name: str, properties: Mapping[str, Any], usb: UsbDevice) -> Bus:
    # PipeWire's nodes may lack the bus and the form factor: the name and the interface tell.
    if name.startswith("bluez") or _text(properties.get("device.api")).startswith("bluez"):
        return Bus.BLUETOOTH
    if re.search(r"hdmi|displayport", f"{name} {properties.get('device.profile.name', '')}"):
        return Bus.DISPLAY
    stated = bus_named(_text(properties.get("device.bus")))
    if stated is not Bus.UNKNOWN:
        return stated
    if usb.vendor_id or ".usb-" in name:
        return Bus.USB
    return Bus.INTERNAL if re.search(r"\.(pci|platform)-", name) else Bus.UNKNOWN


def _box(properties: Mapping[str, Any], usb: UsbDevice, bus: Bus) -> str:
    """Return a key that all ends of one thing share, "" when nothing tells."""
    if usb.path:
        return f"usb-{usb.path}"
    if bus is Bus.DISPLAY:
        return ""  # a graphics card's outputs go to several monitors
    for key in ("device.string" if bus is Bus.BLUETOOTH else "sysfs.path", "device.bus_path", "alsa.card", "device.id"):
        if _text(properties.get(key)):
            return f"{key}:{properties[key]}"
    return ""


def _product(name: str, properties: Mapping[str, Any], usb: UsbDevice, bus: Bus, described: str) -> str:
    """Return what the product calls itself. The server's own product name comes last: it may be a database's."""
    own = usb.product or _text(properties.get("alsa.card_name"))
    if bus is Bus.USB:
        return own or product_of_node(name) or _text(properties.get("device.product.name")) or described
    return described


def _hex_id(value: object, bus: Bus) -> str:
    # PulseAudio writes 0b0e, PipeWire 0x0b0e; a Bluetooth vendor is "bluetooth:0094".
    text = _text(value).lower().removeprefix("0x")
    return text if bus is Bus.USB and re.fullmatch(r"[0-9a-f]{4}", text) else ""


def _virtual(properties: Mapping[str, Any], bus: Bus) -> bool:
    if properties.get("device.class") in _NO_DEVICES:
        return True
    made_up = str(properties.get("node.virtual", "")).casefold() == "true"
    return bus is Bus.UNKNOWN and (made_up or not properties.get("device.api"))


_STATES: Final = {"available": True, "yes": True, "not available": False, "no": False}


def _ports(end: Mapping[str, Any], side: Side) -> Iterator[Port]:
    active = _text(end.get("active_port"))
    for entry in end.get("ports") or ():
        port = _mapping(entry)
        name, described = _text(port.get("name")), _text(port.get("description"))
        if name:
            state = _STATES.get(_text(port.get("availability")))
            yield Port(name if _tells(name) else described or name, side, state, active=name == active)


def _tells(name: str) -> bool:
    return bool(re.search(r"mic|head|speaker|line", name, re.IGNORECASE))


# ------------------------------------------------------------------ ALSA alone


def snapshot_of_cards(cards: Mapping[int, Card]) -> AudioSnapshot:
    """Return the snapshot of a machine without a sound server.

    ALSA's default is the first card, unless somebody configured another; so a default is
    named only where the first card has that side.
    """
    devices = tuple(_card_end(card, side) for card in cards.values() for side in Side if side in card.sides)
    first = f"card{min(cards, default=0)}"
    ids = {device.id for device in devices}
    return AudioSnapshot(
        devices,
        default_input=_chosen(f"{first}-{Side.INPUT}", ids),
        default_output=_chosen(f"{first}-{Side.OUTPUT}", ids),
        system=System.LINUX,
        source="ALSA",
    )


def _card_end(card: Card, side: Side) -> DeviceEvidence:
    usb = card.usb or UsbDevice()
    return DeviceEvidence(
        id=f"card{card.number}-{side}",
        name=card.name,
        side=side,
        box=f"card{card.number}",
        bus=Bus.USB if card.usb else _bus_of_driver(card.driver),
        form=Form.UNKNOWN,
        product=usb.product or card.name,
        maker=usb.maker,
        vendor_id=usb.vendor_id,
        product_id=usb.product_id,
        terminals=usb.descriptors.terminals,
        hid_usages=usb.hid_usages,
        parent_hub=usb.parent_hub,
        camera=usb.descriptors.camera,
        battery=usb.battery,
        virtual=card.driver in ("Dummy", "Loopback"),
    )


def _bus_of_driver(driver: str) -> Bus:
    if driver.startswith("USB"):
        return Bus.USB
    return Bus.DISPLAY if re.search(r"hdmi", driver, re.IGNORECASE) else Bus.INTERNAL


# ------------------------------------------------------------------ odd types


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
