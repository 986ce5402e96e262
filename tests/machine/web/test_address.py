"""Addresses that may be fetched, and those that could lead somewhere else than they seem to."""

from __future__ import annotations

import pytest

from readiness.domain.refusal import Refusal
from readiness.machine.web.address import is_public, web_address


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("https://example.com", "https://example.com/"),
        ("https://Example.COM:443/a?b=c", "https://example.com/a?b=c"),
        ("https://example.com:8443/%C3%A9", "https://example.com:8443/%C3%A9"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_an_address_has_one_form(text: str, whole: str) -> None:
    assert web_address(text).text == whole


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("http://example.com/", "web.not_https"),
        ("file:///etc/passwd", "web.not_https"),
        ("ftp://example.com/", "web.not_https"),
        ("//example.com/", "web.not_https"),
        ("javascript:alert(1)", "web.not_https"),
        ("https://bank.example@evil.example/", "web.user_info"),
        ("https://user:secret@example.com/", "web.user_info"),
        ("https://@example.com/", "web.user_info"),
        ("https://", "web.no_address"),
        ("https://example.com:0/", "web.no_address"),
        ("https://example.com:99999/", "web.no_address"),
        ("https://[::1/", "web.no_address"),
        ("https://2130706433/", "web.no_address"),  # 127.0.0.1, as some read it
        ("https://0x7f.1/", "web.no_address"),
        ("https://127.1/", "web.no_address"),
        ("https://-example.com/", "web.no_address"),
        ("https://exam%2eple.com/", "web.no_address"),
        ("https://[fe80::1%25eth0]/", "web.no_address"),
        ("https://b\u00fccher.example/", "web.characters"),
        ("https://examp\u0142e.com/", "web.characters"),
        ("https://example.com\\@evil.example/", "web.characters"),
        ("https://example.com/#x", "web.characters"),
        ("https://example.com/ x", "web.characters"),
        ("https://example.com/\u202etxt", "web.characters"),
        ("https://example.com/\r\nHost: x", "web.characters"),
        ("", "web.characters"),
        ("https://example.com/" + "x" * 1000, "web.too_long"),
    ],
)
def test_what_could_be_misread_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        web_address(text)
    assert refused.value.code == code


def test_plain_http_only_where_it_is_said() -> None:
    assert web_address("http://localhost:8080/x", local=True).authority == "localhost:8080"
    assert web_address("http://localhost/x", local=True).at("/y").text == "http://localhost/y"


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e"])
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
     "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "fec0::1", "ff02::1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
)  # fmt: skip
def test_addresses_within_a_home_or_office(address: str) -> None:
    assert not is_public(address)
