"""One check after another: the profiles, what is known, and the run that is going on. No widgets here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from readiness.checks.base import Check, Lane, Machine
from readiness.desktop.responsive.background import Background
from readiness.desktop.responsive.bridge import Bridge
from readiness.desktop.state.facts_in_progress import FactsInProgress
from readiness.desktop.state.phase import Phase
from readiness.domain.facts import SYSTEM_FACT, Facts, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.freshness import Trait
from readiness.domain.profile import Requirement
from readiness.domain.reference import reference
from readiness.employers.waivers import Waivers
from readiness.engine.checkup import Checkup
from readiness.engine.events import Event, FactKnown, RunEnded
from readiness.engine.receipts import ReceiptsWanted, gives_receipts, receipts_wanted
from readiness.engine.signing import Witnessed
from readiness.engine.traits import traits_of
from readiness.store.journal import Journal
from readiness.store.settings import settings

if TYPE_CHECKING:
    from readiness.documents.profile.file import ProfileDocument
    from readiness.domain.report import Report
    from readiness.engine.quick_plan import QuickPlan
    from readiness.engine.runner import Run

_GUIDED = "microphone."
_AFTER_THE_PAGE_MILLISECONDS = 30
_KEY_MILLISECONDS = 3000


Traits = Callable[[Machine], Mapping[Trait, str]]
"""Tells what the computer is like; takes a moment."""


class _Ear:
    """Hears a run on its threads. When nobody is left to hear its end, the journal is closed but kept."""

    def __init__(self, bridge: Bridge, journal: Journal | None) -> None:
        self._bridge = bridge
        self._journal = journal

    def __call__(self, event: Event) -> None:
        self._bridge.listen(event)
        if isinstance(event, RunEnded) and self._journal is not None and not self._bridge.is_open:
            self._journal.leave()


class Checking(QObject):
    """Runs checks for the window. ``told`` carries every event of the run, in the window's thread.

    ``among`` are the checks to choose from, all of the registry's unless a test hands others;
    so it is with ``traits``. ``full``: the newest run measured everything.
    """

    told = Signal(object)

    def __init__(
        self,
        machine: Machine,
        among: Sequence[Check] | None = None,
        parent: QObject | None = None,
        traits: Traits = traits_of,
    ) -> None:
        super().__init__(parent)
        self._machine = machine
        self._traits = traits
        self.full = False
        self._among = among
        self._bridge: Bridge | None = None
        self._run: Run | None = None
        self._ending: Run | None = None
        self._journal: Journal | None = None
        self._wants_journal = False
        self._starting = False
        self._checkup: Checkup | None = None
        self._in_progress = FactsInProgress()
        self._wanted: frozenset[str] = frozenset()
        self._missing: set[str] = set()
        self._complete = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._want_receipts)
        self._receipts: ReceiptsWanted | None = None
        self._background = Background(self)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._go)
        self._judged: tuple[tuple[object, ...], tuple[Report, ...]] | None = None
        self.documents: tuple[ProfileDocument, ...] = ()
        self.facts = Facts()
        self.answers: dict[str, Value] = {}

    # -------------------------------------------------------------- before a run

    def choose(self, documents: Sequence[ProfileDocument], known: Facts | None = None) -> None:
        """Take other profiles; what was known about the machine is forgotten, except ``known``."""
        self.documents = tuple(documents)
        self.facts = known or Facts()
        self._complete = False

    def answer(self, answers: Mapping[str, Value]) -> None:
        """Take the person's answers, by ``profile id#requirement id``."""
        self.answers = dict(answers)

    @property
    def questions(self) -> tuple[tuple[ProfileDocument, Requirement], ...]:
        """Every question of the profiles."""
        return Checkup(self.documents, self._machine, among=self._among).questions

    # -------------------------------------------------------------- a run

    def begin(self, language: str, *, keep: bool = False) -> None:
        """Measure everything the profiles ask for; ``keep`` what is known already."""
        self.facts = self.facts if keep else Facts()
        checkup = Checkup(self.documents, self._machine, language=language, known=self.facts, among=self._among)
        self.full = True
        self._start(checkup, journal=True)

    def begin_quickly(self, language: str, plan: QuickPlan, patience: float | None) -> None:
        """Measure what a plan does not take over. ``patience``: for how many seconds the person is waited for."""
        self.facts = plan.known
        self.answers = {**plan.answers, **self.answers}
        quick, known, among = plan.is_quick, self.facts, self._among
        checkup = Checkup(self.documents, self._machine, language=language, quick=quick, known=known, among=among)
        checkup.build_on(plan, patience)
        self.full = not quick
        self._start(checkup, journal=True)

    def traits(self) -> Mapping[Trait, str]:
        """Return what the computer is like now. Takes its time: call it on another thread."""
        return self._traits(self._machine)

    def begin_again(self, language: str, facts: Sequence[str]) -> None:
        """Measure only these facts again; the others stay as they are."""
        only, self.full = frozenset(facts), False
        known = Facts({fact: reading for fact, reading in self.facts.readings.items() if fact not in only})
        checkup = Checkup(self.documents, self._machine, language=language, only=only, known=known, among=self._among)
        self._start(checkup, journal=False)

    def _start(self, checkup: Checkup, *, journal: bool) -> None:
        self._let_go()
        self._wants_journal = journal
        checkup.agree(settings().consented)
        checkup.waivers = Waivers().holding()
        self._receipts = self._receipts if not journal else None
        self._checkup = checkup
        self._in_progress.begin()
        self._wanted = checkup.wishes.facts
        self._missing = set(self._wanted)
        self._bridge = Bridge(self._take, self)
        # The page of the run comes first: what the checks import would make it wait.
        self._starting = True
        self._soon.start(_AFTER_THE_PAGE_MILLISECONDS)

    @Slot()
    def _want_receipts(self) -> None:
        """Before a whole check for somebody who may be sent the report, see to the servers' receipts.

        They are bound to a key; whoever keeps it may ask the person first, and is not waited for long.
        """
        machine, documents = self._machine, self.documents
        if not (self._wants_journal and any(gives_receipts(one.profile) for one in documents)):
            self._go()
            return
        self._late.start(_KEY_MILLISECONDS)
        self._background.run(lambda: receipts_wanted(machine, documents), self._know_receipts)

    def _know_receipts(self, wanted: ReceiptsWanted | None) -> None:
        self._receipts = wanted
        self._go()

    @Slot()
    def _go(self) -> None:
        if not self._starting:
            return
        self._starting = False
        self._soon.stop()
        self._late.stop()
        if self._checkup is not None and self._bridge is not None:
            self._journal = Journal.begin(self.documents) if self._wants_journal else None
            self._run = self._checkup.start(_Ear(self._bridge, self._journal), self._journal)

    def stop(self) -> None:
        """Ask the run to stop; RunEnded follows, and what is measured is kept."""
        if self._starting:
            self._go()
        if self._run is not None:
            self._run.stop()

    def confirm(self, check: str, answer: str = "") -> None:
        """Tell a check that the person is ready, or what they answered."""
        if self._run is not None:
            self._in_progress.go_on(check)
            self._run.confirm(check, answer)

    @Slot(bool)
    def wish_play_back(self, wanted: bool) -> None:  # noqa: FBT001 - what a signal hands on
        """Let the person hear themselves when they have read, or not."""
        if self._run is not None:
            self._run.wish_play_back(wanted=wanted)

    def close(self) -> None:
        """Listen no more and let the run end by itself: the window is going away."""
        self._ending = self._run
        self._background.close()
        self._let_go()

    def see_out(self, seconds: float) -> None:
        """After ``close``, wait so long at most until nothing is at work any more."""
        if self._ending is not None:
            self._ending.wait(seconds)

    def _let_go(self) -> None:
        self._starting = False
        self._soon.stop()
        self._late.stop()
        if self._bridge is not None:
            self._bridge.close()
            self._bridge.deleteLater()
        if self._run is not None:
            self._run.stop()
        self._bridge = self._run = None

    def _take(self, event: Event) -> None:
        self._in_progress.take(event)
        if isinstance(event, FactKnown):
            self._know(event.fact, event.reading)
        elif isinstance(event, RunEnded):
            self._end(event)
        self.told.emit(event)

    def _know(self, fact: str, reading: Reading) -> None:
        self._missing.discard(fact)
        # Stopping a second look must not throw away what the first one found.
        stopped = isinstance(reading, Unmeasured) and reading.reason is Reason.CANCELLED
        if not (stopped and isinstance(self.facts[fact], Measured)):
            self.facts = self.facts.updated(Facts({fact: reading}))

    def _end(self, event: RunEnded) -> None:
        for fact, reading in event.facts.readings.items():
            self._know(fact, reading)
        self._missing = set()
        self._complete = True
        self._run = None

    def take_journal(self) -> Journal | None:
        """Hand over the journal of the run that ended, to be finished when its result is in safe hands."""
        journal, self._journal = self._journal, None
        return journal

    # -------------------------------------------------------------- what is known

    @property
    def running(self) -> bool:
        """Whether a run is going on."""
        return self._run is not None or self._starting

    @property
    def again(self) -> bool:
        """Whether the newest run measures single things again."""
        return not self._wants_journal

    @property
    def judged(self) -> bool:
        """Whether a run over these profiles came to its end, so that there is a result to show."""
        return self._complete

    @property
    def consented(self) -> frozenset[str]:
        """The public services that the newest run may measure against."""
        return self._checkup.wishes.consented if self._checkup else frozenset()

    @property
    def wanted(self) -> frozenset[str]:
        """The facts that the newest run measures."""
        return self._wanted

    @property
    def report(self) -> Report:
        """What the facts known now come to, held against the (first) profile. Needs a run begun."""
        return self.reports[0]

    @property
    def reports(self) -> tuple[Report, ...]:
        """One report for each profile, in order. Needs a run begun."""
        if self._checkup is None:
            return ()
        # Judged once for everything that is known now, however often it is asked.
        known = (self._checkup, self.facts, self.answers, self._complete)
        if self._judged is None or any(one is not other for one, other in zip(known, self._judged[0], strict=True)):
            self._judged = known, self._checkup.reports(self.facts, self.answers)
        return self._judged[1]

    def witnessed(self, report: Report) -> Witnessed:
        """Return what the newest check saw itself; of the report of another one, nothing."""
        if report not in self.reports or self._checkup is None:
            return Witnessed()
        jump, wanted = self._checkup.clock_jump, self._receipts
        return Witnessed(partial(wanted.of, report.profile.id), jump) if wanted else Witnessed(clock_jump=jump)

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks of the run, in display order."""
        return self._checkup.checks if self._checkup else ()

    @property
    def lanes(self) -> dict[str, Lane]:
        """The lane of every check of the run."""
        return {check.id: check.lane for check in self.checks}

    @property
    def guided(self) -> bool:
        """Whether the person will be led through a recording."""
        return any(fact.startswith(_GUIDED) for fact in self._wanted)

    def phase(self, facts: Sequence[str]) -> Phase:
        """Return how far the facts of one requirement are."""
        missing = ({*facts} | ({SYSTEM_FACT} if facts else set())) & self._missing
        if not missing:
            return Phase.KNOWN
        busy = frozenset[str]().union(*map(self._in_progress.of, self.checks))
        return Phase.ACTIVE if {reference(fact).fact for fact in missing} & busy else Phase.WAITING

    def place(self, facts: Sequence[str]) -> int:
        """Return where a requirement stands on the page: in the order its checks run, questions last."""
        plain = {reference(fact).fact for fact in facts}
        places = [place for place, check in enumerate(self.checks) if {fact.id for fact in check.facts} & plain]
        return max(places, default=len(self.checks))
