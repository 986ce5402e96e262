"""Small copies of ``/proc/asound`` and ``/sys`` for the tests of audio devices."""

from __future__ import annotations

from pathlib import Path

CARDS = """\
 0 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0xf7b10000 irq 30
 1 [Headset        ]: USB-Audio - Some Headset
                      Some Headset at usb-0000:00:14.0-1, full speed
"""


def sound_tree(root: Path, listing: str, *, cards: tuple[int, ...] = (0, 1)) -> None:
    """Write the listing of cards, each of which records and plays."""
    (root / "proc/asound").mkdir(parents=True)
    (root / "proc/asound/cards").write_text(listing)
    for card in cards:
        for stream in ("pcm0c", "pcm0p"):
            (root / f"proc/asound/card{card}/{stream}").mkdir(parents=True)


def plug_in(
    root: Path, card: int, usb_id: str, product: str, descriptors: bytes = b"", *, hub: str = "1d6b:0002", hid: str = ""
) -> Path:
    """Put a USB device behind a card, as the kernel lays it out; return its folder."""
    parent = root / "sys/devices/pci0000:00/usb1"
    device = parent / "1-1"
    interface = device / "1-1:1.0"
    interface.mkdir(parents=True)
    for folder, ids in ((parent, hub), (device, usb_id)):
        vendor, _, number = ids.partition(":")
        (folder / "idVendor").write_text(vendor + "\n")
        (folder / "idProduct").write_text(number + "\n")
    (device / "product").write_text(product + "\n")
    (device / "manufacturer").write_text("Maker\n")
    (device / "descriptors").write_bytes(descriptors)
    if hid:
        vendor, _, number = usb_id.upper().partition(":")
        folder = device / f"1-1:1.3/0003:{vendor}:{number}.0001"
        folder.mkdir(parents=True)
        (folder / "report_descriptor").write_bytes(bytes.fromhex(hid))
    link = root / f"sys/class/sound/card{card}"
    link.mkdir(parents=True)
    (link / "device").symlink_to(interface)
    return device
