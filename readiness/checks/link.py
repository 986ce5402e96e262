"""The network link: what connects this computer to the network. No data is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.checks.base import Check, Lane, Machine, Scale, Session, observed_number, observed_value, read
from readiness.domain.facts import FactDef, Kind, Observed, Reading, Reason, System, Unmeasured
from readiness.domain.message import message

SIGNAL: Final = Scale(-110, -1, "dBm")
"""dBm. Receivers hear nothing below the lower end; at an access point's antenna it is about -10."""

SPEED: Final = Scale(0.1, 400_000, "Mbit/s", 1e6)
"""Mbit/s. From a modem to the fastest Ethernet card."""

BANDS: Final = ((2.4, 2.4e9, 2.5e9), (5.0, 4.9e9, 5.9e9), (6.0, 5.925e9, 7.13e9), (60.0, 57e9, 71e9))
"""The name of each Wi-Fi band in GHz, with the frequencies of its channels in Hz (IEEE 802.11, annex E)."""

_LINK: Final = "network.link"
_VPN: Final = "network.vpn"
_BAND: Final = "network.wifi_band"
_SIGNAL: Final = "network.wifi_signal"
_SPEED: Final = "network.link_speed"
_METERED: Final = "network.metered"
_PROXY: Final = "network.proxy"


def measure(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
    """Yield the kind of link, VPN and proxy, and the figures of the link itself."""
    method, link = message("method.system"), machine.link
    yield _LINK, read(link.kind, lambda seen: observed_value(seen, message("method.link_adapter")))
    yield _VPN, read(link.vpn, lambda seen: observed_value(seen, message("method.link_route")))
    yield _BAND, read(link.wifi_frequency_hz, _band)
    yield _SIGNAL, read(link.wifi_signal_dbm, lambda seen: observed_number(seen, SIGNAL, method))
    yield _SPEED, read(link.bits_per_second, lambda seen: observed_number(seen, SPEED, message("method.link_speed")))
    yield _METERED, read(link.metered, lambda seen: observed_value(seen, method))
    yield _PROXY, read(link.proxy, lambda seen: observed_value(seen, method))


def _band(seen: Observed[float]) -> Reading:
    """Return the band of a channel; no Wi-Fi uses a frequency between the bands."""
    band = next((name for name, lowest, highest in BANDS if lowest <= seen.value <= highest), None)
    if band is None:
        value = f"{seen.value / 1e9:g} GHz"
        return Unmeasured(
            Reason.IMPLAUSIBLE, message("unmeasured.hardware_implausible", value=value, source=seen.source)
        )
    return observed_number(Observed(band, seen.source), Scale(0, 100, "GHz"), message("method.link_channel"))


CHECK: Final = Check(
    id="link",
    facts=(
        FactDef(_LINK, Kind.CHOICE, choices=("ethernet", "wifi", "cellular", "tethering")),
        FactDef(_VPN, Kind.YES_NO),
        FactDef(_BAND, Kind.NUMBER, "GHz"),
        FactDef(_SIGNAL, Kind.NUMBER, "dBm"),
        FactDef(_SPEED, Kind.NUMBER, "Mbit/s"),
        FactDef(_METERED, Kind.YES_NO, systems=frozenset({System.WINDOWS, System.LINUX})),
        FactDef(_PROXY, Kind.YES_NO),
    ),
    lane=Lane.HARDWARE,
    # A Mac's own program for Wi-Fi is asked, which takes seconds.
    deadline=60.0,
    measure=measure,
)
