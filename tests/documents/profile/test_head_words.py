"""Values of a head as they are typed, and back."""

from __future__ import annotations

from typing import Any

import pytest

from readiness.documents.profile import head_words as words


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        ("2027-01-01T00:00:00Z", "2027-01-01"),
        ("2027-01-01T09:00:00Z", "2027-01-01T09:00:00Z"),
        ("soonT00:00:00Z", "soonT00:00:00Z"),
        ("next week", "next week"),
    ],
)
def test_a_day_is_shown_as_a_day(value: str, typed: str) -> None:
    assert words.day_of(value) == typed
    assert words.moment_of_day(f" {typed} ") == value


def test_what_is_no_text_is_left_to_the_hints() -> None:
    assert words.day_of(7) == 7
    assert words.span_in(7, "hours") == 7
    assert words.lines_of_servers("x") == "x"
    assert words.lines_of_destinations([1]) == [1]
    assert words.whole_number(" 12 ") == 12
    assert words.whole_number("many") == "many"


@pytest.mark.parametrize(
    ("value", "unit", "typed", "back"),
    [
        ("PT20H", "hours", "20", "PT20H"),
        ("P1D", "hours", "24", "PT24H"),
        ("P26W", "days", "182", "P182D"),
        ("PT90M", "hours", "PT90M", "PT90M"),
        ("a day", "days", "a day", "a day"),
    ],
)
def test_a_span_is_a_number_where_it_can_be_one(value: str, unit: str, typed: str, back: str) -> None:
    assert words.span_in(value, unit) == typed
    assert words.span_of(typed, unit) == back


SERVERS: list[dict[str, Any]] = [
    {"id": "tokyo", "url": "https://speed.example.com/", "region": "JP"},
    {"id": "voice", "kind": "udp-echo", "url": "udp://voice.example.com:7"},
    {"id": "s1", "kind": "stun", "url": "stun:stun.example.com:3478"},
]


def test_servers_are_lines_and_nothing_said_of_them_is_lost() -> None:
    lines = words.lines_of_servers(SERVERS)
    assert lines.splitlines()[0] == "tokyo https://speed.example.com/"
    assert words.servers_of(lines, SERVERS) == SERVERS
    assert words.servers_of(lines)[1:] == SERVERS[1:]
    assert words.servers_of("\n https://speed.example.com:8080/x \n", "nonsense") == [
        {"id": "speed-example-com", "url": "https://speed.example.com:8080/x"}
    ]
    assert words.servers_of("://") == [{"id": "server", "url": "://"}]


DESTINATIONS = [
    {"kind": "https", "url": "https://reports.example.com/"},
    {"kind": "presigned", "ticket_url": "https://tickets.example.com/"},
    {"kind": "email", "address": "it@example.com"},
    {"kind": "file"},
]


def test_destinations_are_lines() -> None:
    lines = words.lines_of_destinations(DESTINATIONS)
    assert lines.splitlines()[1:] == ["presigned https://tickets.example.com/", "it@example.com", "file"]
    assert words.destinations_of(f"{lines}\n\n") == DESTINATIONS
