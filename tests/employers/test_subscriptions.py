"""Profiles that are added from a real web server, kept, renewed and let go; whoever interferes is refused."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from readiness.documents.json_text.problems import DocumentError
from readiness.documents.trust.bundle import Bundle
from readiness.documents.trust.chain import Vouched
from readiness.domain.refusal import Refusal
from readiness.employers.subscriptions import Employers, Invitation, Renewal
from readiness.machine.web.address import web_address
from readiness.machine.web.fetch import fetch
from tests.documents.employer import ID, bundle, profile
from tests.documents.signed import report
from tests.employers.subscribing import FIRST, NAME, added, link, put
from tests.rigs.web_server import WebServer


def refused(code: str, attempt: Callable[[], Any]) -> None:
    with pytest.raises(Refusal) as told:
        attempt()
    assert told.value.code == code


# ------------------------------------------------------------------ adding


def test_nothing_is_kept_before_the_person_agrees(employers: Employers, server: WebServer, tmp_path: Path) -> None:
    put(server, FIRST)
    offer = employers.offered(link(server), local=True)
    assert (offer.vouched, offer.nonce, offer.profile.id) == (Vouched.LINK, "8Zk2rT0m", ID)
    assert not (tmp_path / "person").exists()
    employers.add(offer)
    kept = employers.subscription(ID)
    assert kept.document is not None
    assert kept.document.source.signed
    assert kept.document.source.text.encode() == profile()
    assert (kept.record.seen.serial, kept.record.source) == (1, server.url(NAME))


def test_a_file_and_an_unsigned_address_say_that_nobody_vouches(
    employers: Employers, server: WebServer, tmp_path: Path
) -> None:
    file = tmp_path / "sent.readiness"
    file.write_bytes(FIRST.data())
    assert employers.offered(str(file)).vouched is Vouched.NOBODY
    put(server, profile(), "voice.json")
    offer = employers.offered(server.url("voice.json"))
    assert (offer.vouched, offer.fingerprint, offer.document.source.signed) == (Vouched.UNSIGNED, "", False)
    refused("employers.no_source", lambda: (employers.add(employers.offered(str(file))), employers.update(ID)))


def test_an_invitation_is_good_for_one_report(employers: Employers, server: WebServer) -> None:
    offer = added(employers, server)
    source = offer.document.source
    first, second = (report(id=name, profile=offer.profile, source=source) for name in ("r-1", "r-2"))
    nonce = employers.invitation(ID, source, first.id).nonce
    assert nonce == "8Zk2rT0m"
    assert employers.invitation(ID, source) == Invitation(nonce)  # a look uses nothing up
    assert employers.spend(first, nonce)
    added(employers, server)  # the same link once more is no second invitation
    assert employers.invitation(ID, source, first.id) == Invitation(nonce)
    assert employers.spend(first, nonce)
    for one in (employers.invitation(ID, source, second.id), employers.invitation(ID, source)):
        assert one == Invitation(spent=True)
    assert (employers.spend(second, nonce), employers.spend(second, "")) == (False, True)
    assert employers.invitation("com.example.unknown", source) == Invitation()
    # Who only borrows the id of a signed profile is not invited.
    assert employers.invitation(ID, replace(source, signed=False), first.id) == Invitation()
    employers.add(replace(offer, nonce="another1"))
    assert employers.invitation(ID, source, second.id) == Invitation("another1")


def test_a_damaged_record_invites_nobody(employers: Employers, server: WebServer, tmp_path: Path) -> None:
    offer = added(employers, server)
    next(tmp_path.rglob("trust/*.json")).write_text("{", encoding="utf-8")
    assert employers.invitation(ID, offer.document.source) == Invitation()


# ------------------------------------------------------------------ renewing


def test_what_has_not_changed_costs_nothing(employers: Employers, server: WebServer) -> None:
    added(employers, server)
    before = len(server.requests)
    assert employers.update(ID).renewal is Renewal.UNCHANGED
    assert [" 304 0 " in line for line in server.requests[before:]] == [True]


def test_a_new_one_takes_the_place_of_the_old(employers: Employers, server: WebServer) -> None:
    added(employers, server)
    put(server, bundle(profile(2), ("ab", 2)))
    assert employers.update(ID).renewal is Renewal.RENEWED
    kept = employers.subscription(ID)
    assert kept.document is not None
    assert (kept.document.profile.serial, kept.record.vouched) == (2, Vouched.LINK)


@pytest.mark.parametrize(
    "more",
    [
        {"collect": {"facts": ["user.employee_id"], "purpose": {"en": "To know you"}}},
        {"submit": [{"kind": "https", "url": "https://new.example/reports"}]},
    ],
)
def test_one_that_asks_for_more_waits_for_the_person(
    employers: Employers, server: WebServer, more: dict[str, Any]
) -> None:
    added(employers, server)
    put(server, bundle(profile(2, **more), ("ab", 2)))
    renewed = employers.update(ID)
    assert renewed.renewal is Renewal.ASKS_MORE
    assert employers.subscription(ID).record.seen.serial == 1
    assert renewed.offer is not None
    employers.add(renewed.offer)
    assert employers.subscription(ID).record.seen.serial == 2
    put(server, bundle(profile(3, **more), ("ab", 2)))
    assert employers.update(ID).renewal is Renewal.RENEWED


def test_a_profile_that_was_lost_is_fetched_anew(employers: Employers, server: WebServer, tmp_path: Path) -> None:
    added(employers, server)
    next((tmp_path / "person" / "profiles").iterdir()).unlink()
    lost = employers.subscription(ID)
    assert lost.refusal is not None
    assert lost.refusal.code == "employers.file_missing"
    assert employers.update(ID).renewal is Renewal.RENEWED
    assert employers.subscription(ID).document is not None


def test_a_file_older_than_the_record_is_not_used(employers: Employers, server: WebServer, tmp_path: Path) -> None:
    """As after a crash between the two, or when somebody puts an old file back."""
    added(employers, server)
    put(server, bundle(profile(2), ("ab", 2)))
    employers.update(ID)
    next((tmp_path / "person" / "profiles").iterdir()).write_bytes(FIRST.data())
    assert employers.subscription(ID).document is None
    employers.update(ID)
    assert employers.subscription(ID).document is not None


# ------------------------------------------------------------------ attacks on the way


REFUSED: dict[str, tuple[Callable[[], Bundle | bytes], str]] = {
    "an old profile": (lambda: bundle(profile(), ("ab", 2), ("bc", 2)), "trust.rolled_back"),
    "old keys": (lambda: bundle(profile(3), ("ab", 2)), "trust.keys_rolled_back"),
    "the same number, other content": (
        lambda: bundle(profile(2, version="9.9.9"), ("ab", 2), ("bc", 2)), "trust.same_serial"),
    "somebody else's keys": (lambda: bundle(profile(3), ("xy", 2), ("xy", 2)), "trust.keys_others"),
    "one signature of two": (lambda: bundle(profile(3), ("ab", 2), ("bc", 2), by="b"), "trust.signed_by_few"),
    "a key that no longer counts": (lambda: bundle(profile(3), ("ab", 2), ("bc", 2), by="ab"), "trust.signed_by_few"),
    "no signature": (lambda: profile(3), "trust.unsigned_now"),
    "another employer's profile": (
        lambda: bundle(profile(3, id="com.example.other"), ("ab", 2), id_="com.example.other"),
        "trust.keys_rolled_back"),
    "one that has run out": (
        lambda: bundle(profile(3, valid={"until": "2020-01-01T00:00:00Z"}), ("ab", 2), ("bc", 2)), "trust.expired"),
    "something enormous": (lambda: b" " * 256_001, "web.too_large"),
}  # fmt: skip


@pytest.mark.parametrize("attack", REFUSED)
def test_what_is_served_in_its_place_is_refused_and_changes_nothing(
    attack: str, employers: Employers, server: WebServer
) -> None:
    added(employers, server)
    put(server, bundle(profile(2), ("ab", 2), ("bc", 2)))
    employers.update(ID)
    before = employers.subscription(ID)
    served, code = REFUSED[attack]
    put(server, served())
    refused(code, lambda: employers.update(ID))
    assert employers.subscription(ID) == before


@pytest.mark.parametrize("data", [b"", FIRST.data()[:-900]])
def test_what_is_no_profile_is_told_and_changes_nothing(employers: Employers, server: WebServer, data: bytes) -> None:
    added(employers, server)
    put(server, data)
    with pytest.raises(DocumentError):
        employers.update(ID)
    assert employers.subscription(ID).document is not None


def test_a_web_page_is_told_from_a_profile(employers: Employers, server: WebServer) -> None:
    added(employers, server)
    put(server, b"\n<html>Sign in to the hotel's network</html>")
    refused("web.page", lambda: employers.update(ID))
    refused("web.page", lambda: employers.offered(server.url(NAME)))
    assert employers.subscription(ID).document is not None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("elsewhere", "web.redirected"),
        ("inside", "web.redirected"),
        ("plain", "web.not_https"),
        ("round", "web.redirected_often"),
        ("packed", "web.encoded"),
        ("broken", "web.status"),
        ("missing", "web.not_there"),
    ],
)
def test_a_server_that_leads_astray_is_refused(employers: Employers, server: WebServer, name: str, code: str) -> None:
    put(server, FIRST)
    refused(code, lambda: employers.offered(server.url(name)))


def test_a_redirect_on_the_same_server_is_followed(employers: Employers, server: WebServer) -> None:
    put(server, FIRST)
    assert employers.offered(server.url("here")).profile.id == ID


def test_a_server_that_drips_is_left(server: WebServer) -> None:
    put(server, FIRST)
    refused("web.timed_out", lambda: fetch(web_address(server.url("slow")), limit=10_000, local=True, seconds=0.5))


def test_the_certificate_must_be_known_and_for_this_name(
    employers: Employers, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(server, FIRST)
    refused("web.tls", lambda: employers.offered(server.url(NAME, "127.0.0.1")))
    monkeypatch.delenv("SSL_CERT_FILE")
    refused("web.tls", lambda: employers.offered(server.url(NAME)))


def test_a_link_from_outside_does_not_lead_inside(employers: Employers, server: WebServer) -> None:
    put(server, FIRST)
    before = len(server.requests)
    refused("web.private", lambda: employers.offered(link(server)))
    refused("web.private", lambda: employers.offered(server.url(NAME), outside=True))
    refused("web.not_https", lambda: employers.offered(server.url(NAME).replace("https", "http")))
    assert server.requests[before:] == []


def test_a_name_is_looked_up_once(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """No real name means two places within a second, so the resolver is made up here."""
    put(server, FIRST)
    answers = [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"]]
    asked = []

    def resolver(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers.pop(0)]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: (resolver if host == "localhost" else real)(host, *rest, **more),
    )
    address = web_address(server.url(NAME))
    assert fetch(address, limit=10_000, local=True).data == FIRST.data()
    assert asked == ["localhost"]
    refused("web.private", lambda: fetch(address, limit=10_000))  # one good address among them is not enough
    plain = web_address(server.url(NAME).replace("https", "http"), local=True)
    answers.append(["93.184.215.14"])
    refused("web.not_https", lambda: fetch(plain, limit=10_000, local=True))  # http is for this computer alone


def test_nobody_there_is_told(employers: Employers, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    refused("web.no_connection", lambda: employers.offered(f"https://127.0.0.1:{port}/x"))

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    refused("web.no_such_host", lambda: employers.offered("https://nobody.invalid/x"))


def test_another_clock_is_told(employers: Employers) -> None:
    now = datetime.now(UTC)
    assert employers.judged(FIRST.data(), "", date=now - timedelta(minutes=4)).clock_apart is None
    apart = employers.judged(FIRST.data(), "", date=now - timedelta(minutes=6)).clock_apart
    assert apart is not None
    assert abs(apart - timedelta(minutes=6)) < timedelta(seconds=30)
    refused("trust.expired", lambda: employers.judged(FIRST.data(), "", date=now + timedelta(days=400)))


# ------------------------------------------------------------------ several employers


def test_each_employer_stands_alone(employers: Employers, server: WebServer, tmp_path: Path) -> None:
    other = bundle(profile(id="com.example.other"), ("z", 1), id_="com.example.other")
    added(employers, server)
    added(employers, server, other, "other.readiness")
    assert set(employers.ids()) == {ID, "com.example.other"}
    trust = tmp_path / "person" / "trust"
    damaged = next(path for path in trust.glob("*.json") if ID in path.read_text())
    damaged.write_text("{")
    told = list(employers.all())
    assert [one.code for one in told if isinstance(one, Refusal)] == ["employers.damaged"]
    assert [one.id for one in told if not isinstance(one, Refusal)] == ["com.example.other"]
    refused("employers.damaged", lambda: employers.offered(link(server), local=True))  # no way around the record
    employers.remove(ID)
    employers.remove("com.example.other")
    assert list(employers.all()) == []
    refused("employers.unknown", lambda: employers.remove(ID))


def test_an_employer_cannot_take_anothers_place(employers: Employers, server: WebServer) -> None:
    added(employers, server)
    stranger = bundle(profile(9), ("z", 1))
    put(server, stranger, "evil.readiness")
    refused("trust.keys_others", lambda: employers.offered(link(server, stranger, "evil.readiness"), local=True))
    put(server, profile(9), "evil.json")
    refused("trust.unsigned_now", lambda: employers.offered(server.url("evil.json")))


def test_an_id_is_no_path(employers: Employers, server: WebServer, tmp_path: Path) -> None:
    for id_ in ("con.example.nul", "com.example.a"):
        added(employers, server, bundle(profile(id=id_), ("a", 1), id_=id_), f"{id_}.readiness")
    climbing = bundle(profile(), ("a", 1), id_="../../../etc/cron.d/x")
    put(server, climbing)
    refused("trust.profile_other_id", lambda: employers.offered(server.url(NAME)))
    assert {path.name for path in (tmp_path / "person").iterdir()} == {"trust", "profiles"}


def test_what_is_remembered_is_for_its_owner_alone(employers: Employers, server: WebServer, tmp_path: Path) -> None:
    added(employers, server)
    files = list((tmp_path / "person").rglob("*.json"))
    assert {path.stat().st_mode & 0o077 for path in files} == {0}
    assert json.loads(files[0].read_text())["seen"]["serial"] == 1


# ------------------------------------------------------------------ a year in the life of a profile


def test_three_computers_two_changes_of_keys_and_a_revocation(server: WebServer, tmp_path: Path) -> None:
    """One is always there, one is away during both changes, one comes after; each ends where it must."""
    daily, away, late = (Employers(tmp_path / name) for name in ("daily", "away", "late"))
    first = bundle(profile(), ("ad", 1))  # d lies in a drawer
    added(daily, server, first)
    added(away, server, first)
    old_link = link(server, first)

    second = bundle(profile(2), ("ad", 1), ("bd", 1))  # a was lost: d signs the change
    put(server, second)
    assert daily.update(ID).renewal is Renewal.RENEWED
    third = bundle(profile(3), ("ad", 1), ("bd", 1), ("bce", 2))  # from now on it takes two
    put(server, third)
    assert daily.update(ID).renewal is Renewal.RENEWED
    assert away.update(ID).renewal is Renewal.RENEWED  # walks both changes
    late.add(late.offered(old_link, local=True))  # an old invitation still leads to the new keys
    late.remove(ID)
    late.add(late.offered(link(server, third), local=True))

    revoked = bundle(profile(4), ("ad", 1), ("bd", 1), ("bce", 2), ("ce", 2))  # b was stolen
    put(server, revoked)
    assert [one.update(ID).renewal for one in (daily, late)] == [Renewal.RENEWED] * 2
    # The thief signs with b, and with the keys of long ago, for whoever has not heard of it yet and for all others.
    thief = bundle(profile(5), ("ad", 1), ("bd", 1), ("bce", 2), by="b")
    put(server, thief)
    for one in (daily, away, late):
        refused("trust.signed_by_few", partial(one.update, ID))
    fork = bundle(profile(5), ("ad", 1), ("bd", 1), ("b", 1), ("b", 1))
    put(server, fork)
    for one in (daily, away, late):
        refused("trust.keys_others", partial(one.update, ID))
    put(server, revoked)
    assert away.update(ID).renewal is Renewal.RENEWED
    seen = {one.subscription(ID).record.seen for one in (daily, away, late)}
    assert {(one.serial, one.keys) for one in seen} == {(4, 4)}
