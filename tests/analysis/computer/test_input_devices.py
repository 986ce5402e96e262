"""Cords and receivers, from names that devices really tell."""

from __future__ import annotations

import pytest

from readiness.analysis.computer.input_devices import Answer, Cord, InputDevice, Tool, answer, says_cordless, sorted_out

K, M = Tool.KEYBOARD, Tool.MOUSE
INSIDE = InputDevice(K, Cord.BUILT_IN, "AT Translated Set 2 keyboard")


def usb(tool: Tool, name: str, box: str = "usb-1") -> InputDevice:
    return InputDevice(tool, Cord.WIRED, name, box)


@pytest.mark.parametrize(
    "name",
    ["2.4G Mouse", "Logitech USB Receiver", "Microsoft Nano Transceiver 1.1", "Compx 2.4G Receiver",
     "Wireless Keyboard", "Logi Bolt", "Razer DeathAdder V3 HyperSpeed", "BT5.0 Mouse BT"],
)  # fmt: skip
def test_names_say_cordless(name: str) -> None:
    assert says_cordless(name)


@pytest.mark.parametrize(
    "name", ["Logitech USB Optical Mouse", "Dell KB216 Wired Keyboard", "USB Keyboard", "HP Elite", "Cherry GmbH", ""]
)
def test_names_that_say_nothing_of_it_do_not(name: str) -> None:
    assert not says_cordless(name)


@pytest.mark.parametrize(
    ("devices", "keyboard", "mouse"),
    [
        # A laptop as it is, and with each kind of mouse.
        ([INSIDE], Answer.WIRED, Answer.NONE),
        ([INSIDE, usb(M, "USB Optical Mouse")], Answer.WIRED, Answer.WIRED),
        ([INSIDE, usb(M, "2.4G Mouse")], Answer.WIRED, Answer.CORDLESS),
        ([INSIDE, InputDevice(M, Cord.CORDLESS, "MX Anywhere 3")], Answer.WIRED, Answer.CORDLESS),
        # A receiver is keyboard and mouse at once and may serve one of them only.
        ([INSIDE, usb(K, "USB Receiver"), usb(M, "USB Receiver Mouse")], Answer.UNCLEAR, Answer.CORDLESS),
        ([usb(K, "USB Receiver"), usb(M, "USB Receiver Mouse")], Answer.CORDLESS, Answer.CORDLESS),
        ([usb(K, "USB Receiver"), usb(M, "USB Receiver Mouse"), usb(M, "USB Mouse", "2")],
         Answer.CORDLESS, Answer.UNCLEAR),
        ([usb(K, "2.4G Wireless Keyboard Mouse"), usb(M, "2.4G Wireless Keyboard Mouse")],
         Answer.CORDLESS, Answer.CORDLESS),
        # A keyboard with a mouse's functions has the keyboard's name, and a mouse with keys the mouse's.
        ([usb(K, "Corsair K70 Keyboard"), usb(M, "Corsair K70 Keyboard Mouse"), usb(M, "USB Mouse", "2")],
         Answer.WIRED, Answer.WIRED),
        ([usb(K, "SINO WEALTH Gaming KB"), usb(M, "SINO WEALTH Gaming KB Mouse")], Answer.WIRED, Answer.NONE),
        ([INSIDE, usb(M, "Logitech G502 Mouse"), usb(K, "Logitech G502 Mouse Keyboard")], Answer.WIRED, Answer.WIRED),
        ([INSIDE, usb(M, "2.4G Mouse"), usb(K, "2.4G Mouse Keyboard")], Answer.WIRED, Answer.CORDLESS),
        ([usb(K, "SONiX USB DEVICE"), usb(M, "SONiX USB DEVICE Mouse")], Answer.UNCLEAR, Answer.UNCLEAR),
        # Without a place on the bus each function stands alone.
        ([usb(K, "Wireless Keyboard", ""), usb(M, "USB Mouse", "")], Answer.CORDLESS, Answer.WIRED),
        ([], Answer.NONE, Answer.NONE),
    ],
)  # fmt: skip
def test_one_without_a_cord_is_enough(devices: list[InputDevice], keyboard: Answer, mouse: Answer) -> None:
    found = sorted_out(devices)

    assert (answer(found, K), answer(found, M)) == (keyboard, mouse)
