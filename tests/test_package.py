"""The package as it is shipped: what is in the wheel, whom it stands on, what the first command of the README is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from readiness import __version__

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTICES = ROOT / "resources" / "licences"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


# ------------------------------------------------------------------ the wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the wheel that pip would build, by the same backend, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    assert built.returncode == 0, built.stderr
    with zipfile.ZipFile(next(folder.glob("readiness-*-py3-none-any.whl"))) as archive:
        return set(archive.namelist())


def _tracked(folder: str) -> set[str]:
    """Return the files of a folder, as far as they belong to the project."""
    listed = subprocess.run(["git", "ls-files", folder], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    names = listed.splitlines() or [path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.*")]
    return {name for name in names if (ROOT / name).is_file()}


def test_the_wheel_holds_the_program_and_all_it_opens(wheel: set[str]) -> None:
    expected = _tracked("readiness") | {
        f"readiness/_shipped/{name}" for name in _tracked("resources") | _tracked("specs")
    }
    assert expected - wheel == set()


def test_the_wheel_holds_its_licence_and_the_notices(wheel: set[str]) -> None:
    assert any(re.fullmatch(r"readiness-[^/]+\.dist-info/licenses/LICENSE", name) for name in wheel)
    assert "readiness/_shipped/resources/licences/README.md" in wheel


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    assert {name.split("/")[0] for name in wheel} == {"readiness", f"readiness-{__version__}.dist-info"}
    assert not [name for name in wheel if "/tests/" in name or name.endswith((".pyc", ".pot"))]


# ------------------------------------------------------------------ the program


def test_the_version_is_told_without_waiting_for_numpy_or_qt() -> None:
    done = run("-X", "importtime", "-m", "readiness", "--version")
    assert done.returncode == 0
    assert done.stdout == f"readiness {__version__}\n"
    loaded = {line.rsplit("|", 1)[1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert not loaded & {"numpy", "PySide6", "shiboken6", "jsonschema", "sounddevice", "speedtest", "psutil"}


# ------------------------------------------------------------------ whom it stands on


def _requirements(distribution: str, seen: set[str]) -> set[str]:
    """Return every distribution that a distribution needs here, extras left out."""
    for line in metadata.requires(distribution) or ():
        name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        known = name.lower().replace("_", "-")
        if "extra ==" in line or known in seen or not _is_installed(name):
            continue
        seen.add(known)
        _requirements(name, seen)
    return seen


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def test_everything_it_stands_on_has_its_notice() -> None:
    if not _is_installed("readiness"):
        pytest.skip("the project is not installed here, so what it needs cannot be followed")
    table = (NOTICES / "README.md").read_text(encoding="utf-8")
    parts = {name.lower() for line in table.splitlines() if "|" in line for name in re.findall(r"[\w.-]+", line)}
    needed = _requirements("readiness", set())
    assert "numpy" in needed
    assert needed - parts == set()


def test_every_notice_in_the_table_is_there_and_none_is_left_over() -> None:
    named = set(re.findall(r"`([\w./-]+\.txt)`", (NOTICES / "README.md").read_text(encoding="utf-8")))
    assert not [name for name in named if not (NOTICES / name).is_file()]
    assert {path.name for path in NOTICES.glob("*.txt")} <= named


def test_the_licence_is_the_one_declared() -> None:
    assert "Apache License\n                           Version 2.0" in (ROOT / "LICENSE").read_text(encoding="utf-8")


# ------------------------------------------------------------------ the README

BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_first_two_commands_do_the_job_and_run_the_tests() -> None:
    assert [body for _, body in BLOCKS[:2]] == [
        "python3 app.py check specs/voice-agent.json\n",
        "python3 app.py test\n",
    ]


def test_every_command_it_names_exists() -> None:
    commands = re.findall(
        r"python3 app\.py (check|judge|devices|microphone|speed|facts|profile \w+|report \w+)", README
    )
    assert len(set(commands)) >= 8
    for command in sorted(set(commands)):
        assert run("-m", "readiness", *command.split(), "--help").returncode == 0, command


def test_every_file_it_names_exists() -> None:
    names = set(re.findall(r"`((?:readiness|specs|resources|tests)/[\w./-]*)`", README))
    assert len(names) >= 8
    assert not [name for name in names if not (ROOT / name).exists()]


def test_its_example_profile_is_right(tmp_path: Path) -> None:
    """The whole one, the same with the further requirements and parts in it, and the facts to try it on."""
    whole, more, *parts, facts = (body for language, body in BLOCKS if language == "json")
    document = json.loads(whole)
    assert document["format"] == 1
    document["requirements"] += json.loads(more)
    for part in parts:
        document |= json.loads(part)
    for text in (whole, json.dumps(document)):
        profile = tmp_path / "my-profile.json"
        profile.write_text(text, encoding="utf-8")
        done = run("-m", "readiness", "profile", "lint", str(profile))
        assert done.returncode == 0, done.stdout + done.stderr
    (tmp_path / "facts.json").write_text(facts, encoding="utf-8")
    judged = run("-m", "readiness", "judge", str(tmp_path / "facts.json"), str(profile), "--json")
    assert judged.returncode == 1, judged.stderr
    outcomes = {one["id"]: one["outcome"] for one in json.loads(judged.stdout)["requirements"]}
    assert (outcomes["download"], outcomes["headset"], outcomes["room"]) == ("fail", "pass", "pass")
    assert (outcomes["link"], outcomes["line"]) == ("not_measured", "unanswered")


# ------------------------------------------------------------------ Qt

# PySide6 6.12.0 loses a reference to None or True at each call, and Python 3.11 aborts after some hundred.
MANY_CALLS = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Bell(QObject):
    rung = Signal(int)

application = QCoreApplication([])
heard = []
bell = Bell()
bell.rung.connect(heard.append)
for count in range(20_000):
    bell.rung.emit(count)
    bell.setObjectName("bell")
    bell.blockSignals(False)
assert heard == list(range(20_000))
print("whole")
"""


def test_qt_survives_twenty_thousand_calls_and_leaves_cleanly() -> None:
    done = run("-c", MANY_CALLS)
    assert (done.returncode, done.stdout, done.stderr) == (0, "whole\n", "")
