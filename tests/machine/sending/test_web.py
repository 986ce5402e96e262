"""Reports on their way: into a real S3-compatible store, into stores and hooks that fail in every way they can."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.domain.delivery import LONGEST_SECONDS, DeliveryMethod, State
from readiness.machine.sending import Carrier
from readiness.machine.sending.web import address_of
from tests.rigs.dripping import dripping
from tests.rigs.intake import Answer, Asked, Intake, flaky, intake, ticket
from tests.rigs.ookla_server import certified, lacks_openssl

KEY = "9f1c2d"
BODY = b'{"payload": "..."}'


@pytest.fixture
def house() -> Iterator[Intake]:
    with intake() as running:
        yield running


def carried(way: DeliveryMethod, address: str, body: bytes = BODY, patience: float = 5.0) -> tuple[State, str]:
    result = Carrier(patience=patience).carry(way, address, KEY, body)
    return result.state, result.error.id if result.error else result.place


def test_a_report_is_put_under_its_own_id_and_only_where_nothing_is(house: Intake) -> None:
    assert carried(DeliveryMethod.HTTPS, house.url) == (State.STORED, f"{house.url}/{KEY}")
    [asked] = house.asked
    assert (asked.method, asked.path, asked.body) == ("PUT", f"/in/{KEY}", BODY)
    assert asked.headers["if-none-match"] == "*"
    assert carried(DeliveryMethod.HTTPS, house.url, b"another") == (State.STORED, f"{house.url}/{KEY}")
    assert house.stored == {f"/in/{KEY}": BODY}


def test_304_is_how_older_stores_say_that_it_is_there(house: Intake) -> None:
    house.answers = [Answer(304)]
    assert carried(DeliveryMethod.HTTPS, house.url)[0] is State.STORED


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(503), (State.WAITING, "sending.error.busy")),
        (Answer(409), (State.WAITING, "sending.error.busy")),
        (Answer(400), (State.REFUSED, "sending.error.refused")),
        (Answer(401), (State.REFUSED, "sending.error.not_allowed")),
        (Answer(403), (State.REFUSED, "sending.error.not_allowed")),
        (Answer(404), (State.REFUSED, "sending.error.no_such_place")),
        (Answer(413), (State.REFUSED, "sending.error.too_large")),
        (Answer(302, headers={"Location": "https://elsewhere.example/"}), (State.REFUSED, "sending.error.elsewhere")),
        (Answer(0, cut=True), (State.WAITING, "sending.error.unreachable")),
    ],
)
@pytest.mark.parametrize("way", [DeliveryMethod.HTTPS, DeliveryMethod.PRESIGNED, DeliveryMethod.WEBHOOK])
def test_every_way_stops_or_waits_alike(
    house: Intake, way: DeliveryMethod, answer: Answer, expected: tuple[State, str]
) -> None:
    house.answers = [answer]
    assert carried(way, house.url) == expected


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("999999", LONGEST_SECONDS), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("soon", 0), ("-5", 0)],
)
def test_retry_after_is_heeded(house: Intake, header: str, seconds: float) -> None:
    house.answers = [Answer(429, headers={"Retry-After": header})]
    assert Carrier().carry(DeliveryMethod.WEBHOOK, house.url, KEY, BODY).after == seconds


def test_a_hook_gets_the_same_key_each_time(house: Intake) -> None:
    house.answer = flaky(3, 0.3, 0.5)
    states = [carried(DeliveryMethod.WEBHOOK, house.url)[0] for _ in range(12)]
    assert State.STORED in states
    assert {asked.headers["idempotency-key"] for asked in house.asked} == {f'"{KEY}"'}
    assert house.stored == {KEY: BODY}


# ------------------------------------------------------------------ tickets


def test_a_ticket_is_asked_for_each_try_and_says_where(house: Intake) -> None:
    place = house.url.replace("/in", "/bucket/there?X-Amz-Signature=abc")
    house.answers = [ticket(place, **{"x-amz-meta-from": "home"})]
    assert carried(DeliveryMethod.PRESIGNED, house.url) == (State.STORED, house.url)
    wish, put = house.asked
    asked_for = json.loads(wish.body)
    assert (wish.method, asked_for["report"], asked_for["size"]) == ("POST", KEY, len(BODY))
    assert (put.method, put.headers["x-amz-meta-from"], put.headers["if-none-match"]) == ("PUT", "home", "*")
    assert house.stored == {"/bucket/there": BODY}


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(412), State.STORED),
        (Answer(200, b"<html>"), State.WAITING),
        (Answer(200, b'{"url": "x", "headers": 5}'), State.WAITING),
        (ticket("http://in.example.org/there"), State.REFUSED),
        (ticket("https://me:secret@in.example.org/there"), State.REFUSED),
        (ticket("http://127.0.0.1/x", Host="other.example"), State.REFUSED),
        (ticket("http://127.0.0.1/x", **{"X-Evil": "a\r\nCookie: b"}), State.REFUSED),
        (ticket("http://127.0.0.1/x", **{"x-amz-checksum-sha256": "of something else"}), State.REFUSED),
        (ticket("file:///etc/passwd"), State.REFUSED),
    ],
)
def test_a_ticket_that_means_no_good_is_refused(house: Intake, answer: Answer, state: State) -> None:
    house.answers = [answer]
    assert carried(DeliveryMethod.PRESIGNED, house.url)[0] is state
    assert len(house.asked) == 1


def test_a_ticket_that_ran_out_is_asked_for_anew(house: Intake) -> None:
    house.answers = [ticket(house.url.replace("/in", "/late")), Answer(403)]
    assert carried(DeliveryMethod.PRESIGNED, house.url) == (State.WAITING, "sending.error.busy")


# ------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("http://reports.example.org/in", "unencrypted"),
        ("http://[::ffff:8.8.8.8]/in", "unencrypted"),
        ("ftp://127.0.0.1/in", "unencrypted"),
        ("https://me:secret@127.0.0.1/in", "address"),
        ("https://", "address"),
        ("https://[::1", "address"),
        ("https://127.0.0.1:99999/", "address"),
        ("https://exa\u0430mple.test/", "address"),
        ("https://127.0.0.1/\r\nHost: x", "address"),
    ],
)
def test_an_address_that_cannot_be_meant_is_never_spoken_to(address: str, error: str) -> None:
    for way in (DeliveryMethod.HTTPS, DeliveryMethod.PRESIGNED, DeliveryMethod.WEBHOOK):
        assert carried(way, address) == (State.REFUSED, f"sending.error.{error}")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/in", "https://a.example/in/k%2F1"),
        ("https://a.example/in/", "https://a.example/in/k%2F1"),
        ("https://a.example", "https://a.example/k%2F1"),
        ("https://a.example/in?team=2#top", "https://a.example/in/k%2F1?team=2"),
    ],
)
def test_the_id_is_one_step_of_the_path(address: str, expected: str) -> None:
    assert address_of(address, "k/1") == expected


def test_nobody_there_and_a_server_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/in"
        assert carried(DeliveryMethod.HTTPS, address, patience=0.2) == (State.WAITING, "sending.error.slow")
    assert carried(DeliveryMethod.HTTPS, address) == (State.WAITING, "sending.error.unreachable")
    assert carried(DeliveryMethod.HTTPS, "https://nobody.invalid/in") == (State.WAITING, "sending.error.unreachable")


@pytest.mark.skipif(bool(lacks_openssl()), reason=lacks_openssl())
def test_a_certificate_nobody_vouches_for_gets_no_report(tmp_path: Path) -> None:
    context, _ = certified(tmp_path, "localhost")
    with intake(context) as house:
        assert carried(DeliveryMethod.HTTPS, house.url) == (State.WAITING, "sending.error.certificate")
        assert house.asked == []


def test_an_answer_without_end_is_not_read_to_its_end(house: Intake) -> None:
    house.answers = [Answer(201, b"x" * 3_000_000)]
    assert carried(DeliveryMethod.HTTPS, house.url)[0] is State.STORED


@pytest.mark.parametrize("way", [DeliveryMethod.HTTPS, DeliveryMethod.PRESIGNED, DeliveryMethod.WEBHOOK])
def test_a_server_that_drips_is_left(way: DeliveryMethod) -> None:
    with dripping(b"HTTP/1.1 ") as port:
        carrier = Carrier(patience=5.0, longest=0.3)
        result = carrier.carry(way, f"http://127.0.0.1:{port}/in", KEY, BODY)
    assert (result.state, result.error and result.error.id) == (State.WAITING, "sending.error.slow")


def test_what_was_said_first_counts_though_the_rest_drips() -> None:
    with dripping(b"thanks", at_once=b"HTTP/1.1 201 Created\r\nContent-Length: 9999\r\n\r\n") as port:
        result = Carrier(patience=5.0, longest=0.3).carry(
            DeliveryMethod.HTTPS, f"http://127.0.0.1:{port}/in", KEY, BODY
        )
    assert result.state is State.STORED


def test_there_is_no_other_way() -> None:
    assert carried(DeliveryMethod.FILE, "") == (State.REFUSED, "sending.error.no_way")


# ------------------------------------------------------------------ a real store


def test_a_real_s3_store_keeps_one_copy_by_presigned_tickets(house: Intake) -> None:
    boto3 = pytest.importorskip("boto3", reason="no S3 client is installed")
    from botocore.config import Config
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
        store = boto3.client(
            "s3",
            endpoint_url="http://{}:{}".format(*server.get_host_and_port()),
            aws_access_key_id="a",
            aws_secret_access_key="b",  # noqa: S106 - of a store in this test
            region_name="us-east-1",
            config=config,
        )
        store.create_bucket(Bucket="reports")

        def presign(asked: Asked) -> Answer:
            place = {"Bucket": "reports", "Key": json.loads(asked.body)["report"], "IfNoneMatch": "*"}
            return ticket(store.generate_presigned_url("put_object", Params=place, ExpiresIn=60))

        house.answer = presign
        for body in (BODY, b"a second time"):
            assert carried(DeliveryMethod.PRESIGNED, house.url, body)[0] is State.STORED
        assert store.get_object(Bucket="reports", Key=KEY)["Body"].read() == BODY
        assert store.list_objects_v2(Bucket="reports")["KeyCount"] == 1
    finally:
        server.stop()
