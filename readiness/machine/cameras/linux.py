"""Linux cameras through V4L2 (include/uapi/linux/videodev2.h): asked what they can do, never started.

VIDIOC_QUERYCAP, VIDIOC_ENUM_FMT and VIDIOC_ENUM_FRAMESIZES answer from what the driver knows;
no picture is taken and no lamp lights.
"""

from __future__ import annotations

import errno
import math
import os
import struct
from collections.abc import Callable, Iterator
from typing import Final, Protocol, TypeAlias, TypeVar

from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sources.tree import Tree

_NODES: Final = "sys/class/video4linux"

QUERY_CAPABILITIES: Final = 0x80685600
ENUM_FORMATS: Final = 0xC0405602
ENUM_SIZES: Final = 0xC02C564A
_CAPABILITIES_SIZE: Final = 104

_DEVICE_CAPS: Final = 0x80000000
_CAPTURE: Final = 0x1
_CAPTURE_PLANES: Final = 0x1000
_TUNER: Final = 0x10000
_TYPE_CAPTURE: Final = 1
_TYPE_PLANES: Final = 9
_DISCRETE: Final = 1
_MOST: Final = 256

T = TypeVar("T")
Size: TypeAlias = tuple[int, int]
"""Width and height of a picture."""


class Node(Protocol):
    """An open video device."""

    def ask(self, request: int, argument: bytes) -> bytes:
        """Return the argument as the driver filled it in. Raises OSError where there is no more to say."""

    def close(self) -> None:
        """Give the device back."""


class VideoNode:
    """A video device of this system. Opening it alone starts nothing."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDWR | vars(os).get("O_NONBLOCK", 0))

    def ask(self, request: int, argument: bytes) -> bytes:
        """Return the argument as the driver filled it in. Raises OSError."""
        import fcntl

        buffer = bytearray(argument)
        fcntl.ioctl(self._descriptor, request, buffer, True)  # noqa: FBT003 - the library's signature
        return bytes(buffer)

    def close(self) -> None:
        """Give the device back."""
        os.close(self._descriptor)


def parse_capabilities(data: bytes) -> tuple[str, int]:
    """Return driver and capabilities of a v4l2_capability; those of this node alone where they are told."""
    driver = data[:16].partition(b"\0")[0].decode("ascii", "replace")
    every, node = struct.unpack_from("=II", data, 84)
    return driver, node if every & _DEVICE_CAPS else every


def parse_size(data: bytes) -> Size:
    """Return width and height of a v4l2_frmsizeenum; of a range, the largest."""
    (kind,) = struct.unpack_from("=I", data, 8)
    numbers = struct.unpack_from("=6I", data, 12)
    return (numbers[0], numbers[1]) if kind == _DISCRETE else (numbers[1], numbers[4])


def is_camera(driver: str, capabilities: int) -> bool:
    """Whether a node films: not a television card, not a loop that programs feed."""
    films = capabilities & (_CAPTURE | _CAPTURE_PLANES)
    return bool(films) and not capabilities & _TUNER and "loopback" not in driver


def sizes(node: Node, capabilities: int) -> Iterator[Size]:
    """Yield every picture size a camera offers, in any of its formats."""
    kind = _TYPE_CAPTURE if capabilities & _CAPTURE else _TYPE_PLANES
    for answer in _each(node, ENUM_FORMATS, lambda index: struct.pack("=II56x", index, kind)):
        (format_,) = struct.unpack_from("=I", answer, 44)
        yield from map(parse_size, _each(node, ENUM_SIZES, _sizes_of(format_)))


def _sizes_of(format_: int) -> Callable[[int], bytes]:
    return lambda index: struct.pack("=II36x", index, format_)


def _each(node: Node, request: int, argument: Callable[[int], bytes]) -> Iterator[bytes]:
    for index in range(_MOST):
        try:
            yield node.ask(request, argument(index))
        except OSError:  # EINVAL after the last one
            return


class LinuxCameras:
    """The cameras of a Linux system."""

    def __init__(self, tree: Tree | None = None, opened: Callable[[str], Node] = VideoNode) -> None:
        self._tree = tree or Tree()
        self._opened = opened

    def present(self) -> Observed[bool]:
        """Return whether there is a camera; one that may not be opened is known by its driver."""
        if not self._tree.is_there("sys/class"):
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.camera_unknown"))
        found = any(self._films(name) for name in self._names())
        return Observed(found, "/sys/class/video4linux")

    def lines(self) -> Observed[int]:
        """Return the height in lines of the largest picture any camera offers."""
        denied = False
        best: Size = (0, 0)
        for name in self._names():
            try:
                offered = self._sizes(name)
            except PermissionError:
                denied = denied or self._is_uvc(name)
            except OSError:
                continue
            else:
                best = max([best, *offered], key=math.prod)
        if best[1]:
            return Observed(best[1], "VIDIOC_ENUM_FRAMESIZES")
        if denied:
            raise Unavailable(Reason.DENIED, message("unmeasured.camera_denied"))
        absent = not self.present().value
        detail = message("unmeasured.camera_none") if absent else message("unmeasured.camera_lines")
        raise Unavailable(Reason.ABSENT if absent else Reason.UNSUPPORTED, detail)

    def _names(self) -> tuple[str, ...]:
        return tuple(path.rpartition("/")[2] for path in self._tree.paths(_NODES, "video*"))

    def _films(self, name: str) -> bool:
        try:
            return self._of(name, lambda _node, driver, capabilities: is_camera(driver, capabilities))
        except OSError as refusal:
            return refusal.errno in {errno.EACCES, errno.EPERM, errno.EBUSY} and self._is_uvc(name)

    def _sizes(self, name: str) -> tuple[Size, ...]:
        def offered(node: Node, driver: str, capabilities: int) -> tuple[Size, ...]:
            return tuple(sizes(node, capabilities)) if is_camera(driver, capabilities) else ()

        return self._of(name, offered)

    def _of(self, name: str, tell: Callable[[Node, str, int], T]) -> T:
        node = self._opened(f"/dev/{name}")
        try:
            driver, capabilities = parse_capabilities(node.ask(QUERY_CAPABILITIES, bytes(_CAPABILITIES_SIZE)))
            return tell(node, driver, capabilities)
        finally:
            node.close()

    def _is_uvc(self, name: str) -> bool:
        """Whether a node is the first of a USB camera: its second carries no picture."""
        folder = f"{_NODES}/{name}"
        driver = (self._tree.root / folder / "device/driver").resolve().name
        return driver == "uvcvideo" and self._tree.line(f"{folder}/index") == "0"
