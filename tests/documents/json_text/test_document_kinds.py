"""A document of one kind that is taken for another is told to be that, by one sentence."""

from __future__ import annotations

import json

import pytest

from readiness.documents.json_text import document_kinds
from readiness.documents.json_text.problems import DocumentError


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"bundle": 1, "keys": [], "profile": {}}, document_kinds.SIGNED_PROFILE),
        ({"payload": "", "payloadType": "application/vnd.readiness.waiver+json"}, document_kinds.WAIVER),
        ({"payload": "", "payloadType": "application/vnd.in-toto+json"}, document_kinds.SIGNED),
        ({"kind": "readiness.reports"}, document_kinds.REPORT),
        ({"requirements": []}, document_kinds.PROFILE),
        ({"facts": {}}, document_kinds.FACTS),
        ({"facts": {}, "profile": {}, "requirements": []}, ""),  # a report without its kind: told by what it lacks
        ({}, ""),
        ([], ""),
    ],
)
def test_what_a_document_is_stands_in_it(value: object, kind: str) -> None:
    assert document_kinds.kind_of(value) == document_kinds.kind_of_text(json.dumps(value).encode()) == kind


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[" * 100_000])
def test_what_cannot_be_read_is_of_no_kind(data: bytes) -> None:
    assert document_kinds.kind_of_text(data) == ""


def test_only_another_kind_is_refused() -> None:
    document_kinds.refuse_other("", document_kinds.REPORT)
    document_kinds.refuse_other(document_kinds.SIGNED, document_kinds.REPORT, document_kinds.SIGNED)
    with pytest.raises(DocumentError) as caught:
        document_kinds.refuse_other(document_kinds.PROFILE, document_kinds.REPORT, document_kinds.SIGNED)
    [problem] = caught.value.problems
    assert (problem.code, problem.offending) == (document_kinds.CODE, document_kinds.PROFILE)
