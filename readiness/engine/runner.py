"""Runs checks in lanes of daemon threads, each check isolated and under a deadline.

All wanted facts end up known, whatever a check does: if it hangs, raises or returns nonsense, its facts become not
measured and the other checks continue. ``listen`` gets the events one at a time, in order, on worker threads.

The threads are daemons because one that is stuck in a driver must not keep the program from ending;
resources/decisions/ has the figures.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from readiness.checks.base import Check, Guidance, Machine, Progress, Wishes
from readiness.domain.facts import Facts, Reading, Reason, Unavailable, Unmeasured
from readiness.domain.message import message
from readiness.domain.reference import reference
from readiness.engine.events import (
    CheckEnded,
    CheckProgressed,
    CheckStarted,
    Event,
    FactKnown,
    PersonNeeded,
    RunEnded,
    RunStarted,
)
from readiness.engine.reading_validation import validated

_log = logging.getLogger(__name__)

_GRACE_SECONDS = 1.0  # how long a check that was told to stop may take to put things away
_LONGEST_GAP = 5.0  # seconds between two looks at a deadline; more, and nothing of ours ran meanwhile
_POLL_SECONDS = 0.1  # how often a deadline that stands still for the person is looked at again


class Run:
    """One run of some checks. ``known`` facts are taken as they are and not measured again."""

    def __init__(
        self,
        checks: Sequence[Check],
        machine: Machine,
        wishes: Wishes,
        listen: Callable[[Event], None],
        known: Facts | None = None,
    ) -> None:
        self._checks = tuple(checks)
        self._machine = machine
        self._wishes = wishes
        self._listen = listen
        self._facts = known or Facts()
        self._stopped = threading.Event()
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._attempts = {check.id: _Attempt(check, self) for check in self._checks}

    def start(self) -> None:
        """Start all lanes and return at once."""
        self.tell(RunStarted(tuple(check.id for check in self._checks)))
        lanes = {check.lane: [one for one in self._checks if one.lane is check.lane] for check in self._checks}
        threads = [_daemon(partial(self._work, members), f"lane {lane}") for lane, members in lanes.items()]
        _daemon(partial(self._finish, threads), "run")

    def stop(self) -> None:
        """Request a stop. What is known stays known; RunEnded follows within 2 s."""
        self._stopped.set()
        for attempt in self._attempts.values():
            attempt.cancel.set()

    def confirm(self, check: str, answer: str = "") -> None:
        """Tell a check that the person is ready (``PersonNeeded``).

        If it was a question, ``answer`` is the id of the person's choice, "" for none of them.
        """
        attempt = self._attempts[check]
        attempt.answer = answer
        attempt.confirmed.set()

    def wish_play_back(self, *, wanted: bool) -> None:
        """Set whether the person wants to hear their recording; counts until it would be played."""
        self._wishes = replace(self._wishes, play_back=wanted)

    def wait(self, seconds: float | None = None) -> Facts | None:
        """Wait for the end and return everything known; None if it takes longer than ``timeout``."""
        return self._facts if self._ended.wait(seconds) else None

    @property
    def stopped(self) -> bool:
        """Whether the person asked to stop."""
        return self._stopped.is_set()

    @property
    def machine(self) -> Machine:
        """The machine the checks look at."""
        return self._machine

    @property
    def wishes(self) -> Wishes:
        """What was asked for."""
        return self._wishes

    def tell(self, event: Event) -> None:
        """Pass an event to the listener. An exception of the listener does not harm the run."""
        with self._lock:
            if isinstance(event, FactKnown):
                self._facts = self._facts.updated(Facts({event.fact: event.reading}))
            try:
                self._listen(event)
            except Exception:  # noqa: BLE001 - whoever watches must not be able to stop a measurement
                _log.exception("a listener failed on %s", type(event).__name__)

    def _work(self, lane: Iterable[Check]) -> None:
        for check in lane:
            self._attempts[check.id].carry_out(skip=self._stopped.is_set())

    def _finish(self, lanes: Iterable[threading.Thread]) -> None:
        for lane in lanes:
            lane.join()
        facts = self._facts
        self._ended.set()
        self.tell(RunEnded(facts, self._stopped.is_set()))


class _Attempt:
    """One attempt of a check to measure its facts; also the Session that the check sees.

    ``_open`` is closed when the check has ended or its time is up. Nothing it says later is passed on, so that a late
    answer cannot contradict what was announced.
    """

    def __init__(self, check: Check, run: Run) -> None:
        self.check = check
        self.cancel = threading.Event()
        self.confirmed = threading.Event()
        self.answer = ""
        self._run = run
        self._open = True
        self._gate = threading.Lock()
        self._done = threading.Event()
        self._timed_out = False
        self._unattended = False
        self._paused = 0.0
        self._waiting_since: float | None = None
        known = {fact.id: fact for fact in check.facts}
        wanted = {name: known.get(reference(name).fact) for name in sorted(run.wishes.facts)}
        self._missing = {name: fact for name, fact in wanted.items() if fact}
        self._definitions = {**known, **self._missing}

    # what the check sees

    @property
    def wishes(self) -> Wishes:
        """What was asked for."""
        return self._run.wishes

    def show(self, progress: Progress) -> None:
        """Pass progress on, unless the attempt is closed."""
        self._tell(CheckProgressed(self.check.id, progress))

    def ask(self, question: Guidance) -> str | None:
        """Wait for the person's answer; one that is not among the choices counts as none."""
        if not self.ready(question):
            return None
        return self.answer if self.answer in {choice.id for choice in question.choices} else ""

    def ready(self, guidance: Guidance) -> bool:
        """Wait for the person; the deadline is suspended meanwhile."""
        self.answer = ""
        self.confirmed.clear()
        self._waiting_since = time.monotonic()
        self._tell(PersonNeeded(self.check.id, guidance))
        while not self.cancel.is_set() and not self.confirmed.wait(_POLL_SECONDS):
            self._lose_patience(self._waiting_since)
        self._paused += time.monotonic() - self._waiting_since
        self._waiting_since = None
        return not self.cancel.is_set()

    def _lose_patience(self, since: float) -> None:
        """End the check because nobody responds, which says nothing about the machine."""
        patience = self.wishes.patience
        if patience is not None and time.monotonic() - since > patience:
            self._unattended = True
            self.cancel.set()

    def _tell(self, event: Event) -> None:
        with self._gate:
            if self._open:
                self._run.tell(event)

    # what the run sees

    def carry_out(self, *, skip: bool) -> None:
        """Run the check to its end, to its deadline or to the stop; then settle the missing facts."""
        started = time.monotonic()
        if not skip:
            self._run.tell(CheckStarted(self.check.id))
            _daemon(self._measure, f"check {self.check.id}")
            self._await(started)
        with self._gate:
            self._open = False
        self._settle(self._why_missing())
        self._run.tell(CheckEnded(self.check.id, time.monotonic() - started))

    def _await(self, started: float) -> None:
        looked = started
        while not self._done.wait(_POLL_SECONDS):
            looked, before = time.monotonic(), looked
            if looked - before > _LONGEST_GAP and self._waiting_since is None:
                # The computer slept, and nothing was measured meanwhile.
                self._paused += looked - before
            self._timed_out = self._left(started) <= 0
            if self.cancel.is_set() or self._timed_out:
                self.cancel.set()
                self._done.wait(_GRACE_SECONDS)
                return

    def _left(self, started: float) -> float:
        since = self._waiting_since
        waiting = time.monotonic() - since if since is not None else 0.0
        return self.check.deadline - (time.monotonic() - started - self._paused - waiting)

    def _measure(self) -> None:
        try:
            for fact, reading in self.check.measure(self._run.machine, self):
                self._know(fact, reading)
        except Unavailable as refusal:
            self._settle(refusal.unmeasured)
        except Exception:  # noqa: BLE001 - any other exception is a defect of the check; the rest go on
            _log.exception("check %s failed", self.check.id)
            self._settle(Unmeasured(Reason.DEFECT, message("unmeasured.defect")))
        finally:
            self._done.set()

    def _know(self, fact: str, reading: Reading) -> None:
        definition = self._definitions.get(fact)
        with self._gate:
            if not self._open:
                return
            if definition is None:
                _log.error("check %s answered for %s, which is not its fact", self.check.id, fact)
                return
            self._missing.pop(fact, None)
            del self._definitions[fact]
            self._run.tell(FactKnown(self.check.id, fact, validated(reading, definition)))

    def _why_missing(self) -> Unmeasured:
        if self._run.stopped:
            return Unmeasured(Reason.CANCELLED, message("unmeasured.stopped"))
        if self._unattended:
            return Unmeasured(Reason.SKIPPED, message("unmeasured.nobody_there"), message("remedy.nobody_there"))
        if self._timed_out:
            seconds = round(self.check.deadline)
            return Unmeasured(Reason.TIMED_OUT, message("unmeasured.took_too_long", seconds=seconds))
        return Unmeasured(Reason.DEFECT, message("unmeasured.defect"))

    def _settle(self, unmeasured: Unmeasured) -> None:
        """Give this reading to every wanted fact that has none."""
        with self._gate:
            missing, self._missing = self._missing, {}
            for fact in missing:
                self._definitions.pop(fact, None)
                self._run.tell(FactKnown(self.check.id, fact, unmeasured))


def _daemon(target: Callable[[], None], name: str) -> threading.Thread:
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    return thread
