"""One requirement in words: whose they are, what helps, and what is said of what nobody knows."""

from dataclasses import replace

import pytest

from readiness.domain.facts import Reading, Reason, System, Unmeasured
from readiness.domain.message import message
from readiness.domain.profile import AnyOf, FactTest, Fix, OneFact, PerSystem, Question, Requirement, Texts, Tiers
from readiness.domain.reference import Statistic
from readiness.domain.report import Finding, Judgement, Outcome, Verdict
from readiness.render.words import describe
from readiness.text import LANGUAGES
from tests.render.described import ASKED, CORES, EASY, HARD, LINUX, SLACK, item, only, view
from tests.render.samples import condition, measured, profile, report, texts, tiers, translator


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
