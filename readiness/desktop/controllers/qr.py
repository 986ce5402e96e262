"""The text in a picture of a QR code. Qt reads the picture, so that no second library for pictures is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader

from readiness.domain.message import message
from readiness.domain.refusal import Refusal

_LARGEST_FILE: Final = 20_000_000
_LONGEST_SIDE: Final = 12_000
_MOST_MEGABYTES: Final = 256


def read_code(path: Path) -> str:
    """Return the text of the one QR code in a picture.

    Raises:
        Refusal: it is no picture, a monstrous one, or holds no code, or several.
    """
    import zxingcpp

    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = {code.text for code in zxingcpp.read_barcodes(_grey(path), kinds)}
    if not found:
        raise Refusal(message("qr.none", file=path.name))
    if len(found) > 1:
        raise Refusal(message("qr.several", file=path.name))
    return str(found.pop())


def _grey(path: Path) -> QImage:
    """Return the picture in shades of grey, small enough for whatever it claims to be."""
    QImageReader.setAllocationLimit(_MOST_MEGABYTES)
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if not path.is_file() or path.stat().st_size > _LARGEST_FILE or max(size.width(), size.height()) > _LONGEST_SIDE:
        raise Refusal(message("qr.no_picture", file=path.name))
    image = reader.read()
    if image.isNull() or image.size() == QSize():
        raise Refusal(message("qr.no_picture", file=path.name))
    return image.convertToFormat(QImage.Format.Format_Grayscale8)
