"""The places of a report, what is inside one that was signed, and what was sent of it before."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.documents.report.file import json_text, report_json
from readiness.domain.delivery import State
from readiness.domain.profile import Destination
from readiness.engine.sending import (
    earlier,
    forget,
    handed_over,
    kept_file,
    letter,
    places,
    readable_letter,
    signed_form,
)
from readiness.store.outbox import FILE, Outbox
from tests.documents.signed import DOCUMENT, payload_of, report, signed

HERE = Destination("https", "https://in.example/reports")
FILED = Destination("file")
MAIL = Destination("email", "reports@example.com")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path))
    return tmp_path


def test_a_file_is_always_among_the_places() -> None:
    assert places(report()) == (FILED,)
    for submit, found in (((HERE,), (HERE, FILED)), ((FILED, HERE), (FILED, HERE))):
        assert places(report(profile=replace(DOCUMENT.profile, submit=submit))) == found


def test_what_is_inside_a_signed_report_can_be_read() -> None:
    body = signed()
    assert json.loads(readable_letter(body)) == json.loads(payload_of(body))
    for other in (b"{}", b"no JSON", signed().replace(b'"payload": "', b'"payload": "!')):
        assert readable_letter(other) == other.decode()


def test_what_was_signed_to_be_sent_is_found_again() -> None:
    made = report(profile=replace(DOCUMENT.profile, submit=(HERE,)))
    assert (earlier(made), signed_form(made)) == ({}, None)
    with Outbox() as outbox:
        outbox.add(letter(made, FILED, b"{}", "en"))
        assert signed_form(made) is None
        outbox.add(letter(report(id="plain"), FILED, json_text(report_json(made)).encode(), "en"))
        assert signed_form(report(id="plain")) is None
        post = outbox.add(letter(made, HERE, signed(made), "en"))
    assert earlier(made)[HERE] == post
    found = signed_form(made)
    assert found
    assert (found.text.encode(), found.level) == (signed(made), 2)


def test_an_outbox_that_cannot_be_used_has_no_signed_form(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE)) as newer:
        newer.execute("PRAGMA user_version = 99")
    assert signed_form(report()) is None


def test_what_is_taken_by_hand_once_more_takes_the_place_of_the_first(folder: Path) -> None:
    with Outbox() as outbox:
        for body in (b"{}", b'{"a": 1}', b'{"a": 1}'):
            one = letter(report(), FILED, body, "en")
            file = kept_file(one)
            post = handed_over(outbox, one, None, "Report")
            assert (post.state, post.place, post.letter.body) == (State.HANDED_OVER, str(file), body)
        [post] = outbox.posts()
        mailed = outbox.add(letter(report(), MAIL, b"{}", "en"))
        file.write_bytes(b"{}")
        file.with_suffix(".eml").write_bytes(b"{}")
        assert not forget(outbox, 99)
        assert forget(outbox, post.number)
        assert file.exists()  # the other letter's too
        outbox.cancel(mailed.number)
        assert forget(outbox, mailed.number)
        assert list(file.parent.iterdir()) == []
        sent = outbox.add(letter(report(), HERE, b"{}", "en"))
        assert outbox.take_this(sent.number)
        assert not forget(outbox, sent.number)  # it is under way
    assert kept_file(one).parent == folder / "sent"
