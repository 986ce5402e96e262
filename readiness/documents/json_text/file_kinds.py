"""Files that people take for a document though they are of another kind, told by how they begin."""

from __future__ import annotations

from typing import Final

_KINDS: Final = (
    (b"%pdf-", "PDF"),
    (b"\x89png", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"gif8", "GIF"),
    (b"pk\x03\x04", "ZIP, DOCX, XLSX"),
    (b"\xd0\xcf\x11\xe0", "DOC, XLS"),
    (b"{\\rtf", "RTF"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
)
"""How such files begin, in small letters."""


def file_kind(data: bytes) -> str:
    """Return what a file is that was taken for a document, "" if it may be one. Told by its first bytes."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for mark, kind in _KINDS if start.startswith(mark)), "")
