"""Recognises documents of the program that are used in place of another kind, by their contents."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from readiness.documents.json_text.problems import DocumentError, Problem, sentence
from readiness.domain.message import Message

CODE: Final = "kind_instead"
PROFILE, REPORT, FACTS = "profile", "report", "facts"
SIGNED_PROFILE, SIGNED, WAIVER = "signed_profile", "signed", "waiver"

_SIGNS: Final[tuple[tuple[str, Callable[[dict[str, Any]], bool]], ...]] = (
    (SIGNED_PROFILE, lambda value: "bundle" in value and "profile" in value),
    (WAIVER, lambda value: "payload" in value and "waiver" in str(value.get("payloadType"))),
    (SIGNED, lambda value: "payload" in value and "payloadType" in value),
    (REPORT, lambda value: str(value.get("kind")).startswith("readiness.report")),
    (PROFILE, lambda value: "requirements" in value and "facts" not in value),
    (FACTS, lambda value: "facts" in value and "profile" not in value),
)


def kind_of(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the kind of a document, "" if it cannot be told."""
    if not isinstance(value, dict):
        return ""
    return next((kind for kind, is_so in _SIGNS if is_so(value)), "")


def kind_of_text(data: bytes) -> str:
    """Return the kind of a document that was not parsed yet."""
    try:
        return kind_of(json.loads(data))
    except (ValueError, RecursionError):
        return ""


def refuse_other(kind: str, *wanted: str) -> None:
    """Refuse a document of another kind than those wanted; the message names the first of them.

    Raises:
        DocumentError: with this single mistake, instead of one for every unknown key.
    """
    if kind and kind not in wanted:
        told = sentence(CODE, found=Message(f"document.kind.{kind}"), wanted=Message(f"document.kind.{wanted[0]}"))
        raise DocumentError([Problem(CODE, told, "", 1, 1, kind)])
