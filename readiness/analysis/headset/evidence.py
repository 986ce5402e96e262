"""What a machine shows of its audio devices: evidence only, without conclusions.

A "device" here is one endpoint as the sound system lists it: a microphone or a pair of earphones. Endpoints with the
same ``box`` belong to one physical device.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from readiness.domain.facts import System


class Side(StrEnum):
    """The direction of the sound, seen from the computer."""

    INPUT = "input"
    OUTPUT = "output"


class Bus(StrEnum):
    """How a device is connected to the computer."""

    USB = "usb"
    BLUETOOTH = "bluetooth"
    INTERNAL = "internal"
    """The computer's own sound chip, including its jacks."""
    DISPLAY = "display"
    """HDMI or DisplayPort."""
    NETWORK = "network"
    VIRTUAL = "virtual"
    UNKNOWN = "unknown"


class Form(StrEnum):
    """What the system takes a device for, often guessed from its name."""

    HEADSET = "headset"
    HEADPHONES = "headphones"
    MICROPHONE = "microphone"
    SPEAKERS = "speakers"
    SPEAKERPHONE = "speakerphone"
    HANDSET = "handset"
    WEBCAM = "webcam"
    BUILT_IN = "built_in"
    UNKNOWN = "unknown"


class PortKind(StrEnum):
    """What is connected to a port, according to the port's name."""

    HEADSET_MICROPHONE = "headset_microphone"
    HEADPHONES = "headphones"
    INTERNAL_MICROPHONE = "internal_microphone"
    OTHER_MICROPHONE = "other_microphone"
    SPEAKERS = "speakers"
    OTHER = "other"


_FORMS: Final[Mapping[str, Form]] = {
    "headset": Form.HEADSET,
    "headphone": Form.HEADPHONES,
    "headphones": Form.HEADPHONES,
    "earphone": Form.HEADPHONES,
    "microphone": Form.MICROPHONE,
    "speaker": Form.SPEAKERS,
    "speakers": Form.SPEAKERS,
    "portable": Form.SPEAKERS,
    "hifi": Form.SPEAKERS,
    "tv": Form.SPEAKERS,
    "speakerphone": Form.SPEAKERPHONE,
    "hands-free": Form.HEADSET,
    "handset": Form.HANDSET,
    "webcam": Form.WEBCAM,
    "internal": Form.BUILT_IN,
}


def form_named(text: str) -> Form:
    """Return the form for a sound server's word."""
    return _FORMS.get(text.casefold().strip(), Form.UNKNOWN)


_BUSES: Final[Mapping[str, Bus]] = {
    "usb": Bus.USB,
    "pci": Bus.INTERNAL,
    "isa": Bus.INTERNAL,
    "acp": Bus.INTERNAL,
    "soundwire": Bus.INTERNAL,
    "platform": Bus.INTERNAL,
    "builtin": Bus.INTERNAL,
    "internal": Bus.INTERNAL,
    "bluetooth": Bus.BLUETOOTH,
    "hdmi": Bus.DISPLAY,
    "displayport": Bus.DISPLAY,
    "airplay": Bus.NETWORK,
    "virtual": Bus.VIRTUAL,
    "aggregate": Bus.VIRTUAL,
    # CoreAudio's codes for the same
    "bltn": Bus.INTERNAL,
    "blue": Bus.BLUETOOTH,
    "blea": Bus.BLUETOOTH,
    "bluetooth_le": Bus.BLUETOOTH,
    "dprt": Bus.DISPLAY,
    "airp": Bus.NETWORK,
    "virt": Bus.VIRTUAL,
    "grup": Bus.VIRTUAL,
}


def bus_named(text: str) -> Bus:
    """Return the bus for a system's word."""
    return _BUSES.get(text.casefold().strip(), Bus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Port:
    """A jack or a built-in part of a sound chip. ``available`` is None if it has no sensor."""

    name: str
    side: Side | None = None
    available: bool | None = None
    active: bool = False

    @property
    def kind(self) -> PortKind:
        """What the port is for, from its name: ``analog-input-headset-mic``, ``[In] Headset``, ``Headphone Jack``."""
        name = self.name.casefold()
        if any(word in name for word in ("internal", "dmic", "digital mic", "array")):
            return PortKind.INTERNAL_MICROPHONE
        if ("headset" in name or "headphone-mic" in name or "headphone mic" in name) and not self._plays():
            return PortKind.HEADSET_MICROPHONE
        if "headphone" in name or "headset" in name or "earphone" in name:
            return PortKind.HEADPHONES
        if "speaker" in name:
            return PortKind.SPEAKERS
        return PortKind.OTHER_MICROPHONE if "mic" in name else PortKind.OTHER

    def _plays(self) -> bool:
        name = self.name.casefold()
        return self.side is Side.OUTPUT or "output" in name or "[out]" in name


@dataclass(frozen=True, slots=True)
class DeviceEvidence:
    """One endpoint and everything seen of it.

    Attributes:
        id: the sound system's own name.
        name: the name that people see.
        side: the direction of the sound, None if the listing does not tell.
        vendor_id, product_id: four lower-case hexadecimal digits, or empty.
        terminals: USB audio terminal types (0x0402 is a headset).
        hid_usages: pairs of HID usage page and usage.
        parent_hub: the USB id of the hub it is connected to, ``vvvv:pppp``.
        words: further texts that may identify it.
        present: False for a device that the system remembers although it is unplugged.
    """

    id: str
    name: str
    side: Side | None = None
    box: str = ""
    bus: Bus = Bus.UNKNOWN
    form: Form = Form.UNKNOWN
    product: str = ""
    maker: str = ""
    vendor_id: str = ""
    product_id: str = ""
    terminals: tuple[int, ...] = ()
    hid_usages: tuple[tuple[int, int], ...] = ()
    parent_hub: str = ""
    camera: bool = False
    battery: bool = False
    ports: tuple[Port, ...] = ()
    virtual: bool = False
    present: bool = True
    words: tuple[str, ...] = ()

    @property
    def usb_id(self) -> str:
        """Vendor and product id as ``0b0e:24c9``, empty if either is missing."""
        return f"{self.vendor_id}:{self.product_id}" if self.vendor_id and self.product_id else ""

    @property
    def called(self) -> str:
        """The name that says most about the product."""
        return self.product or self.name or self.id

    @property
    def usable(self) -> bool:
        """Whether it can be spoken into or heard from at present."""
        return self.present and not self.virtual


@dataclass(frozen=True, slots=True)
class AudioSnapshot:
    """All audio devices at one moment, and which of them programs use.

    The defaults are ids of ``devices``, None if there is no default. ``call_input`` and ``call_output`` differ from
    the defaults only on Windows, which has separate defaults for calls. ``complete`` is False for a listing that may
    lack devices, so that a missing microphone proves nothing. ``source`` names what was asked, for the report.
    """

    devices: tuple[DeviceEvidence, ...]
    default_input: str | None = None
    default_output: str | None = None
    call_input: str | None = None
    call_output: str | None = None
    system: System | None = None
    source: str = ""
    complete: bool = True

    def device(self, id_: str | None) -> DeviceEvidence | None:
        """Return the device with that id, None if there is none."""
        return next((device for device in self.devices if device.id == id_), None)

    def usable(self, side: Side) -> tuple[DeviceEvidence, ...]:
        """Return the real devices of one side that are present."""
        return tuple(device for device in self.devices if device.usable and device.side is side)


@dataclass(frozen=True, slots=True)
class Box:
    """One physical device with all of its endpoints."""

    ends: tuple[DeviceEvidence, ...]

    @property
    def bus(self) -> Bus:
        """How it is connected; Bluetooth overrides what other endpoints say."""
        buses = {end.bus for end in self.ends}
        for bus in (Bus.BLUETOOTH, Bus.USB, Bus.INTERNAL, Bus.DISPLAY, Bus.NETWORK, Bus.VIRTUAL):
            if bus in buses:
                return bus
        return Bus.UNKNOWN

    @property
    def called(self) -> str:
        """The name that says most about it."""
        return next(iter(self.products), self.ends[0].called)

    @property
    def usb_id(self) -> str:
        """Vendor and product id, empty if not known."""
        return next((end.usb_id for end in self.ends if end.usb_id), "")

    @property
    def products(self) -> tuple[str, ...]:
        """The product names of its endpoints, without those that only tell a purpose."""
        return tuple(dict.fromkeys(end.product for end in self.ends if end.product))

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that may name the product, the best first, without repetition."""
        texts = [text for end in self.ends for text in (end.called, *end.words) if text]
        return tuple(dict.fromkeys(texts))

    @property
    def sides(self) -> frozenset[Side]:
        """The known directions."""
        return frozenset(end.side for end in self.ends if end.side)

    @property
    def forms(self) -> frozenset[Form]:
        """What the system takes its endpoints for."""
        return frozenset(end.form for end in self.ends) - {Form.UNKNOWN}

    @property
    def ports(self) -> tuple[Port, ...]:
        """All ports, the active ones first."""
        ports = dict.fromkeys(port for end in self.ends for port in end.ports)
        return tuple(sorted(ports, key=lambda port: not port.active))

    @property
    def terminals(self) -> frozenset[int]:
        """The USB audio terminal types of all endpoints."""
        return frozenset(terminal for end in self.ends for terminal in end.terminals)

    @property
    def hid_pages(self) -> frozenset[int]:
        """The HID usage pages of all endpoints."""
        return frozenset(page for end in self.ends for page, _usage in end.hid_usages)


def box_key(device: DeviceEvidence) -> str:
    """Return a key shared by all endpoints of one physical device.

    If the system does not tell which endpoints belong together, those inside the computer count as one device, and so
    do those with the same bus and USB id or product.
    """
    if device.box:
        return device.box
    if device.bus is Bus.INTERNAL:
        return "computer"
    known = device.usb_id or device.product
    return f"{device.bus}|{known.casefold()}" if known else f"id|{device.id}"


def boxes(devices: Iterable[DeviceEvidence]) -> tuple[Box, ...]:
    """Return the physical devices in the order in which they first appear."""
    grouped: dict[str, list[DeviceEvidence]] = {}
    for device in devices:
        grouped.setdefault(box_key(device), []).append(device)
    return tuple(Box(tuple(ends)) for ends in grouped.values())
