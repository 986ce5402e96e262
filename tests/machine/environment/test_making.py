"""Making and mending environments with the real venv and the real pip, for a project that needs no network."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.machine.environment import CURRENT, Environment, making
from readiness.machine.environment.making import prepare, sentence_of, step_of
from tests.rigs.door import OFFLINE, make_project

PREPARING = "Preparing the program. This is done once and takes a minute or more."
UNREACHABLE = "The package index cannot be reached. Connect to the internet and start again."


@pytest.fixture(scope="module")
def _project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("project"))


@pytest.fixture
def made(_project: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """An environment that is current. Tests may break it; the next gets it mended."""
    for name, value in OFFLINE.items():
        monkeypatch.setenv(name, value)
    environment = Environment(str(_project))
    assert prepare(environment, "") == 0
    return environment


def change(environment: Environment, old: str = "", new: str = "") -> None:
    """Change the project's description, by a remark if nothing else is said."""
    project = Path(environment.project_folder, "pyproject.toml")
    text = project.read_text()
    project.write_text(text.replace(old, new) if old else text + "# changed\n")


def state(environment: Environment, extra: str = "") -> str:
    return environment.state(environment.read_stamp(), extra)


def installed(environment: Environment) -> list[Path]:
    return list(Path(environment.folder).glob("lib/*/site-packages/installed_part.py"))


def test_making_tells_its_steps_and_doing_it_again_is_nothing(
    made: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(made.folder)
    capsys.readouterr()
    assert prepare(made, "") == 0
    assert capsys.readouterr().err.splitlines() == [PREPARING, "  installing 1 parts ...", "Ready."]
    assert prepare(made, "") == 0
    assert capsys.readouterr().err == ""
    assert state(made) == CURRENT
    assert installed(made)


def test_what_is_outdated_or_somebodys_own_is_updated_in_place(made: Environment) -> None:
    mine = Path(made.folder, "mine")
    mine.write_text("")
    change(made)
    assert prepare(made, "test") == 0
    Path(made.folder, "readiness.stamp").unlink()
    assert prepare(made, "") == 0
    assert state(made) == CURRENT
    assert mine.exists()


def test_a_link_to_nowhere_and_an_environment_without_pip_are_replaced(made: Environment) -> None:
    elsewhere = Path(made.project_folder, "elsewhere")
    Path(made.folder).rename(elsewhere)
    shutil.rmtree(next(elsewhere.glob("lib/*/site-packages/pip")))
    (elsewhere / "readiness.stamp").unlink()
    Path(made.folder).symlink_to(elsewhere)
    assert prepare(made, "") == 0
    assert not Path(made.folder).is_symlink()
    assert installed(made)
    shutil.rmtree(elsewhere)


def test_no_network_for_an_update_goes_on_as_before(made: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    before = made.read_stamp()
    change(made, "requires = []", 'requires = ["nowhere-to-be-found"]')
    assert prepare(made, "") == 0
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"The program could not be brought up to date and runs as it was. {UNREACHABLE}"
    )
    assert made.read_stamp() == before
    before_extra = made.read_stamp() | {"extras": ""}
    made.write_stamp(before_extra)
    assert prepare(made, "test") == 2
    assert capsys.readouterr().err.splitlines()[-1] == UNREACHABLE
    assert made.read_stamp() == before_extra
    change(made, '"nowhere-to-be-found"', "")
    assert state(made) == CURRENT


def test_a_failure_nobody_foresaw_names_the_log(made: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    backend = Path(made.project_folder, "backend.py")
    whole = backend.read_text()
    backend.write_text("raise RuntimeError('odd')")
    Path(made.folder, "readiness.stamp").unlink()
    assert prepare(made, "") == 5
    assert capsys.readouterr().err.splitlines()[-1].endswith(f"(everything: {made.log})")
    assert "RuntimeError: odd" in Path(made.log).read_text()
    backend.write_text(whole)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    folder = make_project(tmp_path / "locked")
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root and subprocess.run(["mount", "--bind", folder, folder], capture_output=True, check=False).returncode:
        pytest.skip("root may write everywhere, and may not mount here")
    if root:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
    yield folder
    if root:
        subprocess.run(["umount", folder], check=True)
    folder.chmod(0o755)


def test_a_read_only_folder(read_only: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prepare(Environment(str(read_only)), "") == 2
    assert capsys.readouterr().err.splitlines() == [
        PREPARING,
        f"The folder {read_only} may not be changed. Copy it to a folder of your own and start it there.",
    ]


def test_a_missing_part_of_the_system_is_the_last_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(making, "install_missing", lambda *_, **__: "Run this line.")
    assert prepare(Environment(str(make_project(tmp_path / "bare"))), "") == 2
    assert capsys.readouterr().err.splitlines() == [PREPARING, "Run this line."]


def test_a_python_that_cannot_make_environments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Environment, "base_python", lambda _: "/bin/false")
    assert prepare(Environment(str(make_project(tmp_path / "no venv"))), "") == 5
    assert "Python could not make the folder" in capsys.readouterr().err


def test_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "install_missing", stopped)
    assert prepare(Environment(str(make_project(tmp_path / "stopped"))), "") == 130
    assert capsys.readouterr().err.splitlines()[-1] == "Stopped. The next start goes on with it."


def test_a_start_waits_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mended: list[object] = []
    monkeypatch.setattr(making, "_mend", lambda *asked: mended.append(asked))
    environment = Environment(str(make_project(tmp_path / "busy")))
    waiting = threading.Thread(target=prepare, args=(environment, ""))
    with making._alone(environment):
        waiting.start()
        while not (told := capsys.readouterr().err):
            time.sleep(0.01)
        assert told == "Another start is preparing the program; waiting until it is done ...\n"
        assert not mended
    waiting.join(10)
    assert mended


def test_a_folder_that_knows_no_locks_is_used_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with making._alone(Environment(str(make_project(tmp_path / "network")))) as guard:
        assert guard > 0


def test_an_environment_that_does_not_work_after_all(
    made: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change(made)
    answers = iter([("base", "3.11", "site"), None])
    monkeypatch.setattr(making, "_probe", lambda _: next(answers))
    assert prepare(made, "") == 5
    assert "were installed but do not work" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EROFS, "The folder /here may not be changed."),
        (errno.EACCES, "The folder /here may not be changed."),
        (errno.EIO, "/here/there: Input/output error"),
    ],
)
def test_every_refusal_of_the_file_system_is_a_sentence(number: int, told: str) -> None:
    assert sentence_of(OSError(number, os.strerror(number), "/here/there"), "/here").startswith(told)


# Written by pip 23.0.1 and 25.3 when it could not go on.
@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", 2, "The disk is"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate", 2, "The package index"),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool: Read timed out.", 2, "The package ind"),
        ("ERROR: No matching distribution found for PySide6-Essentials<6.12,>=6.8", 2, "Some of the program's parts"),
        ("ERROR: something new", 5, "The program's parts could not be installed: ERROR: something new (everything: l)"),
        ("Segmentation fault", 5, "The program's parts could not be installed: Segmentation fault"),
    ],
)
def test_what_pip_says_is_told_in_a_sentence(line: str, code: int, told: str) -> None:
    trouble = making._pip_trouble(["Collecting numpy", line], "l")
    assert trouble.code == code
    assert trouble.sentence.startswith(told)
    assert not trouble.changed
    assert making._pip_trouble(["Installing collected packages: numpy", line], "l").changed


@pytest.mark.parametrize(
    ("line", "step"),
    [
        (
            "Downloading pyside6_essentials-6.11.3-cp310-abi3-manylinux_2_34_x86_64.whl (80.1 MB)",
            "fetching pyside6_essentials 6.11.3 (80.1 MB)",
        ),
        ("Downloading https://host/numpy-2.4.6-cp311-cp311-manylinux.whl (16.9 MB)", "fetching numpy 2.4.6 (16.9 MB)"),
        ("Downloading odd (1.0 MB)", "fetching odd  (1.0 MB)"),
        ("Downloading attrs-26.1.0-py3-none-any.whl (67 kB)", ""),
        ("Installing collected packages: pytz, attrs, numpy", "installing 3 parts ..."),
        ("Collecting numpy>=1.26", ""),
    ],
)
def test_the_steps_of_pip_in_plain_words(line: str, step: str) -> None:
    assert step_of(line) == step
