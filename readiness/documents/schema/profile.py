"""The JSON Schema of profile format 1, generated from the facts that the program knows.

Employers' editors use it and ``profile/file`` enforces it, so that the two cannot disagree. ``if``/``then`` on the
key that is present, with ``additionalProperties: false``, reports each mistake once and at its place; ``oneOf`` would
blame every branch.

Two annotations serve the messages: ``x-problem`` names the code of a violation (one for all keywords beside it, or
one per keyword), ``examples`` gives a valid value.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from readiness.documents.schema.blocks import (
    FREE,
    Schema,
    closed,
    condition,
    filled,
    list_of,
    matching,
    never,
    one_of,
    ref,
    set_of,
)
from readiness.documents.schema.facts import QUALIFIERS, by_fact, conditions_on_choices, held_against, on_each_system
from readiness.documents.schema.words import with_words
from readiness.domain.facts import Catalogue, System

FORMAT: Final = 1
_PROFILE_SCHEMA_ID: Final = "urn:readiness:profile:1"
COLLECTABLE: Final = ("machine.model", "user.employee_id")
"""Identifying facts that may be collected if the profile says so openly."""
CHANGES: Final = ("audio", "hardware", "network", "os")
"""Changes that can end the validity of a result."""

# Python's "$" also matches before a last line feed; this end does not, there and in editors.
_END: Final = r"$(?!\n)"
_LANGUAGE: Final = r"^(?!x-)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*" + _END
_DOTTED: Final = r"^[0-9]{1,9}(\.[0-9]{1,9}){0,5}" + _END
_DOTTED_OR_SERIES: Final = r"^[0-9]{1,9}(\.[0-9]{1,9}){0,5}(\.\*)?" + _END
_REGION: Final = r"^[A-Z]{2}(-[A-Z0-9]{1,3})?" + _END
_DATE: Final = r"^[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})" + _END
_DURATION: Final = (
    r"^P([0-9]{1,5}W|(?=[0-9]|T)([0-9]{1,5}D)?(T(?=[0-9])([0-9]{1,5}H)?([0-9]{1,5}M)?([0-9]{1,5}S)?)?)" + _END
)
_REVERSE_DOMAIN: Final = r"^[a-z0-9]+(\.[a-z0-9]+(-[a-z0-9]+)*)+" + _END
_THREE_NUMBERS: Final = r"^(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}" + _END
_NAME: Final = r"^[a-z0-9]+([._-][a-z0-9]+)*" + _END
_MOST_REQUIREMENTS: Final = 200
_BIGGEST_INTEGER: Final = 2**53 - 1


def profile_schema(catalogue: Catalogue) -> Schema:
    """Return the schema of profiles that may use these facts."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _PROFILE_SCHEMA_ID,
        "title": "Readiness profile, format 1",
        **closed(
            _header(),
            required=(*("format", "id", "version", "serial", "language", "title", "issuer", "valid", "requirements"),),
        ),
        "$defs": {
            **_values(),
            **_conditions(),
            **_parts(),
            **_requirements(),
            "by_fact": by_fact(catalogue),
            **conditions_on_choices(catalogue),
        },
    }
    return with_words(schema)


def schema_text(schema: Schema) -> str:
    """Return the schema as the text of a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _tiers_needed() -> Schema:
    return {
        "if": {"not": {"required": ["recommended"]}},
        "then": {"required": ["required"], "x-problem": "tiers_missing"},
    }


def _values() -> Schema:
    """Texts, addresses, dates and the like."""
    limits: Schema = {"minLength": 1, "maxLength": 2000, "pattern": r"\S"}
    text = {"type": "string", **limits, "x-problem": {"pattern": "text_empty"}}
    languages = {
        "type": ["string", "object"],
        **limits,
        "patternProperties": {**FREE, _LANGUAGE: ref("text")},
        "additionalProperties": False,
        "x-problem": {"additionalProperties": "language_malformed", "pattern": "text_empty"},
    }
    return {
        "text": text,
        "texts": languages,
        "language": matching(_LANGUAGE, "language_malformed", "en", "es", "ja", "pt-BR"),
        "dotted_version": matching(_DOTTED, "number_dotted_malformed", "14", "10.0.19045"),
        "version_or_series": matching(_DOTTED_OR_SERIES, "series_malformed", "11.2.*", "10.0.22000"),
        "date": matching(_DATE, "date_malformed", "2027-02-01T00:00:00Z"),
        "duration": matching(_DURATION, "duration_malformed", "P180D", "PT20H"),
        "url": matching(r"^https://[^\s/]+\S*" + _END, "url_malformed", "https://example.com/help", most=2000),
        "system": one_of(tuple(System)),
    }


def _conditions() -> Schema:
    number = {"type": "number"}
    version, versions = ref("dotted_version"), set_of(ref("version_or_series"))
    words = set_of(ref("text"))
    return {
        "number_condition": condition(min=number, max=number, above=number, below=number),
        "version_condition": condition(
            min=version, max=version, above=version, below=version, one_of=versions, none_of=versions
        ),
        "text_condition": condition(one_of=words, none_of=words),
        "yes_no_condition": condition(equals={"type": "boolean"}),
        "set_condition": condition(has_all=words, has_any=words, none_of=words),
    }


def _header() -> Schema:
    return {
        "$schema": {"type": "string"},
        "format": {"const": FORMAT, "x-problem": "format_unknown", "examples": [str(FORMAT)]},
        "id": matching(_REVERSE_DOMAIN, "id_malformed", "com.example.voice-support"),
        "version": matching(_THREE_NUMBERS, "version_malformed", "1.0.0"),
        "serial": {"type": "integer", "minimum": 1, "maximum": _BIGGEST_INTEGER, "examples": ["1"]},
        "language": ref("language"),
        "title": ref("texts"),
        "issuer": ref("issuer"),
        "needs_app": ref("dotted_version"),
        "valid": closed({"from": ref("date"), "until": ref("date")}),
        "recheck": ref("recheck"),
        "network_test": ref("network_test"),
        "submit": list_of(ref("destination"), 10),
        "collect": ref("collect"),
        "requirements": list_of(ref("requirement"), _MOST_REQUIREMENTS),
    }


def _parts() -> Schema:
    """What the header's parts hold."""
    issuer = {"name": ref("text"), "contact": ref("text"), "privacy_url": ref("url")}
    recheck = {"after": ref("duration"), "grace": ref("duration"), "on_change": set_of(one_of(CHANGES))}
    network_test = {
        "servers": list_of(ref("server"), 20),
        "choose": one_of(("lowest_latency",)),
        "runs": {"type": "integer", "minimum": 1, "maximum": 10, "examples": ["3"]},
        "max_megabytes": {"type": "number", "exclusiveMinimum": 0, "examples": ["250"]},
    }
    collect = {"facts": set_of(one_of(COLLECTABLE)), "purpose": ref("texts"), "keep": ref("duration")}
    return {
        "issuer": closed(issuer, ("name",)),
        "recheck": closed(recheck),
        "network_test": closed(network_test),
        "server": _server(),
        "destination": _destination(),
        "collect": closed(collect, ("facts", "purpose")),
    }


def _server() -> Schema:
    # Plain http is for a server in one's own network; lint warns of any other.
    web = matching(r"^https?://[^\s/]+\S*" + _END, "url_malformed", "https://speed.example.com/", most=2000)
    echo = matching(r"^udp://[^\s/]+:[0-9]{1,5}" + _END, "url_malformed", "udp://voice.example.com:3478", most=300)
    stun = matching(r"^stun:[^\s/]+" + _END, "url_malformed", "stun:stun.example.com:3478", most=300)
    properties = {
        "id": ref("name"),
        "kind": one_of(("https", "udp-echo", "stun")),
        "url": True,
        "region": ref("text"),
        "key": matching("^[0-9a-f]{64}" + _END, "server_key_malformed", "3b6a27bc…", most=64),
    }
    return {
        **closed(properties, ("id", "url")),
        "if": _of_kind("udp-echo"),
        "then": {"properties": {"url": echo}},
        "else": {
            "if": _of_kind("stun"),
            "then": {"properties": {"url": stun}},
            "else": {"properties": {"url": web}},
        },
    }


def _of_kind(kind: str) -> Schema:
    return {"required": ["kind"], "properties": {"kind": {"const": kind}}}


_ADDRESS_KEYS: Final = {"https": "url", "presigned": "ticket_url", "webhook": "url", "email": "address", "file": None}


def _destination() -> Schema:
    address = matching(r"^[^\s@]+@[^\s@]+" + _END, "address_malformed", "reports@example.com")
    places = {"url": ref("url"), "ticket_url": ref("url"), "address": address}
    return {
        **closed({"kind": one_of(tuple(_ADDRESS_KEYS)), **places}, ("kind",)),
        "allOf": [
            {
                "if": {"required": ["kind"], "properties": {"kind": {"const": kind}}},
                "then": closed({"kind": True, **({key: True} if key else {})}, (key,) if key else ()),
            }
            for kind, key in _ADDRESS_KEYS.items()
        ],
    }


def destination_key(kind: str) -> str | None:
    """Return the key for the address of a kind of destination, None if that kind has no address."""
    return _ADDRESS_KEYS[kind]


def _requirements() -> Schema:
    """The requirement and its three shapes: one fact, a question, alternatives."""
    fix = filled(closed({"text": ref("texts"), "url": ref("url")}), "object_empty")
    properties = {
        "id": ref("name"),
        "title": ref("texts"),
        "why": ref("texts"),
        "fix": ref("fix"),
        "only_on": set_of(ref("system")),
        "per_os": filled(closed({system.value: ref("system_change") for system in System}), "object_empty"),
        "when": ref("tests"),
        "on_unknown": one_of(("incomplete", "advice")),
        "level": one_of(("required", "recommended")),
        "ask": ref("ask"),
        "any_of": ref("alternatives"),
        **dict.fromkeys(("fact", *QUALIFIERS, "unit", "required", "recommended"), True),
    }
    return {
        "name": matching(_NAME, "name_malformed", "memory", most=100),
        "fix": fix,
        "system_change": _system_change(),
        "ask": _ask(),
        **_alternatives(),
        "tests": list_of(ref("test"), 50),
        "test": {
            **closed(dict.fromkeys(("fact", *QUALIFIERS, "unit", "required"), True), ("fact", "required")),
            "allOf": [ref("by_fact")],
        },
        "requirement": {**closed(properties, ("id",)), **_by_subject()},
        "fact_requirement": _fact_requirement(),
        "ask_requirement": _ask_requirement(),
        "any_of_requirement": _any_of_requirement(),
    }


def _alternatives() -> Schema:
    """Return the schema of alternatives: measured (``all``), or the person's own statement (``ask``)."""
    asked = {"type": "object", "required": ["ask"], "not": {"required": ["all"]}}
    return {
        "alternatives": {
            **list_of(ref("alternative"), 20),
            "allOf": [
                {"contains": asked, "minContains": 0, "maxContains": 1, "x-problem": {"maxContains": "asked_twice"}},
                {"contains": {"not": asked}, "x-problem": {"contains": "nothing_measured"}},
            ],
        },
        "alternative": {
            "if": asked,
            "then": {
                **closed({"ask": ref("ask"), "required": True}, ("ask",)),
                "allOf": [
                    _answered(lambda wanted: {"properties": {"required": wanted}}),
                    {"if": _OFFERS_CHOICES, "then": {"required": ["required"]}},
                ],
            },
            "else": closed({"all": ref("tests"), "ask": never("ask_not_alone")}, ("all",)),
        },
    }


def _by_subject() -> Schema:
    # Dispatch on the key that is there, so that a requirement is blamed for its own shape only.
    missing = {"required": ["fact"], "x-problem": "subject_missing"}
    schema: Schema = missing
    for subject in ("any_of", "ask", "fact"):
        schema = {"if": {"required": [subject]}, "then": ref(f"{subject}_requirement"), "else": schema}
    return schema


def _system_change() -> Schema:
    change = {"skip": {"const": True, "examples": ["true"]}, "required": True, "recommended": True, "fix": ref("fix")}
    alone = {key: never("skip_not_alone") for key in ("required", "recommended", "fix")}
    return {
        **filled(closed(change), "object_empty"),
        "if": {"required": ["skip"]},
        "then": {"properties": alone},
    }


def _ask() -> Schema:
    choice = closed({"value": ref("text"), "text": ref("texts")}, ("value", "text"))
    choices = {**choice, "type": ["string", "object"], "minLength": 1, "maxLength": 200}
    code = matching(_REGION, "region_malformed", "JP", "US-TX", most=6)
    named = closed({"value": code, "text": ref("texts")}, ("value", "text"))
    regions = {**named, **code, "type": ["string", "object"]}
    return {
        **closed({"text": ref("texts"), "choices": set_of(choices), "regions": set_of(regions)}, ("text",)),
        "if": {"required": ["regions"]},
        "then": {"properties": {"choices": never("choices_and_regions")}},
    }


def _fact_requirement() -> Schema:
    return {
        "properties": {
            "ask": never("subjects_several"),
            "any_of": never("subjects_several"),
            "level": never("level_misplaced"),
        },
        "allOf": [ref("by_fact"), _tiers_needed()],
    }


def _ask_requirement() -> Schema:
    """Return the schema of a question; a yes-or-no question may omit its condition, then it wants "yes"."""
    has_tiers = {"anyOf": [{"required": ["required"]}, {"required": ["recommended"]}]}
    return {
        "properties": {"any_of": never("subjects_several"), **_misplaced_beside_no_fact()},
        "allOf": [
            _answered(held_against),
            {"if": _OFFERS_CHOICES, "then": _tiers_needed()},
            {"if": has_tiers, "then": {"properties": {"level": never("level_misplaced")}}},
        ],
    }


_OFFERS_CHOICES: Final[Schema] = {
    "properties": {"ask": {"type": "object", "required": ["choices"], "not": {"required": ["regions"]}}}
}
_OFFERS_WORDS: Final[Schema] = {
    "properties": {"ask": {"type": "object", "anyOf": [{"required": ["choices"]}, {"required": ["regions"]}]}}
}


def _answered(held: Callable[[Schema], Schema]) -> Schema:
    """Return the schema of a condition on an answer: a list of words if there are choices, else yes or no."""
    return {"if": _OFFERS_WORDS, "then": held(ref("text_condition")), "else": held(ref("yes_no_condition"))}


def _misplaced_beside_no_fact() -> Schema:
    """Return the keys that only a requirement on a single fact can have."""
    return {"unit": never("unit_misplaced"), **{key: never("qualifier_misplaced") for key in QUALIFIERS}}


def _any_of_requirement() -> Schema:
    tiers = {key: never("tiers_misplaced") for key in ("required", "recommended")}
    return {
        "properties": {
            **_misplaced_beside_no_fact(),
            **tiers,
            "per_os": on_each_system({"properties": tiers}),
        }
    }
