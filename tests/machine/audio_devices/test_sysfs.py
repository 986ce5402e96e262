"""The kernel's view of sound cards, in small folder trees."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.analysis.headset.in_use import Side
from readiness.machine.audio_devices.sysfs import parse_cards, read_cards, read_usb
from tests.machine.audio_devices.audio_trees import CARDS, plug_in, sound_tree
from tests.machine.audio_devices.usb_samples import HEADSET

# Numbers, drivers and names as in Documentation/sound/cards of the Linux kernel and in
# github.com/alsa-project/alsa-ucm-conf issues.
LISTING = """\
 0 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0xf7b10000 irq 30
 1 [C320M          ]: USB-Audio - Plantronics C320-M
                      Plantronics Plantronics C320-M at usb-0000:00:14.0-2, full speed
"""


def test_cards_are_read() -> None:
    assert parse_cards(LISTING) == ((0, "HDA-Intel", "HDA Intel PCH"), (1, "USB-Audio", "Plantronics C320-M"))
    assert parse_cards("--- no soundcards ---\n") == ()


def test_a_card_leads_to_everything_its_usb_device_shows(tmp_path: Path) -> None:
    sound_tree(tmp_path, CARDS)
    plug_in(tmp_path, 1, "0b0e:24c9", "Jabra Link 380", HEADSET, hub="0a12:4010", hid="050B0905A101C0")
    cards = read_cards(tmp_path)
    assert cards is not None
    assert cards[0].usb is None
    assert cards[0].sides == {Side.INPUT, Side.OUTPUT}
    usb = cards[1].usb
    assert usb is not None
    assert (usb.vendor_id, usb.product_id, usb.product, usb.parent_hub) == (
        "0b0e",
        "24c9",
        "Jabra Link 380",
        "0a12:4010",
    )
    assert (usb.descriptors.terminals, usb.hid_usages, usb.battery) == ((0x0402,), ((0x0B, 0x05),), False)


@pytest.mark.parametrize("place", ["power_supply/hidpp_battery_0", "1-1:1.3/0003:0B0E:24C9.0001/power_supply/battery"])
def test_a_battery_is_seen_wherever_its_driver_puts_it(tmp_path: Path, place: str) -> None:
    sound_tree(tmp_path, CARDS)
    device = plug_in(tmp_path, 1, "0b0e:24c9", "Jabra Link 380", HEADSET)
    (device / place).mkdir(parents=True)
    usb = read_usb(tmp_path, 1)
    assert usb is not None
    assert usb.battery


def test_odd_texts_become_harmless(tmp_path: Path) -> None:
    sound_tree(tmp_path, CARDS)
    device = plug_in(tmp_path, 1, "0b0e:24c9", "x", b"\xff\xff")
    (device / "product").write_bytes(b"Two\nlines \xff\x00\n")
    (device / "idVendor").write_text("not hex")
    (device / "manufacturer").unlink()
    usb = read_usb(tmp_path, 1)
    assert usb is not None
    assert usb.product.startswith("Two lines")
    assert (usb.vendor_id, usb.maker, usb.descriptors.terminals) == ("", "", ())


def test_no_sound_in_the_kernel_is_not_no_card(tmp_path: Path) -> None:
    assert read_cards(tmp_path) is None
    sound_tree(tmp_path, "--- no soundcards ---\n")
    assert read_cards(tmp_path) == {}


def test_what_is_missing_is_left_out(tmp_path: Path) -> None:
    sound_tree(tmp_path, CARDS, cards=(1,))
    device = plug_in(tmp_path, 1, "0b0e:24c9", "x")
    (device / "descriptors").unlink()
    (device / "product").unlink()
    cards = read_cards(tmp_path)
    assert cards is not None
    assert cards[0].sides == frozenset()
    assert cards[1].usb is not None
    assert (cards[1].usb.product, cards[1].usb.descriptors.interface_classes) == ("", ())
    (device / "idVendor").unlink()
    assert read_usb(tmp_path, 1) is None


def test_a_card_without_a_device_behind_it(tmp_path: Path) -> None:
    sound_tree(tmp_path, CARDS)
    assert read_usb(tmp_path, 1) is None
    loop = tmp_path / "sys/class/sound/card1"
    loop.mkdir(parents=True)
    (loop / "device").symlink_to("device")
    assert read_usb(tmp_path, 1) is None


def test_cards_are_found_in_sysfs_where_proc_is_hidden(tmp_path: Path) -> None:
    assert read_cards(tmp_path) is None
    plug_in(tmp_path, 7, "0b0e:24c9", "Jabra Link 380", HEADSET)
    sound = tmp_path / "sys/class/sound"
    for name in ("pcmC7D0c", "pcmC7D0p", "pcmC77D0p", "card3", "cardX", "timer"):
        (sound / name).mkdir()
    (sound / "card3/id").write_text("PCH\n")
    cards = read_cards(tmp_path)
    assert cards is not None
    assert list(cards) == [3, 7]
    assert (cards[3].name, len(cards[3].sides), cards[3].usb) == ("PCH", 0, None)
    assert (cards[7].name, len(cards[7].sides)) == ("Jabra Link 380", 2)
