"""Newer profiles are looked for once a day, by all rules; one employer's trouble is not another's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from readiness.domain.message import message
from readiness.employers.renewal import Renewals, renew_once_a_day
from readiness.employers.subscriptions import Employers
from tests.documents.employer import ID, bundle, profile
from tests.employers.subscribing import added, put
from tests.rigs.web_server import WebServer

NOW = datetime.now(UTC)
TOMORROW, LATER = (NOW + timedelta(hours=hours) for hours in (25, 51))


def test_once_a_day_and_only_what_is_new_is_taken(employers: Employers, server: WebServer) -> None:
    added(employers, server)
    before = len(server.requests)
    assert renew_once_a_day(employers, NOW + timedelta(hours=1)) == Renewals()  # it was compared when it was added
    assert len(server.requests) == before
    assert renew_once_a_day(employers, TOMORROW) == Renewals()
    assert [" 304 0 " in line for line in server.requests[before:]] == [True]
    put(server, bundle(profile(2), ("ab", 2)))
    assert renew_once_a_day(employers, TOMORROW + timedelta(hours=1)) == Renewals()
    assert len(server.requests) == before + 1
    assert renew_once_a_day(employers, LATER) == Renewals(renewed=(ID,))
    assert employers.document(ID).profile.serial == 2


def test_who_asks_for_more_waits_for_the_person(employers: Employers, server: WebServer) -> None:
    added(employers, server)
    put(server, bundle(profile(2, submit=[{"kind": "email", "address": "a@b.example"}]), ("ab", 2)))
    found = renew_once_a_day(employers, TOMORROW)
    assert [one.profile.serial for one in found.asking] == [2]
    assert employers.document(ID).profile.serial == 1


def test_a_trouble_is_told_once_a_day(employers: Employers, server: WebServer) -> None:
    added(employers, server)
    put(server, bundle(profile(2, needs_app="999.0"), ("ab", 2)))
    [(id_, words)] = renew_once_a_day(employers, TOMORROW).troubles
    assert (id_, words.id, words["found"]) == (ID, "problem.app_too_old", "999.0")
    assert renew_once_a_day(employers, TOMORROW + timedelta(hours=1)) == Renewals()
    put(server, b"{}")
    assert renew_once_a_day(employers, LATER).troubles == ((ID, message("desktop.add.no_profile_there")),)
    assert employers.document(ID).profile.serial == 1


def test_what_cannot_be_noted_is_not_tried(employers: Employers, server: WebServer, tmp_path: Path) -> None:
    added(employers, server)
    before = len(server.requests)
    lock = next((tmp_path / "person").rglob("*.lock"))
    lock.unlink()
    lock.mkdir()
    assert renew_once_a_day(employers, TOMORROW).troubles == ((ID, message("desktop.add.not_kept")),)
    assert len(server.requests) == before
