"""Why a speed test did not work, each with its own reason, sentence and remedy.

Errors of the operating system and of the server are told apart here and nowhere else.
"""

from __future__ import annotations

import errno
import socket
import ssl

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message
from readiness.domain.quantity import Quantity

_NO_ROUTE = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.EADDRNOTAVAIL,
    errno.EAFNOSUPPORT,
    10051,
    10065,
}
_NOT_NOW = {429, 502, 503, 504}
_DENIALS = {401, 402, 403, 407, 451}

CANCELLED = Unavailable(Reason.CANCELLED, message("unmeasured.stopped"))
_CUT = "unmeasured.speed_cut"


def not_an_address(text: str) -> Unavailable:
    """The profile, or the person, named something that is no http or https address."""
    return Unavailable(
        Reason.ABSENT, message("unmeasured.speed_bad_address", address=text), message("remedy.speed_ask_for_server")
    )


def speedtest_cli_failed() -> Unavailable:
    """speedtest-cli answered something that cannot be read."""
    return Unavailable(Reason.IMPLAUSIBLE, message("unmeasured.speedtest_cli"), message("remedy.speed_try_later"))


def offline() -> Unavailable:
    """This machine has no way out."""
    return Unavailable(Reason.OFFLINE, message("unmeasured.speed_no_network"), message("remedy.speed_connect"))


def unresolved(server: str, error: OSError, *, online: bool) -> Unavailable:
    """The name service has no address for the server, or cannot be asked."""
    if not online:
        return offline()
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return resolver_silent(server, online=True)
    return Unavailable(
        Reason.ABSENT, message("unmeasured.speed_unknown_name", server=server), message("remedy.speed_ask_for_server")
    )


def resolver_silent(server: str, *, online: bool) -> Unavailable:
    """The name service did not answer."""
    if not online:
        return offline()
    return Unavailable(
        Reason.OFFLINE, message("unmeasured.speed_no_name_service", server=server), message("remedy.speed_connect")
    )


def unreachable(server: str, error: OSError) -> Unavailable:
    """Connecting to the server failed."""
    if isinstance(error, TimeoutError):
        return silent(server)
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return untrusted(server)
    if isinstance(error, ConnectionRefusedError):
        return Unavailable(
            Reason.ABSENT, message("unmeasured.speed_nobody_there", server=server), message("remedy.speed_try_later")
        )
    if error.errno in _NO_ROUTE:
        return Unavailable(
            Reason.OFFLINE, message("unmeasured.speed_no_way", server=server), message("remedy.speed_connect")
        )
    return cut(server)


def silent(server: str) -> Unavailable:
    """The server did not answer in time."""
    return Unavailable(
        Reason.TIMED_OUT, message("unmeasured.speed_silent", server=server), message("remedy.speed_try_later")
    )


def stalled(server: str) -> Unavailable:
    """A transfer began and then nothing came any more."""
    return Unavailable(
        Reason.TIMED_OUT, message("unmeasured.speed_stalled", server=server), message("remedy.speed_try_again")
    )


def slept() -> Unavailable:
    """This computer slept, or did nothing else for seconds, in the middle of a transfer."""
    return Unavailable(Reason.BUSY, message("unmeasured.speed_slept"), message("remedy.speed_stay_awake"))


def cut(server: str) -> Unavailable:
    """The connection was broken off."""
    return Unavailable(Reason.OFFLINE, message(_CUT, server=server), message("remedy.speed_try_again"))


def is_cut(fault: Unavailable) -> bool:
    """Whether a fault is a broken connection, which may be worth another try."""
    return fault.unmeasured.detail is not None and fault.unmeasured.detail.id == _CUT


def untrusted(server: str) -> Unavailable:
    """No trustworthy TLS connection came about."""
    return Unavailable(
        Reason.DENIED, message("unmeasured.speed_untrusted", server=server), message("remedy.speed_check_clock")
    )


def refused(server: str, status: int) -> Unavailable:
    """The server answered, but with an HTTP status that is a refusal."""
    if status in _DENIALS:
        return Unavailable(
            Reason.DENIED,
            message("unmeasured.speed_denied", server=server, status=status),
            message("remedy.speed_ask_for_server"),
        )
    if status in _NOT_NOW:
        return Unavailable(
            Reason.BUSY,
            message("unmeasured.speed_busy", server=server, status=status),
            message("remedy.speed_try_later"),
        )
    if 500 <= status <= 599:  # noqa: PLR2004 - the range HTTP gives to the server's own mistakes
        return Unavailable(
            Reason.ABSENT,
            message("unmeasured.speed_broken", server=server, status=status),
            message("remedy.speed_try_later"),
        )
    return no_speed_server(server)


def no_speed_server(server: str) -> Unavailable:
    """Something answers there, but it is not a server to measure against."""
    return Unavailable(
        Reason.ABSENT, message("unmeasured.speed_other_server", server=server), message("remedy.speed_ask_for_server")
    )


def web_page(server: str) -> Unavailable:
    """A web page came instead of data: most often a network that wants a sign-in first."""
    return Unavailable(
        Reason.DENIED, message("unmeasured.speed_web_page", server=server), message("remedy.speed_sign_in")
    )


def no_udp(server: str) -> Unavailable:
    """The server's UDP packets do not come through, or ours do not get there."""
    return Unavailable(
        Reason.DENIED, message("unmeasured.speed_no_udp", server=server), message("remedy.speed_allow_udp")
    )


def server_too_slow(server: str, mbit_per_second: float) -> Unavailable:
    """The server gives less than the rate in question."""
    return Unavailable(
        Reason.UNSUPPORTED,
        message("unmeasured.speed_server_limit", server=server, rate=Quantity(mbit_per_second, "Mbit/s")),
        message("remedy.speed_ask_for_server"),
    )


def circles(server: str) -> Unavailable:
    """The server sends on from address to address."""
    return Unavailable(
        Reason.ABSENT, message("unmeasured.speed_circles", server=server), message("remedy.speed_ask_for_server")
    )


def no_data(server: str) -> Unavailable:
    """The server says yes and then sends nothing, or nothing that can be counted."""
    return Unavailable(
        Reason.IMPLAUSIBLE, message("unmeasured.speed_no_data", server=server), message("remedy.speed_ask_for_server")
    )


def behind_proxy(server: str, proxy: str) -> Unavailable:
    """The server cannot be reached except through the system's proxy, which would be measured instead."""
    return Unavailable(
        Reason.UNSUPPORTED,
        message("unmeasured.speed_proxy", server=server, proxy=proxy),
        message("remedy.speed_direct"),
    )


def behind_vpn(server: str) -> Unavailable:
    """The server does not answer, and all traffic goes through a VPN."""
    return Unavailable(
        Reason.OFFLINE, message("unmeasured.speed_vpn", server=server), message("remedy.speed_without_vpn")
    )


def budget_used_up(megabytes: float) -> Unavailable:
    """The data allowance was used up before the rate was known."""
    return Unavailable(
        Reason.SKIPPED,
        message("unmeasured.speed_budget", data=Quantity(megabytes, "MB")),
        message("remedy.speed_ask_for_budget"),
    )


def too_little() -> Unavailable:
    """So little arrived that no rate can be told."""
    return Unavailable(Reason.TIMED_OUT, message("unmeasured.speed_too_little"), message("remedy.speed_try_again"))


def no_round_trips(server: str) -> Unavailable:
    """Too few connections came about to tell the round trip."""
    return Unavailable(
        Reason.TIMED_OUT, message("unmeasured.speed_no_round_trips", server=server), message("remedy.speed_try_again")
    )


def no_public_servers(reason: Reason) -> Unavailable:
    """The list of public servers could not be had."""
    return Unavailable(reason, message("unmeasured.speed_no_list"), message("remedy.speed_try_later"))
