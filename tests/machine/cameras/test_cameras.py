"""Cameras on three systems: V4L2 answers made up after the kernel's header, lists after published ones."""

from __future__ import annotations

import errno
import json
import os
import struct
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.facts import Reason
from readiness.machine.cameras.linux import (
    ENUM_FORMATS,
    ENUM_SIZES,
    QUERY_CAPABILITIES,
    LinuxCameras,
    VideoNode,
    parse_capabilities,
    parse_size,
)
from readiness.machine.cameras.macos import MacosCameras
from readiness.machine.cameras.windows import WindowsCameras, read_interfaces
from tests.machine.libraries import Buffer, Number, filled, library
from tests.machine.trees import answer, answering, tree

T = TypeVar("T")
NO, GONE, DENIED = Reason.UNSUPPORTED, Reason.ABSENT, Reason.DENIED
CAPTURE, PLANES, TUNER, METADATA, OWN = 0x1, 0x1000, 0x10000, 0x800000, 0x80000000


# ------------------------------------------------------------------ Linux


@dataclass
class FakeNode:
    """A video device: what it can do, and the sizes of each of its formats."""

    capabilities: int = OWN | CAPTURE
    node: int = CAPTURE
    driver: str = "uvcvideo"
    formats: dict[int, list[tuple[int, ...]]] = field(default_factory=lambda: {1: [(640, 480), (1920, 1080)]})
    closed: int = 0

    def ask(self, request: int, argument: bytes) -> bytes:
        if request == QUERY_CAPABILITIES:
            assert len(argument) == 104
            return self.driver.encode().ljust(84, b"\0") + struct.pack("=II12x", self.capabilities, self.node)
        index, second = struct.unpack_from("=II", argument)
        if request == ENUM_FORMATS:
            assert (len(argument), second) == (64, 1 if self.node & CAPTURE else 9)
            return argument[:44] + struct.pack("=I16x", self._nth(list(self.formats), index))
        assert (request, len(argument)) == (ENUM_SIZES, 44)
        size = self._nth(self.formats[second], index)
        kind = 1 if len(size) == 2 else 3
        return argument[:8] + struct.pack("=I", kind) + struct.pack(f"={len(size)}I", *size).ljust(32, b"\0")

    def close(self) -> None:
        self.closed += 1

    @staticmethod
    def _nth(every: Sequence[T], index: int) -> T:
        if index >= len(every):
            raise OSError(errno.EINVAL, "Invalid argument")
        return every[index]


def cameras(root: Path, nodes: dict[str, FakeNode | int], driver: str = "uvcvideo") -> LinuxCameras:
    """A system with these nodes; a number is the error with which opening one is refused."""
    tree(root, {"sys/class/": "", f"sys/drivers/{driver}/": ""})
    for index, name in enumerate(nodes):
        tree(root, {f"sys/class/video4linux/{name}/index": f"{index}\n", f"sys/class/video4linux/{name}/device/": ""})
        (root / f"sys/class/video4linux/{name}/device/driver").symlink_to(root / f"sys/drivers/{driver}")

    def opened(path: str) -> FakeNode:
        node = nodes[path.removeprefix("/dev/")]
        if isinstance(node, int):
            raise OSError(node, os.strerror(node))
        return node

    return LinuxCameras(tree(root, {}), opened)


def test_the_largest_picture_of_any_format_counts_and_every_node_is_given_back(tmp_path: Path) -> None:
    node = FakeNode(formats={1: [(640, 480)], 2: [(1280, 720), (2560, 1440)], 3: []})
    found = cameras(tmp_path, {"video0": node, "video1": FakeNode(node=METADATA)})

    assert (answer(found.present), answer(found.lines)) == (True, 1440)
    assert node.closed == 2


def test_of_a_range_of_sizes_the_largest_counts(tmp_path: Path) -> None:
    node = FakeNode(PLANES, 0, formats={1: [(32, 3840, 2, 32, 2160, 2)]})

    assert parse_capabilities(node.ask(QUERY_CAPABILITIES, bytes(104))) == ("uvcvideo", PLANES)
    ranged = FakeNode(OWN | PLANES, PLANES, formats={1: [(32, 3840, 2, 32, 2160, 2)]})
    assert answer(cameras(tmp_path, {"video0": ranged}).lines) == 2160


@pytest.mark.parametrize(
    "node",
    [FakeNode(node=METADATA), FakeNode(node=CAPTURE | TUNER), FakeNode(driver="v4l2 loopback")],
)
def test_what_does_not_film_is_no_camera(tmp_path: Path, node: FakeNode) -> None:
    found = cameras(tmp_path, {"video0": node})

    assert (answer(found.present), answer(found.lines)) == (False, GONE)


def test_without_video_devices_there_is_no_camera(tmp_path: Path) -> None:
    found = cameras(tmp_path, {})

    assert (answer(found.present), answer(found.lines)) == (False, GONE)
    assert answer(LinuxCameras(tree(tmp_path / "empty", {})).present) is NO


@pytest.mark.parametrize(
    ("error", "driver", "present", "lines"),
    [
        (errno.EACCES, "uvcvideo", True, DENIED),
        (errno.EBUSY, "uvcvideo", True, NO),
        (errno.EACCES, "ivtv", False, GONE),
        (errno.ENODEV, "uvcvideo", False, GONE),
    ],
)
def test_a_camera_that_may_not_be_opened_is_known_by_its_driver(
    tmp_path: Path, error: int, driver: str, present: object, lines: object
) -> None:
    found = cameras(tmp_path, {"video0": error}, driver)

    assert (answer(found.present), answer(found.lines)) == (present, lines)


def test_a_camera_without_sizes_is_there_all_the_same(tmp_path: Path) -> None:
    found = cameras(tmp_path, {"video0": FakeNode(formats={})})

    assert (answer(found.present), answer(found.lines)) == (True, NO)


@pytest.mark.skipif(sys.platform != "linux", reason="a device of Linux")
def test_a_real_node_is_opened_asked_and_given_back() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    node = VideoNode("/dev/null")
    with pytest.raises(OSError) as refusal:  # noqa: PT011 - the number is looked at below
        node.ask(QUERY_CAPABILITIES, bytes(104))
    node.close()

    assert refusal.value.errno == errno.ENOTTY
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@given(st.binary(min_size=104, max_size=104))
def test_no_bytes_break_a_parser(data: bytes) -> None:
    parse_capabilities(data)
    parse_size(data)


# ------------------------------------------------------------------ Windows and macOS

USB = "\\\\?\\USB#VID_046D&PID_0825&MI_00#6&1&0&0000#{e5323777-f976-4f5b-9b55-b94699c46e44}\\GLOBAL"
MADE_UP = "\\\\?\\SWD#VCAMDEVAPI#1#{e5323777-f976-4f5b-9b55-b94699c46e44}"


def manager(names: tuple[str, ...], refused: str = "") -> Callable[[str], SimpleNamespace]:
    """cfgmgr32 with these interfaces."""
    content = ("\0".join(names) + "\0\0").encode("utf-16-le")

    def size(length: Number, class_: bytes, _device: None, flags: int) -> int:
        assert (class_[:4], flags) == (bytes.fromhex("773732e5"), 0)
        length._obj.value = len(content) // 2
        return 1 if refused == "size" else 0

    def listed(_class: bytes, _device: None, buffer: Buffer, length: int, _flags: int) -> int:
        assert length == len(content) // 2
        filled(buffer, content)
        return 1 if refused == "list" else 0

    made = library(CM_Get_Device_Interface_List_SizeW=size, CM_Get_Device_Interface_ListW=listed)
    return lambda name: made if name == "cfgmgr32" else SimpleNamespace()


@pytest.mark.parametrize(
    ("names", "present"), [((USB,), True), ((MADE_UP, USB), True), ((MADE_UP,), False), ((), False)]
)
def test_windows_lists_the_cameras_that_are_there(names: tuple[str, ...], *, present: bool) -> None:
    found = WindowsCameras(lambda: read_interfaces(manager(names)))

    assert (answer(found.present), answer(found.lines)) == (present, NO)


@pytest.mark.parametrize("refused", ["size", "list"])
def test_a_list_that_windows_refuses_is_not_empty(refused: str) -> None:
    assert answer(WindowsCameras(lambda: read_interfaces(manager((USB,), refused))).present) is NO


@pytest.mark.parametrize(
    ("names", "present"),
    [
        (["FaceTime HD Camera"], True),
        (["OBS Virtual Camera"], False),
        (["OBS Virtual Camera", "C920"], True),
        ([], False),
    ],
)
def test_a_mac_lists_its_cameras(names: list[str], *, present: bool) -> None:
    said = json.dumps({"SPCameraDataType": [{"_name": name, "spcamera_unique-id": "x"} for name in names]})
    found = MacosCameras(answering({"system_profiler": said}))

    assert (answer(found.present), answer(found.lines)) == (present, NO)


@pytest.mark.parametrize("programs", [{}, {"system_profiler": ""}, {"system_profiler": "{}"}])
def test_a_mac_that_does_not_list_them_is_not_without(programs: dict[str, str]) -> None:
    assert answer(MacosCameras(answering(programs)).present) is NO
