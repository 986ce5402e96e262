"""Reports inside PDFs and pages: found where they are, and nothing taken for one."""

from __future__ import annotations

import zlib

import pytest

from readiness.documents.report.embedded import embedded_report

PLAIN, SIGNED = b'{"kind": "readiness.report"}', b'{"payloadType": "x"}'


def pdf(*files: bytes, filtered: bool = True, compress: bool = True) -> bytes:
    """A file with attachments in the form that Qt gives them."""
    parts = [b"%PDF-1.4\n"]
    for number, file in enumerate(files, 50):
        kind = b"/Filter /FlateDecode\n" if filtered else b""
        body = zlib.compress(file) if compress else file
        parts.append(b"%d 0 obj\n<<\n%b/Length 9 0 R\n>>\nstream\n%b\nendstream\nendobj\n" % (number, kind, body))
        parts.append(b"<<\n/F (x)\n/EF <</F %d 0 R>>\n/Type/Filespec\n>>\n" % number)
    return b"".join(parts)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (pdf(PLAIN), PLAIN),
        (pdf(PLAIN, SIGNED), SIGNED),
        (pdf(PLAIN, filtered=False, compress=False), PLAIN),
        (pdf(b"broken", compress=False), None),
        (pdf(), None),
        (b"%PDF-1.4\n/EF <</F 7 0 R>>", None),  # it leads nowhere
        (b"<!DOCTYPE html><p>" + b'<script type="application/json" id="report">' + PLAIN + b"</script>", PLAIN),
        (b"<!DOCTYPE html><p>nothing", None),
        (PLAIN, None),
    ],
)
def test_what_is_carried_is_found(data: bytes, found: bytes | None) -> None:
    assert embedded_report(data) == found
