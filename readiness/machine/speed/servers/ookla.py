"""Ookla's public servers, found, ranked and described by speedtest-cli, measured by our own engine.

The transfers use the servers' older HTTP paths beside ``upload.php``: ``latency.txt``,
``random4000x4000.jpg`` (32 MB of noise), and POSTs to ``upload.php`` itself.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.domain.facts import Reason, Unavailable
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.address import Url, has_route, parse_url
from readiness.machine.speed.net.latency import quickest_round_trip
from readiness.machine.speed.net.reactor import Reactor, Steps
from readiness.machine.speed.net.transport import met
from readiness.machine.speed.servers.server import Server, answering, asked, told_apart

KIND = "Ookla"
CHILD = "--ookla-child"
"""What tells a ready-made program to be the child; its entry script knows it."""
DIRECTORY = "www.speedtest.net"
_LARGEST_PICTURE = "random4000x4000.jpg"
_UPLOAD_BYTES = 7_340_032  # speedtest-cli's largest
_PATIENCE = 10.0  # seconds for the child; it limits itself to less, except where it cannot
_CANDIDATES = 3
_POLL_SECONDS = 0.03


@dataclass(frozen=True, slots=True)
class Entry:
    """A server as speedtest-cli describes it. ``url`` is that of its ``upload.php``."""

    name: str
    url: str


class Ookla:
    """The public servers near this machine."""

    missing: Sequence[str] = ()

    def find(self, reactor: Reactor) -> list[Server]:
        """Return the servers that speedtest-cli finds quickest, as far as they answer us too."""
        entries = parse_directory(ask_child(reactor), online=has_route())
        return answering([_look(entry, reactor) for entry in entries[:_CANDIDATES]], reactor)


def parse_directory(text: str, *, online: bool) -> list[Entry]:
    """Read what the child printed. Raises Unavailable for an error, an empty list, or nonsense."""
    answer = read_answer(text, online=online)
    try:
        entries = [Entry(f"{each['sponsor']}, {each['name']}", each["url"]) for each in answer.get("servers", ())]
    except (KeyError, TypeError, AttributeError) as error:
        raise faults.no_public_servers(Reason.IMPLAUSIBLE) from error
    if not entries:
        raise faults.no_public_servers(Reason.ABSENT)
    return entries


def read_answer(text: str, *, online: bool | None = None) -> dict[str, Any]:
    """Return the object the child printed. Raises Unavailable for an error it tells of, and for nonsense.

    ``online`` says whether there is a way out of this machine; it is found out unless given.
    """
    try:
        answer = json.loads(text)
    except ValueError as error:
        raise faults.no_public_servers(Reason.IMPLAUSIBLE) from error
    if not isinstance(answer, dict):
        raise faults.no_public_servers(Reason.IMPLAUSIBLE)
    if "error" in answer:
        raise _refusal(answer, online=has_route() if online is None else online)
    return answer


def _refusal(answer: dict[str, Any], *, online: bool) -> Unavailable:
    if not online:
        return faults.offline()
    known = {
        "name": faults.resolver_silent(DIRECTORY, online=True),
        "silent": faults.silent(DIRECTORY),
        "untrusted": faults.untrusted(DIRECTORY),
        "nobody": faults.no_public_servers(Reason.ABSENT),
        "refused": faults.refused(DIRECTORY, int(answer.get("status", 0))),
    }
    return known.get(answer["error"], faults.no_public_servers(Reason.IMPLAUSIBLE))


def ask_child(reactor: Reactor, *arguments: str, patience: float | None = None) -> str:
    """Run the child and return what it prints. Raises Unavailable, and Stopped."""
    end = time.monotonic() + (patience or _PATIENCE)
    with _child(arguments) as child:
        try:
            while child.poll() is None:
                if time.monotonic() > end:
                    raise faults.silent(DIRECTORY)
                reactor.pause(_POLL_SECONDS)
        finally:
            child.kill()
        assert child.stdout is not None  # noqa: S101 - asked for below
        return child.stdout.read()


def _child(arguments: tuple[str, ...]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - this Python, our own file, our own words
        [*child_command(), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def child_command(executable: str = sys.executable) -> list[str]:
    """Return how the child is started: by this Python, or by a ready-made program, which is none and asks itself."""
    if getattr(sys, "frozen", False):
        # On Windows the program without a console has no standard output to answer on; the one beside it has.
        program = Path(executable)
        return [str(program.with_name(program.name.replace("readiness-window", "readiness"))), CHILD]
    return [executable, "-P", str(Path(__file__).with_name("ookla_child.py"))]


def _look(entry: Entry, reactor: Reactor) -> Steps[Server]:
    url = parse_url(entry.url)
    endpoint, connection = yield from met(url, reactor)
    head, body = yield from asked(url.at("latency.txt"), endpoint, connection=connection)
    if head.status != 200:  # noqa: PLR2004 - OK
        raise faults.refused(url.host, head.status)
    if not body.startswith(b"test=test"):
        raise faults.no_speed_server(url.host)
    with told_apart(url.host):
        round_trip = yield from quickest_round_trip(endpoint, reactor)

    def download(_megabytes: int) -> Url:
        return url.at(f"{_LARGEST_PICTURE}?x={random.random()}")  # noqa: S311 - only to get past caches

    quick = url.at("latency.txt")
    return Server(entry.name, KIND, url, endpoint, download, url, _UPLOAD_BYTES, round_trip, quick=quick)
