"""Addresses as people write them, names, routes and proxies."""

from __future__ import annotations

import socket
import threading

import pytest

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.machine.speed.net import address, faults
from readiness.machine.speed.net.address import Endpoint, Url, parse_url, proxy_for, resolved, what_is_in_the_way
from readiness.machine.speed.net.reactor import Reactor

ANSWER = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))]


@pytest.mark.parametrize(
    ("text", "url", "authority"),
    [
        ("https://speed.example.com", Url("https", "speed.example.com", 443, "/"), "speed.example.com"),
        (
            " http://speed.example.com:8080/x?y=1 ",
            Url("http", "speed.example.com", 8080, "/x?y=1"),
            "speed.example.com:8080",
        ),
        ("http://[2001:db8::1]:81/", Url("http", "2001:db8::1", 81, "/"), "[2001:db8::1]:81"),
        ("HTTPS://Speed.Example/", Url("https", "speed.example", 443, "/"), "speed.example"),
        ("http://bücher.example/", Url("http", "xn--bcher-kva.example", 80, "/"), "xn--bcher-kva.example"),
    ],
)
def test_addresses_are_taken_apart(text: str, url: Url, authority: str) -> None:
    assert parse_url(text) == url
    assert url.authority == authority
    assert parse_url(url.text) == url
    assert url.secure == (url.scheme == "https")


@pytest.mark.parametrize(
    "text", ["", "speed.example.com", "ftp://a/", "http://", "http://a:b/", "udp://voice.example:3478"]
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(Unavailable) as refused:
        parse_url(text)
    assert refused.value.unmeasured.reason is Reason.ABSENT
    assert refused.value.unmeasured.detail is not None
    assert refused.value.unmeasured.detail["address"] == text


def test_references_are_followed() -> None:
    base = parse_url("http://a.example/speed/")
    assert base.at("backend/garbage.php?ckSize=1").path == "/speed/backend/garbage.php?ckSize=1"
    assert base.at("https://b.example/") == Url("https", "b.example", 443, "/")


def ask(url: str, cancel: threading.Event | None = None) -> list[Endpoint]:
    with Reactor(cancel or threading.Event()) as reactor:
        return reactor.finish(reactor.spawn(resolved(parse_url(url))))


def test_names_are_resolved() -> None:
    assert (socket.AF_INET, ("127.0.0.1", 80)) in ask("http://localhost/")


@pytest.mark.parametrize(
    ("error", "online", "reason", "sentence"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), True, Reason.ABSENT, "unmeasured.speed_unknown_name"),
        (socket.gaierror(socket.EAI_NONAME, "unknown"), False, Reason.OFFLINE, "unmeasured.speed_no_network"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), True, Reason.OFFLINE, "unmeasured.speed_no_name_service"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), False, Reason.OFFLINE, "unmeasured.speed_no_network"),
        (UnicodeError("label too long"), True, Reason.ABSENT, "unmeasured.speed_unknown_name"),
    ],
)
def test_a_name_that_cannot_be_found_has_its_reason(
    error: Exception,
    online: bool,  # noqa: FBT001 - a table's column
    reason: Reason,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(address, "has_route", lambda: online)
    with pytest.raises(Unavailable) as refused:
        ask("http://speed.invalid/")
    unmeasured = refused.value.unmeasured
    assert (unmeasured.reason, unmeasured.detail and unmeasured.detail.id) == (reason, sentence)


def test_a_resolver_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def hang(*_: object, **__: object) -> list[object]:
        release.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    monkeypatch.setattr(address, "_RESOLVING_SECONDS", 0.2)
    monkeypatch.setattr(address, "has_route", lambda: True)
    try:
        with pytest.raises(Unavailable) as refused:
            ask("http://speed.invalid/")
    finally:
        release.set()
    assert refused.value.unmeasured.detail is not None
    assert refused.value.unmeasured.detail.id == "unmeasured.speed_no_name_service"


@pytest.mark.parametrize(
    ("variable", "proxy", "shown"),
    [
        ("http_proxy", "http://user:secret@proxy.example:3128", "proxy.example:3128"),
        ("http_proxy", "proxy.example:3128", "proxy.example:3128"),
        ("https_proxy", "http://proxy.example:3128", None),
    ],
)
def test_the_systems_proxy_is_told_without_its_password(
    variable: str, proxy: str, shown: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv(variable, proxy)
    assert proxy_for(parse_url("http://speed.example/")) == shown
    monkeypatch.setenv("no_proxy", "speed.example")
    assert proxy_for(parse_url("http://speed.example/")) is None


class Tunnelled:
    """A link that leads through a VPN, does not, or would not tell."""

    def __init__(self, vpn: bool | None) -> None:  # noqa: FBT001 - a stand-in
        self._vpn = vpn

    def vpn(self) -> Observed[bool]:
        if self._vpn is None:
            raise Unavailable(Reason.UNSUPPORTED)
        return Observed(self._vpn, "made up")


@pytest.mark.parametrize(
    ("vpn", "fault", "told"),
    [
        (True, faults.silent("speed.example"), "unmeasured.speed_vpn"),
        (True, faults.offline(), "unmeasured.speed_vpn"),
        (True, faults.refused("speed.example", 403), "unmeasured.speed_denied"),  # it came through
        (False, faults.silent("speed.example"), "unmeasured.speed_silent"),
        (None, faults.silent("speed.example"), "unmeasured.speed_silent"),
    ],
)
def test_a_vpn_is_named_when_nothing_answers_through_it(
    vpn: bool | None,  # noqa: FBT001
    fault: Unavailable,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(address, "reader", lambda *_: Tunnelled(vpn))
    found = what_is_in_the_way(fault, parse_url("http://speed.example/"))
    assert found.unmeasured.detail is not None
    assert found.unmeasured.detail.id == told
