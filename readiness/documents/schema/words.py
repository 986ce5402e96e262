"""Descriptions of the keys of a profile, which editors show to its author; in English."""

from __future__ import annotations

from typing import Final

from readiness.documents.schema.blocks import Schema

_HEAD: Final = {
    "format": "The form of this file; always 1.",
    "id": "The profile's name for ever: a web address turned round, in small letters.",
    "version": "For people: three numbers with points between them.",
    "serial": "For programs: grows with every change you publish.",
    "language": "The language of texts that are not written in several.",
    "title": "What the profile is called, in one language or several.",
    "issuer": "Who asks for this, and whom people can ask back.",
    "needs_app": "The oldest version of the program that can check this profile.",
    "valid": "From when until when people can pass it.",
    "recheck": "How long a result counts, and what ends it early.",
    "network_test": "Your own measuring servers, how often to measure, and how much data that may move.",
    "submit": "Where a report may be sent, the first choice first.",
    "collect": "What may name a person or computer in a report, why, and how long it is kept.",
    "requirements": "What is asked for, in the order people read it.",
}
_REQUIREMENT: Final = {
    "id": "Its name for ever; answers and exceptions hang on it.",
    "title": "What people read; without it, the name of the fact.",
    "why": "Why it matters. People accept it more readily when they know.",
    "fix": "What somebody can do who does not meet it.",
    "fact": "What is measured; `readiness facts` tells what each means.",
    "unit": "The unit of the limits.",
    "server": "The id of the measuring server the fact is measured to.",
    "statistic": "Which value of the series counts: its median, what 95 of 100 do not exceed, or the largest.",
    "under_load": "While the line is busy: true for the worse direction, or down, or up.",
    "required": "What must hold; it decides about pass and fail.",
    "recommended": "What should hold; it gives advice.",
    "ask": "A question, answered in the person's own word.",
    "any_of": "Several ways to meet it; one is enough.",
    "level": "Whether a question or alternatives are required or recommended.",
    "when": "It counts only for those who meet all of these.",
    "only_on": "The systems it exists on.",
    "per_os": "What differs on one system.",
    "on_unknown": "Whether it holds the verdict up while it cannot be measured.",
}


def with_words(schema: Schema) -> Schema:
    """Return the profile schema with descriptions of the keys of header, requirements and tests."""
    parts = schema["$defs"]
    described = {name: _described(parts[name], _REQUIREMENT) for name in ("requirement", "test")}
    return {**_described(schema, _HEAD), "$defs": {**parts, **described}}


def _described(part: Schema, words: dict[str, str]) -> Schema:
    keys = {
        key: {**({} if value is True else value), "description": words[key]} if key in words else value
        for key, value in part["properties"].items()
    }
    return {**part, "properties": keys}
