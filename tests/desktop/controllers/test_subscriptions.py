"""Adding an employer's profile in the window: looked at first, kept only when the person agrees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtWidgets import QFileDialog

from readiness.desktop.controllers.qr import read_code
from readiness.desktop.pages.add import AddPage
from readiness.desktop.widgets.choosing.choice_card import RadioCard
from readiness.domain.refusal import Refusal
from readiness.employers.link import Link
from readiness.employers.subscriptions import Employers
from readiness.machine.web.address import web_address
from tests.desktop.conftest import MakePerson
from tests.desktop.person import Person
from tests.documents.employer import ID, bundle, profile
from tests.employers.conftest import _server, server  # noqa: F401 - the employer's web server
from tests.rigs.web_server import WebServer

FIRST = bundle(profile(submit=[{"kind": "https", "url": "https://reports.example.com/in"}]), ("ab", 2))


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))


def page(someone: Person) -> AddPage:
    return someone.desktop.subscriptions.page


def until(someone: Person, happened: Callable[[], bool]) -> None:
    """Wait for what comes from the disk or the network."""
    someone.bot.waitUntil(happened, timeout=30_000)


def words(someone: Person) -> str:
    from readiness.desktop.widgets.wrapped_text import Text

    return "\n".join(one.text() for one in page(someone).findChildren(Text) if one.isVisible())


def test_a_signed_file_is_looked_at_then_added_and_checked(person: MakePerson, tmp_path: Path) -> None:
    file = tmp_path / "voice.readiness"
    file.write_bytes(FIRST.data())
    someone = person()
    someone.desktop.open_file(file)  # as when it is dropped on the window
    until(someone, page(someone).offer.isVisible)
    assert "reports.example.com" in words(someone)
    assert "nobody vouches" in words(someone)
    assert Employers().ids() == ()
    someone.press(page(someone).decline)
    assert not page(someone).offer.isVisible()
    someone.desktop.open_file(file)
    until(someone, page(someone).offer.isVisible)
    someone.press(page(someone).agree)
    someone.wait_for_page(someone.window.choose)
    assert [one.added for one in someone.window.choose.chosen] == [ID]
    assert Employers().ids() == (ID,)
    someone.press(someone.window.choose.link)
    until(someone, page(someone).kept.isVisible)
    page(someone).remove_wanted.emit(ID)
    until(someone, lambda: not page(someone).kept.isVisible())
    assert [one.added for one in someone.window.choose.entries if one.added] == []


def test_a_link_is_fetched_looked_at_and_renewed(
    person: MakePerson,
    server: WebServer,  # noqa: F811 - a fixture
) -> None:
    (server.root / "v").write_bytes(FIRST.data())
    someone = person(language="es")
    address = web_address(server.url("v"))
    someone.desktop.load([Link(address, FIRST.fingerprint).text])  # as the system hands it over
    until(someone, lambda: page(someone).notice.isVisible() and page(someone).look.isEnabled())
    assert "localhost" in words(someone)  # a link from outside must not lead inside
    someone.press(page(someone).back)
    someone.press(someone.window.choose.link)
    page(someone).field.setText(f"<{server.url('v')}>.")  # as it is pasted out of a letter
    someone.press(page(someone).look)
    until(someone, page(someone).offer.isVisible)
    someone.press(page(someone).agree)
    someone.wait_for_page(someone.window.choose)
    (server.root / "v").write_bytes(bundle(profile(2, title={"en": "Anew"}), ("ab", 2)).data())
    someone.press(someone.window.choose.link)
    until(someone, page(someone).kept.isVisible)
    someone.press(page(someone).kept.renew)
    until(someone, lambda: someone.window.choose.entries[0].profile.serial == 2)
    (server.root / "v").write_bytes(
        bundle(profile(3, submit=[{"kind": "email", "address": "a@b.example"}]), ("ab", 2)).data()
    )
    someone.press(page(someone).kept.renew)
    until(someone, page(someone).offer.isVisible)
    assert "a@b.example" in words(someone)
    someone.press(page(someone).decline)
    (server.root / "v").write_bytes(FIRST.data())
    someone.press(page(someone).kept.renew)
    until(someone, lambda: page(someone).notice.isVisible() and page(someone).look.isEnabled())
    assert ID in words(someone)


def picture(text: str, path: Path, *, scale: int = 4) -> Path:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(scale=scale)
    height, width = code.shape
    path.write_bytes(b"P5 %d %d 255\n" % (width, height) + bytes(memoryview(code)))  # type: ignore[arg-type]  # it is one
    return path


def test_a_picture_of_a_code_is_read(person: MakePerson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "readiness://add?u=https%3A%2F%2F192.168.1.1%2Fx"
    file = picture(text, tmp_path / "code.pgm")
    assert read_code(file) == text
    someone = person()
    file = file.rename(tmp_path / "code.png")  # Qt looks at what is in it
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    someone.press(someone.window.choose.link)
    someone.press(page(someone).file)
    until(someone, lambda: "192.168.1.1" in words(someone))


def test_what_is_no_picture_of_a_code_is_told(tmp_path: Path) -> None:
    plain, text, huge = (tmp_path / name for name in ("plain.pgm", "text.png", "huge.pgm"))
    plain.write_bytes(b"P5 20 20 255\n" + b"\xff" * 400)
    text.write_bytes(b"no picture")
    huge.write_bytes(b"P5 60000 60000 255\n" + b"\xff" * 400)
    cases = {plain: "qr.none", text: "qr.no_picture", huge: "qr.no_picture", tmp_path / "none.png": "qr.no_picture"}
    for file, code in cases.items():
        with pytest.raises(Refusal) as told:
            read_code(file)
        assert told.value.code == code


def test_words_that_name_no_file_are_taken_for_a_link(person: MakePerson) -> None:
    someone = person()
    someone.press(someone.window.choose.link)
    page(someone).field.setText("hello")
    someone.press(page(someone).look)
    until(someone, lambda: "not a link" in words(someone))


def test_markup_in_an_employers_texts_stays_text(person: MakePerson, tmp_path: Path) -> None:
    file = tmp_path / "evil.readiness"
    evil = profile(title={"en": "<b>Bank</b><img src='https://evil.example/x'>"}, issuer={"name": "A\u202eB<u>c</u>"})
    file.write_bytes(bundle(evil, ("a", 1)).data())
    someone = person()
    someone.desktop.subscriptions.look(str(file))
    until(someone, page(someone).offer.isVisible)
    assert "<b>Bank</b>" in words(someone)
    assert "\u202e" not in words(someone)
    someone.press(page(someone).agree)
    someone.wait_for_page(someone.window.choose)
    # On the list too, where a name that turns the writing around would turn "not signed" with it.
    [added] = [
        one for one in someone.window.choose.choices.findChildren(RadioCard) if "<b>Bank</b>" in one.accessibleName()
    ]
    assert "\u202e" not in f"{added.text()} {added.accessibleDescription()} {added.accessibleName()}"


def test_an_employer_whose_files_stay_is_not_gone(person: MakePerson, tmp_path: Path) -> None:
    someone = person()
    Employers().add(Employers().judged(FIRST.data(), ""))
    [kept] = (tmp_path / "data" / "employers" / "profiles").glob("*.readiness")
    kept.unlink()
    kept.mkdir()  # what nobody can delete as a file
    gone: list[str] = []
    someone.desktop.subscriptions.removed.connect(gone.append)
    someone.press(someone.window.choose.link)
    page(someone).remove_wanted.emit(ID)
    until(someone, lambda: "could not be removed" in page(someone).told.text())
    assert gone == []
