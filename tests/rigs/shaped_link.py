"""An internet line of known rate and round trip, between two network namespaces.

    python -m tests.rigs.shaped_link --down 100 --up 20 --rtt 25 -- COMMAND

runs COMMAND at the customer's end. At the other end two LibreSpeed servers listen; their
addresses, http://198.18.0.1:8080/ and http://198.18.0.3:8080/, are in the environment as
SPEED_SERVER and SECOND_SERVER. Rates are TCP payload in Mbit/s: what a perfect test shows.
The namespaces lead nowhere else.

Needs root, iproute2, nsenter and /dev/net/tun; ``missing()`` tells what is not there.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.rigs.librespeed_server import Fault
from tests.rigs.tun_carrier import DEVICE, PAYLOAD_SHARE, Way, enter_namespace

NEAR, FAR, SECOND = "198.18.0.2", "198.18.0.1", "198.18.0.3"  # RFC 2544: addresses for tests
NEAR_V6, FAR_V6 = "fd00:198:18::2", "fd00:198:18::1"
PORT = 8080
SERVER_URL = f"http://{FAR}:{PORT}/"
SECOND_URL = f"http://{SECOND}:{PORT}/"
_ROOT = Path(__file__).parents[2]
_NAME = re.compile(r"readiness-(\d+)-\d+-(?:near|far)")
T = TypeVar("T")


def missing() -> str:
    """Return why no line can be made here; empty when one can."""
    if sys.platform != "linux":
        return "network namespaces are a thing of Linux"
    if os.geteuid():
        return "making a network namespace takes root"
    for tool in ("ip", "nsenter"):
        if not shutil.which(tool):
            return f"{tool} is not installed"
    return "" if os.access("/dev/net/tun", os.R_OK | os.W_OK) else "there is no /dev/net/tun"


@dataclass(frozen=True)
class Line:
    """What the line is like. Rates in Mbit/s of TCP payload, times in ms, ``loss`` in % each way.

    ``buffer`` is how long a packet may wait at the bottleneck before one is dropped.
    ``swing`` is how far both rates rise and fall, in %, with a period of ``swing_seconds``.
    ``boost`` times the rate is what passes until ``credit`` megabytes more than the rate
    allows are through. ``change_after`` seconds after data flows, a way's rate is
    multiplied by ``change_to``; 0 is never.
    ``further`` is how much longer the way to the second host and back is.
    ``congestion`` is the congestion control of both ends, empty for the system's own; the
    kernel takes only those of net.ipv4.tcp_allowed_congestion_control.
    """

    down: float = 100.0
    up: float = 20.0
    rtt: float = 25.0
    buffer: float = 60.0
    jitter: float = 0.0
    loss: float = 0.0
    swing: float = 0.0
    swing_seconds: float = 1.0
    boost: float = 2.0
    credit: float = 0.0
    change_after: float = 0.0
    change_to: float = 0.5
    further: float = 0.0
    congestion: str = ""

    def ways(self) -> tuple[Way, Way]:
        """The two directions, down first."""
        return self._way(self.down, 1), self._way(self.up, 2)

    def _way(self, payload_rate: float, seed: int) -> Way:
        return Way(
            rate=payload_rate * 1e6 / PAYLOAD_SHARE,
            delay=self.rtt / 2e3,
            buffer=self.buffer / 1e3,
            jitter=self.jitter / 1e3,
            loss=self.loss / 100,
            swing=self.swing / 100,
            swing_period=self.swing_seconds,
            boost=self.boost if self.credit else 1.0,
            credit=self.credit * 1e6,
            change_after=self.change_after or None,
            change_to=self.change_to,
            further=self.further / 2e3,
            seed=seed,
        )


class ShapedLink:
    """A line that is up: run things at either end of it."""

    def __init__(self, line: Line, name: str) -> None:
        self.line = line
        self.near, self.far = f"{name}-near", f"{name}-far"
        self.programs: list[subprocess.Popen[Any]] = []

    def command(self, namespace: str, *command: str) -> list[str]:
        """Return a command as it is run in a namespace. The file system stays the same."""
        return ["nsenter", f"--net=/run/netns/{namespace}", *command]

    def start(self, namespace: str, *command: str, **options: Any) -> subprocess.Popen[Any]:  # noqa: ANN401
        """Start a program that ends with the line; ``options`` are those of Popen."""
        program = subprocess.Popen(self.command(namespace, *command), cwd=_ROOT, **options)
        self.programs.append(program)
        return program

    def serve(self, *options: str, host: str = FAR) -> str:
        """Start a LibreSpeed server at the far end and return its address; ``SECOND`` is another host there."""
        module = ("-m", "tests.rigs.librespeed_server", "--host", host, "--port", str(PORT))
        server = self.start(self.far, sys.executable, *module, *options, stdout=subprocess.PIPE, text=True)
        assert server.stdout is not None
        url: str = server.stdout.readline().strip()
        if not url:
            raise RuntimeError("the server at the far end did not start")
        return url

    def end_latest(self) -> None:
        """End the program that was started last."""
        program = self.programs.pop()
        program.terminate()
        program.communicate(timeout=5)

    def inside(self, work: Callable[[], T]) -> T:
        """Do work in this process, but at the customer's end; threads it starts are there too."""
        return inside(self.near, work)

    def end(self) -> None:
        """Take everything down; what still runs in the namespaces is ended."""
        for program in self.programs:
            program.terminate()
        for program in self.programs:
            program.wait(5)
            if program.stdout:
                program.stdout.close()


def inside(namespace: str, work: Callable[[], T]) -> T:
    """Do work in a thread that lives in a network namespace, and return what it returns."""
    results: list[T] = []
    errors: list[BaseException] = []

    def enter_and_work() -> None:
        try:
            enter_namespace(namespace)
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            errors.append(error)

    thread = threading.Thread(target=enter_and_work, name=f"inside {namespace}")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


_made = iter(range(1, 1 << 30))


@contextlib.contextmanager
def shaped_link(line: Line | None = None) -> Iterator[ShapedLink]:
    """Make a line, and take it down afterwards."""
    _remove_left_behind()
    name = f"readiness-{os.getpid()}-{next(_made)}"
    link = ShapedLink(line or Line(), name)
    try:
        for namespace in (link.near, link.far):
            _ip("netns", "add", namespace)
        with _carrier(link):
            _configure(link)
            yield link
    finally:
        link.end()
        for namespace in (link.near, link.far):
            _ip("netns", "del", namespace, check=False)


@contextlib.contextmanager
def _carrier(link: ShapedLink) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.rigs.tun_carrier", link.near, link.far]
    carrier = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert carrier.stdin is not None
    assert carrier.stdout is not None
    try:
        for way in link.line.ways():
            carrier.stdin.write(json.dumps({key: value for key, value in asdict(way).items() if key[0] != "_"}) + "\n")
        carrier.stdin.flush()
        if carrier.stdout.readline() != "ready\n":
            raise RuntimeError("the line did not come up")
        yield
    finally:
        carrier.kill()
        carrier.wait()
        carrier.stdin.close()
        carrier.stdout.close()


def _configure(link: ShapedLink) -> None:
    ends = ((link.near, NEAR, FAR, NEAR_V6, FAR_V6), (link.far, FAR, NEAR, FAR_V6, NEAR_V6))
    for namespace, own, peer, own_v6, peer_v6 in ends:
        inside(namespace, lambda: _set_kernel(link.line.congestion))
        _ip("-n", namespace, "link", "set", "lo", "up")
        _ip("-n", namespace, "link", "set", DEVICE, "mtu", "1500", "txqueuelen", "5000", "up")
        _ip("-n", namespace, "addr", "add", f"{own}/32", "peer", f"{peer}/32", "dev", DEVICE)
        _ip("-n", namespace, "addr", "add", f"{own_v6}/128", "peer", f"{peer_v6}/128", "dev", DEVICE, "nodad")
    _ip("-n", link.far, "addr", "add", f"{SECOND}/32", "dev", DEVICE)
    _ip("-n", link.near, "route", "add", f"{SECOND}/32", "dev", DEVICE)


def _set_kernel(congestion: str) -> None:
    """Set this namespace's TCP as asked, without memory of earlier connections."""
    ipv4 = Path("/proc/sys/net/ipv4")
    (ipv4 / "tcp_no_metrics_save").write_text("1")
    if congestion:
        (ipv4 / "tcp_congestion_control").write_text(congestion)


def _ip(*arguments: str, check: bool = True) -> str:
    return subprocess.run(["ip", *arguments], check=check, capture_output=True, text=True).stdout


def _remove_left_behind() -> None:
    """Remove namespaces of processes that were killed before they could."""
    for line in _ip("netns", "list").splitlines():
        found = _NAME.match(line)
        if found and not Path(f"/proc/{found[1]}").exists():
            _ip("netns", "del", line.split()[0], check=False)


def _parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in asdict(Line()).items():
        option = name.replace("_", "-")
        parser.add_argument(f"--{option}", type=type(default), default=default, help=f"default {default}")
    parser.add_argument("--fault", choices=list(Fault), type=Fault, help="what is wrong with the server")
    parser.add_argument("--no-server", action="store_true")
    parser.add_argument("command", nargs="+")
    given = parser.parse_args(arguments)
    return given, given.command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command at the customer's end of a line and return its exit code."""
    given, command = _parse(sys.argv[1:] if arguments is None else arguments)
    if reason := missing():
        sys.stderr.write(f"no line can be made here: {reason}\n")
        return 2
    line = Line(**{name: getattr(given, name) for name in asdict(Line())})
    with shaped_link(line) as link:
        if not given.no_server:
            link.serve(*(["--fault", given.fault] if given.fault else []))
            link.serve(host=SECOND)
            sys.stderr.write(f"servers at {SERVER_URL} and {SECOND_URL}\n")
        environment = {**os.environ, "SPEED_SERVER": SERVER_URL, "SECOND_SERVER": SECOND_URL}
        return subprocess.run(link.command(link.near, *command), env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
