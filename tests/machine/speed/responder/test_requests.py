"""Requests as they come, and as they should not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.machine.speed.net.http1 import parse_head
from readiness.machine.speed.responder.requests import LONGEST_HEAD, Refused, Request, answer, head, parse_request


def parsed(text: str) -> Request:
    found = parse_request(text.encode("latin-1"))
    assert found is not None
    return found[0]


def test_a_request_is_taken_apart() -> None:
    data = b"POST /backend/empty.php?session=ab&x= HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
    found = parse_request(data)
    assert found is not None
    request, used = found
    assert data[used:] == b"hello"
    assert (request.method, request.path) == ("POST", "/backend/empty.php")
    assert request.query == {"session": "ab", "x": ""}
    assert request.length == 5
    assert not request.chunked
    assert request.keeps_open
    assert not request.waits


@pytest.mark.parametrize("size", range(1, 20))
def test_half_a_request_is_waited_for(size: int) -> None:
    assert parse_request(b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n"[:size]) is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),  # TLS where none is spoken
        ("hello there", 400),
        ("GET / HTTP/2.0\r\n\r\n", 400),
        ("GET /\r\n\r\n", 400),
        ("GET  / HTTP/1.1\r\n\r\n", 400),
        ("get / HTTP/1.1\r\n\r\n", 400),
        ("GET http://other/ HTTP/1.1\r\n\r\n", 400),
        ("GET /\x00 HTTP/1.1\r\n\r\n", 400),
        ("GET /?" + "&".join("abcdefghijklmnopqrstuvwxyz") + " HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nname with space: x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nX: a\nY: b\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n" + "".join(f"X-{n}: 1\r\n" for n in range(65)) + "\r\n", 431),
        ("GET /" + "a" * LONGEST_HEAD, 431),
        ("GET /" + "a" * LONGEST_HEAD + " HTTP/1.1\r\n\r\n", 431),
    ],
)
def test_what_is_no_request_is_refused(text: str, status: int) -> None:
    with pytest.raises(Refused) as refusal:
        parse_request(text.encode("latin-1"))
    assert refusal.value.status == status


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ("Content-Length: -1", 400),
        ("Content-Length: 0x10", 400),
        ("Content-Length: 1000000000000", 400),
        ("Transfer-Encoding: gzip", 501),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5", 400),
    ],
)
def test_a_body_of_doubtful_size_is_refused(fields: str, status: int) -> None:
    request = parsed(f"POST / HTTP/1.1\r\n{fields}\r\n\r\n")
    with pytest.raises(Refused) as refusal:
        assert request.chunked or request.length
    assert refusal.value.status == status


@pytest.mark.parametrize(
    ("version", "field", "keeps"),
    [("1.1", "X: y", True), ("1.1", "Connection: close", False), ("1.0", "X: y", False),
     ("1.0", "Connection: keep-alive", True)],
)  # fmt: skip
def test_a_connection_is_used_again_as_the_client_wishes(version: str, field: str, *, keeps: bool) -> None:
    assert parsed(f"GET / HTTP/{version}\r\n{field}\r\n\r\n").keeps_open is keeps


@given(st.binary(max_size=300))
def test_nothing_makes_the_reader_stumble(data: bytes) -> None:
    with suppress(Refused):
        found = parse_request(data)
        assert found is None or found[1] <= len(data)


def test_answers_are_read_by_the_client() -> None:
    found = parse_head(answer(503, b"later", keep=False, extra="Retry-After: 5"))
    assert found is not None
    read, used = found
    assert (read.status, read.length, read.kept_open, read.fields["retry-after"]) == (503, 5, False, "5")
    assert answer(503, b"later", keep=False, extra="Retry-After: 5")[used:] == b"later"
    endless = parse_head(head(200, "text/plain"))
    assert endless is not None
    assert endless[0].length is None
