"""What calls of Windows answer, or why there is no answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import Message

T = TypeVar("T")


def answer_of(call: Callable[[], T], missing: Message) -> T:
    """Return what a call answers. Raises Unavailable where Windows refuses, or is too old for it."""
    try:
        return call()
    except (OSError, AttributeError) as refusal:  # a function older systems lack is an AttributeError of ctypes
        raise Unavailable(Reason.UNSUPPORTED, missing) from refusal


def told(value: T | None, missing: Message) -> T:
    """Return a value that says something: zero, empty and None are how these calls say nothing. Raises Unavailable."""
    if not value:
        raise Unavailable(Reason.UNSUPPORTED, missing)
    return value
