"""What a report says: outcomes, order, reasons, fixes, and never a pass for what is not known."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.domain.facts import Reading, Reason, System, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import (
    AnyOf,
    FactTest,
    Fix,
    OneFact,
    OnUnknown,
    PerSystem,
    Question,
    Requirement,
    Texts,
    Tiers,
    Validity,
)
from readiness.domain.reference import Statistic
from readiness.domain.report import Finding, Judgement, Outcome, Report, Verdict
from readiness.render.html import render_html
from readiness.render.marks import OUTCOMES, VERDICTS, mark
from readiness.render.plain import render_text
from readiness.render.view import Group, ItemView, ReportView, Tone
from readiness.render.words import describe, labels
from readiness.text import LANGUAGES
from tests.render import samples
from tests.render.samples import condition, measured, profile, report, texts, tiers, translator

GOOD = {Outcome.PASS, Outcome.ADVICE, Outcome.WAIVED}


def view(given_report: Report | None = None, language: str = "en") -> ReportView:
    return describe(given_report or report(), translator(language))


def item(id_: str, given_report: Report | None = None) -> ItemView:
    return next(one for one in view(given_report).items if one.id == id_)


def only(requirement: Requirement, **readings: Reading) -> ItemView:
    known = {name.replace("__", "."): reading for name, reading in readings.items()}
    return view(report(profile(requirement), known, {})).items[0]


# ------------------------------------------------------------------ words of outcomes


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


# ------------------------------------------------------------------ order and counts


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


def _requirement(id_: str, **limits: float) -> Requirement:
    return Requirement(id_, OneFact("processor.cores", None, tiers(condition(**limits))))


CORES = {"processor.cores": measured(4.0)}
EASY, HARD = _requirement("easy", min=2.0), _requirement("hard", min=8.0)
SLACK = replace(_requirement("slack", min=2.0), subject=OneFact("memory.installed", "GB", tiers(condition(min=8.0))),
                on_unknown=OnUnknown.ADVICE)  # fmt: skip
WISH = Requirement("wish", OneFact("processor.cores", None, tiers(recommended=condition(min=2.0))))
WISH_HERE = replace(WISH, id="here", per_os={System.MACOS: PerSystem(required=condition(min=64.0))})
ASKED = Requirement("asked", Question(texts("Ready?"), tiers(condition(equals=True))))
ELSEWHERE = replace(EASY, id="elsewhere", only_on=frozenset({System.MACOS}))
LINUX = {**CORES, "os.family": measured("linux")}


@pytest.mark.parametrize(
    ("requirements", "sentence"),
    [
        ((EASY,), "The one requirement is met."),
        ((EASY, replace(EASY, id="two")), "All 2 requirements are met."),
        ((EASY, HARD), "1 of 2 requirements is not met."),
        ((EASY, SLACK), "1 of 2 requirements are met, and nothing stands in the way."),
        ((EASY, replace(SLACK, on_unknown=OnUnknown.INCOMPLETE)), "1 of 2 requirements are still to be checked."),
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


# ------------------------------------------------------------------ one requirement


def test_the_employers_own_words_come_first() -> None:
    one = item("headset")
    assert one.title == "A wired headset"
    assert one.rows[0].name == "Headset connection"
    assert one.why.startswith("Bluetooth adds delay")
    assert one.steps == ("Plug in a USB or 3.5 mm headset.", "Choose it in the sound settings.")
    assert one.link == "https://example.com/help/headset"
    assert one.summary == "Bluetooth (Needed: USB or 3.5 mm plug)"


def test_without_them_ours_are_used_one_step_per_line() -> None:
    one = item("upload")
    assert one.why.startswith("The voice travels")
    assert len(one.steps) == 3


def test_where_nobody_wrote_a_fix_there_is_still_somebody_to_ask() -> None:
    assert item("memory").steps == ("Ask Example Support Ltd whether there is another way or an exception.",)


def test_the_fix_of_the_system_at_hand_is_shown() -> None:
    other = Fix(texts("On Linux, do this."))
    one = replace(HARD, fix=Fix(texts("Do that.")), per_os={System.LINUX: PerSystem(fix=other)})
    assert view(report(profile(one), LINUX)).items[0].steps == ("On Linux, do this.",)
    assert view(report(profile(one), {**CORES, "os.family": measured("windows")})).items[0].steps == ("Do that.",)


def test_a_link_alone_leaves_our_own_steps() -> None:
    one = Requirement(
        "up", OneFact("network.upload", "Mbit/s", tiers(condition(min=5.0))), fix=Fix(url="https://a.test")
    )
    shown = only(one, network__upload=measured(1.0, "Mbit/s"))
    assert (len(shown.steps), shown.link) == (3, "https://a.test")


def test_alternatives_show_every_member_and_the_fix_of_the_nearest() -> None:
    one = item("line")
    assert [way.heading for way in one.alternatives] == ["Option 1", "Option 2"]
    assert [[row.name for row in way.rows] for way in one.alternatives] == [
        ["Kind of connection"],
        ["Kind of connection", "Reaction time"],
    ]
    assert [way.mark.word for way in one.alternatives] == ["Not met", "Not met"]
    assert one.steps == ("Connect the computer to the router with a cable.",)
    assert one.summary.replace("\u00a0", " ") == "Kind of connection: Wi-Fi; Reaction time: 82.4 ms"


WAYS = AnyOf(
    (
        (FactTest("network.link", None, condition(one_of=("ethernet",))),),
        (FactTest("network.latency", "ms", condition(max=60.0)),),
    )
)


def test_alternatives_without_a_title_are_called_by_their_facts() -> None:
    one = only(Requirement("way", WAYS), network__link=measured("ethernet"))
    assert (one.title, one.mark.word) == ("Kind of connection or Reaction time", "Met")
    assert [way.mark.word for way in one.alternatives] == ["Met", "Not measured"]


def test_once_one_way_holds_the_others_need_no_reading() -> None:
    one = only(Requirement("way", WAYS), network__link=measured("ethernet"))
    assert [way.heading for way in one.telling_alternatives] == ["Option 1"]
    assert item("line").telling_alternatives == item("line").alternatives


WORD = replace(
    WAYS,
    word=Question(
        texts("What did IT say?"),
        Tiers(condition(one_of=("fit",))),
        ("fit", "unfit"),
        {"fit": texts("Fit for work"), "unfit": texts("Not fit")},
    ),
)


def test_ones_own_word_among_the_alternatives_is_marked_as_such() -> None:
    slow = {"network.link": measured("wifi"), "network.latency": measured(82.4, "ms")}
    asked = profile(Requirement("way", WORD))
    one = describe(report(asked, slow, {"way": "fit"}), translator("en")).items[0]
    assert one.outcome is Outcome.PASS
    [way] = one.telling_alternatives
    assert [(row.name, row.value, row.limits[0].words) for row in way.rows] == [
        ("What did IT say?", "Fit for work", "Fit for work")
    ]
    assert one.origin
    assert one.summary.endswith("; What did IT say?: Fit for work")
    wired = describe(report(asked, {"network.link": measured("ethernet")}, {"way": "fit"}), translator("en")).items[0]
    assert wired.origin == one.origin
    refused = describe(report(asked, slow, {"way": "unfit"}), translator("en")).items[0]
    assert (refused.outcome, refused.origin) == (Outcome.FAIL, "")
    assert describe(report(asked, slow), translator("en")).items[0].outcome is Outcome.UNANSWERED


def test_a_qualified_fact_is_called_by_its_qualifiers_and_helped_by_the_facts_own_texts() -> None:
    place = "network.latency[p95]@https://tokyo.example/"
    tokyo = Requirement("tokyo", OneFact(place, "ms", tiers(condition(max=60.0))))
    busy = Requirement("busy", OneFact("network.latency_loaded", "ms", tiers(condition(max=60.0))))
    series = replace(measured(70.0, "ms"), statistics={Statistic.P95: 90.0})
    readings = {place.replace("[p95]", ""): series, "network.latency_loaded": measured(70.0, "ms")}
    view = describe(report(profile(tokyo, busy), readings), translator("en"))
    assert [one.title for one in view.items] == [
        "Reaction time to tokyo.example, 95 of 100 times",
        "Reaction time while the line is busy",
    ]
    assert [one.rows[0].value.replace("\u00a0", " ") for one in view.items] == ["90 ms", "70 ms"]
    assert view.items[0].steps
    assert [fact.name for fact in view.facts][:1] == ["Reaction time to tokyo.example"]


def test_what_the_check_saw_stands_in_for_the_general_reason() -> None:
    seen = Unmeasured(Reason.ABSENT, message("report.unsigned"))
    view = describe(report(profile(EASY), {"processor.cores": seen}), translator("en"))
    assert view.items[0].reason == view.items[0].summary == "Unsigned. Nobody vouches for who wrote this profile."
    assert view.facts[0].method == view.items[0].reason
    assert only(EASY).reason == "This was not looked at in this check."


def test_an_unknown_alternative_says_why_it_is_unknown() -> None:
    offline = Unmeasured(Reason.OFFLINE)
    one = only(Requirement("way", WAYS), network__link=measured("wifi"), network__latency=offline)
    assert (one.outcome, one.unknown) == (Outcome.NOT_MEASURED, Reason.OFFLINE)
    assert one.steps == ()


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words_and_a_remedy(reason: Reason, language: str) -> None:
    readings: dict[str, Reading] = {"processor.cores": Unmeasured(reason)}
    one = describe(report(profile(EASY), readings), translator(language)).items[0]
    assert one.reason
    assert one.remedy
    assert one.unknown is reason
    assert one.summary == one.reason


def test_the_checks_own_detail_and_remedy_come_before_the_general_ones() -> None:
    told = Unmeasured(Reason.BUSY, message("report.unsigned"), message("reason.busy.remedy"))
    one = only(EASY, processor__cores=told)
    assert one.reason == "Unsigned. Nobody vouches for who wrote this profile."
    assert len(one.remedy) == 2


def test_an_unanswered_question_asks_to_be_answered() -> None:
    one = item("power")
    assert (one.mark.word, one.origin, one.facts) == ("Not answered", "", ())
    assert one.rows[0].value == "Not answered"
    assert one.remedy


def test_an_answer_is_marked_as_the_persons_own_word() -> None:
    one = item("door")
    assert (one.rows[0].value, one.origin) == ("yes", "Your own answer")


def test_an_answer_that_answers_nothing_leaves_the_question_open() -> None:
    one = view(report(profile(ASKED), {}, {"asked": "maybe"})).items[0]
    assert (one.mark.word, one.rows[0].value, one.rows[0].limits[0].mark.word) == (
        "Not answered",
        "maybe",
        "Not answered",
    )


def test_the_employers_choices_have_the_employers_names() -> None:
    names = {"a": texts("Alone", "Solo"), "b": texts("Shared")}
    question = Question(texts("What kind of room?"), tiers(condition(one_of=("a",))), ("a", "b"), names)
    one = view(report(profile(Requirement("room", question)), {}, {"room": "b"})).items[0]
    assert one.summary == "Shared (Needed: Alone)"


def test_what_does_not_apply_says_why() -> None:
    assert item("mac").note == "Not asked for on this operating system."
    assert item("quick-wifi").note == "Asked for only if: Kind of connection: cable"
    assert item("quick-wifi").summary == item("quick-wifi").note
    assert item("quick-wifi").why == ""


def test_what_does_not_block_says_so() -> None:
    assert only(SLACK).note == "This does not stand in the way of the result."
    assert only(EASY).note == ""


def test_a_condition_that_is_not_known_leaves_the_requirement_open() -> None:
    one = replace(EASY, when=(FactTest("network.link", None, condition(one_of=("wifi",))),))
    shown = only(one, processor__cores=measured(4.0))
    assert (shown.mark.word, shown.rows, shown.unknown) == ("Not measured", (), Reason.SKIPPED)


def test_a_finding_without_a_reason_still_says_something() -> None:
    odd = replace(
        report(profile(EASY), {}), judgement=Judgement((Finding("easy", Outcome.NOT_MEASURED),), Verdict.FAIL)
    )
    one = view(odd).items[0]
    assert one.reason == "What was found cannot be compared with what is asked for."
    assert one.remedy == ()


def test_employers_texts_cannot_steer() -> None:
    nasty = Texts("en", {"en": "Ti\x1btle \u202e52\n more"})
    one = only(replace(EASY, title=nasty, why=nasty), processor__cores=measured(4.0))
    assert one.title == "Ti\ufffdtle \ufffd52 more"
    assert one.why == "Ti\ufffdtle \ufffd52\n more"


# ------------------------------------------------------------------ what it rests on


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
