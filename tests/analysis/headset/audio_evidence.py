"""Short ways to make up devices and snapshots for the headset tests."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from readiness import paths
from readiness.analysis.headset.in_use import (
    AudioSnapshot,
    Bus,
    Catalogue,
    DeviceEvidence,
    Form,
    Port,
    Side,
    parse_catalogue,
)


@cache
def shipped() -> Catalogue:
    return parse_catalogue(paths.resource_text("headsets.json"))


NOTHING = Catalogue()


def usb(product: str, ids: str = "", **evidence: object) -> tuple[DeviceEvidence, DeviceEvidence]:
    """Microphone and earphones of one USB device."""
    vendor_id, _, product_id = ids.partition(":")
    both = DeviceEvidence(
        id="",
        name=product,
        box=f"usb-{product}",
        bus=Bus.USB,
        product=product,
        vendor_id=vendor_id,
        product_id=product_id,
    )
    both = replace(both, **evidence)  # type: ignore[arg-type]
    return (
        replace(both, id=f"{product} in", side=Side.INPUT),
        replace(both, id=f"{product} out", side=Side.OUTPUT),
    )


def bluetooth(name: str, form: Form = Form.HEADSET) -> tuple[DeviceEvidence, DeviceEvidence]:
    both = DeviceEvidence(id="", name=name, box=f"bt-{name}", bus=Bus.BLUETOOTH, form=form)
    return replace(both, id=f"{name} in", side=Side.INPUT), replace(both, id=f"{name} out", side=Side.OUTPUT)


def chip(listens: Port | None = None, plays: Port | None = None) -> tuple[DeviceEvidence, DeviceEvidence]:
    """The computer's own sound chip, with the port that each side uses now."""
    both = DeviceEvidence(id="", name="Built-in Audio", box="chip", bus=Bus.INTERNAL, form=Form.BUILT_IN)
    return (
        replace(both, id="chip in", side=Side.INPUT, ports=(listens,) if listens else ()),
        replace(both, id="chip out", side=Side.OUTPUT, ports=(plays,) if plays else ()),
    )


def seen(
    *devices: DeviceEvidence, listens: DeviceEvidence | None = None, plays: DeviceEvidence | None = None
) -> AudioSnapshot:
    """A snapshot in which the first microphone and the first output are the default ones."""
    first = {side: next((device for device in devices if device.side is side), None) for side in Side}
    listener, player = listens or first[Side.INPUT], plays or first[Side.OUTPUT]
    return AudioSnapshot(
        devices, default_input=listener.id if listener else None, default_output=player.id if player else None
    )
