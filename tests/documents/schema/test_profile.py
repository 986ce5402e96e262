"""The published schema: valid in itself, generated from the facts, and at one with the reader."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any, Final, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import ProfileError
from readiness.documents.profile.file import read_profile
from readiness.documents.schema.profile import destination_key, profile_schema, schema_text
from readiness.documents.schema.report import report_schema
from readiness.domain.facts import Catalogue, FactDef, Kind
from tests.documents.catalogue import CATALOGUE
from tests.documents.schema.profile_samples import COMPLETE

Json: TypeAlias = Any

SCHEMA: Final = profile_schema(CATALOGUE)
VALIDATOR: Final = Draft202012Validator(SCHEMA)
RULES: Final = frozenset(
    {
        *("alternatives_never", "choice_unknown", "condition_never_holds", "contradiction", "date_impossible"),
        *("id_repeated", "nothing_required"),
        *("region_unknown", "server_unknown", "server_unsuitable", "system_excluded", "text_default_missing"),
        "validity_reversed",
    }
)
"""What no schema can say."""


@pytest.mark.parametrize("schema", [SCHEMA, report_schema()], ids=["profile", "report"])
def test_the_schemas_are_valid_themselves(schema: Json) -> None:
    Draft202012Validator.check_schema(schema)
    assert json.loads(schema_text(schema)) == schema


def test_the_schema_knows_exactly_the_facts_it_is_given() -> None:
    facts = {"a.x": FactDef("a.x", Kind.NUMBER, "ms"), "a.y": FactDef("a.y", Kind.NUMBER)}
    by_fact = profile_schema(facts)["$defs"]["by_fact"]
    assert by_fact["properties"]["fact"]["enum"] == ["a.x", "a.y"]
    [choice] = by_fact["allOf"]
    assert choice["if"]["properties"]["fact"]["enum"] == ["a.x"]
    with_unit, without = (choice[branch]["then"]["allOf"][0] for branch in ("then", "else"))
    assert with_unit["properties"]["unit"]["enum"] == ["ms", "s", "min", "h"]
    assert with_unit["examples"] == ["ms", "s"]
    assert "not" in without["properties"]["unit"]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("tls://calls.example.com:443", None),
        ("udp://[2001:db8::1]:3478", None),
        ("https://calls.example.com", "url_malformed"),
        ("calls.example.com:443", "url_malformed"),
        ("tcp://calls.example.com:443\n", "url_malformed"),
        (f"tls://{'x' * 300}:443", "text_too_long"),
    ],
)
def test_words_that_profiles_make_up_have_the_form_their_fact_asks_for(word: str, code: str | None) -> None:
    requirement = {"id": "ports", "fact": "network.reachable", "required": {"has_all": [word]}}
    document = {**COMPLETE, "requirements": [requirement]}
    for key in ("recheck", "collect"):
        document.pop(key, None)
    if code is None:
        assert read_profile(json.dumps(document).encode(), catalogue()).profile.requirements
        return
    with pytest.raises(ProfileError) as refused:
        read_profile(json.dumps(document).encode(), catalogue())
    assert code in {problem.code for problem in refused.value.problems}


def test_an_editor_tells_what_every_key_means() -> None:
    parts = SCHEMA["$defs"]
    for properties in (SCHEMA["properties"], parts["requirement"]["properties"], parts["test"]["properties"]):
        assert {key for key, value in properties.items() if "description" not in value} <= {"$schema"}
        assert all(value["description"].endswith(".") for key, value in properties.items() if key != "$schema")


def test_only_some_destinations_have_an_address() -> None:
    kinds = ["https", "presigned", "email", "file"]
    assert [destination_key(kind) for kind in kinds] == ["url", "ticket_url", "address", None]


@pytest.mark.parametrize("path", paths.spec_files(), ids=lambda path: str(path.stem))
def test_the_example_profiles_are_flawless_in_every_language(path: Path) -> None:
    document = read_profile(path.read_bytes(), catalogue())
    assert document.warnings == ()
    assert set(document.profile.title.by_language) == {"en", "es", "ja"}
    Draft202012Validator(profile_schema(catalogue())).validate(json.loads(path.read_text(encoding="utf-8")))


def _places(value: Json, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(below for key, member in members for below in _places(member, (*place, key)))]


PLACES: Final = [place for place in _places(COMPLETE) if place]
_OTHERS: Final[list[Json]] = [None, True, 0, -1, 1.5, 8, "", "8", "usb", "en", "x", "10.0", [], {}, ["usb"], {"min": 1}]
_KEYS: Final = ["min", "max", "unit", "required", "recommended", "fact", "ask", "level", "x-note", "id", "equals"]


def changed(place: tuple[str | int, ...], how: str, other: Json, key: str, whole: Json = COMPLETE) -> Json:
    """Return a profile, the complete one unless another is given, with one place changed."""
    value = copy.deepcopy(whole)
    holder = value
    for part in place[:-1]:
        holder = holder[part]
    if how == "replaced":
        holder[place[-1]] = other
    elif how == "taken away":
        del holder[place[-1]]
    elif isinstance(holder, dict):
        holder[key] = other if how == "added" else holder.pop(place[-1])
    else:
        holder.append(other)
    return value


def outcome(value: Json, facts: Catalogue = CATALOGUE, validator: Draft202012Validator = VALIDATOR) -> str:
    """Return how reader and schema take a profile, and fail when they do not agree."""
    try:
        read_profile(json.dumps(value).encode(), facts)
        codes = frozenset[str]()
    except ProfileError as error:
        codes = frozenset(problem.code for problem in error.problems)
    valid = validator.is_valid(value)
    if codes in ({"format_newer"}, {"app_too_old"}):
        return "newer"
    assert codes <= RULES if valid else codes
    return "accepted" if not codes else "broke a rule" if valid else "refused"


@settings(deadline=None)
@given(
    st.sampled_from(PLACES),
    st.sampled_from(["replaced", "taken away", "added", "renamed"]),
    st.sampled_from(_OTHERS),
    st.sampled_from(_KEYS),
)
def test_reader_and_schema_agree_on_changed_profiles(
    place: tuple[str | int, ...], how: str, other: Json, key: str
) -> None:
    assert outcome(changed(place, how, other, key))


PUBLISHED: Final = Draft202012Validator(json.loads((paths.specs() / "profile.schema.json").read_bytes()))
EXAMPLES: Final = [json.loads(path.read_bytes()) for path in paths.spec_files()]


def pulled_about(random: Random, whole: Json) -> Json:
    """Return a profile in which up to three places of its requirements were changed."""
    value = {**whole, "requirements": random.sample(whole["requirements"], 4)}
    for _ in range(random.randint(1, 3)):
        place = random.choice([place for place in _places(value) if len(place) > len(("requirements", 0))])
        how = random.choice(["replaced", "taken away", "added", "renamed"])
        value = changed(place, how, random.choice(_OTHERS), random.choice(_KEYS), value)
    return value


def test_the_published_schema_and_the_reader_agree_on_changed_examples() -> None:
    """What an employer's editor accepts, the program accepts, whatever is done to real profiles."""
    random = Random(7)  # noqa: S311 - the same changes in every run, no secret
    met = Counter(outcome(pulled_about(random, example), catalogue(), PUBLISHED) for example in EXAMPLES * 15)
    assert met["accepted"] > 15
    assert met["refused"] > 60


def test_both_sides_are_well_hit() -> None:
    """Every third place of the profile, taken away or replaced: some do no harm, most are refused."""
    taken = Counter(outcome(changed(place, "taken away", None, "")) for place in PLACES[::3])
    replaced = Counter(outcome(changed(place, "replaced", "x", "")) for place in PLACES[::3])
    assert taken["accepted"] > 20
    assert taken["refused"] > 20
    assert replaced["accepted"] > 10
    assert replaced["refused"] > 40
