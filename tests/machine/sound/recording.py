"""What the tests of recording share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from readiness.checks.base import RecorderPort
from readiness.domain.facts import Reason, Unavailable


def refused(open_: Callable[[], object]) -> tuple[Reason, str]:
    with pytest.raises(Unavailable) as refusal:
        open_()
    assert refusal.value.unmeasured.detail
    return refusal.value.unmeasured.reason, refusal.value.unmeasured.detail.id


def opened(port: RecorderPort, source: str | None = None) -> None:
    with port.open(source):
        pass
