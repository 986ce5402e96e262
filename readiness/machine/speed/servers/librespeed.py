"""LibreSpeed's backends: garbage.php sends noise, empty.php takes it (github.com/librespeed/speedtest, doc.md)."""

from __future__ import annotations

import random
import socket
from dataclasses import replace

from readiness.machine.speed.net import faults
from readiness.machine.speed.net.address import Endpoint, Url, parse_url
from readiness.machine.speed.net.latency import quickest_round_trip
from readiness.machine.speed.net.reactor import Reactor, Steps, outcome_of
from readiness.machine.speed.net.transport import met
from readiness.machine.speed.servers.server import Server, asked, told_apart

KIND = "LibreSpeed"
_UPLOAD_BYTES = 20 << 20  # what LibreSpeed's own page sends, so what its servers are set up to take
_MOST_CHUNKS = 1024  # garbage.php sends no more chunks of 1 MiB
_MOST_HOPS = 5
_REDIRECTS = {301, 302, 303, 307, 308}


def look(text: str, reactor: Reactor) -> Steps[Server]:
    """Return the server at a base address. Raises Unavailable."""
    base = _folder(parse_url(text))
    name = base.authority
    seen: set[str] = set()
    while base.text not in seen and len(seen) < _MOST_HOPS:
        seen.add(base.text)
        endpoint, connection = yield from met(base, reactor)
        timed = reactor.spawn(quickest_round_trip(endpoint, reactor))
        try:
            target, found = yield from _backend(base, endpoint, connection)
            if found:
                with told_apart(name):
                    round_trip = yield from outcome_of(timed)
                return replace(_server(name, target, endpoint), round_trip=round_trip)
        finally:
            reactor.drop(timed)
        base = target
    raise faults.circles(name)


def _backend(base: Url, endpoint: Endpoint, connection: socket.socket) -> Steps[tuple[Url, bool]]:
    """Return the folder of the scripts and True, or the folder we are sent to and False.

    The first question goes by a ``connection`` that is there already.
    """
    for folder, open_already in ((base, connection), (base.at("backend/"), None)):
        url = folder.at(f"empty.php?r={random.random()}")  # noqa: S311 - only to get past caches
        head, _ = yield from asked(url, endpoint, connection=open_already)
        if head.status in _REDIRECTS:
            return _sent_to(url, head.fields.get("location", "")), False
        if head.status in {200, 204}:
            return folder, True
        if head.status != 404:  # noqa: PLR2004 - not here, perhaps in the other folder
            raise faults.refused(url.host, head.status)
    raise faults.no_speed_server(base.host)


def _sent_to(url: Url, location: str) -> Url:
    """Follow a redirect. Networks that want a sign-in redirect too, but to a page of their own."""
    target = url.at(location)
    if not target.path.partition("?")[0].endswith("/empty.php"):
        raise faults.web_page(url.host)
    folder = _folder(target)
    # A server that only adds "backend" by redirecting is looked at from its base again.
    return folder.at("../") if folder.path.endswith("/backend/") else folder


def _folder(url: Url) -> Url:
    """Return the folder an address means: "/speed" and "/speed/garbage.php?x=1" mean "/speed/"."""
    path = url.path.partition("?")[0]
    if path.endswith(".php"):
        path = path.rpartition("/")[0]
    return replace(url, path=path.rstrip("/") + "/")


def _server(name: str, folder: Url, endpoint: Endpoint) -> Server:
    def download(megabytes: int) -> Url:
        chunks = min(max(megabytes, 1), _MOST_CHUNKS)
        return folder.at(f"garbage.php?ckSize={chunks}&r={random.random()}")  # noqa: S311 - past caches

    return Server(name, KIND, folder, endpoint, download, folder.at("empty.php"), _UPLOAD_BYTES)
