"""How the sound that programs play reaches the ear: the connection of the output in use."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from readiness.analysis.headset.answer import Answer, Connection, Taken, classify
from readiness.analysis.headset.catalogue import Catalogue
from readiness.analysis.headset.evidence import Box, Bus, DeviceEvidence, PortKind
from readiness.analysis.headset.in_use import InUse


class OutputConnection(StrEnum):
    """The values of the fact ``audio.output.connection``."""

    USB = "usb"
    ANALOG = "analog"
    BLUETOOTH = "bluetooth"
    WIRELESS_DONGLE = "wireless_dongle"
    BUILT_IN = "built_in"
    DISPLAY = "display"
    NETWORK = "network"
    NONE = "none"


_BUSES: Final = {
    Bus.BLUETOOTH: OutputConnection.BLUETOOTH,
    Bus.DISPLAY: OutputConnection.DISPLAY,
    Bus.NETWORK: OutputConnection.NETWORK,
}


def output_connection(used: InUse, catalogue: Catalogue) -> OutputConnection | None:
    """Return how the output in use is connected, None if that cannot be told."""
    player = used.output
    if player is None:
        return OutputConnection.NONE
    if player.virtual:
        return None
    if player.bus in _BUSES:
        return _BUSES[player.bus]
    if player.bus is Bus.INTERNAL:
        return _of_chip(player)
    if player.bus is not Bus.USB:
        return None
    together = used.input is not None and used.input.box == player.box
    return _of_usb(used.answer if together else classify(Box((player,)), catalogue))


def _of_usb(answer: Answer) -> OutputConnection | None:
    if answer.taken is Taken.UNSURE:
        return None
    cordless = answer.taken is Taken.CORDLESS and answer.connection is not Connection.USB
    return OutputConnection.WIRELESS_DONGLE if cordless else OutputConnection.USB


def _of_chip(player: DeviceEvidence) -> OutputConnection | None:
    ports = [port for port in player.ports if port.active] or list(player.ports)
    kinds = {port.kind for port in ports if port.available is not False}
    if PortKind.HEADPHONES in kinds:
        sure = len(kinds) == 1 and any(port.available or port.active for port in ports)
        return OutputConnection.ANALOG if sure else None
    return OutputConnection.BUILT_IN
