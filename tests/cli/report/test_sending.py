"""``report send`` and ``sent``: what goes where is seen before it goes, and can be looked up, cancelled, deleted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.checks.registry import catalogue
from readiness.cli import main
from readiness.cli.report import sending as module
from readiness.documents.profile.file import read_profile
from readiness.documents.proof.claims import Expected
from readiness.documents.proof.verification import verify
from readiness.documents.report.file import json_text, report_json
from readiness.domain.facts import Facts, Measured
from readiness.domain.report import Report
from readiness.employers.subscriptions import Employers
from readiness.engine.checkup import report_on
from readiness.machine.sending import mail
from tests.documents.signed import DOCUMENT, NOW, PROFILE, signed
from tests.rigs.intake import Answer, Intake, intake


@pytest.fixture
def house() -> Iterator[Intake]:
    with intake() as running:
        yield running


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_NO_KEYRING", "1")


def made(*places: dict[str, str]) -> Report:
    document = read_profile(
        json.dumps({**PROFILE, **({"submit": list(places)} if places else {})}).encode(), catalogue()
    )
    signals = {"device.virtual_machine": False, "system.remote_session": False, "network.vpn": False}
    facts = Facts({fact: Measured(value=value) for fact, value in signals.items()}, {"room": True})
    return report_on(document, facts, NOW, NOW)


def saved(folder: Path, *places: dict[str, str]) -> Path:
    path = folder / "result.json"
    path.write_text(json_text(report_json(made(*places))), encoding="utf-8")
    return path


def send(*arguments: object) -> int:
    return main(["report", "send", *map(str, arguments)])


def sent(*arguments: object) -> int:
    return main(["report", "sent", *map(str, arguments)])


def test_nothing_goes_before_it_was_shown_and_agreed_to(
    tmp_path: Path, house: Intake, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path, {"kind": "https", "url": house.url.replace("http:", "https:")})
    assert send(path) == 2
    told = capsys.readouterr()
    assert "It goes to Example, to a server: https://127.0.0.1" in told.out
    assert "Hints at a virtual machine" in told.out
    assert "This profile is not signed" in told.out
    assert "Nothing was sent" in told.err
    assert sent() == 0
    assert "Nothing was sent" in capsys.readouterr().out


@pytest.fixture
def near(house: Intake, monkeypatch: pytest.MonkeyPatch) -> Intake:
    """Let every report's destination be the intake: profiles name none without TLS."""
    from readiness.domain.profile import Destination

    monkeypatch.setattr(module, "_destination", lambda *_: Destination("https", house.url))
    return house


def test_one_invitation_is_for_one_report_that_is_sent(
    tmp_path: Path, near: Intake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_DATA", str(tmp_path / "data"))
    employers = Employers()
    employers.add(replace(employers.judged(DOCUMENT.source.text.encode(), ""), nonce="n-1"))
    assert send(saved(tmp_path)) == 2  # looked at, not agreed to: nothing is used up
    for left in ("n-1", ""):
        assert send(saved(tmp_path), "--yes") == 0
        body = list(near.stored.values())[-1]
        assert verify(body, catalogue(), Expected(NOW)).nonce == left
        assert ("was used up by an earlier report" in capsys.readouterr().err) is (not left)


def test_what_is_sent_is_signed_stored_and_listed(
    tmp_path: Path, near: Intake, capsys: pytest.CaptureFixture[str]
) -> None:
    path = saved(tmp_path)
    assert send(path, "--yes", "--collect", "user.employee_id=4711") == 0
    assert "sent and stored" in capsys.readouterr().out
    [body] = near.stored.values()
    found = verify(body, catalogue(), Expected(NOW))
    assert (found.level, found.is_wrong) == (1, found.is_wrong)
    assert found.made
    assert found.made.disclosed == {"user.employee_id": "4711"}
    assert sent("--json") == 0
    [post] = json.loads(capsys.readouterr().out)["posts"]
    assert (post["state"], post["tries"], post["size"]) == ("stored", 1, len(body))
    assert sent("--show", "1") == 0
    assert capsys.readouterr().out.rstrip("\n") == body.decode().rstrip("\n")
    # The same report once more is the same letter.
    assert send(path, "--yes") == 0
    assert len(near.asked) == 1
    assert sent("--delete", "1") == 0
    assert sent("--delete", "1") == 2


def test_pages_beside_a_signed_file_say_of_which_level_that_is(tmp_path: Path) -> None:
    target = tmp_path / "judged"
    files = [word for kind in (".signed.json", ".html") for word in ("--report", f"{target}{kind}")]
    assert main(["report", "show", str(saved(tmp_path)), *files]) in {0, 3}
    page = target.with_suffix(".html").read_text(encoding="utf-8")
    assert "By itself this page is not signed" in page
    assert "Level 1 of 3: signed by one computer" in page
    assert main(["report", "show", str(saved(tmp_path)), "--report", f"{target}-alone.html"]) in {0, 3}
    assert "Level 0 of 3, an unsigned file" in (tmp_path / "judged-alone.html").read_text(encoding="utf-8")


def test_a_signed_file_goes_as_it_is_and_an_altered_one_does_not(
    tmp_path: Path, near: Intake, capsys: pytest.CaptureFixture[str]
) -> None:
    good, altered = tmp_path / "r.signed.json", tmp_path / "altered.json"
    good.write_bytes(signed())
    altered.write_bytes(signed().replace(b'"sig": "', b'"sig": "AAAA', 1).replace(b"==\\n", b"==", 1))
    assert send(good, "--yes", "--collect", "user.employee_id=4711") == 2, "nothing can be added to it"
    assert "is signed already" in capsys.readouterr().err
    assert send(good, "--yes") == 0
    assert list(near.stored.values()) == [signed()]
    told = capsys.readouterr().out
    assert "Level 0" not in told
    assert "What this report proves: Level 2 of 3" in told
    main(["report", "show", str(good)])
    assert "The same report was signed too: Level 2 of 3" in " ".join(capsys.readouterr().out.split())
    assert send(altered, "--yes") in {2, 4}
    assert len(near.asked) == 1


def test_what_does_not_arrive_waits_and_can_be_cancelled(
    tmp_path: Path, near: Intake, capsys: pytest.CaptureFixture[str]
) -> None:
    near.answers = [Answer(503)]
    assert send(saved(tmp_path), "--yes") == 3
    assert "could not take it just now" in capsys.readouterr().out
    assert sent("--cancel", "1") == 0
    assert sent("--cancel", "1") == 2
    assert sent("--retry", "1") == 0
    assert send("--wait") == 0
    assert len(near.stored) == 1


def test_what_is_refused_is_said(tmp_path: Path, near: Intake, capsys: pytest.CaptureFixture[str]) -> None:
    near.answers = [Answer(403)]
    assert send(saved(tmp_path), "--yes") == 1
    assert "does not allow it" in capsys.readouterr().out
    near.answers = [Answer(404)]
    assert sent("--retry", "1") == 0
    assert send() == 1, "what was refused does not wait any more, and was not sent either"
    told = capsys.readouterr().out
    assert "refused" in told
    assert "0 reports still wait" in told
    assert send() == 0


def test_a_file_is_always_offered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "for-them.json"
    assert send(saved(tmp_path), "--to", "file", "--output", target, "--yes") == 0
    assert verify(target.read_bytes(), catalogue(), Expected(NOW)).report
    assert "handed over" in capsys.readouterr().out
    assert send(saved(tmp_path), "--yes", "--output", tmp_path / "nowhere" / "x.json") == 2


@pytest.mark.parametrize(("works", "code", "words"), [(True, 0, "handed over"), (False, 1, "attach")])
def test_mail_is_handed_over_never_called_delivered(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    works: bool,
    code: int,
    words: str,
) -> None:
    monkeypatch.setattr(mail, "command", lambda *_: ("true" if works else "false",))
    path = saved(tmp_path, {"kind": "email", "address": "reports@example.com"})
    assert send(path, "--yes") == code
    out = capsys.readouterr().out
    assert words in out
    assert "delivered" not in out


def test_destinations_and_persons_are_only_those_of_the_profile(tmp_path: Path) -> None:
    path = saved(tmp_path)
    assert send(path, "--to", "https://elsewhere.example/", "--yes") == 2
    assert send(path, "--collect", "user.home=x", "--yes") == 2
    assert send(path, "--collect", "user.employee_id", "--yes") == 2


def test_an_outbox_that_cannot_be_used_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = saved(tmp_path)
    os.environ["READINESS_DATA"] = str(tmp_path / "data")
    try:
        assert sent() == 0
        (tmp_path / "data" / "outbox.sqlite3").unlink()
        (tmp_path / "data" / "outbox.sqlite3").mkdir()
        assert sent() == 2
        assert send(path, "--yes") == 2
    finally:
        del os.environ["READINESS_DATA"]
    assert "cannot be used" in capsys.readouterr().err
