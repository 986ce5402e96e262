"""``readiness waiver``: from the employer's hand to the agent's next report."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness.cli import main
from readiness.employers.waivers import Waivers
from tests.documents.signed import PROFILE


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_NO_KEYRING", "1")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """An employer's signed profile, added on this computer too."""
    plain = tmp_path / "voice.json"
    plain.write_text(json.dumps(PROFILE), encoding="utf-8")
    assert main(["profile", "keygen", "--name", "office"]) == 0
    assert main(["profile", "sign", str(plain)]) == 0
    signed = plain.with_suffix(".readiness")
    assert main(["profile", "add", str(signed), "--yes"]) == 0
    return signed


def waived(bundle: Path, requirement: str = "download", days: int = 9, *more: str) -> int:
    until = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    words = ["--reason", "A new line comes", "--until", until, "--output", str(bundle.with_name("one.waiver"))]
    return main(["waiver", "new", str(bundle), requirement, *words, *more])


def test_a_waiver_for_one_computer_is_written_added_and_counts(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["waiver", "list"]) == 0
    assert "no waiver" in capsys.readouterr().out
    assert main(["waiver", "key", str(bundle)]) in {0, 4}
    assert main(["waiver", "key", "com.example.voice"]) == 0
    device = capsys.readouterr().out.split()[-1]
    assert waived(bundle, "download", 9, "--device", device) == 0
    paper = bundle.with_name("one.waiver")
    assert main(["waiver", "add", str(paper)]) == 0
    assert "download of com.example.voice until" in capsys.readouterr().out
    [waiver] = Waivers().holding()
    assert waiver.device == device
    capsys.readouterr()
    assert main(["waiver", "list", "--json"]) == 0
    [told] = json.loads(capsys.readouterr().out)["waivers"]
    assert (told["id"], told["requirement"], told["usable"], told["reason"]) == (waiver.id, "download", True, None)
    assert main(["waiver", "remove", waiver.id]) == 0
    assert main(["waiver", "remove", waiver.id]) == 2


def test_what_would_not_count_is_not_written_nor_taken(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert waived(bundle, "teeth") == 2
    assert waived(bundle, "download", -3) == 2
    for file, until in ((bundle.with_suffix(".json"), "2030-01-01"), (bundle, "soon")):
        words = ["--reason", "x", "--until", until, "--output", "x"]
        assert main(["waiver", "new", str(file), "download", *words]) == 2
    assert waived(bundle, "download", 9, "--device", "0" * 64) == 0
    assert main(["waiver", "add", str(bundle.with_name("one.waiver"))]) == 1
    assert "for another computer" in capsys.readouterr().err
    assert main(["waiver", "add", str(bundle)]) == 4


def test_a_waiver_that_ends_is_listed_with_the_reason(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert waived(bundle) == 0
    assert main(["waiver", "add", str(bundle.with_name("one.waiver"))]) == 0
    (next(Waivers()._folder.glob("*.waiver")).with_name("other.waiver")).write_text("{", encoding="utf-8")
    assert main(["profile", "remove", "com.example.voice"]) == 0
    assert Waivers().holding() == ()
    assert main(["waiver", "list"]) == 0
    assert "com.example.voice” was added" in capsys.readouterr().out
