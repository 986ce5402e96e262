"""Handing a report to a mail program."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest

from readiness.domain.delivery import State
from readiness.machine.sending import mail
from readiness.machine.sending.mail import command, hand_over


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "-report.json"
    path.write_text("{}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "address",
    [
        "--attach",
        "a@b@c",
        "a b@c.example",
        "a@b.example?bcc=x@y.example",
        "a@b.example&cc=x",
        "",
        "a@b.example\n",
        "x" * 300,
    ],
)
def test_an_address_that_could_mean_more_is_refused(file: Path, address: str) -> None:
    assert hand_over(address, "S", file).state is State.REFUSED


def test_each_system_gets_the_whole_path(file: Path) -> None:
    linux = command("linux", "hr@example.com", "S", file)
    assert linux[-1] == "hr@example.com"
    assert str(file.resolve()) in linux
    assert command("darwin", "hr@example.com", "S", file)[-1] == str(file.resolve())


def test_windows_opens_an_unsent_message(file: Path) -> None:
    draft = Path(command("win32", "hr@example.com", "Report: 声", file)[-1])
    letter = message_from_bytes(draft.read_bytes())
    assert (letter["To"], letter["X-Unsent"]) == ("hr@example.com", "1")
    assert [part.get_filename() for part in letter.walk()][-1] == file.name


def test_no_mail_program_is_said_with_what_to_do(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("no-such-program-here", "false"):
        monkeypatch.setattr(mail, "command", lambda *_, program=program: (program,))
        result = hand_over("hr@example.com", "S", file)
        assert (result.state, result.error.id if result.error else "") == (State.REFUSED, "sending.error.no_mail")
