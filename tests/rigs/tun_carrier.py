"""A line in user space: carries packets between two TUN devices, late, in order, at a rate.

    python -m tests.rigs.tun_carrier NEAR_NAMESPACE FAR_NAMESPACE < two lines of JSON

The lines describe the way down (far to near) and the way up. Each way is a process of its
own, so that two cores carry two ways. It exists because many kernels lack netem.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import math
import os
import random
import select
import signal
import struct
import sys
import time
from collections import deque
from dataclasses import dataclass, field

DEVICE = "wan0"
FURTHER = bytes((198, 18, 0, 3))
FULL_PACKET = 1500
PAYLOAD_SHARE = 1448 / FULL_PACKET  # what TCP with time stamps carries of each full packet

_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_TIMERSLACK = 1, 29
_NAP = 0.0001  # seconds between two looks, so that packets are dealt with in batches
_FEWEST_QUEUED = 10  # full packets; less than any real modem has room for
_ADDRESSES = slice(12, 20)  # of an IPv4 header
_NEARLY_FULL = 1000  # bytes; only a test of speed sends such packets
_AT_ONCE = 128
_AHEAD = 2  # real-time priority: also of servers and of what is measured, where these run ahead of others


@dataclass
class Way:
    """One direction. ``rate`` is in bit/s of IP packets, times are in seconds, ``loss`` is a share.

    ``swing`` is the share by which the rate rises and falls, as a sine of ``swing_period``.
    ``credit`` is how many bytes more than the rate allows may pass at ``boost`` times the
    rate; it fills up again at the rate while less is sent. From ``change_after`` seconds
    after the first nearly full packet on, the rate is multiplied by ``change_to``.
    ``further`` is how much longer packets of the ``FURTHER`` host take, beyond the line.
    """

    rate: float
    delay: float
    buffer: float
    jitter: float = 0.0
    loss: float = 0.0
    swing: float = 0.0
    swing_period: float = 1.0
    boost: float = 1.0
    credit: float = 0.0
    change_after: float | None = None
    change_to: float = 1.0
    further: float = 0.0
    seed: int = 1
    _free: float = 0.0
    _paid: float = -math.inf  # until when the packets so far would last at the rate without boost
    _latest: float = 0.0
    _changes: float = math.inf
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - repeatable by design
        self.buffer = max(self.buffer, _FEWEST_QUEUED * FULL_PACKET * 8 / self.rate)

    def due(self, now: float, size: int) -> float | None:
        """Return when a packet that arrives now comes out; None when it is lost."""
        if self.change_after is not None and math.isinf(self._changes) and size > _NEARLY_FULL:
            self._changes = now + self.change_after
        start = max(self._free, now)
        rate = self._rate(start)
        paid = max(self._paid, now - self.credit * 8 / rate)
        if max(start, paid) - now > self.buffer:
            return None
        self._paid = paid + size * 8 / rate
        self._free = max(start + size * 8 / (rate * self.boost), self._paid)
        if self.loss and self._chance.random() < self.loss:
            return None  # lost behind the bottleneck: it did use the line
        late = self._chance.expovariate(1 / self.jitter) if self.jitter else 0.0
        self._latest = max(self._free + self.delay + late, self._latest)  # packets never overtake
        return self._latest

    def _rate(self, moment: float) -> float:
        """Return the rate at a moment, without what a credit adds."""
        rate = self.rate * (self.change_to if moment >= self._changes else 1.0)
        return rate * (1 + self.swing * math.sin(2 * math.pi * moment / self.swing_period)) if self.swing else rate


def carry(source: int, target: int, way: Way) -> None:
    """Carry packets for ever."""
    near: deque[tuple[float, bytes]] = deque()
    far: deque[tuple[float, bytes]] = deque()
    clock = time.perf_counter
    while True:
        firsts = [waiting[0][0] for waiting in (near, far) if waiting]
        if firsts:
            time.sleep(_NAP)
        select.select([source], [], [], max(min(firsts) - clock(), 0.0) if firsts else None)
        _take(source, way, near, far)
        now = clock()
        for waiting in (near, far):
            while waiting and waiting[0][0] <= now:
                _deliver(target, waiting.popleft()[1])


def _take(source: int, way: Way, near: deque[tuple[float, bytes]], far: deque[tuple[float, bytes]]) -> None:
    for _ in range(_AT_ONCE):
        try:
            packet = os.read(source, 2048)
        except BlockingIOError:
            return
        due = way.due(time.perf_counter(), len(packet))
        if due is None:
            continue
        if way.further and FURTHER in packet[_ADDRESSES]:
            far.append((due + way.further, packet))
        else:
            near.append((due, packet))


def _deliver(target: int, packet: bytes) -> None:
    try:
        os.write(target, packet)
    except OSError:
        return  # the far device is not up (yet): such a line loses packets


def enter_namespace(name: str) -> None:
    """Put the calling thread into a network namespace."""
    handle = os.open(f"/run/netns/{name}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(handle, _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns", name)
    finally:
        os.close(handle)


def _open_tun(namespace: str) -> int:
    enter_namespace(namespace)
    handle = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)
    fcntl.ioctl(handle, _TUNSETIFF, struct.pack("16sH22x", DEVICE.encode(), _IFF_TUN | _IFF_NO_PI))
    return handle


def _end_with_parent() -> None:
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_TIMERSLACK, 1000, 0, 0, 0)


def _before_all_others() -> None:
    """Run ahead of ordinary programs: a line is not slower because the computer is busy."""
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(_AHEAD))


def main() -> None:
    """Open both devices, say so, and carry both ways until the parent is gone."""
    _end_with_parent()
    _before_all_others()
    near, far = (_open_tun(name) for name in sys.argv[1:3])
    down, up = (Way(**json.loads(sys.stdin.readline())) for _ in range(2))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if os.fork():
        carry(far, near, down)
    _end_with_parent()
    carry(near, far, up)


if __name__ == "__main__":
    main()
