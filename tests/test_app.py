"""The door from outside, with the real venv and the real pip; only the project behind it is small."""

from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from readiness.machine.environment import BROKEN, Environment
from tests.rigs.door import ROOT, begin, make_project, start

APP = ROOT / "app.py"
OLD_PYTHONS = ("python2.7", "python3.6", "python3.8", "python3.10")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[int, str, str]]]:
    """A fresh project started twice at the same time: its folder, and how each start ended."""
    folder = make_project(tmp_path_factory.mktemp("Büro 在宅"))
    both = [begin(folder, "check", "specs/a b.json") for _ in range(2)]
    ends = [process.communicate(timeout=120) for process in both]
    return folder, [(process.returncode, *end) for process, end in zip(both, ends, strict=True)]


@pytest.fixture
def made(first: tuple[Path, object]) -> Path:
    """A project that has been started before."""
    return first[0]


def wait_for(path: Path) -> None:
    end = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < end
        time.sleep(0.01)


# ------------------------------------------------------------------ first and second start


def test_two_first_starts_make_one_environment_and_both_hand_over(
    first: tuple[Path, list[tuple[int, str, str]]],
) -> None:
    folder, ends = first
    assert {(code, out) for code, out, _ in ends} == {(3, f"['check', 'specs/a b.json'] {folder / '.venv'}\n")}
    waited, prepared = sorted(err.splitlines() for _, _, err in ends)
    assert waited == ["Another start is preparing the program; waiting until it is done ..."]
    assert prepared[0] == "Preparing the program. This is done once and takes a minute or more."
    assert prepared[-1] == "Ready."


@pytest.mark.alone
def test_the_second_start_is_silent_and_fast(made: Path) -> None:
    assert start(made, "x") == (3, f"['x'] {made / '.venv'}\n", "")
    inside = [str(made / ".venv/bin/python"), str(made / "app.py")]
    outside = [os.path.realpath(sys.executable), str(made / "app.py")]
    assert _seconds(outside, {}) < 6 * _seconds(inside, {"READINESS_INSIDE": str(made)})  # two starts of Python


def _seconds(command: list[str], variables: dict[str, str]) -> float:
    """Return the shortest of ten runs: the machine may be busy, the program cannot be faster than it is."""
    taken = []
    for _ in range(10):
        begun = time.perf_counter()
        subprocess.run(command, env=os.environ | variables, stdout=subprocess.DEVNULL, check=False)
        taken.append(time.perf_counter() - begun)
    return min(taken)


def test_the_second_start_loads_next_to_nothing(made: Path) -> None:
    script = (
        "import os, sys; before = set(sys.modules)\n"
        "os.execv = lambda *_: (print(*sorted(set(sys.modules) - before)), sys.stdout.flush(), os._exit(0))\n"
        f"door = {str(made / 'app.py')!r}; sys.path.insert(0, os.path.dirname(door))\n"
        "exec(compile(open(door).read(), door, 'exec'), {'__name__': '__main__', '__file__': door})"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == ["readiness", "readiness.machine", "readiness.machine.environment"]


def test_the_tests_bring_their_extra(made: Path) -> None:
    code, out, err = start(made, "test", "-k", "x")
    assert (code, out) == (0, "tests ['-k', 'x']\n")
    assert "and its tests" in err
    assert start(made, "test") == (0, "tests ['-n', '2']\n", "")
    assert start(made) == (3, f"[] {made / '.venv'}\n", "")


def test_started_by_the_environments_own_python(made: Path) -> None:
    own = str(made / ".venv/bin/python")
    assert start(made, "x", python=own) == (3, f"['x'] {made / '.venv'}\n", "")
    project = made / "pyproject.toml"
    project.write_text(project.read_text() + "\n# changed\n")
    code, _, err = start(made, python=own)
    assert (code, err.splitlines()[-1]) == (3, "Ready.")


# ------------------------------------------------------------------ stopped and killed


def begin_update(project: Path, gate: Path) -> subprocess.Popen[str]:
    """Start after a change, and return when pip is at work and waits until ``gate`` is gone."""
    description = project / "pyproject.toml"
    description.write_text(description.read_text() + "\n# changed again\n")
    starting = begin(project, BACKEND_WAITS=str(gate))
    wait_for(gate)
    return starting


def test_after_a_kill_halfway_the_next_start_waits_for_what_still_runs_and_begins_anew(
    made: Path, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    killed = begin_update(made, gate)
    killed.send_signal(signal.SIGKILL)
    following = begin(made)
    assert following.stderr
    assert following.stderr.readline().startswith("Another start is preparing the program")
    assert following.poll() is None  # pip, which nobody killed, is still at work
    gate.unlink()
    out, err = following.communicate(timeout=120)
    assert (following.returncode, out) == (3, f"[] {made / '.venv'}\n")
    assert err.startswith("Preparing the program")
    killed.communicate()


def test_after_ctrl_c_halfway_the_next_start_begins_anew(made: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    stopped = begin_update(made, gate)
    stopped.send_signal(signal.SIGINT)
    gate.unlink()
    assert stopped.communicate(timeout=60)[1].splitlines()[-1] == "Stopped. The next start goes on with it."
    assert stopped.returncode == 130
    environment = Environment(str(made))
    assert environment.state(environment.read_stamp(), "") == BROKEN


# ------------------------------------------------------------------ what it cannot do


def test_app_py_alone(tmp_path: Path) -> None:
    shutil.copy(APP, tmp_path)
    assert start(tmp_path) == (2, "", "app.py must stay in the program's own folder.\n")


def test_an_older_python_is_told_so() -> None:
    script = f"import sys; sys.version_info = (3, 9, 2); exec(open({str(APP)!r}).read())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("This program needs Python 3.11 or newer, and this is Python 3.9.")


def test_real_older_pythons_are_told_so() -> None:
    pythons = [found for name in OLD_PYTHONS if (found := shutil.which(name)) and _starts(found)]
    if not pythons:
        pytest.skip("there is no older Python here")
    for python in pythons:
        done = subprocess.run([python, str(APP)], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert done.stderr.startswith("This program needs Python 3.11 or newer")


def _starts(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def test_the_door_holds_nothing_that_older_pythons_cannot_read() -> None:
    text = APP.read_text(encoding="ascii")
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Starred, ast.Nonlocal, ast.AsyncFunctionDef, ast.Match)
    for node in ast.walk(ast.parse(text)):
        assert not isinstance(node, newer), ast.dump(node)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not any(argument.annotation for argument in node.args.args)
            assert not node.args.kwonlyargs
