"""How often our engine answers rightly whether a line is fast enough, and what an answer costs.

    python -m tests.benchmarks.verdicts [--runs N] [--lines 25/5@30 ...] [--disturbed] [--estimates] [--lending]

Asks for 0.8, 0.9, 1.1 and 1.2 of each line's true rate, both ways, against one LibreSpeed
server, two of them, and the project's own: 24 questions a line and run, so that five runs of four
lines are 480. Prints wrong and unsure answers, the seconds and megabytes of the middle one
and of the slowest tenth, and at the end the same of all from 5 Mbit/s up. Runs ahead of ordinary
programs, as the line does, so that a busy computer is not measured. With ``--estimates`` the
rates are estimated as well, and the error of the middle one, the worst tenth and the worst is
printed. With ``--lending`` each line lends twice its rate for some megabytes, or halves its
rate after some seconds, and is asked for 1.3 of what it keeps up: a quick answer may be taken
in, a thorough one must not. Needs root.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from readiness.analysis.line.speed_test import (
    DOWNLOAD,
    UPLOAD,
    Decided,
    Form,
    Relation,
    SpeedEvent,
    SpeedPlan,
    SpeedQuestion,
    Verdict,
    readings_of,
)
from readiness.domain.facts import Measured
from readiness.machine.speed import measure
from tests.benchmarks.speed import LINES, carried, lines
from tests.rigs.responder import serve_own
from tests.rigs.shaped_link import SECOND, Line, ShapedLink, missing, shaped_link

FACTORS = (0.8, 0.9, 1.1, 1.2)
_FAST = 5.0  # Mbit/s


@dataclass(frozen=True)
class Answer:
    """One answer: whether it was right (None: unsure), its wall-clock seconds, and the MB that crossed the line."""

    right: bool | None
    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Estimated:
    """One estimate: its error as a share of the true rate, or None where there was none."""

    error: float | None
    seconds: float
    megabytes: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, count, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--lines", nargs="+", default=LINES)
    parser.add_argument("--disturbed", action="store_true")
    parser.add_argument("--estimates", action="store_true")
    parser.add_argument("--lending", action="store_true")
    given = parser.parse_args(arguments)
    if reason := missing():
        sys.stderr.write(f"no line can be made here: {reason}\n")
        return 2
    if given.lending:
        _lend(given.lines, given.runs)
        return 0
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    everything: dict[bool, list[Answer]] = {True: [], False: []}
    for name, line in lines(given.lines, disturbed=given.disturbed):
        for fast, answers in _on(name, line, given.runs, estimates=given.estimates):
            everything["," in name] += answers if fast else []
    for is_disturbed, found in everything.items():
        if found:
            print(f"{'all disturbed' if is_disturbed else 'all clean'} from {_FAST} Mbit/s up: {_summary(found)}")
    return 0


def _on(name: str, line: Line, runs: int, *, estimates: bool) -> Iterator[tuple[bool, list[Answer]]]:
    """Ask one line, print what comes of it, and return the answers of each direction and whether that is a fast one."""
    with shaped_link(line) as link:
        for server, urls in _servers(link).items():
            for fact, true in ((DOWNLOAD, line.down), (UPLOAD, line.up)):
                label = f"{name:26} {server:14} {fact.removeprefix('network.'):9}"
                answers = list(_answers(link, fact, true, urls, runs))
                print(label, _summary(answers), flush=True)
                if estimates:
                    print(label, _accuracy(list(_estimates(link, fact, true, urls, runs))), flush=True)
                yield true >= _FAST, answers


def _lend(texts: Sequence[str], runs: int) -> None:
    """Ask lines that are fast at first, quickly and thoroughly; each answer gets a line of its own, full of credit."""
    for text, line in lines(texts, disturbed=False):
        lends = replace(line, credit=line.down / 8 * 1.5, boost=2.0)  # for a second and a half
        halves = replace(line, down=2 * line.down, up=2 * line.up, change_after=3.0, change_to=0.5)
        for name, fast_at_first in (("lends", lends), ("halves", halves)):
            for form in (Form.QUICK, Form.THOROUGH):
                answers = [_asked_anew(fast_at_first, 1.3 * line.down, form) for _ in range(runs)]
                print(f"{text + ', ' + name:26} {form:11} download ", _summary(answers), flush=True)


def _asked_anew(line: Line, limit: float, form: Form) -> Answer:
    """Ask a new line whether it carries more than it keeps up; PASS is wrong."""
    question = SpeedQuestion(DOWNLOAD, Relation.AT_LEAST, limit)
    with shaped_link(line) as link:
        plan = SpeedPlan(frozenset({DOWNLOAD}), (link.serve(),), form=form, questions=(question,))
        return _answer(link, plan, Verdict.FAIL)


def _servers(link: ShapedLink) -> dict[str, tuple[str, ...]]:
    """Start the servers. A line is called too slow only where two agree, if there are two."""
    first, second = link.serve(), link.serve(host=SECOND)
    return {"LibreSpeed": (first,), "two LibreSpeed": (first, second), "own": (serve_own(link),)}


def _answers(link: ShapedLink, fact: str, true: float, urls: tuple[str, ...], runs: int) -> Iterator[Answer]:
    for factor in FACTORS * runs:
        question = SpeedQuestion(fact, Relation.AT_LEAST, true * factor)
        plan = SpeedPlan(frozenset({fact}), urls, form=Form.QUICK, questions=(question,))
        answer = _answer(link, plan, Verdict.PASS if factor <= 1 else Verdict.FAIL)
        if answer.right is False:
            sys.stderr.write(f"wrong: {factor} of {true} ({fact})\n")
        yield answer


def _answer(link: ShapedLink, plan: SpeedPlan, expected: Verdict) -> Answer:
    before, start = link.inside(carried), time.monotonic()
    events = link.inside(partial(_carried_out, plan))
    seconds = time.monotonic() - start
    verdict = next((one.verdict for one in events if isinstance(one, Decided)), Verdict.UNSURE)
    time.sleep(0.3)
    right = None if verdict is Verdict.UNSURE else verdict is expected
    return Answer(right, seconds, (link.inside(carried) - before) / 1e6)


def _estimates(link: ShapedLink, fact: str, true: float, urls: tuple[str, ...], runs: int) -> Iterator[Estimated]:
    for _ in range(runs):
        before, start = link.inside(carried), time.monotonic()
        plan = SpeedPlan(frozenset({fact}), urls)
        reading = readings_of(link.inside(partial(_carried_out, plan)))[fact]
        seconds = time.monotonic() - start
        value = reading.value if isinstance(reading, Measured) else None
        time.sleep(0.3)
        error = value / true - 1 if isinstance(value, float) else None
        yield Estimated(error, seconds, (link.inside(carried) - before) / 1e6)


def _carried_out(plan: SpeedPlan) -> list[SpeedEvent]:
    return list(measure(plan, threading.Event()))


def _summary(answers: Sequence[Answer]) -> str:
    wrong = sum(one.right is False for one in answers)
    unsure = sum(one.right is None for one in answers)
    return f"{wrong} wrong, {unsure} unsure of {len(answers)}; {_cost(answers)}"


def _accuracy(estimates: Sequence[Estimated]) -> str:
    errors = sorted(abs(one.error) for one in estimates if one.error is not None)
    if not errors:
        return "no estimate"
    none = len(estimates) - len(errors)
    worst_tenth = errors[min(int(0.9 * len(errors)), len(errors) - 1)]
    accuracy = f"error {statistics.median(errors):.2%}, {worst_tenth:.2%}, {errors[-1]:.2%}"
    return f"{accuracy}, {none} without; {_cost(estimates)}"


def _cost(several: Sequence[Answer] | Sequence[Estimated]) -> str:
    seconds = sorted(one.seconds for one in several)
    megabytes = statistics.median(one.megabytes for one in several)
    slowest_tenth = seconds[min(int(0.9 * len(seconds)), len(seconds) - 1)]
    return f"{statistics.median(seconds):.2f} s ({slowest_tenth:.2f}), {megabytes:.2f} MB"


if __name__ == "__main__":
    sys.exit(main())
