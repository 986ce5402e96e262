"""What a plan wants to know beyond rates: round trips alone and beside transfers, jitter, loss, a voice estimate.

One probe stream tells it all. Where no transfer fills the line long enough for its queue
to be seen full, one is made.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Final

from readiness.analysis.line.quality import (
    CERTIFYING,
    ONE_HOLD_UP,
    Probed,
    figure,
    hangs_on_one_hold_up,
    loaded_hangs_on_one_hold_up,
    method,
    reading,
    verdict,
)
from readiness.analysis.line.round_trips import ALONE, BUSY_SHARE, Probe, Window, quantile, round_trips
from readiness.analysis.line.speed_test import (
    CALL_QUALITY,
    DOWNLOAD,
    JITTER,
    LATENCY,
    LATENCY_LOADED_DOWN,
    LATENCY_LOADED_UP,
    LOSS,
    UPLOAD,
    Decided,
    Form,
    Found,
    NotFound,
    Source,
    SpeedEvent,
    SpeedPlan,
    SpeedQuestion,
    Verdict,
)
from readiness.domain.facts import Measured, Unavailable
from readiness.machine.speed.net import faults
from readiness.machine.speed.net.reactor import Reactor
from readiness.machine.speed.outcome import source_of
from readiness.machine.speed.probes import probe_methods
from readiness.machine.speed.probes.probing import CLOSELY, SPACING
from readiness.machine.speed.probes.stream import Probes
from readiness.machine.speed.servers.server import Server
from readiness.machine.speed.transfer.transfer import Transfer

BESIDE: Final = {LATENCY_LOADED_DOWN: DOWNLOAD, LATENCY_LOADED_UP: UPLOAD}
"""The facts of a loaded line, each with the direction that loads it."""

_WINDOWS = {DOWNLOAD: Window.DOWN, UPLOAD: Window.UP}
_FACT_BESIDE = {direction: fact for fact, direction in BESIDE.items()}
_NAMES = {
    probe_methods.OWN_ECHO: "UDP echo",
    probe_methods.UDP_ECHO: "UDP echo",
    probe_methods.ICMP: "ICMP echo",
    probe_methods.STUN: "STUN",
}

_LOOK = 0.02
_STEP = 0.005
_FIRST_SECONDS = 0.4
_FIRST_LOOK = 6  # quiet probes before anything else goes on the line
_QUICKLY = {LATENCY: 20, JITTER: 50, LOSS: 50, CALL_QUALITY: 50}
_FULLY = {LATENCY: 20, JITTER: 100, LOSS: CERTIFYING, CALL_QUALITY: CERTIFYING}
_THOROUGHLY = {LATENCY: 100, JITTER: CERTIFYING, LOSS: 2 * CERTIFYING, CALL_QUALITY: 2 * CERTIFYING}
_LOOKS = (20, 50, 100, 200, CERTIFYING)  # quiet probes after which questions are looked at
_SURE_EARLY = 0.995  # who looks often finds by chance sooner or later: an early answer must be surer
_HOLD_UP = 2 * ONE_HOLD_UP  # seconds: no single one decides where the middle value lies
_SERIES_SECONDS = 20 * ONE_HOLD_UP  # nor which one 95 of 100 stay below
_SERIES_STEP = 25  # probes
_DOUBTFUL_SECONDS = 0.3  # so long without one answer, and it is waited for another
_DEAD_SECONDS = 1.5  # so long, and it is no loss of packets, but the end of the connection
_TOGETHER = 0.25  # seconds: probes farther apart belong to different stretches
_QUEUE_EMPTIES = 2.0  # seconds at most
_NEARLY, _NEARLY_SECONDS = 1.25, 0.003  # round trips that much longer than before a transfer are as good as those

_FIRST_FLOWS, _MOST_FLOWS = 8, 32
_FILL_STEP = 0.4  # seconds, and two round trips of a long queue
_FILL_SECONDS = 4.0
_FEWEST_BESIDE = 10  # round trips beside a transfer that say something of it
_STILL_RISING = 1.05


class Quality:
    """The probe stream of one plan and what is made of it."""

    def __init__(self, plan: SpeedPlan, reactor: Reactor) -> None:
        self._plan, self._reactor = plan, reactor
        self._wanted = plan.facts | {question.fact for question in plan.questions}
        self._probes: Probes | None = None
        self._server: Server | None = None
        self._quiet_window = Window.IDLE
        self._was_busy = False  # since the line was last seen quiet
        self._at_first: list[float] = []  # round trips of the quiet line, whatever else was seen of them
        self._filled: dict[str, float] = {}  # MB that went only into seeing a queue full

    def begin(self, server: Server) -> None:
        """Probe the line to a server from now on, if that is not done already. Raises Stopped."""
        if self._server is None:
            self._server = server
            self._probes = Probes.begin(self._reactor, server, self._plan)
            if self._probes:
                self._probes.pace(CLOSELY)

    def forget(self) -> None:
        """End the stream: its server has failed."""
        if self._probes:
            self._probes.close()
        self._probes = self._server = None
        self._at_first = []
        self._filled.clear()

    # ---------------------------------------------------------------- beside transfers

    def idle(self, server: Server) -> list[float]:
        """Return round trips of the quiet line in seconds, a few at least; none where nothing answers probes.

        Raises:
            Unavailable: nothing comes back any more.
            Stopped: the person asked to stop.
        """
        self.begin(server)
        trips = round_trips(self._quiet)
        if self._probes and len(trips) < _FIRST_LOOK and len(self._at_first) < _FIRST_LOOK:
            self._at_first = trips = self._first_trips()
        return max(trips, self._at_first, key=len)

    def _first_trips(self) -> list[float]:
        """Return the first few round trips, as soon as they are there; longer is waited for those that do not come."""
        end = time.perf_counter() + _FIRST_SECONDS
        while len(trips := round_trips(self._quiet)) < _FIRST_LOOK:
            if time.perf_counter() > end:
                self._count_up_to(_FIRST_LOOK)
                return round_trips(self._quiet)
            self._reactor.step(_STEP)
        return trips

    def loaded(self, since: float) -> list[float]:
        """Return the round trips of all probes sent at ``since`` (time.perf_counter) or later, in seconds."""
        return self._trips(frozenset(Window), since)

    @contextmanager
    def beside(self, direction: str, *, full: bool) -> Iterator[None]:
        """Let the probes belong to a transfer for as long as it lasts; to none where it is not to fill the line."""
        self._turn(_WINDOWS[direction] if full else Window.APART)
        try:
            yield
        finally:
            self._turn(Window.APART)
            self._quiet_window, self._was_busy = Window.AFTER, True

    def _turn(self, window: Window) -> None:
        if self._probes:
            self._probes.pace(SPACING)
            self._probes.window(window)

    def fill(self, transfer: Transfer, flows: int) -> None:
        """Keep a transfer going with ever more flows until its queue is full, where a fact of that is wanted.

        Senders that have their own idea of a full line, such as BBR, leave the queue short
        while they are few; how much it holds shows when more of them make it no longer. What
        fails now does not undo what was seen before.

        Raises:
            Stopped: the person asked to stop.
        """
        fact = _FACT_BESIDE[transfer.fact]
        if self._probes and fact in self._wanted:
            moved = transfer.megabytes
            with contextlib.suppress(Unavailable):
                self._until_full(transfer, flows)
            self._filled[fact] = transfer.megabytes - moved

    def _until_full(self, transfer: Transfer, flows: int) -> None:
        end, level, before = time.perf_counter() + _FILL_SECONDS, self._level(), 0.0
        window = frozenset({_WINDOWS[transfer.fact]})
        while time.perf_counter() < end and not transfer.spent:
            if level < _STILL_RISING * before and len(self._trips(window)) >= _FEWEST_BESIDE:
                return
            if flows < _MOST_FLOWS:
                transfer.add(flows)
                flows *= 2
            transfer.run(_FILL_STEP + 2 * level)
            before, level = level, self._level()

    def _trips(self, windows: frozenset[Window], since: float = 0.0) -> list[float]:
        return self._probes.trips(windows, since) if self._probes else []

    def _level(self) -> float:
        """Return how long a round trip takes just now, in seconds."""
        trips = self.loaded(time.perf_counter() - 2 * _FILL_STEP)
        return quantile(trips, BUSY_SHARE).value if trips else 0.0

    def has_filled(self, fact: str) -> bool:
        """Whether the queue that a fact is about has been seen full."""
        return fact in self._filled

    def load(self, fact: str, budget: float) -> float:
        """Fill the line in one direction, where no transfer has yet; returns the MB it took.

        Raises:
            Unavailable: the transfer failed before anything was seen.
            Stopped: the person asked to stop.
        """
        if not self._probes or not self._server or fact in self._filled:
            return 0.0
        self._count_up_to(_FIRST_LOOK)
        transfer = Transfer(self._reactor, [self._server], BESIDE[fact], budget)
        with self.beside(BESIDE[fact], full=True), closing(transfer):
            transfer.add(_FIRST_FLOWS - transfer.start())
            transfer.run(_FILL_STEP + 4 * self._server.round_trip)
            if transfer.stands_still:
                raise faults.stalled(self._server.name)
            self.fill(transfer, _FIRST_FLOWS)
            self._filled[fact] = transfer.megabytes
            return transfer.megabytes

    def load_past_a_hold_up(self, fact: str, budget: float) -> float:
        """Fill the line once more where a limit is missed only for one hold-up; returns the MB that took.

        What was seen before counts no more then. Raises as ``load``.
        """
        asked = (question for question in self._plan.questions if question.fact == fact and self._probes)
        if not any(loaded_hangs_on_one_hold_up(question, self.seen()) for question in asked):
            return 0.0
        assert self._probes  # noqa: S101 - asked by the above
        self._probes.leave_out(_WINDOWS[BESIDE[fact]])
        spent = self._filled.pop(fact, 0.0)
        more = self.load(fact, budget)
        self._filled[fact] = spent + more
        return more

    # ---------------------------------------------------------------- on the quiet line

    def at_rest(self, facts: Iterable[str]) -> Iterator[SpeedEvent]:
        """Probe the quiet line for as long as some facts take, and answer the questions on them on the way.

        Raises:
            Unavailable: nothing comes back any more.
            Stopped: the person asked to stop.
        """
        wanted = frozenset(fact for fact in facts if self._may_be_told(fact))
        questions = [question for question in self._plan.questions if question.fact in wanted]
        enough = max((_NUMBERS[self._plan.form][fact] for fact in wanted), default=0)
        looks = sorted({enough, *(_LOOKS if questions else ())})
        asking = _Asking(self)
        while self._probes and looks and (questions or len(self._quiet) < enough):
            self._count_up_to(looks.pop(0))
            for question in list(questions):
                if decided := asking.answered(question, last=not looks):
                    questions.remove(question)
                    yield decided
        if LATENCY in wanted:
            self._look_past_a_hold_up()

    def _look_past_a_hold_up(self) -> None:
        """Probe on for as long as a limit on the series may be missed only for one hold-up."""
        while self.cost(LATENCY)[0] < _SERIES_SECONDS:
            if not any(hangs_on_one_hold_up(limit, self.seen()) for limit in self._plan.series):
                return
            self._count_up_to(len(self._quiet) + _SERIES_STEP)

    def _count_up_to(self, number: int) -> None:
        """Probe the quiet line until it has been probed so often, and everything is back or lost."""
        assert self._probes  # noqa: S101 - asked by the callers
        self._wait_for_quiet(self._probes)
        self._probes.pace(CLOSELY)
        while len(self._quiet) < number or self._silence > _DOUBTFUL_SECONDS:
            self._probes.window(self._quiet_window)
            while len(self._quiet) < number or self._silence > _DOUBTFUL_SECONDS:
                self._reactor.step(_LOOK)
                if self._silence > _DEAD_SECONDS:
                    raise faults.cut(self._probes.way.server)
            self._probes.settle()

    def _may_be_told(self, fact: str) -> bool:
        """Whether this way of probing shows what a fact is about."""
        return self._probes is not None and (fact not in {LOSS, CALL_QUALITY} or self._probes.tells_loss)

    def _wait_for_quiet(self, probes: Probes) -> None:
        """Wait until what a transfer has left in the queues has run off."""
        start = time.perf_counter()
        usual = probes.idle
        while usual and self._was_busy and time.perf_counter() < start + _QUEUE_EMPTIES:
            lately = self.loaded(start)
            if lately and lately[-1] <= _NEARLY * usual + _NEARLY_SECONDS:
                break
            self._reactor.step(_LOOK)
        self._was_busy = False

    @property
    def _silence(self) -> float:
        """For how many seconds probes were sent since the latest that came back; this computer's own sleep apart."""
        probes = self._probes.probes if self._probes else []
        heard = max((number for number, probe in enumerate(probes) if probe.back is not None), default=len(probes))
        counting = [probe.sent for probe in probes[heard + 1 :] if probe.window in ALONE]
        return counting[-1] - counting[0] if counting else 0.0

    # ---------------------------------------------------------------- what was found

    def answered(self, fact: str) -> Iterator[SpeedEvent]:
        """Answer the questions on a fact from what was seen."""
        for question in self._plan.questions if self._probes else ():
            if question.fact == fact and (decided := _Asking(self).answered(question, last=True)):
                yield decided

    def settled(self, fact: str) -> SpeedEvent:
        """Return the reading of a fact, or why there is none."""
        if not self._probes or not self._server:
            name = self._server.name if self._server else ""
            return NotFound(fact, faults.no_round_trips(name).unmeasured)
        found = reading(fact, self.seen(), self.source(fact))
        return Found(fact, found) if isinstance(found, Measured) else NotFound(fact, found)

    def seen(self) -> Probed:
        """Return what the stream has seen so far."""
        assert self._probes  # noqa: S101 - asked by the callers
        way = self._probes.way
        beside = probe_methods.CONNECT if way.id == probe_methods.WARM else ""
        probes, tells_loss = tuple(self._probes.probes), self._probes.tells_loss
        return Probed(probes, way.id, way.server, tells_loss, not way.sees_loss, beside)

    def source(self, fact: str) -> Source:
        """Return whom a fact was asked of, and what that cost."""
        assert self._probes  # noqa: S101 - asked by the callers
        assert self._server  # noqa: S101 - likewise
        way = self._probes.way
        source = source_of([self._server], *self.cost(fact))
        return replace(source, server=f"{way.server} ({_NAMES.get(way.id, self._server.kind)})")

    def cost(self, fact: str) -> tuple[float, float]:
        """For how many seconds the line was probed for a fact so far, and the MB that took, a load included."""
        probes = self._probes.of({_WINDOWS[BESIDE[fact]]} if fact in BESIDE else ALONE) if self._probes else []
        if not self._probes or not probes:
            return 0.0, self._filled.get(fact, 0.0)
        gaps = (after.sent - before.sent for before, after in itertools.pairwise(probes))
        share = len(probes) / len(self._probes.probes)
        return sum(gap for gap in gaps if gap < _TOGETHER), self._filled.get(fact, 0.0) + share * self._probes.megabytes

    @property
    def _quiet(self) -> list[Probe]:
        return self._probes.of(ALONE) if self._probes else []


class _Asking:
    """Questions put to a probe stream, and what asking them costs."""

    def __init__(self, quality: Quality) -> None:
        self._quality = quality
        self._start = time.perf_counter()

    def answered(self, question: SpeedQuestion, *, last: bool) -> Decided | None:
        """Return the answer; before the ``last`` look only one that is quite sure. None without a figure."""
        seen = self._quality.seen()
        known = figure(question.fact, seen)
        if known is None:
            return None
        answer, confidence = verdict(question, known)
        if not last and (confidence < _SURE_EARLY or not self._may_end_with(answer, question.fact)):
            return None
        source, how = self._quality.source(question.fact), method(question.fact, seen)
        seconds = source.seconds if question.fact in BESIDE else time.perf_counter() - self._start
        return Decided(question, answer, confidence, seconds, source.megabytes, source.server, how)

    def _may_end_with(self, answer: Verdict, fact: str) -> bool:
        """Whether an answer can be given before the last look: what nobody is to be refused for needs no more time."""
        lasted = self._quality.cost(fact)[0] >= _HOLD_UP
        return answer is Verdict.PASS or (answer is Verdict.FAIL and lasted)


_NUMBERS: Final = {Form.QUICK: _QUICKLY, Form.FULL: _FULLY, Form.THOROUGH: _THOROUGHLY}
"""How often the quiet line is probed for each fact."""
