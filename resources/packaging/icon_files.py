"""The icon as Windows and macOS want it: one file that holds PNG pictures of several sizes."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

_COLOUR: Final = "#1b5e9e"
_ICNS_KINDS: Final = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08"}


def pictures(svg: Path, sides: Iterable[int]) -> Mapping[int, bytes]:
    """Draw an icon at these sizes, on a transparent ground, and return PNG files by size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    running = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    drawing = QSvgRenderer(QByteArray(svg.read_text(encoding="utf-8").replace("currentColor", _COLOUR).encode()))
    drawn = {}
    for side in sides:
        image = QImage(side, side, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        drawing.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide's stubs know only bytes here
        drawn[side] = bytes(buffer.data().data())
    del running
    return drawn


def ico(drawn: Mapping[int, bytes]) -> bytes:
    """Return an .ico: ICONDIR, one ICONDIRENTRY each (a side of 256 is written as 0), then the pictures."""
    start = 6 + 16 * len(drawn)
    head, body = struct.pack("<3H", 0, 1, len(drawn)), b""
    for side, png in sorted(drawn.items()):
        head += struct.pack("<4B2H2I", side % 256, side % 256, 0, 0, 1, 32, len(png), start + len(body))
        body += png
    return head + body


def icns(drawn: Mapping[int, bytes]) -> bytes:
    """Return an .icns: a length, then pictures under four letters that say their size."""
    body = b"".join(
        _ICNS_KINDS[side] + struct.pack(">I", len(png) + 8) + png
        for side, png in sorted(drawn.items())
        if side in _ICNS_KINDS
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body
