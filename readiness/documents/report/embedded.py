"""Reports embedded in files for people: attached to a PDF, or as data inside an HTML page.

What such a file displays is never looked at; only the embedded report counts.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

from readiness.documents.json_text.file_kinds import file_kind
from readiness.documents.report.statement_file import SIGNED_LIMITS

_ATTACHED: Final = re.compile(rb"/EF\s*<<\s*/F\s+(\d+)\s+0\s+R")
_DATA: Final = re.compile(rb'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
_SIGNED: Final = b'"payloadType"'


def embedded_report(data: bytes) -> bytes | None:
    """Return the report embedded in a PDF or a page, the signed one if there is one; None without a report."""
    kind = file_kind(data)
    found = list(_attached(data)) if kind == "PDF" else _DATA.findall(data) if kind == "HTML" else []
    return next((one for one in found if _SIGNED in one[:200]), found[0] if found else None)


def _attached(data: bytes) -> Iterator[bytes]:
    """Yield the attachments as Qt writes them: each file a stream of its own, deflated or not."""
    for number in _ATTACHED.findall(data):
        held = re.search(rb"\n%b 0 obj\s*(<<.*?>>)\s*stream\r?\n(.*?)\r?\nendstream" % number, data, re.DOTALL)
        if held is None:
            continue
        if b"/FlateDecode" not in held[1]:
            yield held[2]
            continue
        try:
            yield zlib.decompressobj().decompress(held[2], SIGNED_LIMITS.size)
        except zlib.error:
            continue
