"""Trains over a line of known rate: the right answer, soon, for little data."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence

import pytest

from readiness.analysis.speed_test import DOWNLOAD, UPLOAD, Verdict
from tests.benchmarks.trains import LIMITS, Trial, trial
from tests.rigs.responder import serve_own
from tests.rigs.shaped_link import FAR, FAR_V6, Line, missing, shaped_link

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


def trials(line: Line, shares: Sequence[float], host: str = FAR) -> list[Trial]:
    """Ask about limits below and above the truth, both ways."""
    found = []
    with shaped_link(line) as link:
        url = serve_own(link, host=host)
        for fact, rate in ((DOWNLOAD, line.down), (UPLOAD, line.up)):
            for share in shares:
                found.append(trial(link, url, fact, rate, share * rate))
                time.sleep(0.1)
    return found


def test_verdicts_on_a_clean_line_are_right_quick_and_cheap() -> None:
    found = trials(Line(down=25, up=5, rtt=30), LIMITS)
    assert [one.limit for one in found if one.verdict is not Verdict.UNSURE and not one.right] == []
    # A busy computer disturbs one or the other, which then takes a second train, or stays open.
    assert sum(one.right for one in found) >= 7
    assert statistics.median(one.seconds for one in found) < 0.6
    assert statistics.median(abs(one.error) for one in found) < 0.005
    assert sum(one.megabytes < 0.06 * one.limit for one in found) >= 6  # a ten-second test takes 1.2 times the limit


def test_no_verdict_on_a_poor_line_is_wrong_and_ipv6_is_no_obstacle() -> None:
    found = trials(Line(down=25, up=5, rtt=30, jitter=2, loss=0.5, buffer=40), LIMITS[1:3], FAR_V6)
    assert [one.limit for one in found if one.verdict is not Verdict.UNSURE and not one.right] == []
    assert sum(one.right for one in found) >= 3
