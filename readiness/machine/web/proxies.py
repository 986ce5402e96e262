"""The proxy that the system or the environment names for a place on the network."""

from __future__ import annotations

from urllib.request import getproxies, proxy_bypass


def system_proxy(scheme: str, host: str) -> str:
    """Return the address of the proxy to a host, "" for none. Many people write it down without its scheme."""
    proxy = "" if proxy_bypass(host) else getproxies().get(scheme, "")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy
