"""What a quick check takes over: what still holds, with its date; after a change nothing, and it says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from readiness.checks.registry import catalogue
from readiness.documents.profile.file import ProfileDocument
from readiness.domain.facts import Facts, Measured, Reading, Reason, Unmeasured, Value
from readiness.domain.freshness import Trait
from readiness.domain.message import Message, message
from readiness.engine.checkup import Checkup, report_on
from readiness.engine.quick_plan import Earlier, QuickPlan, quick_plan
from tests.engine.checkups import CHECKS, CORES, ROOM, document
from tests.fakes import Listener, NoMachine

NOW = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
TRAITS: Mapping[Trait, str] = {change: f"the same {change}" for change in Trait}
MEMORY = {"id": "memory", "fact": "memory.installed", "unit": "GiB", "required": {"min": 8}}
VOICE = {"id": "voice", "fact": "microphone.speech_level", "unit": "dBov", "required": {"min": -40}}
DOWNLOAD = {"id": "download", "fact": "network.download", "unit": "Mbit/s", "required": {"min": 10}}
LINE = {"id": "line", "fact": "network.line", "required": {"none_of": ["satellite"]}}
WIRED = {"id": "wired", "fact": "headset.wired", "required": {"equals": True}}
UPDATES = {"id": "updates", "fact": "os.updates_pending", "required": {"equals": False}}
ALL = (MEMORY, VOICE, DOWNLOAD, LINE, WIRED, UPDATES, ROOM)
JOB = document("com.example.job", *ALL)
GOOD: Mapping[str, Value] = {
    "memory.installed": 16.0,
    "microphone.speech_level": -24.0,
    "network.download": 90.0,
    "network.line": "fibre",
    "headset.wired": True,
    "os.updates_pending": False,
}
TAKEN = {"memory.installed", "network.line", "os.updates_pending"}
LOOKED_AT = {"microphone.speech_level", "headset.wired"}


def earlier(
    hours: float = 20.0,
    job: ProfileDocument = JOB,
    *,
    traits: Mapping[Trait, str] | None = None,
    full: bool = True,
    room: bool = True,
    **readings: Reading | None,
) -> Earlier:
    """A check so many hours ago; ``memory_installed=None`` leaves a fact out."""
    at = NOW - timedelta(hours=hours)
    found: dict[str, Reading | None] = {fact: Measured(value, at=at) for fact, value in GOOD.items()}
    found |= {name.replace("_", ".", 1): reading for name, reading in readings.items()}
    known = Facts({fact: one for fact, one in found.items() if one is not None}, {"room": room})
    return Earlier(report_on(job, known, at, at), TRAITS if traits is None else traits, full)


def plan(*before: Earlier, jobs: tuple[ProfileDocument, ...] = (JOB,), now: Mapping[Trait, str] = TRAITS) -> QuickPlan:
    return quick_plan(jobs, before, now, NOW, catalogue())


def test_what_cannot_have_changed_is_taken_over_with_its_date() -> None:
    found = plan(earlier())
    assert found.is_quick
    assert set(found.known.readings) == TAKEN
    assert set(found.earlier) == LOOKED_AT
    assert {one.at for one in found.known.readings.values() if isinstance(one, Measured)} == {NOW - timedelta(hours=20)}
    assert (found.answers, found.answered) == ({"com.example.job#room": True}, NOW - timedelta(hours=20))


def test_without_an_earlier_check_everything_is_measured() -> None:
    assert plan().because == (message("quick.no_earlier"),)


@pytest.mark.parametrize("change", [Trait.HARDWARE, Trait.OS, Trait.BOOT])
def test_another_computer_system_or_start_ends_everything_and_is_named(change: Trait) -> None:
    found = plan(earlier(), now={**TRAITS, change: "another"})
    assert found == QuickPlan(because=(message(f"quick.changed.{change}"),))


@pytest.mark.parametrize("side", ["then", "now"])
def test_what_cannot_be_told_counts_as_changed(side: str) -> None:
    known: dict[Trait, str] = {change: word for change, word in TRAITS.items() if change is not Trait.BOOT}
    found = plan(earlier(traits=known)) if side == "then" else plan(earlier(), now=known)
    assert found.because == (message("quick.cannot_tell", what=Message("quick.what.boot")),)


@pytest.mark.parametrize("change", ["audio", "hardware", "network", "os"])
def test_no_change_an_employer_may_name_leaves_what_hangs_on_it(change: str) -> None:
    job = document("com.example.strict", *ALL, recheck={"on_change": [change]})
    found = plan(earlier(job=job), jobs=(job,), now={**TRAITS, Trait(change): "another"})
    hanging = {"network": {"network.line"}, "audio": {*GOOD}}.get(change, {*GOOD})
    assert not hanging & {*found.known.readings, *found.earlier}


def test_another_headset_has_another_voice_and_another_network_another_line() -> None:
    assert plan(earlier(), now={**TRAITS, Trait.AUDIO: "another"}).because == (message("quick.changed.audio"),)
    elsewhere = plan(earlier(), now={**TRAITS, Trait.NETWORK: "another"})
    assert elsewhere.is_quick
    assert set(elsewhere.known.readings) == TAKEN - {"network.line"}


@pytest.mark.parametrize(
    ("hours", "taken", "because"),
    [
        (1, TAKEN, ()),
        (25, TAKEN - {"os.updates_pending"}, ()),
        (24 * 8, set(), ("quick.too_old",)),
        (-1, set(), ("quick.too_old",)),  # the clock was set back: nobody knows how old it is
    ],
)
def test_nothing_is_taken_over_for_ever(hours: float, taken: set[str], because: tuple[str, ...]) -> None:
    found = plan(earlier(hours))
    assert set(found.known.readings) == taken
    assert tuple(one.id for one in found.because) == because


@pytest.mark.parametrize(
    ("recheck", "taken"),
    [
        ({"after": "PT20H"}, {"memory.installed"}),
        ({"after": "PT19H", "grace": "PT2H"}, {"memory.installed"}),
        ({"after": "PT19H"}, set()),
        ({"after": "PT10H", "grace": "PT30M"}, set()),
        ({"grace": "PT1H"}, {"memory.installed"}),
    ],
)
def test_what_an_employer_lets_count_is_taken_over(recheck: dict[str, str], taken: set[str]) -> None:
    job = document("com.example.strict", MEMORY, ROOM, recheck=recheck)
    found = plan(earlier(20, job), jobs=(job,))
    assert found.is_quick
    assert set(found.known.readings) == taken
    assert bool(found.answers) is bool(taken)


def test_one_strict_employer_does_not_hurry_the_facts_of_another() -> None:
    strict = document("com.example.strict", CORES, recheck={"after": "PT1H"})
    before = earlier(20, JOB)
    found = quick_plan((JOB, strict), (before,), TRAITS, NOW, catalogue())
    assert found.is_quick
    assert set(found.known.readings) == TAKEN


def test_the_newest_reading_counts_whichever_check_has_it_back_to_the_last_change() -> None:
    new = earlier(1, full=False, memory_installed=None, network_line=Measured("dsl", at=NOW - timedelta(hours=1)))
    before = earlier(5)
    other = earlier(9, traits={**TRAITS, Trait.BOOT: "another"}, memory_installed=Measured(4.0, at=NOW))
    found = plan(new, before, other)
    assert found.known["network.line"] == new.report.facts["network.line"]
    assert found.known["memory.installed"] == before.report.facts["memory.installed"]
    assert set(plan(new, other).known.readings) == TAKEN - {"memory.installed"}


def test_answers_are_those_of_a_check_in_which_they_were_given() -> None:
    repeated, asked, older = earlier(1, full=False, room=False), earlier(5), earlier(9, room=False)
    found = plan(repeated, asked, older)
    assert (found.answers, found.answered) == ({"com.example.job#room": True}, NOW - timedelta(hours=5))
    assert plan(earlier(1, full=False)).answers == {}


@pytest.mark.parametrize(
    ("reading", "because"),
    [
        (None, "quick.never_measured"),
        (Unmeasured(Reason.DENIED), "quick.never_measured"),
        (Unmeasured(Reason.UNSUPPORTED), None),
        (Measured(-24.0), "quick.too_old"),  # nobody knows of when
    ],
)
def test_who_was_never_heard_has_to_read_aloud_unless_the_devices_cannot_tell(
    reading: Reading | None, because: str | None
) -> None:
    found = plan(earlier(microphone_speech_level=reading))
    assert [one.id for one in found.because] == ([because] if because else [])
    if because is None:
        assert found.earlier["microphone.speech_level"] == reading
        assert not plan(earlier(24 * 8, microphone_speech_level=reading)).is_quick


def test_a_check_that_builds_on_another_falls_back_and_says_which_answers_are_not_new() -> None:
    job = document("com.example.job", CORES, ROOM)
    found = replace(plan(earlier(job=job), jobs=(job,)), earlier={"processor.cores": Measured(8.0)})
    checkup = Checkup([job], NoMachine(), quick=True, among=CHECKS)
    checkup.build_on(found, 5.0)
    assert (checkup.wishes.earlier, checkup.wishes.patience) == ({"processor.cores": Measured(8.0)}, 5.0)
    facts = checkup.start(Listener()).wait(10)
    assert facts is not None
    [told] = checkup.reports(facts, found.answers)
    assert told.not_examined[0] == message("not_examined.answers", date="2026-11-22")
    [silent] = checkup.reports(facts)
    assert "not_examined.answers" not in {one.id for one in silent.not_examined}
