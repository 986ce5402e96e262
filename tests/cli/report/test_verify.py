"""``report verify``: what is proven is said in words, in JSON and by the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.cli import main
from readiness.documents.report.file import json_text, report_json
from tests.documents.signed import DEVICE, DOCUMENT, NONCE, SERVER, receipt, report, signed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "profile.json").write_text(DOCUMENT.source.text, encoding="utf-8")
    (tmp_path / "issued.csv").write_text(f"{NONCE},Maria\nother;Juan\n", encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.json").write_bytes(signed(receipts=(receipt(),)))
    return tmp_path


def ran(*arguments: object) -> int:
    return main(["report", "verify", *map(str, arguments)])


def known(folder: Path) -> tuple[object, ...]:
    return ("--profile", folder / "profile.json", "--nonces", folder / "issued.csv", "--device", DEVICE.public.keyid)


@pytest.mark.parametrize(("language", "words"), [("en", "Level 3 of 3"), ("es", "Nivel 3 de 3"), ("ja", "レベル3")])
def test_a_good_report(folder: Path, capsys: pytest.CaptureFixture[str], language: str, words: str) -> None:
    assert ran(folder / "in" / "good.json", *known(folder), "--lang", language) == 0
    assert words in capsys.readouterr().out.replace("\u00a0", " ")


def test_the_same_for_a_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(folder / "in" / "good.json", *known(folder), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verified"], told["level"], told["verdict"], told["nonce"]) == (True, 3, "PASS", NONCE)
    assert {claim["standing"] for claim in told["claims"]} == {"proven", "unproven"}


def test_a_wrong_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(folder / "in" / "good.json", "--nonce", "something else") == 1
    out = capsys.readouterr().out
    assert "Do not rely on this report" in out
    assert "Level 0 of 3" in out


def test_an_unsigned_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = folder / "plain.json"
    plain.write_text(json_text(report_json(report())), encoding="utf-8")
    assert ran(plain) == 3
    assert "proves nothing" in capsys.readouterr().out


def test_what_is_no_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(folder / "profile.json") == 4
    assert ran(folder / "profile.json", "--json") == 4
    assert ran(folder / "nothing.json") == 2
    assert "profile.json:1:1" in capsys.readouterr().err


def test_keys_are_named_in_every_way(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, key = folder / "in" / "good.json", SERVER.public.data.hex()
    (folder / "keys.txt").write_text(f"{key} of the server\n", encoding="utf-8")
    (folder / "none.txt").write_text("what is this\n", encoding="utf-8")
    for named in (key, folder / "keys.txt"):
        assert ran(good, "--employer", named, "--nonce", NONCE) == 0
        assert "Level 3 of 3" in capsys.readouterr().out
    assert ran(good, "--employer", folder / "none.txt") == 2
    assert ran(good, "--max-age", "30 days") == 2
    assert ran(good, "--employer", folder / "profile.json") == 4


def test_a_folder_tells_replayed_invitations_and_what_cannot_be_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = folder / "in"
    (inside / "copy.json").write_bytes((inside / "good.json").read_bytes())
    assert ran(inside, *known(folder)) == 0, "the same report twice is one report"
    assert "2 of 2 files" in capsys.readouterr().out
    (inside / "again.json").write_bytes(signed(report(id="0190-bb")))
    (inside / "broken.json").write_text("{", encoding="utf-8")
    assert ran(inside, *known(folder)) == 1
    out = capsys.readouterr().out
    assert out.count("used for more than one report") == 3
    assert "broken.json:1:2" in out
    assert ran(inside, *known(folder), "--json") == 1
    files = json.loads(capsys.readouterr().out)["files"]
    assert [one["verified"] for one in files] == [False] * 4
    (inside / "again.json").unlink()
    assert ran(inside, *known(folder)) == 4
    assert ran(folder / "in", "--json") == 4


def test_one_file_that_cannot_be_read_keeps_nobody_from_the_rest(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = folder / "in"
    (inside / "good.json").rename(inside / "GOOD.JSON")
    (inside / "folder.json").mkdir()
    try:
        (inside / "gone.json").symlink_to("nowhere")
    except OSError:
        pytest.skip("nobody may make symbolic links here")
    assert ran(inside, *known(folder)) == 4
    out = capsys.readouterr().out
    assert "gone.json cannot be read: There is no such file or folder." in out
    assert "1 of 2 files" in out
    assert ran(inside, *known(folder), "--json") == 4
    files = {Path(one["file"]).name: one for one in json.loads(capsys.readouterr().out)["files"]}
    assert files["gone.json"]["problems"] == [{"code": "unreadable", "line": None, "column": None}]
    assert (files["gone.json"]["verified"], files["GOOD.JSON"]["verified"]) == (False, True)


def test_an_empty_folder_proves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(tmp_path) == 3
    assert capsys.readouterr().out == f"There is no report in {tmp_path}.\n"


def test_what_a_server_kept_by_its_number_is_looked_at(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inside = folder / "in"
    (inside / "good.json").rename(inside / "977687d5-3071-45fa-87d3-62d51b9015b1")
    (inside / "notes").write_text("not a report", encoding="utf-8")
    assert ran(inside, *known(folder)) == 0
    assert "1 of 1 file" in capsys.readouterr().out


def test_reports_inside_pdfs_and_pages_are_verified_and_other_files_passed_over(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = (folder / "in" / "good.json").read_text(encoding="utf-8")
    page = f'<!DOCTYPE html><script type="application/json" id="report">{inside}</script>'
    (folder / "in" / "good.HTML").write_text(page, encoding="utf-8")
    (folder / "in" / "letter.pdf").write_bytes(b"%PDF-1.4 about something else")
    (folder / "in" / "page.htm").write_bytes(b"<html>about something else")
    assert ran(folder / "in", *known(folder)) == 0
    told = capsys.readouterr()
    assert "2 of 2 files" in told.out
    assert [line.partition(": ")[0][-10:] for line in told.err.splitlines()] == ["letter.pdf", "n/page.htm"]
    assert ran(folder / "in", "--json") == 0
    passed = json.loads(capsys.readouterr().out)["passed_over"]
    assert [Path(one).name for one in passed] == ["letter.pdf", "page.htm"]


def test_what_the_pages_show_is_told_to_be_unproven(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = folder / "page.html"
    inside = (folder / "in" / "good.json").read_text(encoding="utf-8")
    page.write_text(f'<html><script type="application/json">{inside}</script>', encoding="utf-8")
    assert ran(page, *known(folder)) == 0
    assert "What the pages show was not looked at" in " ".join(capsys.readouterr().out.split())
