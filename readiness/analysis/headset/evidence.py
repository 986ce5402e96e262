"""What a machine shows of its audio devices: evidence only, nothing concluded yet.

A device here is one end of the sound: a microphone or a pair of earphones, as the sound
system lists them. Ends with the same ``box`` are parts of one physical thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from readiness.domain.facts import System


class Side(StrEnum):
    """Which way the sound goes, seen from the computer."""

    INPUT = "input"
    OUTPUT = "output"


class Bus(StrEnum):
    """How the computer reaches a device."""

    USB = "usb"
    BLUETOOTH = "bluetooth"
    INTERNAL = "internal"
    """A sound chip of the computer, its jacks included."""
    DISPLAY = "display"
    """HDMI or DisplayPort."""
    NETWORK = "network"
    VIRTUAL = "virtual"
    UNKNOWN = "unknown"


class Form(StrEnum):
    """What the system takes a device for; often only a guess from its name."""

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
    """What hangs on a port, told by the port's name."""

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
    """Return the form that sound servers call by that word."""
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
    """Return the bus that systems call by that word."""
    return _BUSES.get(text.casefold().strip(), Bus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Port:
    """A jack or a fixed part of a sound chip. ``available`` is None where it has no sensor."""

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
    """One end of the sound and everything seen of it.

    ``id`` is the sound system's own name for it, ``name`` the one people see. ``side`` is
    None where a listing does not tell. ``vendor_id`` and ``product_id`` are four hexadecimal
    digits, lower case, or empty. ``terminals`` are USB audio terminal types (0x0402 is a
    headset), ``hid_usages`` pairs of usage page and usage. ``parent_hub`` is the USB id of
    the hub it hangs on, ``vvvv:pppp``. ``words`` are further texts that may give it away.
    ``present`` is False for a device the system remembers although it is unplugged.
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
        """Vendor and product id as ``0b0e:24c9``, empty when either is missing."""
        return f"{self.vendor_id}:{self.product_id}" if self.vendor_id and self.product_id else ""

    @property
    def called(self) -> str:
        """The name that says most about the product."""
        return self.product or self.name or self.id

    @property
    def usable(self) -> bool:
        """Whether somebody can speak into it or hear from it now."""
        return self.present and not self.virtual


@dataclass(frozen=True, slots=True)
class AudioSnapshot:
    """Every audio device at one moment, and which of them programs use.

    The defaults are ids of ``devices``; None means there is none. ``call_input`` and
    ``call_output`` differ from the defaults only on Windows, which keeps a second choice for
    calls. ``complete`` is False for a listing that may leave devices out, so that a missing
    microphone proves nothing. ``source`` names what was asked, for the report.
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
        """Return the device with that id, None when there is none."""
        return next((device for device in self.devices if device.id == id_), None)

    def usable(self, side: Side) -> tuple[DeviceEvidence, ...]:
        """Return the real devices of one side that are there now."""
        return tuple(device for device in self.devices if device.usable and device.side is side)


@dataclass(frozen=True, slots=True)
class Box:
    """One physical thing: all of its ends, seen together."""

    ends: tuple[DeviceEvidence, ...]

    @property
    def bus(self) -> Bus:
        """How it is connected; Bluetooth wins over what other ends say."""
        buses = {end.bus for end in self.ends}
        for bus in (Bus.BLUETOOTH, Bus.USB, Bus.INTERNAL, Bus.DISPLAY, Bus.NETWORK, Bus.VIRTUAL):
            if bus in buses:
                return bus
        return Bus.UNKNOWN

    @property
    def called(self) -> str:
        """Its best name."""
        return next(iter(self.products), self.ends[0].called)

    @property
    def usb_id(self) -> str:
        """Vendor and product id, empty when unknown."""
        return next((end.usb_id for end in self.ends if end.usb_id), "")

    @property
    def products(self) -> tuple[str, ...]:
        """What its ends call the product; nothing where they tell only what they are for."""
        return tuple(dict.fromkeys(end.product for end in self.ends if end.product))

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that may name the product, best first, none twice."""
        texts = [text for end in self.ends for text in (end.called, *end.words) if text]
        return tuple(dict.fromkeys(texts))

    @property
    def sides(self) -> frozenset[Side]:
        """The sides it is known to have."""
        return frozenset(end.side for end in self.ends if end.side)

    @property
    def forms(self) -> frozenset[Form]:
        """What the system takes its ends for."""
        return frozenset(end.form for end in self.ends) - {Form.UNKNOWN}

    @property
    def ports(self) -> tuple[Port, ...]:
        """Every port, the active ones first."""
        ports = dict.fromkeys(port for end in self.ends for port in end.ports)
        return tuple(sorted(ports, key=lambda port: not port.active))

    @property
    def terminals(self) -> frozenset[int]:
        """USB audio terminal types of all ends."""
        return frozenset(terminal for end in self.ends for terminal in end.terminals)

    @property
    def hid_pages(self) -> frozenset[int]:
        """HID usage pages of all ends."""
        return frozenset(page for end in self.ends for page, _usage in end.hid_usages)


def box_key(device: DeviceEvidence) -> str:
    """Return what two ends of one physical thing have in common.

    Where the system does not say which ends belong together, those inside the computer are
    taken for one thing, and so are those of equal bus and USB id or product.
    """
    if device.box:
        return device.box
    if device.bus is Bus.INTERNAL:
        return "computer"
    known = device.usb_id or device.product
    return f"{device.bus}|{known.casefold()}" if known else f"id|{device.id}"


def boxes(devices: Iterable[DeviceEvidence]) -> tuple[Box, ...]:
    """Return the physical things among the devices, in the order they are first seen."""
    grouped: dict[str, list[DeviceEvidence]] = {}
    for device in devices:
        grouped.setdefault(box_key(device), []).append(device)
    return tuple(Box(tuple(ends)) for ends in grouped.values())
