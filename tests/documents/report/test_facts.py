"""Facts written by hand, and facts out of a report."""

from __future__ import annotations

import contextlib
import json
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.documents.json_text.problems import FactsError
from readiness.documents.report.facts import read_facts, read_machine
from readiness.documents.report.file import json_text, report_json, reports_json
from readiness.domain.facts import Bound, Facts, Measured, Reason, Unmeasured, Value
from readiness.domain.report import Report
from readiness.text import LANGUAGES, Translator
from tests.documents.catalogue import CATALOGUE
from tests.documents.strategies import reports

Json: TypeAlias = Any


def read(facts: Json) -> Facts:
    return read_facts(json.dumps(facts).encode(), CATALOGUE)


@pytest.mark.parametrize(
    ("fact", "written", "value", "unit"),
    [
        ("memory.installed", "8 GiB", 8.0, "GiB"),
        ("memory.installed", "8192MiB", 8192.0, "MiB"),
        ("network.download", "25 Mbps", 25.0, "Mbit/s"),
        ("microphone.noise_floor", "\u221255.5 dBov(A)", -55.5, "dBov(A)"),
        ("processor.cores", 4, 4.0, None),
        ("processor.generation", 7.0, 7.0, None),
        ("headset.connection", "usb", "usb", None),
        ("headset.model", "Anything", "Anything", None),
        ("headset.wired", True, True, None),
        ("os.version", "10.0.19045", "10.0.19045", None),
        ("network.reachable", ["a", "b"], frozenset({"a", "b"}), None),
        ("audio.effects", [], frozenset(), None),
        ("network.latency[p95]", "80 ms", 80.0, "ms"),
        ("network.latency[worst]@https://a.example/", "0.2 s", 0.2, "s"),
        ("network.latency@https://a.example/", "80 ms", 80.0, "ms"),
    ],
)
def test_a_fact_is_read_by_its_kind(fact: str, written: Json, value: Value, unit: str | None) -> None:
    assert read({"facts": {fact: written}}) == Facts({fact: Measured(value, unit)})


@pytest.mark.parametrize(
    "name", ["network.latency[p99]", "network.jitter[p95]", "network.jitter@https://a.example/", "nothing[p95]"]
)
def test_a_fact_that_cannot_be_qualified_so_is_unknown(name: str) -> None:
    with pytest.raises(FactsError) as refused:
        read({"facts": {name: "80 ms"}})
    assert [one.code for one in refused.value.problems] == ["fact_unknown"]


def test_what_is_known_from_one_side_is_read_as_that() -> None:
    facts = {
        "network.download": {"at_least": "27 Mbit/s", "x-note": 1},
        "network.jitter": {"at_most": "0.03 s"},
        "processor.cores": {"at_least": 4},
    }
    assert read({"facts": facts}).readings == {
        "network.download": Measured(27.0, "Mbit/s", bound=Bound.AT_LEAST),
        "network.jitter": Measured(0.03, "s", bound=Bound.AT_MOST),
        "processor.cores": Measured(4.0, bound=Bound.AT_LEAST),
    }


@pytest.mark.parametrize(
    ("fact", "written", "code", "pointer"),
    [
        ("network.download", {"at_least": 27}, "not_a_quantity", "/facts/network.download/at_least"),
        ("network.download", {"at_most": "27 ms"}, "unit_unsuitable", "/facts/network.download/at_most"),
        ("network.download", {"at_least": "27 Mbit/s", "more": 1}, "key_unknown", "/facts/network.download/more"),
        ("processor.cores", {"at_least": "4"}, "number_in_quotes", "/facts/processor.cores/at_least"),
        ("headset.connection", {"at_least": "usb"}, "key_unknown", "/facts/headset.connection/at_least"),
    ],
)
def test_a_side_that_cannot_be_read_is_told_at_its_place(fact: str, written: Json, code: str, pointer: str) -> None:
    with pytest.raises(FactsError) as caught:
        read({"facts": {fact: written}})
    assert (code, pointer) in {(problem.code, problem.pointer) for problem in caught.value.problems}


def test_unmeasured_facts_and_answers() -> None:
    facts = {"network.jitter": {"unmeasured": "offline", "x-note": 1}, "x-note": "made up"}
    answers: dict[str, Value] = {"room": True, "line": "fibre", "com.example.a#room": False}
    assert read({"facts": facts, "answers": answers, "x-note": 1}) == Facts(
        {"network.jitter": Unmeasured(Reason.OFFLINE)}, answers
    )
    assert read({}) == Facts()


@pytest.mark.parametrize(
    ("facts", "expected", "suggestion"),
    [
        ({"memory.instaled": "8 GiB"}, "fact_unknown /facts/memory.instaled", '"memory.installed"'),
        ({"memory.installed": 8}, "not_a_quantity /facts/memory.installed", '"8 GiB"'),
        ({"memory.installed": "8"}, "not_a_quantity /facts/memory.installed", '"8 GiB"'),
        ({"memory.installed": "much"}, "not_a_quantity /facts/memory.installed", '"8 GiB"'),
        ({"memory.installed": True}, "not_a_quantity /facts/memory.installed", None),
        ({"memory.installed": "8 ms"}, "unit_unsuitable /facts/memory.installed", '"8 GiB"'),
        ({"memory.installed": "8 gb"}, "unit_ambiguous /facts/memory.installed", "GB"),
        ({"memory.installed": "8 gigs"}, "unit_unknown /facts/memory.installed", '"8 GiB"'),
        ({"network.download": "3 MB/s"}, "unit_byte_rate /facts/network.download", "Mbit/s"),
        ({"processor.cores": "4"}, "number_in_quotes /facts/processor.cores", "4"),
        ({"processor.cores": True}, "type_wrong /facts/processor.cores", ""),
        ({"processor.cores": None}, "type_wrong /facts/processor.cores", ""),
        ({"headset.connection": "usbc"}, "choice_unknown /facts/headset.connection", '"usb"'),
        ({"headset.connection": 1}, "type_wrong /facts/headset.connection", '"1"'),
        ({"headset.wired": "yes"}, "type_wrong /facts/headset.wired", "true"),
        ({"os.version": "eleven"}, "number_dotted_malformed /facts/os.version", None),
        ({"network.reachable": "a"}, "type_wrong /facts/network.reachable", '["a"]'),
        ({"network.reachable": ["a", 1]}, "type_wrong /facts/network.reachable/1", '"1"'),
        ({"audio.effects": ["gain"]}, "choice_unknown /facts/audio.effects/0", None),
        ({"network.jitter": {"unmeasured": "offlin"}}, "value_unknown /facts/network.jitter/unmeasured", '"offline"'),
        ({"network.jitter": {"unmeasured": 1}}, "value_unknown /facts/network.jitter/unmeasured", ""),
        ({"network.jitter": {"unmeasured": "offline", "why": 1}}, "key_unknown /facts/network.jitter/why", ""),
        ({"network.jitter": {}}, "key_missing /facts/network.jitter", ""),
        ([], "type_wrong /facts", ""),
    ],
)
def test_a_mistake_is_found_at_its_place(facts: Json, expected: str, suggestion: str | None) -> None:
    with pytest.raises(FactsError) as refused:
        read({"facts": facts})
    [problem] = refused.value.problems
    assert f"{problem.code} {problem.pointer}" == expected
    assert suggestion is None or problem.suggestion == suggestion
    for language in LANGUAGES:
        assert Translator(language, strict=True).say(problem.located)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", ["type_wrong "]),
        ("{", ["unfinished "]),
        ('{"fact": {}}', ["key_unknown /fact"]),
        ('{"answers": {"room": 1}}', ["type_wrong /answers/room"]),
        ('{"answers": true}', ["type_wrong /answers"]),
        ('{"facts": {"processor.cores": NaN}}', ["not_a_number /facts/processor.cores"]),
        ('{"facts": {"processor.cores": 4,\n"processor.cores": 8}}', ["key_repeated /facts/processor.cores"]),
        (
            '{"facts": {"a": 1, "headset.wired": 2}, "b": 3}',
            ["fact_unknown /facts/a", "type_wrong /facts/headset.wired", "key_unknown /b"],
        ),
        ('{"kind": "readiness.reports", "format": 1, "verdict": "PASS"}', ["key_missing "]),
    ],
)
def test_all_mistakes_are_told_at_once(text: str, expected: list[str]) -> None:
    with pytest.raises(FactsError) as refused:
        read_facts(text.encode(), CATALOGUE)
    assert [f"{one.code} {one.pointer}" for one in refused.value.problems] == expected


@settings(max_examples=25, deadline=None)
@given(reports(), reports())
def test_a_report_gives_its_facts_and_the_answers_to_its_own_questions(one: Report, other: Report) -> None:
    facts = read_facts(json_text(report_json(one)).encode(), CATALOGUE)
    assert facts.readings == one.facts.readings
    assert facts.answers == {f"{one.profile.id}#{id_}": answer for id_, answer in one.facts.answers.items()}
    both = read_facts(json_text(reports_json([one, other])).encode(), CATALOGUE)
    assert both.readings == {**one.facts.readings, **other.facts.readings}


@given(st.dictionaries(st.sampled_from(sorted(CATALOGUE)), st.none() | st.booleans() | st.integers() | st.text()))
def test_nothing_makes_the_reader_fall_over(facts: Json) -> None:
    with contextlib.suppress(FactsError):
        read({"facts": facts})


@pytest.mark.parametrize(
    ("names", "language", "name"),
    [({"en": "Laptop", "ja": "ノート"}, "ja", "ノート"), ({"en": "Laptop"}, "es", "Laptop"), (None, "en", "mine")],
)
def test_a_machine_has_its_name_or_its_files(names: object, language: str, name: str) -> None:
    data = json.dumps({"facts": {"memory.installed": "8 GiB"}, **({"x-machine": names} if names else {})}).encode()
    machine = read_machine(data, CATALOGUE, language, "mine")
    assert (machine.name, machine.facts["memory.installed"]) == (name, Measured(8.0, "GiB"))
