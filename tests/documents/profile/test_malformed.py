"""Malformed profiles: each mistake gives exactly one problem, with its code, place and line.

Every case of ``malformed.txt`` changes one place of ``complete.json``, a made-up profile
that uses everything the language has.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import Problem, ProfileError, Severity
from readiness.documents.profile.file import lint_profile, read_profile
from readiness.text import LANGUAGES, Translator
from tests.documents.catalogue import CATALOGUE

RECORDINGS: Final = Path(__file__).parents[2] / "recordings" / "profiles"
COMPLETE: Final = (RECORDINGS / "complete.json").read_text(encoding="utf-8")

LONG: Final = [
    ('"id": "com.example.complete"', f'"id": "com.{"x" * 300}"', "text_too_long /id 4"),
    ('"ja": "すべて"', f'"ja": "{"す" * 2001}"', "text_too_long /title/ja 8"),
]


def written_down() -> list[tuple[str, str, str]]:
    """Return the cases of malformed.txt: what is replaced, by what, the problems expected."""
    cases = []
    for block in (RECORDINGS / "malformed.txt").read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        old, new = ("".join(line[2:] for line in lines if line.startswith(sign)) for sign in ("- ", "+ "))
        expected = "\n".join(line[2:] for line in lines if line.startswith("= "))
        if old:
            cases.append((_unfolded(old), _unfolded(new), expected))
    return cases


def _unfolded(text: str) -> str:
    return text.replace("⏎", "\n").replace("⇥", "\t")


CASES: Final = [*written_down(), *LONG]
NAMES: Final = [f"{number}-{case[2].split()[0]}" for number, case in enumerate(CASES)]


def seen(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{one.code} {one.pointer} {one.line}" for one in problems]


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ProfileError) as refused:
        read_profile(text.encode(), CATALOGUE)
    return refused.value.problems


@pytest.mark.parametrize(
    ("old", "new", "expected"), CASES, ids=[f"{case[2].split()[0]}-{i}" for i, case in enumerate(CASES)]
)
def test_one_mistake_gives_one_problem_at_its_place(old: str, new: str, expected: str) -> None:
    assert COMPLETE.count(old) == 1
    problems = problems_of(COMPLETE.replace(old, new))
    assert seen(problems) == expected.splitlines()
    for problem in problems:
        assert problem.severity is Severity.ERROR
        for language in LANGUAGES:
            assert Translator(language, strict=True).say(problem.located)


def test_eight_mistakes_in_one_file_are_all_found_in_one_pass() -> None:
    problems = problems_of((RECORDINGS / "eight_mistakes.json").read_text(encoding="utf-8"))
    assert seen(problems) == [
        "version_malformed /version 4",
        "unit_missing /requirements/0 11",
        "number_in_quotes /requirements/1/required/max 12",
        "unit_byte_rate /requirements/2/unit 13",
        "fact_unknown /requirements/3/fact 14",
        "choice_unknown /requirements/4/required/one_of/1 15",
        "key_unknown /requirements/5/requierd 16",
        "condition_empty /requirements/6/required 17",
    ]
    assert [one.suggestion for one in problems] == [
        '"2.3.0"', '"GiB"', "100", '"Mbit/s"', '"network.upload"', '"analog"', '"required"', "",
    ]  # fmt: skip
    assert [one.requirement for one in problems] == ["", "memory", "latency", "down", "up", "headset", "wired", "cores"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Line 13, column 56, requirement “down”: Write the speed in Mbit/s, not in MB/s"),
        ("es", "Línea 13, columna 56, requisito «down»: Escriba la velocidad en Mbit/s, no en MB/s"),
        ("ja", "13行目、56文字目、要件「down」\uff1a速度はMB/sではなくMbit/sで書きます。"),
    ],
)
def test_a_problem_is_said_in_the_readers_language(language: str, sentence: str) -> None:
    problems = problems_of((RECORDINGS / "eight_mistakes.json").read_text(encoding="utf-8"))
    assert Translator(language, strict=True).say(problems[3].located).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["empty  1"]),
        ("[]", ["type_wrong  1"]),
        ("null", ["type_wrong  1"]),
        ('"profile"', ["type_wrong  1"]),
        ("7", ["type_wrong  1"]),
        ("{}", ["key_missing  1"] * 9),
        ('{"format": 99}', ["format_newer /format 1"]),
        ('{"format": 1.5, "requirements": 7}', ["format_newer /format 1"]),
    ],
)
def test_what_is_no_profile_at_all(text: str, expected: list[str]) -> None:
    assert seen(problems_of(text)) == expected


def test_a_list_of_requirements_must_require_something() -> None:
    head = COMPLETE[: COMPLETE.index('"requirements"')]
    wish = '{"id": "wired", "fact": "headset.wired", "recommended": {"equals": true}}'
    question = '{"id": "quiet", "ask": {"text": "Is it quiet?"}, "level": "recommended"}'
    assert seen(problems_of(f'{head}"requirements": [{wish}, {question}]}}')) == ["nothing_required /requirements 32"]
    assert seen(problems_of(f'{head}"requirements": []}}')) == ["list_empty /requirements 32"]
    assert seen(problems_of(f'{head}"requirements": 7}}')) == ["type_wrong /requirements 32"]
    assert seen(problems_of(f'{head}"requirements": [{wish.replace("recommended", "recomended")}]}}')) == [
        "key_unknown /requirements/0/recomended 32"
    ]


def test_notes_of_the_author_require_nothing_and_break_no_rule() -> None:
    head = COMPLETE[: COMPLETE.index('"requirements"')]
    free = '"x-note": {"required": {"equals": true}, "recommended": {"min": 4, "max": 2}}'
    note = f'{{{free}, "linux": {{"fix": {{"url": "https://a.example/"}}}}}}'
    wish = f'{{"id": "wired", "fact": "headset.wired", "recommended": {{"equals": true}}, "per_os": {note}}}'
    assert seen(problems_of(f'{head}"requirements": [{wish}]}}')) == ["nothing_required /requirements 32"]
    strange = wish.replace('"linux"', '"a/b"').replace('"id"', '"only_on": ["macos"], "id"')
    assert seen(problems_of(f'{head}"requirements": [{strange}]}}')) == ["key_unknown /requirements/0/per_os/a~1b 32"]


def test_a_megabyte_of_requirements_is_refused_quickly() -> None:
    head = COMPLETE[: COMPLETE.index('"requirements"')]
    many = ", ".join(['{"id": "a"}'] * 900)
    assert seen(problems_of(f'{head}"requirements": [{many}]}}')) == ["list_too_long /requirements 32"]
    more = ", ".join(["{}"] * 1200)
    assert seen(problems_of(f'{head}"requirements": [{more}]}}')) == ["too_many_members  32"]


def test_everything_wrong_with_syntax_and_meaning_is_told_at_once() -> None:
    text = COMPLETE.replace('"serial": 17', '"serial": NaN').replace(
        '"equals": true}, "x-note"', '"equals": 1}, "x-note"'
    )
    assert seen(problems_of(text)) == ["not_a_number /serial 6", "type_wrong /requirements/9/when/0/required/equals 55"]


def test_lint_gives_errors_or_else_warnings() -> None:
    assert {one.severity for one in lint_profile(COMPLETE.encode(), CATALOGUE)} == {Severity.WARNING}
    assert seen(lint_profile(b"[", CATALOGUE)) == ["unfinished  1"]


@pytest.mark.parametrize(
    ("requirement", "code", "suggestion"),
    [
        ('"ask": {"text": "Where?"}, "regions": ["PH"]', "key_unknown", '"ask": {"text": "…", "regions": […]}'),
        ('"all": [{"fact": "processor.cores", "required": {"min": 2}}]', "key_unknown", '"any_of": [{"all": […]}]'),
        ('"fact": "os.version", "required": {"min": "Windows 11"}', "number_dotted_malformed", '"min": "10.0.22000"'),
        ('"fact": "os.version", "required": {"one_of": ["windows 10"]}', "series_malformed", '"min": "10.0"'),
        ('"fact": "network.download", "unit": "Gbit", "required": {"min": 1}', "unit_unknown", '"Gbit/s"'),
        ('"fact": "os.family", "required": {"equals": "windows"}', "operator_unsuitable", '"one_of": ["windows"]'),
        ('"fact": "screen.count", "required": {"equals": 1}', "operator_unsuitable", '"min": 1, "max": 1'),
        (
            '"fact": "software.browsers", "required": {"one_of": ["edge"]}',
            "operator_unsuitable",
            '"has_any": ["edge"]',
        ),
        (
            '"fact": "os.version", "required": {"min": "14"}, "per_os": {"linux": "skip"}',
            "type_wrong",
            '{"skip": true}',
        ),
        ('"fact": "processor.family", "required": {"one_of": ["i5"]}', "choice_unknown", '"intel core i5"'),
        (
            '"fact": "network.latency", "server": "manila", "unit": "ms", "required": {"max": 100}',
            "server_unknown",
            '"network_test": {"servers": [{"id": "manila", "url": "https://speed.example.com/"}]}',
        ),
    ],
)
def test_what_newcomers_write_first_leads_to_the_right_form(requirement: str, code: str, suggestion: str) -> None:
    head = re.sub(r'(?s)"network_test": .*', "", COMPLETE[: COMPLETE.index('"requirements"')])
    problems = lint_profile(f'{head}"requirements": [{{"id": "a", {requirement}}}]}}'.encode(), catalogue())
    assert [(one.code, one.suggestion) for one in problems if one.pointer.startswith("/requirements/")] == [
        (code, suggestion)
    ]
    for language in LANGUAGES:
        assert suggestion in Translator(language, strict=True).say(problems[0].located)


def test_a_long_list_under_the_wrong_operator_is_not_written_again() -> None:
    head = COMPLETE[: COMPLETE.index('"requirements"')]
    many = ", ".join(f'"browser {number}"' for number in range(20))
    asked = f'"fact": "software.browsers", "required": {{"one_of": [{many}]}}'
    problems = lint_profile(f'{head}"requirements": [{{"id": "a", {asked}}}]}}'.encode(), catalogue())
    assert [(one.code, one.suggestion) for one in problems] == [("operator_unsuitable", "")]
