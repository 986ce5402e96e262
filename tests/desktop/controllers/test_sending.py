"""Sending from the window: all of it is seen first, what became of it is told, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from readiness.checks.registry import catalogue
from readiness.desktop.pages import sent as list_module
from readiness.desktop.pages.send import SendPage
from readiness.desktop.pages.sent import SentPage
from readiness.desktop.reports.pdf import SIGNED_ATTACHMENT
from readiness.desktop.widgets.controls import Button
from readiness.desktop.window import SMALLEST
from readiness.documents.proof.claims import Expected
from readiness.documents.proof.verification import verify
from readiness.domain.delivery import State
from readiness.domain.profile import Destination
from readiness.domain.report import Report
from readiness.engine import signing
from readiness.engine.sending import places
from readiness.machine.sending import mail
from readiness.store.outbox import Outbox
from tests.desktop.conftest import MakePerson
from tests.desktop.layout import check_size, in_every_language
from tests.desktop.pages import TO_SEND
from tests.desktop.person import Person, process
from tests.documents.signed import NOW
from tests.rigs.intake import Answer, Intake, intake


@pytest.fixture
def house() -> Iterator[Intake]:
    with intake() as running:
        yield running


@pytest.fixture(autouse=True)
def _set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, house: Intake) -> None:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("READINESS_NO_KEYRING", "1")
    monkeypatch.setattr(signing, "signals", lambda *_: {})  # this test's machine must not be looked at

    # Profiles name no places without TLS; a server in one's own house needs none.
    def near(report: Report) -> tuple[Destination, ...]:
        return (Destination("https", house.url), *places(report)[1:])

    for module in ("readiness.desktop.pages.send", "readiness.engine.sending"):
        monkeypatch.setattr(f"{module}.places", near)
    monkeypatch.setattr(list_module, "confirm_deletion", lambda *_: True)


def until(someone: Person, happened: Callable[[], bool]) -> None:
    someone.bot.waitUntil(happened, timeout=90_000)


def looked_at(person: MakePerson, **wishes: str) -> tuple[Person, SendPage]:
    """Have somebody see what would be sent."""
    someone = person(**wishes)
    someone.start(TO_SEND)
    someone.wait_for_page(someone.result)
    someone.press(someone.result.send)
    page = someone.window.page
    assert isinstance(page, SendPage)
    until(someone, lambda: page.ready is not None and page.settled)
    return someone, page


def sent(someone: Person, page: SendPage) -> SentPage:
    someone.press(page.agree)
    until(someone, lambda: bool(someone.desktop.sending.list.posts))
    someone.wait_for_page(someone.desktop.sending.list)
    return someone.desktop.sending.list


def state(shown: SentPage) -> State:
    return shown.posts[0].state


def test_all_of_it_is_seen_then_sent_stored_listed_and_deleted(
    person: MakePerson, house: Intake, tmp_path: Path
) -> None:
    someone, page = looked_at(person)
    assert someone.result.send.text() == "Sen&d to Example Support…"
    assert someone.focus is page.title
    assert page.fold  # so all of it is there
    for words in (
        "This profile is not signed",
        "Nothing has left",
        "To know whose report it is.",
        "Processor cores",
        "com.example.voice",
    ):
        assert someone.reads(words), words
    QTest.keyClicks(page.about.lines["user.employee_id"], "4711")
    page.fold.open(opened=True)
    assert page.letters
    shown = json.loads(page.letters.toPlainText())
    assert shown["predicate"]["disclosed"] == {"user.employee_id": "4711"}
    assert house.asked == []
    listed = sent(someone, page)
    until(someone, lambda: state(listed) is State.STORED)
    [body] = house.stored.values()
    found = verify(body, catalogue(), Expected(NOW))
    assert found.made
    assert (found.level, found.made.disclosed) == (1, {"user.employee_id": "4711"})
    assert json.loads(signing_payload(body)) == shown
    assert someone.reads("Sent and stored")
    someone.press(listed.back)
    someone.wait_for_page(someone.result)
    someone.save(tmp_path / "r.pdf")
    assert SIGNED_ATTACHMENT.encode() in (tmp_path / "r.pdf").read_bytes().replace(b"\0", b"")
    someone.press(someone.result.send)  # once more, to the same place
    until(someone, lambda: someone.reads("is already on the list of sent reports"))
    again = someone.window.page
    assert isinstance(again, SendPage)
    assert not again.agree.isEnabled()
    someone.press(again.list)
    someone.wait_for_page(listed)
    someone.press(listed.buttons["delete", 1])
    until(someone, lambda: not listed.posts)
    assert someone.reads("Nothing was sent from this computer")


def signing_payload(body: bytes) -> bytes:
    import base64

    return base64.b64decode(json.loads(body)["payload"])


def test_what_waits_says_why_and_can_be_hurried_cancelled_and_tried_again(person: MakePerson, house: Intake) -> None:
    house.answer = lambda _: Answer(503, headers={"Retry-After": "3000"})
    someone, page = looked_at(person, language="es")
    listed = sent(someone, page)

    def tried(times: int) -> bool:
        return listed.posts[0].tries == times and ("cancel", 1) in listed.buttons

    until(someone, lambda: tried(1))
    for words in ("respuesta 503", "Próximo intento"):
        assert someone.reads(words)
    someone.press(listed.buttons["now", 1])
    until(someone, lambda: tried(2))
    someone.press(listed.buttons["cancel", 1])
    until(someone, lambda: state(listed) is State.CANCELLED and ("again", 1) in listed.buttons)
    house.answer = lambda _: None
    someone.press(listed.buttons["again", 1])
    until(someone, lambda: state(listed) is State.STORED)


def test_what_waits_when_the_window_is_closed_is_sent_the_next_time(person: MakePerson, house: Intake) -> None:
    house.answers = [Answer(503)]
    someone, page = looked_at(person)
    sent(someone, page)
    someone.leave()
    someone.desktop.see_out()
    with Outbox() as outbox:
        [post] = outbox.posts()
        if post.state is State.WAITING:
            outbox.hurry(post.number)
    other = person()
    other.desktop.load()
    until(other, lambda: len(house.stored) == 1)
    other.press(other.window.header.about)
    about = other.window.page
    other.settle()
    other.press(about.sent)  # type: ignore[attr-defined]  # it is the page about the program
    until(other, lambda: bool(other.desktop.sending.list.posts) and state(other.desktop.sending.list) is State.STORED)


@pytest.mark.parametrize("works", [True, False])
def test_mail_and_file_are_handed_over(
    person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, works: bool
) -> None:
    monkeypatch.setattr(mail, "command", lambda *_: ("true" if works else "false",))
    someone, page = looked_at(person)
    someone.press(list(page.places.values())[1])
    assert page.agree.text() == "&Open my mail program"
    listed = sent(someone, page)
    assert state(listed) is (State.HANDED_OVER if works else State.REFUSED)
    someone.press(listed.back)
    someone.press(someone.result.send)
    again = someone.window.page
    assert isinstance(again, SendPage)
    until(someone, lambda: again.ready is not None)
    someone.press(list(again.places.values())[2])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    someone.press(again.agree)
    assert someone.window.page is again
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    someone.press(again.agree)
    until(someone, lambda: len(listed.posts) == 2)
    assert verify((tmp_path / "mine.signed.json").read_bytes(), catalogue(), Expected(NOW)).report


def test_what_cannot_be_signed_or_kept_is_told(person: MakePerson, tmp_path: Path) -> None:
    someone, page = looked_at(person)
    (tmp_path / "data" / "outbox.sqlite3").mkdir()
    someone.press(page.agree)
    until(someone, lambda: someone.reads("cannot be used"))
    assert page.agree.isEnabled()
    someone.press(page.list)
    until(someone, someone.desktop.sending.list.notice.isVisible)
    someone.press(someone.desktop.sending.list.back)
    someone.wait_for_page(page)
    someone.press(page.back)
    someone.wait_for_page(someone.result)
    assert someone.desktop.sending.page is None
    for _ in in_every_language(someone):  # the bar holds one action more than usual
        someone.window.resize(*SMALLEST)
        process()
        for button in someone.result.bar.findChildren(Button):
            check_size(button)
    someone.desktop.texts.speak("en")
    for card in (tmp_path / "data").rglob("*.json"):
        card.write_text("{", encoding="utf-8")  # the key of this computer, damaged
    someone.press(someone.result.send)
    process()
    other = someone.window.page
    assert isinstance(other, SendPage)
    until(someone, lambda: not someone.reads("Putting together"))
    assert (other.ready, other.agree.isEnabled()) == (None, False)


def test_who_names_no_place_is_sent_nothing(person: MakePerson) -> None:
    someone = person()
    someone.finish()
    assert not someone.result.send.isVisible()
