"""A check-up: the union of what profiles ask for, measured once, reported to each its own."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.checks.base import Check, Lane, Machine, Measure, Session
from readiness.checks.registry import catalogue
from readiness.domain.facts import SYSTEM_FACT, Bound, Facts, Measured, Reading, Reason, Unmeasured
from readiness.domain.reference import Statistic
from readiness.domain.report import Outcome, Verdict
from readiness.engine.checkup import Checkup
from readiness.engine.events import FactKnown
from readiness.engine.wanted import wanted_facts
from tests.engine.checkups import CHECKS, CORES, ROOM, document
from tests.fakes import Listener, NoMachine, check

THREADS = {"id": "threads", "fact": "processor.threads", "required": {"min": 4}}


def run(checkup: Checkup) -> tuple[Facts, Listener]:
    listener = Listener()
    facts = checkup.start(listener).wait(10)
    assert facts is not None
    return facts, listener


PLACE = "https://tokyo.example/"
SERVERS = {"network_test": {"servers": [{"id": "tokyo", "url": PLACE}]}}
LIMIT = {"unit": "ms", "required": {"max": 150}}
QUALIFIED = (
    {"id": "plain", "fact": "network.latency", **LIMIT},
    {"id": "often", "fact": "network.latency", "statistic": "p95", **LIMIT},
    {"id": "tokyo", "fact": "network.latency", "server": "tokyo", "statistic": "worst", **LIMIT},
)


def _line(measure: Measure) -> Check:
    return Check("line", (catalogue()["network.latency"],), Lane.NETWORK, 5.0, measure)


def test_one_measurement_serves_what_employers_ask_of_it_in_different_ways() -> None:
    one, two = document("com.example.one", *QUALIFIED, **SERVERS), document("com.example.two", QUALIFIED[0])
    series = Measured(31.0, "ms", statistics={Statistic.P95: 60.0, Statistic.WORST: 200.0})
    asked: list[frozenset[str]] = []

    def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
        del machine
        asked.append(session.wishes.facts)
        yield "network.latency", series
        yield f"network.latency@{PLACE}", series

    checkup = Checkup([one, two], NoMachine(), among=(_line(measure),))
    facts, listener = run(checkup)
    assert asked == [{"network.latency", f"network.latency@{PLACE}", SYSTEM_FACT}]
    assert list(listener.readings) == ["network.latency", f"network.latency@{PLACE}"]
    first, second = checkup.reports(facts)
    assert [one.outcome for one in first.findings] == [Outcome.PASS, Outcome.PASS, Outcome.FAIL]
    assert second.verdict is Verdict.PASS
    assert set(second.facts.readings) == {"network.latency"}


def test_a_qualified_fact_that_its_check_forgets_is_not_measured() -> None:
    def measure(machine: Machine, session: Session) -> Iterator[tuple[str, Reading]]:
        del machine, session
        yield "network.latency", Measured(31.0, "ms")

    one = document("com.example.one", *QUALIFIED, **SERVERS)
    facts, _ = run(Checkup([one], NoMachine(), among=(_line(measure),)))
    reading = facts[f"network.latency@{PLACE}"]
    assert isinstance(reading, Unmeasured)
    assert reading.reason is Reason.DEFECT


def test_a_fact_is_measured_again_with_all_its_places() -> None:
    one = document("com.example.one", *QUALIFIED, CORES, **SERVERS)
    only = Checkup([one], NoMachine(), only=frozenset({"network.latency"}), among=CHECKS)
    assert only.wishes.facts == {"network.latency", f"network.latency@{PLACE}", SYSTEM_FACT}
    place = Checkup([one], NoMachine(), only=frozenset({f"network.latency@{PLACE}"}), among=CHECKS)
    assert place.wishes.facts == {f"network.latency@{PLACE}", SYSTEM_FACT}


def test_the_union_is_measured_once_and_each_report_holds_only_its_own_share() -> None:
    one, two = document("com.example.one", CORES), document("com.example.two", THREADS, CORES)
    checkup = Checkup([one, two], NoMachine(), among=CHECKS)
    assert checkup.wishes.facts == {"processor.cores", "processor.threads", SYSTEM_FACT} == wanted_facts([one, two])
    facts, _ = run(checkup)
    first, second = checkup.reports(facts)
    assert first.verdict is Verdict.PASS
    assert set(first.facts.readings) == {"processor.cores"}
    assert second.verdict is Verdict.INCOMPLETE
    assert second.source == two.source
    assert first.started <= first.finished
    assert first.not_examined


def test_known_facts_are_not_measured_again_but_unmeasured_ones_are() -> None:
    known = Facts({"processor.cores": Measured(8.0), "processor.threads": Unmeasured(Reason.OFFLINE)})
    checkup = Checkup([document("com.example.one", CORES, THREADS)], NoMachine(), known=known, among=CHECKS)
    assert "processor.threads" in checkup.wishes.facts
    assert checkup.checks == ()
    facts, _ = run(checkup)
    assert facts["processor.cores"] == Measured(8.0)


def test_a_check_is_told_every_word_the_profiles_name() -> None:
    family = {"fact": "processor.family", "required": {"one_of": ["apple m"]}}
    system = {"fact": "os.family", "required": {"none_of": ["linux"]}}
    noise = {
        "fact": "microphone.processing",
        "required": {"has_all": ["gate"]},
        "recommended": {"none_of": ["gain_control"]},
    }
    one = document("com.example.one", {"id": "noise", "when": [system], **noise}, CORES)
    two = document("com.example.two", {"id": "any", "any_of": [{"all": [family]}]}, {"id": "q", **noise}, ROOM)
    assert Checkup([one, two], NoMachine()).wishes.words == {
        "microphone.processing": {"gate", "gain_control"},
        "os.family": {"linux"},
        "processor.family": {"apple m"},
    }


def test_what_was_found_out_for_other_words_is_found_out_again() -> None:
    noise = {"id": "noise", "fact": "microphone.processing", "required": {"has_all": ["gate"]}}
    for looked_for, again in (("gate", False), ("gain_control", True)):
        known = Facts({"microphone.processing": Measured(frozenset(), looked_for=frozenset({looked_for}))})
        checkup = Checkup([document("com.example.one", noise)], NoMachine(), known=known)
        assert ("microphone.processing" in checkup.wishes.facts) is again


def test_what_was_measured_from_one_side_is_measured_again_where_it_does_not_tell() -> None:
    tiers = {"required": {"min": 25}, "recommended": {"min": 50}}
    download = {"id": "download", "fact": "network.download", "unit": "Mbit/s", **tiers}
    for least, again in ((60.0, False), (27.0, True)):
        known = Facts({"network.download": Measured(least, "Mbit/s", bound=Bound.AT_LEAST)})
        checkup = Checkup([document("com.example.one", download)], NoMachine(), known=known)
        assert ("network.download" in checkup.wishes.facts) is again


def test_a_check_is_told_every_limit_once_the_most_runs_and_the_least_data() -> None:
    download = {"id": "download", "fact": "network.download", "unit": "Mbit/s", "required": {"min": 25}}
    wider = {**download, "recommended": {"min": 50}}
    one = document("com.example.one", download, network_test={"runs": 3})
    two = document("com.example.two", wider, network_test={"max_megabytes": 80})
    wishes = Checkup([one, two], NoMachine(), thorough=True).wishes
    assert [test.condition.clauses[0].limit for test in wishes.tests] == [25, 50]
    assert (wishes.network.runs, wishes.network.max_megabytes, wishes.thorough) == (3, 80, True)


def test_only_narrows_the_run() -> None:
    profile = document("com.example.one", CORES, THREADS)
    checkup = Checkup([profile], NoMachine(), only=frozenset({"processor.threads"}), among=CHECKS)
    assert checkup.wishes.facts == {"processor.threads", SYSTEM_FACT}
    assert checkup.checks == ()


def test_questions_are_collected_and_answers_belong_to_their_profile() -> None:
    one, two = document("com.example.one", ROOM), document("com.example.two", ROOM)
    checkup = Checkup([one, two], NoMachine(), among=CHECKS)
    assert [(asker, requirement.id) for asker, requirement in checkup.questions] == [(one, "room"), (two, "room")]
    answers = {"com.example.one#room": True, "com.example.two#room": False}
    verdicts = [report.verdict for report in checkup.reports(Facts(), answers)]
    assert verdicts == [Verdict.PASS, Verdict.FAIL]


def test_the_first_profile_that_names_servers_is_asked_and_the_smallest_budget_holds() -> None:
    server = {"id": "eu", "kind": "https", "url": "https://speed.example.com/"}
    one = document("com.example.one", CORES, network_test={"max_megabytes": 50})
    two = document("com.example.two", CORES, network_test={"servers": [server], "max_megabytes": 200})
    wishes = Checkup([one, two], NoMachine(), among=CHECKS).wishes
    assert [named.id for named in wishes.network.servers] == ["eu"]
    assert wishes.network.max_megabytes == 50
    assert Checkup([document("com.example.one", CORES)], NoMachine(), among=CHECKS).wishes.network.servers == ()


def test_every_fact_is_kept_before_anybody_hears_of_it() -> None:
    order: list[str] = []

    class Keeper:
        def record(self, fact: str, reading: Reading) -> None:
            order.append(f"kept {fact} {isinstance(reading, Measured)}")

    class Heard(Listener):
        def __call__(self, event: object) -> None:
            if isinstance(event, FactKnown):
                order.append(f"heard {event.fact}")

    checkup = Checkup([document("com.example.one", CORES)], NoMachine(), among=CHECKS)
    assert checkup.start(Heard(), Keeper()).wait(10) is not None
    assert order == ["kept processor.cores True", "heard processor.cores"]


def test_this_machines_own_checks_are_taken_unless_others_are_handed() -> None:
    def looks(machine: Machine, _session: Session) -> Iterator[tuple[str, Reading]]:
        yield "processor.cores", Measured(float(machine.hardware.physical_cores().value))

    assert [one.id for one in Checkup([document("com.example.one", CORES)], NoMachine()).checks] == [
        "processor",
        "system",
    ]
    assert [
        one.id
        for one in Checkup(
            [document("com.example.one", CORES)], NoMachine(), among=[check("looks", looks, "processor.cores")]
        ).checks
    ] == ["looks"]
