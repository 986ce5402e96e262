"""Recognises files of other kinds that people mistake for a document, by their first bytes."""

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
"""The first bytes of such files, in lower case."""


def file_kind(data: bytes) -> str:
    """Return the kind of a file that is no document, "" if it may be one."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for mark, kind in _KINDS if start.startswith(mark)), "")
