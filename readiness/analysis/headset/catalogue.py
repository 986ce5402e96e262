"""Products known by their USB id (``resources/headsets.json``)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from readiness.analysis.headset.names import plain
from readiness.domain.message import Message
from readiness.domain.product_names import MAKERS


class Kind(StrEnum):
    """The kind of a product; the file explains each."""

    WIRELESS_DONGLE = "wireless_dongle"
    WIRELESS_HEADSET = "wireless_headset"
    WIRED_HEADSET = "wired_headset"
    USB_AUDIO_ADAPTER = "usb_audio_adapter"
    DOCK_AUDIO = "dock_audio"
    MOTHERBOARD_AUDIO = "motherboard_audio"
    CONTROLLER = "controller"
    BLUETOOTH_ADAPTER = "bt_adapter"
    HEADSET_UNCLEAR = "headset_unclear"
    DECT_PHONE = "dect_phone"
    SPEAKERPHONE = "speakerphone"
    MICROPHONE = "mic"
    WEBCAM = "webcam"
    SPEAKER = "speaker"
    HANDSET = "handset"
    WIRELESS_MICROPHONE = "wireless_mic"


CORDLESS_KINDS: Final = frozenset(
    {Kind.WIRELESS_DONGLE, Kind.WIRELESS_HEADSET, Kind.DECT_PHONE, Kind.BLUETOOTH_ADAPTER},
)
OTHER_KINDS: Final = frozenset(
    {Kind.SPEAKERPHONE, Kind.MICROPHONE, Kind.WEBCAM, Kind.SPEAKER, Kind.HANDSET, Kind.WIRELESS_MICROPHONE},
)
OPEN_KINDS: Final = frozenset(Kind) - CORDLESS_KINDS - OTHER_KINDS - {Kind.WIRED_HEADSET}
"""Products that do not tell what is connected to them."""


class Certainty(StrEnum):
    """How reliable a row is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Product:
    """One row: a product, the source of the knowledge, and its certainty."""

    usb_id: str
    name: str
    kind: Kind
    certainty: Certainty
    sources: tuple[str, ...]

    @property
    def model(self) -> str:
        """The name without the maker's legal name, which some databases put before it."""
        return self.name.rpartition(": ")[2]

    @property
    def kind_text(self) -> Message:
        """The kind, for people."""
        return Message(f"headset.kind.{self.kind}")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Known products, by USB id and by name; possibly empty."""

    by_id: Mapping[str, Product] = field(default_factory=dict)
    _by_name: Mapping[str, Product] = field(default_factory=dict)

    def with_id(self, usb_id: str) -> Product | None:
        """Return the product with that ``vvvv:pppp``."""
        return self.by_id.get(usb_id)

    def named(self, names: Iterable[str]) -> Product | None:
        """Return the product with exactly one of these names, if all products of that name are of one kind."""
        found = (self._by_name.get(_key(name)) for name in names)
        return next((product for product in found if product), None)


class CatalogueError(ValueError):
    """The catalogue file is malformed: a defect of the program."""


def parse_catalogue(text: str) -> Catalogue:
    """Read ``resources/headsets.json``.

    Raises:
        CatalogueError: not the expected form, an unknown kind, or an id listed twice.
    """
    try:
        rows = [_product(row) for row in json.loads(text)["rows"]]
    except (ValueError, KeyError, TypeError) as error:
        raise CatalogueError(str(error)) from error
    by_id = {product.usb_id: product for product in rows}
    if len(by_id) != len(rows):
        raise CatalogueError("a USB id is listed twice")
    return Catalogue(by_id, _names(rows))


def _product(row: Mapping[str, object]) -> Product:
    usb_id = str(row["usb"])
    if not re.fullmatch(r"[0-9a-f]{4}:[0-9a-f]{4}", usb_id):
        raise ValueError(f"not a USB id: {usb_id}")
    sources = row["source"]
    if not isinstance(sources, list) or not sources:
        raise ValueError(f"{usb_id} names no source")
    kind, certainty = Kind(str(row["kind"])), Certainty(str(row["certainty"]))
    return Product(usb_id, str(row["name"]), kind, certainty, tuple(map(str, sources)))


def _names(rows: Iterable[Product]) -> dict[str, Product]:
    """Return the products by name, without names shared by several kinds, which tell nothing."""
    found: dict[str, Product] = {}
    kinds: dict[str, set[Kind]] = {}
    for product in rows:
        key = _key(product.model)
        if _TELLING_NAME.search(key) and product.certainty is not Certainty.LOW:
            found.setdefault(key, product)
            kinds.setdefault(key, set()).add(product.kind)
    return {key: product for key, product in found.items() if len(kinds[key]) == 1}


# Words that come and go between a maker's name for a product and its product string.
_FILLERS: Final = frozenset(
    {
        "headset",
        "gaming",
        "series",
        "usb",
        "audio",
        "stereo",
        "mono",
        "ms",
        "uc",
        "the",
        "for",
        "lync",
        "skype",
        "teams",
    }
)
# Words that name no product.
_GENERIC: Final = frozenset(
    {
        "device",
        "analog",
        "digital",
        "iec958",
        "pnp",
        "sound",
        "card",
        "chat",
        "multi",
        "surround",
        "fallback",
        "input",
        "output",
        "headphones",
        "headphone",
        "earphone",
        "microphone",
        "speakers",
        "adapter",
        "interface",
        "multichannel",
        "codec",
        "with",
        "and",
        "x",
        "pro",
        "profile",
    }
)


# "h390" or "evolve 65" name a product, "presence" or "960" could be anybody's.
_TELLING_NAME: Final = re.compile(r"[^\W\d_].*\d|\d.*[^\W\d_]")


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", plain(text))


def _key(name: str) -> str:
    return " ".join(token for token in _tokens(name) if token not in _FILLERS | MAKERS)


# USB vendor ids of headset makers, and the names they go by.
_VENDOR_NAMES: Final[Mapping[str, frozenset[str]]] = {
    "0b0e": frozenset({"jabra", "gn", "netcom"}),
    "047f": frozenset({"plantronics", "poly", "polycom", "hp"}),
    "1395": frozenset({"sennheiser", "epos", "dsea"}),
    "046d": frozenset({"logitech", "logi", "logicool", "blue", "astro"}),
    "045e": frozenset({"microsoft", "xbox"}),
    "1532": frozenset({"razer"}),
    "1b1c": frozenset({"corsair"}),
    "1038": frozenset({"steelseries"}),
    "0951": frozenset({"hyperx", "kingston"}),
    "03f0": frozenset({"hyperx", "hp"}),
    "054c": frozenset({"sony"}),
    "6993": frozenset({"yealink"}),
}


def agrees(product: Product, names: Iterable[str]) -> bool:
    """Whether the names a device gives itself fit the product its USB id belongs to.

    Cheap docks and chips use ids of other makers, so an id alone can lie. A name fits when
    it shares a word with the product or its maker, or when it names nothing at all ("USB
    Headset", "USB Audio Device").
    """
    known = set(_tokens(product.name)) | _VENDOR_NAMES.get(product.usb_id[:4], frozenset())
    said = {token for name in names for token in _tokens(name)}
    telling = said - _FILLERS - _GENERIC
    return not telling or bool(telling & known)
