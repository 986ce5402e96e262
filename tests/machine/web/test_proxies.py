"""Which proxy is asked for a host, however it is written down."""

from __future__ import annotations

import pytest

from readiness.machine.web.proxies import system_proxy


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("http://proxy.example:3128", "http://proxy.example:3128"),
        ("proxy.example:3128", "http://proxy.example:3128"),
        ("", ""),
    ],
)
def test_a_proxy_has_a_scheme(monkeypatch: pytest.MonkeyPatch, written: str, found: str) -> None:
    monkeypatch.setenv("https_proxy", written)
    monkeypatch.setenv("no_proxy", "inside.example")
    assert system_proxy("https", "www.example.com") == found
    assert system_proxy("https", "inside.example") == ""
