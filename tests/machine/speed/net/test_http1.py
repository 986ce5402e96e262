"""Requests, heads and bodies, fed in pieces as a network would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness import __version__
from readiness.machine.speed.net.address import parse_url
from readiness.machine.speed.net.http1 import Body, Head, NotHttp, is_page, parse_head, request

# As PHP behind Apache answers garbage.php; made up after the script's source.
ANSWER = (
    b"HTTP/1.1 200 OK\r\nDate: Sun, 01 Nov 2026 10:00:00 GMT\r\nServer: Apache/2.4.62 (Debian)\r\n"
    b"Content-Description: File Transfer\r\nContent-Disposition: attachment; filename=random.dat\r\n"
    b"Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)


def test_a_get_asks_for_data_as_it_is() -> None:
    text = request(parse_url("https://speed.example:8443/backend/garbage.php?ckSize=4")).decode()
    assert text.startswith("GET /backend/garbage.php?ckSize=4 HTTP/1.1\r\nHost: speed.example:8443\r\n")
    assert f"User-Agent: readiness/{__version__}\r\n" in text
    assert "Accept-Encoding: identity\r\n" in text
    assert text.endswith("\r\n\r\n")


def test_a_post_says_how_much_follows() -> None:
    text = request(parse_url("http://[2001:db8::1]/empty.php"), 20).decode()
    assert text.startswith("POST /empty.php HTTP/1.1\r\nHost: [2001:db8::1]\r\n")
    assert "Content-Length: 20\r\n" in text


@given(st.integers(0, len(ANSWER)))
def test_a_head_is_there_when_it_is_all_there(cut: int) -> None:
    found = parse_head(ANSWER[:cut])
    assert (found is not None) == (cut == len(ANSWER))


def test_a_head_is_read() -> None:
    found = parse_head(ANSWER + b"1000\r\nabc")
    assert found is not None
    head, used = found
    assert used == len(ANSWER)
    assert (head.status, head.chunked, head.length, head.kept_open) == (200, True, None, True)
    assert not head.looks_like_a_page
    assert not head.encoded


def test_interim_answers_are_passed_over() -> None:
    found = parse_head(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    assert found is not None
    assert (found[0].status, found[0].kept_open) == (204, False)
    assert parse_head(b"HTTP/1.1 100 Continue\r\n\r\n") is None


@pytest.mark.parametrize(
    "data",
    [
        b"220 mail.example.com ESMTP",
        b"\x15\x03\x01\x00\x02",
        b"HTTP/1.1 what\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 40_000,
    ],
    ids=["mail", "tls", "no status", "endless"],
)
def test_what_is_not_http_is_told(data: bytes) -> None:
    with pytest.raises(NotHttp):
        parse_head(data)


@pytest.mark.parametrize(
    ("fields", "encoded", "page"),
    [
        ({"content-encoding": "gzip", "content-type": "image/jpeg"}, True, False),
        ({"content-encoding": " Identity "}, False, False),
        ({"content-type": "text/html; charset=UTF-8"}, False, True),
        ({}, False, False),
    ],
)
def test_what_a_head_says_about_the_body(fields: dict[str, str], encoded: bool, page: bool) -> None:  # noqa: FBT001
    head = Head(200, fields)
    assert (head.encoded, head.looks_like_a_page) == (encoded, page)


def test_an_old_server_closes_unless_it_says_otherwise() -> None:
    assert not Head(200, {}, "HTTP/1.0").kept_open
    assert Head(200, {"connection": "Keep-Alive"}, "HTTP/1.0").kept_open
    assert Head(200, {"content-length": "many"}).length is None


# ------------------------------------------------------------------ bodies


def chunked(pieces: list[bytes], extension: bytes = b"") -> bytes:
    return b"".join(b"%x%b\r\n%b\r\n" % (len(piece), extension, piece) for piece in pieces if piece) + b"0\r\n\r\n"


@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(1, 97), st.sampled_from([b"", b";name=value"]))
def test_chunks_are_counted_however_they_arrive(pieces: list[bytes], step: int, extension: bytes) -> None:
    data = chunked(pieces, extension)
    body = Body.after(Head(200, {"transfer-encoding": "chunked"}))
    for i in range(0, len(data), step):
        assert not body.done
        body.feed(memoryview(data[i : i + step]))
    assert body.done
    assert body.payload == sum(map(len, pieces))


def test_trailers_belong_to_the_body() -> None:
    body = Body.after(Head(200, {"transfer-encoding": "chunked"}))
    body.feed(memoryview(b"3\r\nabc\r\n0\r\nX-Sum: 1\r\n"))
    assert not body.done
    body.feed(memoryview(b"\r\n"))
    assert body.done


@pytest.mark.parametrize("data", [b"zz\r\n", b"5" * 2000], ids=["no number", "endless line"])
def test_chunks_that_are_none_are_told(data: bytes) -> None:
    body = Body.after(Head(200, {"transfer-encoding": "chunked"}))
    with pytest.raises(NotHttp):
        body.feed(memoryview(data))


def test_a_length_ends_a_body_and_its_lack_does_not() -> None:
    body = Body.after(Head(200, {"content-length": "5"}))
    body.feed(memoryview(b"abc"))
    assert not body.done
    body.feed(memoryview(b"de"))
    assert (body.done, body.payload) == (True, 5)
    endless = Body.after(Head(200, {}))
    endless.feed(memoryview(b"abc"))
    assert not endless.done


@pytest.mark.parametrize(
    "head", [Head(204, {}), Head(304, {"content-length": "9"}), Head(200, {"content-length": "0"})]
)
def test_some_answers_have_no_body(head: Head) -> None:
    assert Body.after(head).done


def test_pages_are_known_by_their_beginning() -> None:
    assert is_page(b"\r\n <!DOCTYPE html><html>")
    assert is_page(b"<HTML>")
    assert not is_page(b"")
    assert not is_page(b"OK")
    assert not is_page(b"test=test")
