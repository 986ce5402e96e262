"""A small project behind a real door: ``app.py`` and what it needs, and a program that says what it was given.

The project builds itself (its build backend lies in its own folder), so pip needs no index and
no network: environments are made by the real venv and the real pip, in a few seconds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOOR = ["app.py", "readiness/__init__.py", "readiness/machine/__init__.py"]
DOOR += [f"readiness/machine/environment/{name}.py" for name in ("__init__", "debian", "making")]
OFFLINE = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull}

PROGRAM = """
import sys

def main(arguments):
    print(arguments, sys.prefix)
    return 3
"""

PROJECT = """
[build-system]
requires = [{requires}]
build-backend = "backend"
backend-path = ["."]

[project]
name = "readiness"
version = "0"

[project.optional-dependencies]
test = []
"""

# BACKEND_WAITS: a file; building says that it has begun by making it, and goes on when it is taken away.
BACKEND = """
import os, time, zipfile

METADATA = "Metadata-Version: 2.1\\\\nName: readiness\\\\nVersion: 0\\\\nProvides-Extra: test\\\\n"
WHEEL = "Wheel-Version: 1.0\\\\nGenerator: here\\\\nRoot-Is-Purelib: true\\\\nTag: py3-none-any\\\\n"

def build_editable(folder, config_settings=None, metadata_directory=None):
    gate = os.environ.get("BACKEND_WAITS")
    if gate:
        open(gate, "w").close()
        while os.path.exists(gate):
            time.sleep(0.02)
    name = "readiness-0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("installed_part.py", "")
        wheel.writestr("pytest.py", "import sys; print('tests', sys.argv[1:])")
        for file, text in (("METADATA", METADATA), ("WHEEL", WHEEL), ("RECORD", "")):
            wheel.writestr("readiness-0.dist-info/" + file, text)
    return name

build_wheel = build_editable
""".replace("\\\\", "\\")


def make_project(folder: Path, requires: str = "") -> Path:
    """Put a project into ``folder``; ``requires`` is what its building asks pip for, as TOML strings."""
    for name in DOOR:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "readiness" / "cli").mkdir()
    (folder / "readiness" / "cli" / "__init__.py").write_text(PROGRAM)
    (folder / "resources").mkdir()
    (folder / "resources" / "debian-packages.txt").write_text("")
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(PROJECT.format(requires=requires))
    return folder


def begin(folder: Path, *arguments: str, python: str = sys.executable, **variables: str) -> subprocess.Popen[str]:
    """Start the door; ``variables`` are added to the environment's."""
    return subprocess.Popen(
        [python, str(folder / "app.py"), *arguments],
        env=os.environ | OFFLINE | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def start(folder: Path, *arguments: str, python: str = sys.executable, **variables: str) -> tuple[int, str, str]:
    """Start the door and wait for its end; return the exit code and what it wrote to stdout and stderr."""
    process = begin(folder, *arguments, python=python, **variables)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err
