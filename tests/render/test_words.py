"""A report in words: outcomes, verdicts and their order, and the readings it rests on."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.domain.facts import Reading, Reason, System, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import OneFact, OnUnknown, PerSystem, Requirement, Validity
from readiness.domain.report import Outcome, Verdict
from readiness.render.html.report import render_html
from readiness.render.parts.marks import OUTCOMES, VERDICTS, mark
from readiness.render.parts.view import Group, Tone
from readiness.render.plain import render_text
from readiness.render.words import describe, labels
from readiness.text import LANGUAGES
from tests.render import samples
from tests.render.described import ASKED, CORES, EASY, HARD, LINUX, SLACK, item, only, view
from tests.render.samples import condition, measured, profile, report, texts, tiers, translator

GOOD = {Outcome.PASS, Outcome.ADVICE, Outcome.WAIVED}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_open_looks_like_something_met(language: str) -> None:
    speaker = translator(language)
    met = [mark(outcome, speaker) for outcome in Outcome if outcome in GOOD]
    others = [mark(outcome, speaker) for outcome in Outcome if outcome not in GOOD]
    assert not {one.word for one in met} & {one.word for one in others}
    assert not {one.sign for one in met} & {one.sign for one in others}
    assert not {one.tone for one in met} & {one.tone for one in others}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_and_verdict_has_a_word_of_its_own(language: str) -> None:
    words = [mark(one, translator(language)).word for one in (*Outcome, *Verdict)]
    assert len(set(words)) == len(words)
    assert set(OUTCOMES) == set(Outcome)
    assert set(VERDICTS) == set(Verdict)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Met", "Not met", "Advice", "Not measured", "Ready", "Not ready yet", "Can\u2019t say yet"]),
        ("es", ["Cumple", "No cumple", "Aviso", "Sin medir", "Listo", "Aún no está listo", "Aún no se puede decir"]),
        ("ja", ["適合", "不適合", "注意", "未測定", "準備完了", "まだ準備ができていません", "まだ判定できません"]),
    ],
)
def test_the_vocabulary_is_the_same_everywhere(language: str, words: list[str]) -> None:
    shown = (Outcome.PASS, Outcome.FAIL, Outcome.ADVICE, Outcome.NOT_MEASURED, *Verdict)
    assert [mark(one, translator(language)).word for one in shown] == words


# Any reading may be missing, for any reason, or be the sample's.
_readings = st.fixed_dictionaries(
    {},
    optional={
        fact: st.one_of(st.just(reading), st.builds(Unmeasured, st.sampled_from(list(Reason))))
        for fact, reading in samples.READINGS.items()
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_readings, st.sampled_from(({}, {"door": True}, {"door": False})), st.sampled_from(LANGUAGES))
def test_a_fact_nobody_knows_is_never_shown_as_met(
    readings: dict[str, Reading],
    answers: dict[str, bool],
    language: str,
) -> None:
    drawn = report(readings=readings, answers={**answers})
    shown = describe(drawn, translator(language))
    met = {mark(outcome, translator(language)).word for outcome in GOOD}
    for one in shown.items:
        finding = next(finding for finding in drawn.findings if finding.requirement == one.id)
        assert one.outcome is finding.outcome
        assert (one.mark.word in met) is (finding.outcome in GOOD)
        unknown = [row for row in one.rows if row.fact and row.fact not in readings]
        assert not any(limit.mark.word in met for row in unknown for limit in row.limits)
    assert (shown.mark.tone is Tone.MET) is (drawn.verdict is Verdict.PASS)
    unmeasured = [fact for fact in shown.facts if isinstance(readings[fact.fact], Unmeasured)]
    assert not any(fact.measured for fact in unmeasured)
    assert {fact.value for fact in unmeasured} <= {mark(Outcome.NOT_MEASURED, translator(language)).word}


def test_what_failed_comes_first_then_open_advice_met_and_the_rest() -> None:
    shown = view()
    assert [group.group for group in shown.groups] == list(Group)
    assert [group.heading for group in shown.groups] == [
        "Not met (3)",
        "Not measured or not answered (2)",
        "Advice (1)",
        "Met (3)",
        "Does not apply (2)",
    ]
    assert [one.id for one in shown.groups[0].items] == ["upload", "headset", "line"]


def test_the_heading_counts_what_is_required_and_applies() -> None:
    shown = view()
    assert shown.heading == "Not ready yet. 3 of 9 requirements are not met."
    assert shown.caveats == (
        "In addition, 2 requirements could not be checked.",
        "1 recommendation is not met. It does not stand in the way.",
        "2 results are very close to their limits and may come out differently next time.",
    )
    assert shown.subtitle.startswith("Voice support agent · Example Support Ltd · Nov 22, 2026")


WISH = Requirement("wish", OneFact("processor.cores", None, tiers(recommended=condition(min=2.0))))
WISH_HERE = replace(WISH, id="here", per_os={System.MACOS: PerSystem(required=condition(min=64.0))})
ELSEWHERE = replace(EASY, id="elsewhere", only_on=frozenset({System.MACOS}))


@pytest.mark.parametrize(
    ("requirements", "sentence"),
    [
        ((EASY,), "The one requirement is met."),
        ((EASY, replace(EASY, id="two")), "All 2 requirements are met."),
        ((EASY, HARD), "1 of 2 requirements is not met."),
        ((EASY, SLACK), "1 of 2 requirements are met, and nothing stands in the way."),
        ((EASY, replace(SLACK, on_unknown=OnUnknown.INCOMPLETE)), "1 of 2 requirements is still to be checked."),
        ((EASY, ASKED), "1 question is not answered yet."),
        ((EASY, WISH_HERE), "The one requirement is met."),
        ((WISH, ELSEWHERE), "The profile itself does not allow a verdict."),
    ],
)
def test_the_sentence_says_what_the_verdict_rests_on(requirements: tuple[Requirement, ...], sentence: str) -> None:
    assert view(report(profile(*requirements), LINUX, {})).sentence == sentence


def test_an_expired_profile_says_so_and_is_not_ready() -> None:
    shown = view(samples.expired())
    assert shown.heading == "Can\u2019t say yet. The profile itself does not allow a verdict."
    assert shown.caveats == ("This profile expired on Feb 1, 2027. Please ask the employer for the current one.",)


def test_a_profile_that_is_not_valid_yet_says_from_when() -> None:
    coming = replace(profile(EASY), valid=Validity(start=datetime(2027, 1, 1, tzinfo=UTC)))
    assert view(report(coming, LINUX)).caveats == ("This profile is not valid before Jan 1, 2027.",)


def test_where_nothing_applied_there_is_no_verdict() -> None:
    shown = view(report(profile(ELSEWHERE), LINUX))
    assert shown.verdict is Verdict.INCOMPLETE
    assert shown.caveats == (
        "Nothing on this computer could be held against the requirements, so there is no verdict.",
    )


def test_what_is_waived_is_shown_with_its_value() -> None:
    one = item("upload", samples.waived())
    assert (one.mark.word, one.rows[0].value) == ("Waived", "4.97\u00a0Mbit/s")
    assert one.steps
    assert view(samples.waived()).groups[0].group is Group.ADVICE


@pytest.mark.parametrize("wanted", [True, False])
def test_our_own_texts_never_help_with_the_contrary_of_what_is_asked_for(wanted: bool) -> None:  # noqa: FBT001 - a column
    """An exam forbids the headset that our texts tell how to plug in."""
    subject = OneFact("network.upload", None, tiers(condition(equals=wanted)))
    shown = view(
        report(profile(Requirement("one", subject)), {"network.upload": measured(value=not wanted)}, {})
    ).items[0]
    assert shown.outcome is Outcome.FAIL
    assert bool(shown.why) is wanted
    asking = ("Ask Example Support Ltd whether there is another way or an exception.",)
    assert (shown.steps == asking) is not wanted


def test_a_question_is_told_in_full_whatever_it_is_called() -> None:
    named = replace(ASKED, title=texts("Set to go"))
    assert only(named).title == "Set to go: Ready?"
    assert only(ASKED).title == "Ready?"


def test_one_reason_for_several_requirements_is_told_once() -> None:
    """Three times the same steps look like three faults."""
    cores, memory, asked = HARD, replace(WISH, id="cores"), ASKED
    gone = Unmeasured(Reason.OFFLINE)
    readings = {"memory.installed": gone, "processor.cores": gone}
    shown = view(report(profile(memory, cores, asked, replace(asked, id="again")), readings, {}))
    assert [one.same for one in shown.items] == [
        "",
        f"The reason is the same as for “{shown.items[0].title}”, and so is what to do.",
        "",
        "This question has not been answered yet.",
    ]
    assert all(one.reason and one.remedy for one in shown.items)
    assert {one.same for one in shown.facts if not one.measured} == {
        f"Explained above, under “{shown.items[0].title}”."
    }
    told = shown.items[0].reason
    assert render_text(shown).replace("\n    ", " ").count(told) == 1
    assert render_html(shown).count(told) == 1


def test_every_reading_is_listed_in_the_order_it_is_asked_for() -> None:
    shown = view()
    assert [fact.fact for fact in shown.facts][:3] == ["processor.cores", "memory.installed", "network.download"]
    assert shown.facts[-1].fact == "os.family"
    memory = shown.facts[1]
    assert (memory.value, memory.method) == ("12\u00a0GiB", "Read from the firmware's table")
    assert memory.evidence == (("source", "/sys/firmware/dmi"),)


def test_a_reading_that_failed_is_listed_with_its_reason() -> None:
    noise = next(fact for fact in view().facts if fact.fact == "microphone.noise_floor")
    assert (noise.value, noise.measured, noise.at) == ("Not measured", False, "")
    assert "\x1b" not in noise.method
    assert noise.method.startswith("The microphone delivered perfect silence")


def test_a_reading_nobody_took_says_so_once() -> None:
    skipped = Unmeasured(Reason.SKIPPED, message("unmeasured.not_looked_at"))
    assert view(report(profile(EASY), {"processor.cores": skipped})).facts[0].method == (
        "This was not looked at in this check."
    )


def test_the_details_name_profile_program_and_run() -> None:
    details = dict(view().details)
    assert details["SHA-256 of the profile"] == report().source.sha256
    assert details["Signature"].startswith("Unsigned")
    assert details["Profile"] == "com.example.voice"
    signed = replace(report(), source=replace(report().source, signed=True))
    assert dict(view(signed).details)["Signature"] == "Signed"


def test_a_profile_without_contact_and_end_names_neither() -> None:
    bare = replace(profile(EASY), valid=Validity(), issuer=replace(profile().issuer, contact=None))
    assert not {"Contact", "Profile valid until"} & set(dict(view(report(bare, CORES)).details))


def test_what_was_not_looked_at_is_said() -> None:
    assert view().not_examined[0].startswith("Other hours of the day")


def test_patterns_join_as_the_language_does() -> None:
    japanese, english = labels(translator("ja")), labels(translator("en"))
    assert english.pair("{value}", "b") == "{value}: b"
    assert japanese.sentences("あ。", "い。") == "あ。い。"
    assert (english.sentences("A.", "B."), english.sentences("A.", ""), english.sentences("", "B.")) == (
        "A. B.",
        "A.",
        "B.",
    )
    assert (english.aside("a", "b"), english.aside("a", "")) == ("a (b)", "a")
