"""Profiles as they are meant: everything the language has, read into the domain's values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from readiness.documents.json_text.problems import ProfileError
from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.domain.facts import Facts, System
from readiness.domain.judge import judge
from readiness.domain.profile import (
    AnyOf,
    Clause,
    Collect,
    Condition,
    Destination,
    FactTest,
    Fix,
    Issuer,
    Limit,
    NetworkTest,
    OneFact,
    OnUnknown,
    Operator,
    PerSystem,
    Question,
    Recheck,
    Requirement,
    Server,
    ServerKind,
    Texts,
    Tier,
    Tiers,
    Validity,
)
from readiness.domain.report import Verdict
from tests.documents.catalogue import CATALOGUE

COMPLETE: Final = (Path(__file__).parents[2] / "recordings" / "profiles" / "complete.json").read_bytes()
YES: Final = Condition((Clause(Operator.EQUALS, limit=True),))
WIRED: Final = FactTest("headset.wired", None, YES)


def condition(**clauses: Limit) -> Condition:
    return Condition(tuple(Clause(Operator(name), limit) for name, limit in clauses.items()))


def english(text: str, **others: str) -> Texts:
    return Texts("en", {"en": text, **others})


@pytest.fixture(scope="module")
def document() -> ProfileDocument:
    return read_profile(COMPLETE, CATALOGUE)


def test_the_head_is_read(document: ProfileDocument) -> None:
    profile = document.profile
    assert (profile.id, profile.version, profile.serial) == ("com.example.complete", "2.3.0", 17)
    assert (profile.language, profile.needs_app) == ("en", "0.1")
    assert profile.title == english("Everything", es="Todo", ja="すべて")
    assert profile.issuer == Issuer("Example Ltd", "it@example.com", "https://example.com/privacy")
    assert profile.valid == Validity(datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))
    assert profile.recheck == Recheck(timedelta(hours=20), timedelta(minutes=90), frozenset({"audio", "os"}))
    purpose = english("To approve your equipment", es="Para aprobar su equipo")
    assert profile.collect == Collect(("user.employee_id", "machine.model"), purpose, timedelta(days=180))


def test_servers_and_destinations_are_read(document: ProfileDocument) -> None:
    assert document.profile.network_test == NetworkTest(
        (
            Server("eu", "https://speed-eu.example.com/", ServerKind.HTTPS, "EU"),
            Server("us", "http://speed-us.example.com:8080/backend", ServerKind.HTTPS),
            Server("voice", "udp://voice.example.com:3478", ServerKind.UDP_ECHO),
            Server("calls", "stun:stun.example.com:3478", ServerKind.STUN),
        ),
        "lowest_latency",
        3,
        250.0,
    )
    assert document.profile.submit == (
        Destination("presigned", "https://intake.example.com/ticket"),
        Destination("https", "https://intake.example.com/"),
        Destination("email", "reports@example.com"),
        Destination("file"),
    )


def test_a_requirement_with_everything_is_read(document: ProfileDocument) -> None:
    assert document.profile.requirements[0] == Requirement(
        "memory",
        OneFact("memory.installed", "GB", Tiers(condition(min=8.0), condition(min=16.0))),
        title=english("Memory"),
        why=english("It is needed.", es="Es necesaria."),
        fix=Fix(english("Add some.", es="Amplíela."), "https://example.com/memory"),
        per_os={
            System.LINUX: PerSystem(required=condition(min=4.0), fix=Fix(url="https://example.com/linux")),
            System.MACOS: PerSystem(skip=True),
        },
    )


@pytest.mark.parametrize(
    ("id_", "subject"),
    [
        ("os", OneFact("os.version", None, Tiers(condition(min="10.0.19045", none_of=("10.0.22000",))))),
        ("download", OneFact("network.download", "Mbit/s", Tiers(condition(min=25.0)))),
        ("latency", OneFact("network.latency", "ms", Tiers(condition(below=150.0), condition(max=60.0)))),
        ("cores", OneFact("processor.cores", None, Tiers(condition(above=1.5)))),
        ("headset", OneFact("headset.connection", None, Tiers(condition(one_of=("usb", "analog"))))),
        ("model", OneFact("headset.model", None, Tiers(None, condition(none_of=("Model X",))))),
        ("wired", OneFact("headset.wired", None, Tiers(YES))),
        ("ports", OneFact("network.reachable", None, Tiers(condition(has_all=("tcp://voice.example.com:443",))))),
        ("effects", OneFact("audio.effects", None, Tiers(condition(none_of=("noise_reduction",))))),
        (
            "cpu",
            AnyOf(
                (
                    (
                        FactTest("processor.family", None, condition(one_of=("intel core i5",))),
                        FactTest("processor.generation", None, condition(min=8.0)),
                    ),
                    (FactTest("processor.clock", "GHz", condition(min=2.5)),),
                ),
                Tier.RECOMMENDED,
            ),
        ),
        ("room", Question(english("Is there a door?", es="¿Hay una puerta?"), Tiers(YES))),
        ("pets", Question(english("Are there dogs?"), Tiers(None, condition(equals=False)))),
        ("quiet", Question(english("Is it quiet?"), Tiers(None, YES))),
        ("abroad", OneFact("network.latency[p95]@https://speed-eu.example.com/", "ms", Tiers(condition(max=250.0)))),
        ("busy", OneFact("network.latency_loaded_up", "ms", Tiers(condition(max=400.0)))),
        (
            "equal",
            AnyOf(
                (
                    (
                        FactTest("processor.threads", None, condition(min=8.0)),
                        FactTest("network.latency_loaded[worst]", "s", condition(max=1.0)),
                    ),
                ),
                word=Question(
                    english("What did IT say?"),
                    Tiers(condition(one_of=("fit",))),
                    ("fit", "unfit"),
                    {"fit": english("fit"), "unfit": english("unfit")},
                ),
            ),
        ),
        ("mac", OneFact("os.version", None, Tiers(condition(one_of=("14.*", "15.1"), above="14.0")))),
        (
            "line",
            Question(
                english("Which line?"),
                Tiers(condition(none_of=("sat",))),
                ("fibre", "sat"),
                {"fibre": english("fibre"), "sat": english("Satellite", es="Satélite")},
            ),
        ),
    ],
)
def test_every_kind_of_requirement_is_read(document: ProfileDocument, id_: str, subject: object) -> None:
    [requirement] = [one for one in document.profile.requirements if one.id == id_]
    assert requirement.subject == subject


def test_places_are_named_in_every_language(document: ProfileDocument) -> None:
    home, state = (one.question for one in document.profile.requirements if one.id in {"home", "state"})
    assert home
    assert home.choices == ("JP", "US-TX", "MX-JAL", "elsewhere")
    assert home.choice_texts["JP"] == english("Japan", es="Japón", ja="日本")
    assert home.choice_texts["US-TX"].in_language("es") == "TX (Estados Unidos)"
    assert home.choice_texts["MX-JAL"] == english("Jalisco")
    assert home.choice_texts["elsewhere"].in_language("ja") == "それ以外の場所"
    assert state
    assert state.tiers == Tiers(None, condition(one_of=("US-FL",)))


def test_a_question_of_yes_or_no_may_be_one_alternative() -> None:
    text = COMPLETE.replace(
        b'"What did IT say?", "choices": ["fit", "unfit"]}, "required": {"one_of": ["fit"]}}', b'"Approved?"}}'
    )
    [equal] = [one for one in read_profile(text, CATALOGUE).profile.requirements if one.id == "equal"]
    assert equal.question == Question(english("Approved?"), Tiers(YES))


def test_when_systems_and_the_unknown_are_read(document: ProfileDocument) -> None:
    by_id = {one.id: one for one in document.profile.requirements}
    assert by_id["effects"].when == (WIRED,)
    assert by_id["os"].only_on == {System.WINDOWS}
    assert by_id["latency"].on_unknown is OnUnknown.ADVICE
    assert by_id["cores"].on_unknown is OnUnknown.INCOMPLETE
    assert by_id["line"].per_os == {System.LINUX: PerSystem(recommended=condition(one_of=("fibre",)))}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_source_is_the_files_exact_bytes(mark: bytes) -> None:
    document = read_profile(mark + COMPLETE, CATALOGUE)
    assert document.source.text.encode() == mark + COMPLETE
    assert not document.source.signed


def test_what_is_read_can_be_judged(document: ProfileDocument) -> None:
    assert judge(document.profile, Facts()).verdict is Verdict.INCOMPLETE


@pytest.mark.parametrize(
    ("app_version", "accepted"),
    [("0.1", True), ("0.1.0", True), ("0.2.dev1", True), ("1.0.0rc1", True), ("0.0.9", False), ("", False)],
)
def test_a_profile_may_need_a_newer_program(app_version: str, *, accepted: bool) -> None:
    if accepted:
        assert read_profile(COMPLETE, CATALOGUE, app_version=app_version)
        return
    with pytest.raises(ProfileError) as refused:
        read_profile(COMPLETE, CATALOGUE, app_version=app_version)
    assert [one.code for one in refused.value.problems] == ["app_too_old"]


def test_a_newer_program_is_asked_for_before_anything_unknown_is_called_a_mistake() -> None:
    newer = COMPLETE.replace(b'"needs_app": "0.1"', b'"needs_app": "7"').replace(
        b'"processor.cores"', b'"webcam.count"'
    )
    with pytest.raises(ProfileError) as refused:
        read_profile(newer, CATALOGUE)
    assert [one.code for one in refused.value.problems] == ["app_too_old"]
