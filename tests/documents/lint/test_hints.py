"""Hints for authors: what a valid profile could do better."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import Severity
from readiness.documents.lint.hints import WARNINGS
from readiness.documents.profile.file import lint_profile
from readiness.domain.facts import System
from readiness.text import LANGUAGES, Translator
from tests.documents.catalogue import CATALOGUE
from tests.documents.lint.profile_samples import profile

NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)


def hints(data: bytes, at: datetime | None = NOW) -> list[str]:
    problems = lint_profile(data, CATALOGUE, at)
    for problem in problems:
        assert problem.severity is Severity.WARNING
        assert problem.code in WARNINGS
        for language in LANGUAGES:
            assert Translator(language, strict=True).say(problem.located)
    return [f"{problem.code} {problem.pointer}" for problem in problems]


CORES: Final = {"fact": "processor.cores", "required": {"min": 2}}


def test_a_version_without_its_system_is_hinted_at() -> None:
    """Every macOS and most Linuxes meet "Windows 10 or newer"."""
    version = {"fact": "os.version", "required": {"min": "10"}}
    on_windows = {"when": [{"fact": "os.family", "required": {"one_of": ["windows"]}}]}
    assert hints(profile(version)) == ["version_everywhere /requirements/0/fact"]
    assert hints(profile({**version, "only_on": ["windows"]})) == []
    assert hints(profile({**version, "per_os": {"linux": {"skip": True}}})) == []
    assert hints(profile({**version, **on_windows})) == []


WINDOWS: Final = {"fact": "os.family", "required": {"one_of": ["windows"]}}
MACOS: Final = {"fact": "os.family", "required": {"one_of": ["macos"]}}


def version(**condition: object) -> dict[str, Any]:
    return {"fact": "os.version", "required": condition}


@pytest.mark.parametrize(
    ("requirement", "told"),
    [
        ({**version(min="11"), "only_on": ["windows"]}, 1),
        ({**version(none_of=["7", "8.*", "11.*"]), "only_on": ["windows"]}, 3),
        ({**version(min="10.0"), "recommended": {"min": "11"}, "only_on": ["windows"]}, 1),
        ({**version(min="7"), "per_os": {"macos": {"required": {"min": "10.10"}}}}, 1),
        ({**version(min="11"), "when": [WINDOWS]}, 1),
        ({"title": "System", "any_of": [{"all": [WINDOWS, version(min="11")]}, {"all": [MACOS]}]}, 1),
        ({**version(one_of=["6.1.*", "10.*"]), "only_on": ["windows"]}, 0),
        ({**version(min="10.0.22000"), "per_os": {"macos": {"required": {"min": "11"}}}}, 0),
        ({**version(min="11"), "only_on": ["macos"]}, 0),
        ({**version(min="11"), "when": [MACOS]}, 0),
        ({"title": "System", "any_of": [{"all": [MACOS, version(min="11")]}, {"all": [WINDOWS]}]}, 0),
        ({**CORES, "only_on": ["windows"]}, 0),
    ],
)
def test_windows_by_the_name_it_is_sold_under_is_hinted_at(requirement: dict[str, Any], told: int) -> None:
    """Windows 11 calls itself 10.0.22000, so "at least 11" would fail everybody."""
    assert hints(profile(requirement)) == ["windows_by_name /requirements/0"] * told


def test_where_nobody_has_windows_no_version_is_held_against_it() -> None:
    assert hints(profile(MACOS, version(min="11"))) == []


def test_a_program_by_the_name_of_its_file_is_hinted_at() -> None:
    """A ban on teamviewer.exe would never find it: the ending is no part of the name."""
    ban = {"fact": "software.running", "required": {"none_of": ["TeamViewer.exe", "AnyDesk", "Zoom.app"]}}
    found = lint_profile(profile(ban), catalogue(), NOW)
    assert [(one.code, one.suggestion) for one in found] == [
        ("program_with_ending", '"TeamViewer"'),
        ("program_with_ending", '"Zoom"'),
    ]


def test_a_profile_that_says_everything_gets_no_hint() -> None:
    assert hints(profile(CORES)) == []


def tiers(fact: str, required: dict[str, Any], recommended: dict[str, Any]) -> dict[str, Any]:
    return {"fact": fact, "required": required, "recommended": recommended}


@pytest.mark.parametrize(
    ("fact", "required", "recommended", "hint"),
    [
        ("processor.cores", {"min": 2}, {"min": 4}, None),
        ("processor.cores", {"min": 4}, {"min": 2}, "recommended_laxer"),
        ("processor.cores", {"min": 4}, {"min": 4}, "recommended_laxer"),
        ("processor.cores", {"above": 4}, {"min": 4}, "recommended_laxer"),
        ("processor.cores", {"min": 4}, {"above": 4}, None),
        ("processor.cores", {"max": 4}, {"max": 8}, "recommended_laxer"),
        ("processor.cores", {"below": 4}, {"max": 4}, "recommended_laxer"),
        ("processor.cores", {"max": 4}, {"below": 4}, None),
        ("processor.cores", {"min": 2, "max": 8}, {"max": 4}, None),
        ("processor.cores", {"max": 4}, {"min": 8}, "recommended_unreachable"),
        ("os.version", {"min": "14"}, {"min": "13.6"}, "recommended_laxer"),
        ("os.version", {"min": "14"}, {"min": "14.0"}, None),
        ("os.version", {"min": "14"}, {"min": "15"}, None),
        ("headset.connection", {"one_of": ["usb"]}, {"one_of": ["usb", "analog"]}, "recommended_laxer"),
        ("headset.connection", {"one_of": ["usb", "analog"]}, {"one_of": ["usb"]}, None),
        ("headset.connection", {"none_of": ["none", "bluetooth"]}, {"none_of": ["none"]}, "recommended_laxer"),
        ("headset.connection", {"none_of": ["none"]}, {"none_of": ["none", "bluetooth"]}, None),
        ("headset.connection", {"none_of": ["none"]}, {"one_of": ["usb"]}, None),
        ("headset.connection", {"none_of": ["usb"]}, {"one_of": ["usb"]}, "recommended_unreachable"),
        ("network.reachable", {"has_all": ["a", "b"]}, {"has_all": ["a"]}, "recommended_laxer"),
        ("network.reachable", {"has_all": ["a"]}, {"has_all": ["a", "b"]}, None),
        ("network.reachable", {"has_any": ["a"]}, {"has_any": ["a", "b"]}, "recommended_laxer"),
        ("headset.wired", {"equals": True}, {"equals": True}, "recommended_laxer"),
    ],
)
def test_what_is_recommended_is_held_against_what_is_required(
    fact: str, required: dict[str, Any], recommended: dict[str, Any], hint: str | None
) -> None:
    found = hints(profile(CORES, {**tiers(fact, required, recommended), "only_on": ["macos"]}))
    assert found == ([f"{hint} /requirements/1/recommended"] if hint else [])


def test_the_tiers_of_one_system_are_held_against_each_other() -> None:
    both = tiers("processor.cores", {"min": 2}, {"min": 4})
    changes = {"linux": {"required": {"min": 8}}, "macos": {"recommended": {"min": 1}}, "windows": {"skip": True}}
    assert hints(profile(CORES, {**both, "per_os": {**changes, "x-note": 1}})) == [
        "recommended_laxer /requirements/1/per_os/linux/recommended",
        "recommended_laxer /requirements/1/per_os/macos/recommended",
    ]


def test_words_that_are_missing() -> None:
    bare = {"why": "Because."}
    data = json.loads(profile(CORES, CORES, CORES, {"any_of": [{"all": [CORES]}]}))
    del data["requirements"][0]["why"]
    del data["requirements"][1]["fix"]
    data["requirements"][2] = {"id": "wish", "fact": "processor.cores", "recommended": {"min": 2}, **bare}
    assert hints(json.dumps(data).encode()) == [
        "why_missing /requirements/0",
        "fix_missing /requirements/1",
        "title_missing /requirements/3",
    ]


def test_languages_that_some_texts_lack() -> None:
    both, one = {"en": "Yes?", "es": "¿Sí?"}, {"en": "Yes?"}
    choices = ["plain", {"value": "a", "text": both}, {"value": "b", "text": one}]
    question = {"ask": {"text": both, "choices": choices}, "required": {"none_of": ["a"]}, "title": both}
    question |= {"why": both, "fix": {"text": both}, "per_os": {"linux": {"fix": {"text": one}}}}
    collect = {"facts": ["machine.model"], "purpose": "Why"}
    found = hints(profile(question, title=both, collect=collect))
    assert found == [
        "language_missing /requirements/0/ask/choices/2/text",
        "language_missing /requirements/0/per_os/linux/fix/text",
        "language_missing /collect/purpose",
    ]


@pytest.mark.parametrize(
    ("until", "hint"),
    [
        ("2026-11-21T00:00:00Z", "expired"),
        ("2026-11-22T00:00:00Z", "expired"),
        ("2026-12-06T00:00:00Z", "expires_soon"),
        ("2026-12-07T00:00:00Z", None),
    ],
)
def test_dates(until: str, hint: str | None) -> None:
    data = profile(CORES, valid={"until": until})
    assert hints(data) == ([f"{hint} /valid/until"] if hint else [])
    assert hints(data, at=None) == []


def test_servers_and_requirements_that_never_count() -> None:
    servers = [
        {"id": f"s{index}", "url": url} for index, url in enumerate(["http://a.example/", "http://localhost:80/"])
    ]
    skipped = {**CORES, "only_on": ["linux"], "per_os": {"linux": {"skip": True}}}
    assert hints(profile(CORES, skipped, network_test={"servers": servers})) == [
        "never_applies /requirements/1/per_os",
        "server_unencrypted /network_test/servers/0/url",
    ]


def test_a_profile_of_tomorrow_says_so() -> None:
    later = profile(CORES, valid={"from": "2027-01-01T00:00:00Z"})
    assert hints(later) == ["not_valid_yet /valid/from"]
    assert hints(later, datetime(2027, 1, 1, tzinfo=UTC)) == []


FAMILY: Final = {"fact": "processor.family", "required": {"one_of": ["intel core i5"]}}
EQUAL: Final = {"any_of": [{"all": [FAMILY]}]}
FLOOR: Final = {"all": [CORES, {"fact": "processor.clock", "unit": "GHz", "required": {"min": 2.4}}]}
APPROVED: Final = {"ask": {"text": "Did our IT approve your processor?"}}


@pytest.mark.parametrize(
    ("requirement", "hinted"),
    [
        ({**FAMILY, "title": "Core i5 or equivalent"}, True),
        ({**FAMILY, "title": "Core i5 or equal"}, True),
        ({**FAMILY, "why": {"en": "Because.", "es": "Un i5 o equivalente basta."}}, True),
        ({**EQUAL, "title": {"en": "Core i5", "ja": "Core i5または同等のもの"}}, True),
        ({**EQUAL, "title": "Core i5 or equivalent", "any_of": [{"all": [FAMILY]}, FLOOR]}, False),
        ({**EQUAL, "title": "Core i5 or equivalent", "any_of": [{"all": [FAMILY]}, APPROVED]}, False),
        ({**FAMILY, "title": "Core i5"}, False),
        ({**CORES, "title": "Four cores or equivalent"}, False),
    ],
)
def test_or_equivalent_needs_somebody_who_decides(requirement: dict[str, Any], *, hinted: bool) -> None:
    found = [one for one in hints(profile(CORES, requirement)) if not one.startswith("language_missing")]
    assert found == (["equivalent_unjudged /requirements/1"] if hinted else [])


EVERYWHERE: Final = CATALOGUE["processor.cores"]
SOME: Final = replace(EVERYWHERE, id="processor.threads", systems=frozenset({System.LINUX, System.WINDOWS}))
THREADS: Final = {"fact": "processor.threads", "required": {"min": 2}}


@pytest.mark.parametrize(
    ("requirement", "hinted"),
    [
        (THREADS, True),
        ({**THREADS, "only_on": ["linux", "windows"]}, False),
        ({**THREADS, "per_os": {"macos": {"skip": True}}}, False),
        ({**THREADS, "on_unknown": "advice"}, False),
        ({"fact": "processor.threads", "recommended": {"min": 2}}, False),
        ({"title": "Or", "any_of": [{"all": [THREADS]}, {"all": [CORES, THREADS]}]}, True),
        ({"title": "Or", "any_of": [{"all": [THREADS]}, {"all": [CORES]}]}, False),
        ({"title": "Or", "any_of": [{"all": [THREADS]}, {"ask": {"text": "Are there two?"}}]}, False),
        ({"ask": {"text": "Are there two?"}}, False),
    ],
)
def test_a_system_on_which_nothing_measures_it_is_hinted_at(requirement: dict[str, Any], *, hinted: bool) -> None:
    catalogue = {**CATALOGUE, SOME.id: SOME}
    found = lint_profile(profile(CORES, requirement), catalogue, NOW)
    assert [one.code for one in found] == (["unmeasurable_there"] if hinted else [])
    for one in found:
        assert dict(one.message.arguments) == {"systems": "macos"}
        assert all(Translator(language, strict=True).say(one.located) for language in LANGUAGES)


def test_a_system_that_is_ruled_out_needs_no_hint() -> None:
    catalogue = {**CATALOGUE, SOME.id: SOME}
    windows = {"fact": "os.family", "required": {"one_of": ["windows"]}}
    version = {"fact": "os.version", "required": {"min": "10"}}
    asked = [THREADS, version]

    def found(*requirements: dict[str, Any]) -> list[str]:
        return [one.code for one in lint_profile(profile(*requirements), catalogue, NOW)]

    assert found(*asked) == ["unmeasurable_there", "version_everywhere"]
    assert found(*asked, windows) == []
    assert found(*asked, {"fact": "os.family", "required": {"none_of": ["linux"]}}) == found(*asked)
    assert found(*asked, {"fact": "os.family", "recommended": {"one_of": ["windows"]}}) == found(*asked)
    assert found(*asked, {**windows, "when": [CORES]}) == found(*asked)


@pytest.mark.parametrize(("seconds", "hinted"), [(90.0, False), (90.6, True)])
def test_a_check_that_takes_too_long_is_hinted_at(seconds: float, *, hinted: bool) -> None:
    found = lint_profile(profile(CORES), CATALOGUE, NOW, lambda _: seconds)
    assert [(one.code, one.pointer) for one in found] == ([("measuring_long", "/requirements")] if hinted else [])
    assert all(Translator(language, strict=True).say(one.located) for language in LANGUAGES for one in found)
    assert lint_profile(b"{", CATALOGUE, NOW, lambda _: seconds)[0].severity is Severity.ERROR


def test_names_that_travel_by_e_mail_alone_are_hinted_at() -> None:
    collect = {"facts": ["user.employee_id"], "purpose": "Why"}
    mail, web = {"kind": "email", "address": "a@example.com"}, {"kind": "https", "url": "https://example.com/"}
    assert hints(profile(CORES, collect=collect, submit=[mail])) == ["collected_by_email /submit"]
    assert hints(profile(CORES, collect=collect, submit=[mail, web])) == []
    assert hints(profile(CORES, collect=collect)) == []
    assert hints(profile(CORES, submit=[mail])) == []


def test_languages_of_places_and_of_questions_among_alternatives() -> None:
    both, one = {"en": "Yes?", "es": "¿Sí?"}, {"en": "Yes?"}
    said = {"title": both, "why": both, "fix": {"text": both}}
    home = {**said, "ask": {"text": both, "regions": ["JP", {"value": "US-TX", "text": one}]}}
    word = {**said, "any_of": [{"all": [CORES]}, {"ask": {"text": one}}]}
    assert hints(profile(home, word, title=both)) == [
        "language_missing /requirements/0/ask/regions/1/text",
        "language_missing /requirements/1/any_of/1/ask/text",
    ]
    english = {
        **said,
        "title": "Home",
        "why": "Because",
        "fix": {"text": "Move."},
        "ask": {"text": "Home?", "regions": ["JP"]},
    }
    assert hints(profile(english)) == []
