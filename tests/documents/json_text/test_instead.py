"""A document of one kind that is taken for another is told to be that, by one sentence."""

from __future__ import annotations

import json

import pytest

from readiness.documents.json_text import instead
from readiness.documents.json_text.problems import DocumentError


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({"bundle": 1, "keys": [], "profile": {}}, instead.SIGNED_PROFILE),
        ({"payload": "", "payloadType": "application/vnd.readiness.waiver+json"}, instead.WAIVER),
        ({"payload": "", "payloadType": "application/vnd.in-toto+json"}, instead.SIGNED),
        ({"kind": "readiness.reports"}, instead.REPORT),
        ({"requirements": []}, instead.PROFILE),
        ({"facts": {}}, instead.FACTS),
        ({"facts": {}, "profile": {}, "requirements": []}, ""),  # a report without its kind: told by what it lacks
        ({}, ""),
        ([], ""),
    ],
)
def test_what_a_document_is_stands_in_it(value: object, kind: str) -> None:
    assert instead.kind_of(value) == instead.kind_of_text(json.dumps(value).encode()) == kind


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[" * 100_000])
def test_what_cannot_be_read_is_of_no_kind(data: bytes) -> None:
    assert instead.kind_of_text(data) == ""


def test_only_another_kind_is_refused() -> None:
    instead.refuse_other("", instead.REPORT)
    instead.refuse_other(instead.SIGNED, instead.REPORT, instead.SIGNED)
    with pytest.raises(DocumentError) as caught:
        instead.refuse_other(instead.PROFILE, instead.REPORT, instead.SIGNED)
    [problem] = caught.value.problems
    assert (problem.code, problem.offending) == (instead.CODE, instead.PROFILE)
