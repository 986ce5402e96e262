"""The icon in the forms of Windows and macOS."""

from __future__ import annotations

import struct

import pytest
from icon_files import icns, ico, pictures

from readiness import paths


@pytest.mark.usefixtures("qapp")
def test_the_icon_is_drawn_at_every_size() -> None:
    drawn = pictures(paths.resource("icons/readiness.svg"), (16, 256))
    for side, png in drawn.items():
        assert png.startswith(b"\x89PNG")
        assert struct.unpack(">2I", png[16:24]) == (side, side)
    windows = ico(drawn)
    assert struct.unpack_from("<3H", windows) == (0, 1, 2)
    width, height, *_, size, start = struct.unpack_from("<4B2H2I", windows, 6 + 16)
    assert (width, height) == (0, 0)  # how 256 is written
    assert windows[start : start + size] == drawn[256]
    apple = icns(drawn)
    assert apple[:4] == b"icns"
    assert struct.unpack(">I", apple[4:8]) == (len(apple),)
    assert apple[8:12] == b"icp4"
