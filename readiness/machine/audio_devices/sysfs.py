"""Sound cards as the Linux kernel lists them: ``/proc/asound`` and ``/sys``.

Every reader takes the root of the file system as an argument. Everything read here is
readable by everyone; what is not there, or not readable, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from readiness.analysis.headset.evidence import Side
from readiness.machine.audio_devices.usb_descriptors import UsbDescriptors, parse_descriptors, parse_report_descriptor

_MOST_BYTES: Final = 65_536
_CARD_LINE: Final = re.compile(r"^\s*(\d+)\s+\[(.*?)\s*\]:\s*(.*?)\s+-\s+(.*)$")
_CAPTURE_OR_PLAYBACK: Final = re.compile(r"pcm\d+([cp])")


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """A USB device as sysfs shows it. ``path`` is its place on the bus, as ``1-2.3``."""

    path: str = ""
    vendor_id: str = ""
    product_id: str = ""
    product: str = ""
    maker: str = ""
    parent_hub: str = ""
    descriptors: UsbDescriptors = field(default_factory=UsbDescriptors)
    hid_usages: tuple[tuple[int, int], ...] = ()
    battery: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A sound card: its number, driver and name, which ways it goes, and its USB device if it is one."""

    number: int
    driver: str = ""
    name: str = ""
    sides: frozenset[Side] = frozenset()
    usb: UsbDevice | None = None


def parse_cards(text: str) -> tuple[tuple[int, str, str], ...]:
    """Read ``/proc/asound/cards``: number, driver and name (cut at 31 characters) of each card."""
    found = (_CARD_LINE.match(line) for line in text.splitlines())
    return tuple((int(match[1]), match[3], match[4].strip()) for match in found if match)


def read_cards(root: Path) -> dict[int, Card] | None:
    """Return every sound card by number; None where the kernel has no sound system."""
    listing = _read(root / "proc/asound/cards")
    if listing is None:
        return _cards_of_sysfs(root)
    cards = (
        Card(number, driver, name, _sides(root / f"proc/asound/card{number}"), read_usb(root, number))
        for number, driver, name in parse_cards(listing)
    )
    return {card.number: card for card in cards}


_CARD: Final = re.compile(r"card(\d{1,4})")


def _cards_of_sysfs(root: Path) -> dict[int, Card] | None:
    """Return the cards where ``/proc/asound`` is hidden, as in some containers; None where there are none."""
    names = _names(root / "sys/class/sound")
    cards = {}
    for match in filter(None, map(_CARD.fullmatch, names)):
        number = int(match[1])
        letters = {name[-1] for name in names if re.fullmatch(rf"pcmC{number}D\d+[cp]", name)}
        usb = read_usb(root, number)
        name = (usb.product if usb else "") or _line(root / f"sys/class/sound/card{number}/id")
        cards[number] = Card(number, "USB-Audio" if usb else "", name, _sides_of(letters), usb)
    return dict(sorted(cards.items())) or None


def _sides(folder: Path) -> frozenset[Side]:
    letters = {match[1] for name in _names(folder) if (match := _CAPTURE_OR_PLAYBACK.match(name))}
    return _sides_of(letters)


def _sides_of(letters: Collection[str]) -> frozenset[Side]:
    return frozenset(side for letter, side in (("c", Side.INPUT), ("p", Side.OUTPUT)) if letter in letters)


def read_usb(root: Path, card: int) -> UsbDevice | None:
    """Return the USB device behind a sound card, None for a card that is not on USB."""
    try:
        interface = (root / f"sys/class/sound/card{card}/device").resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    device = interface.parent
    if not (device / "idVendor").is_file():
        return None
    raw = _read_bytes(device / "descriptors")
    return UsbDevice(
        path=device.name,
        vendor_id=_hex_id(device / "idVendor"),
        product_id=_hex_id(device / "idProduct"),
        product=_line(device / "product"),
        maker=_line(device / "manufacturer"),
        parent_hub=_hub(device.parent),
        descriptors=parse_descriptors(raw),
        hid_usages=tuple(dict.fromkeys(_usages(device))),
        battery=any(True for _ in _batteries(device)),
    )


def _hub(parent: Path) -> str:
    vendor, product = _hex_id(parent / "idVendor"), _hex_id(parent / "idProduct")
    return f"{vendor}:{product}" if vendor and product else ""


def _usages(device: Path) -> Iterator[tuple[int, int]]:
    """Return the HID usages of a device: interfaces hold HID devices, which hold their report descriptor."""
    for path in sorted(device.glob("*:*/*:*:*.*/report_descriptor")):
        yield from parse_report_descriptor(_read_bytes(path))


def _batteries(device: Path) -> Iterator[Path]:
    for pattern in ("power_supply/*", "*:*/power_supply/*", "*:*/*:*:*.*/power_supply/*"):
        yield from device.glob(pattern)


def _hex_id(path: Path) -> str:
    text = _line(path).lower()
    return text if re.fullmatch(r"[0-9a-f]{4}", text) else ""


def _line(path: Path) -> str:
    """Return a one-line text of the kernel; anything but plain text becomes a replacement character."""
    return " ".join((_read(path) or "").split())


def _read(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return None


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError:
        return b""


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []
