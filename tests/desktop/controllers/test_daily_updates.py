"""What is new when the window opens: told in quiet lines, and nothing waits for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from readiness.desktop.controllers import settings as settings_controller
from readiness.documents.trust.signing import SigningKey
from readiness.employers.record import Records
from readiness.employers.subscriptions import Employers
from readiness.engine.updates import Source
from readiness.store.settings import settings
from tests.desktop.conftest import MakePerson
from tests.desktop.person import Person
from tests.documents.employer import ID, bundle, profile
from tests.employers.conftest import _server, server  # noqa: F401 - the employer's web server
from tests.employers.subscribing import added, put
from tests.rigs.web_server import WebServer


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def until(someone: Person, happened: Callable[[], bool]) -> None:
    someone.bot.waitUntil(happened, timeout=90_000)


def long_ago(data: Path) -> None:
    """Let it be two days since the profile was compared with its source."""
    records = Records(data / "employers")
    record = records.read(ID)
    assert record
    records.write(replace(record, checked=record.checked - timedelta(days=2), tried=None))


def test_a_newer_profile_takes_its_place_on_the_list(
    person: MakePerson,
    server: WebServer,  # noqa: F811 - a fixture
    data: Path,
) -> None:
    added(Employers(), server)
    long_ago(data)
    put(server, bundle(profile(2, title={"en": "Anew"}, version="2.0.0"), ("ab", 2)))
    someone = person()
    someone.desktop.load()
    choose = someone.window.choose
    until(someone, choose.news.isVisible)
    assert someone.reads("version 2.0.0 is used from now on")
    assert [one.profile.serial for one in choose.entries if one.added] == [2]
    assert choose.chosen[0].profile.serial == 2
    long_ago(data)
    put(server, bundle(profile(3, submit=[{"kind": "email", "address": "a@b.example"}]), ("ab", 2)))
    someone.desktop.daily_updates.begin()
    until(someone, lambda: bool(choose.news.buttons))
    someone.press(choose.news.buttons[0])
    page = someone.desktop.subscriptions.page
    someone.wait_for_page(page)
    assert page.offer.isVisible()
    assert choose.news.buttons == []
    assert Employers().document(ID).profile.serial == 2


def test_trouble_is_a_quiet_line_and_a_newer_release_too(
    person: MakePerson,
    server: WebServer,  # noqa: F811 - a fixture
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    added(Employers(), server)
    long_ago(data)
    put(server, b"{}")
    known = {"version": "999.0", "date": "2026-12-01", "page": "https://example.com/releases"}
    (data / "release-known.json").write_text(json.dumps(known), encoding="utf-8")
    opened = list[str]()
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    someone = person(language="es")
    someone.desktop.load()
    until(someone, someone.window.choose.news.isVisible)
    assert someone.reads("No se pudo saber si")
    assert someone.reads("999.0")
    someone.press(someone.window.choose.news.buttons[0])
    assert opened == ["https://example.com/releases"]


def test_whether_to_ask_for_releases_is_decided_in_the_settings(
    person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        settings_controller,
        "shipped",
        lambda: Source("https://releases.example.com/feed", (SigningKey(b"\1" * 32).public,)),
    )
    someone = person()
    someone.press(someone.window.header.settings)
    page = someone.desktop.settings.page
    page.area.ensureWidgetVisible(page.updates)
    assert someone.reads("") or page.updates.isVisible()
    assert "releases.example.com" in page.updates.accessibleDescription()
    assert not settings().looks_for_updates
    someone.press(page.updates)
    until(someone, lambda: settings().looks_for_updates)
