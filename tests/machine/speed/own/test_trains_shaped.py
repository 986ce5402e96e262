"""Trains over a line of known rate: the right answer, soon, for little data."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Sequence

import pytest

from readiness.analysis.line.speed_test import DOWNLOAD, LOSS, UPLOAD, Form, Relation, SpeedPlan, SpeedQuestion, Verdict
from readiness.domain.facts import Measured
from readiness.machine.speed import measure, readings_of
from tests.benchmarks.trains import LIMITS, Trial, trial
from tests.rigs.responder import serve_own
from tests.rigs.shaped_link import FAR_V6, Line, ShapedLink, missing, shaped_link

# Alone, since what the line carries in a second is counted.
pytestmark = [pytest.mark.alone, pytest.mark.skipif(bool(missing()), reason=missing())]
CLOSE = LIMITS[1:3]  # a tenth below the truth, and a tenth above


def trials(link: ShapedLink, url: str, shares: Sequence[float]) -> list[Trial]:
    """Ask about shares of the true rates, both ways."""
    found = []
    for fact, rate in ((DOWNLOAD, link.line.down), (UPLOAD, link.line.up)):
        for share in shares:
            found.append(trial(link, url, fact, rate, share * rate))
            time.sleep(0.1)
    return found


def test_verdicts_on_a_clean_line_are_right_quick_and_cheap() -> None:
    with shaped_link(Line(down=25, up=5, rtt=30)) as link:
        url = serve_own(link)
        found = trials(link, url, CLOSE)
        assert [one.limit for one in found if one.verdict is not Verdict.UNSURE and not one.right] == []
        # A busy computer disturbs one or the other, which then takes a second train, or stays open.
        assert sum(one.right for one in found) >= 3
        assert statistics.median(one.seconds for one in found) < 0.6
        assert statistics.median(abs(one.error) for one in found) < 0.005
        assert sum(one.megabytes < 0.06 * one.limit for one in found) >= 2  # ten seconds would take 1.2 times the limit
        assert_no_loss_is_made(link, url)


def assert_no_loss_is_made(link: ShapedLink, url: str) -> None:
    """A train that is faster than the line fills its queue; what is dropped there is not the line's loss."""
    questions = (SpeedQuestion(UPLOAD, Relation.AT_LEAST, 10.0), SpeedQuestion(LOSS, Relation.LESS, 10.0))
    plan = SpeedPlan(frozenset({UPLOAD, LOSS}), (url,), form=Form.QUICK, questions=questions)
    readings = link.inside(lambda: readings_of(measure(plan, threading.Event())))
    loss = readings[LOSS]
    assert isinstance(loss, Measured), loss
    assert loss.value == 0.0


def test_no_verdict_on_a_poor_line_is_wrong_and_ipv6_is_no_obstacle() -> None:
    with shaped_link(Line(down=25, up=5, rtt=30, jitter=2, loss=0.5, buffer=40)) as link:
        found = trials(link, serve_own(link, host=FAR_V6), CLOSE)
    assert [one.limit for one in found if one.verdict is not Verdict.UNSURE and not one.right] == []
    assert sum(one.right for one in found) >= 3
