"""Make, mend and update the virtual environment beside ``app.py``, on a bare Python.

What a person reads here is English: the catalogue of texts belongs to the program, which
is not installed yet.
"""

import contextlib
import errno
import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from readiness.machine.environment import BROKEN, CANNOT_START, CURRENT, Environment, has_extra, say
from readiness.machine.environment.debian import install_missing

DEFECT, STOPPED = 5, 130
ROOM_WANTED = "The disk is full: the program's parts need about 600 MB. Make room and start again."
OFFLINE = "The package index cannot be reached. Connect to the internet and start again."

# What pip writes when it gives up, and what a person can do about it; the first that fits is told.
PIP_TROUBLES = (
    ("No space left on device", ROOM_WANTED),
    (
        "CERTIFICATE_VERIFY_FAILED",
        (
            "The package index cannot be trusted: a proxy or a virus scanner is in between. "
            "Ask whoever looks after this network."
        ),
    ),
    ("Failed to establish a new connection", OFFLINE),
    ("Temporary failure in name resolution", OFFLINE),
    ("Max retries exceeded", OFFLINE),
    ("timed out", "The package index does not answer in time. Start again when the connection is better."),
    (
        "No matching distribution found",
        (
            "Some of the program's parts do not exist for this system: it needs a 64-bit Windows 10, macOS 13 "
            "or Linux of 2022, or newer."
        ),
    ),
)


class _TroubleError(Exception):
    """Why the program cannot start: the exit code, and one sentence for the person."""

    def __init__(self, code: int, sentence: str, *, changed: bool = True) -> None:
        super().__init__(code, sentence)
        self.code, self.sentence = code, sentence
        self.changed = changed  # whether the environment is other than it was


def prepare(environment: Environment, extra: str) -> int:
    """Make or mend the environment, one start at a time.

    Returns 0, or the exit code after telling the person in one sentence what is in the way.
    """
    try:
        with _alone(environment) as guard:
            stamp = environment.read_stamp()
            if environment.state(stamp, extra) != CURRENT:  # another start may have done it meanwhile
                _mend(environment, stamp, extra, guard)
    except _TroubleError as trouble:
        say(trouble.sentence)
        return trouble.code
    except KeyboardInterrupt:
        say("Stopped. The next start goes on with it.")
        return STOPPED
    except OSError as error:
        say(sentence_of(error, environment.project_folder))
        return CANNOT_START
    return 0


def sentence_of(error: OSError, folder: str) -> str:
    """Return what a person can do about a folder that cannot be written."""
    if error.errno == errno.ENOSPC:
        return ROOM_WANTED
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return f"The folder {folder} may not be changed. Copy it to a folder of your own and start it there."
    return f"{error.filename or folder}: {error.strerror}"


@contextlib.contextmanager
def _alone(environment: Environment) -> Iterator[int]:
    """Keep other starts out, by a lock on ``app.py`` that opens when the file is closed or the start dies."""
    with Path(environment.project_folder, "app.py").open("rb") as file:
        waiting = False
        while not _locked(file):
            if not waiting:
                say("Another start is preparing the program; waiting until it is done ...")
            waiting = True
            time.sleep(0.2)
        yield file.fileno()


def _locked(file: io.BufferedReader) -> bool:
    """Lock a file; return False while somebody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 30)  # far behind the end, where nobody reads
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network folders know no locks: go on without one.
        return error.errno not in {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
    return True


def _mend(environment: Environment, stamp: dict[str, str], extra: str, guard: int) -> None:
    """Bring the environment up to date, making it anew where that is not enough."""
    extras = sorted({*stamp.get("extras", "").split("/"), extra} - {""})
    anew = environment.state(stamp, extra) == BROKEN or _probe(environment) is None
    what = "the program and its tests" if extra else "the program"
    say(
        f"Preparing {what}. This is done once and takes a minute or more."
        if anew or not stamp
        else f"Updating {what} ..."
    )
    refusal = install_missing(environment.project_folder, tests=bool(extra), environment=anew)
    if refusal:
        raise _TroubleError(CANNOT_START, refusal)
    try:
        if anew:
            _make(environment, guard)
        _install(environment, extras, guard)
    except _TroubleError as trouble:
        if anew or trouble.changed or not stamp:
            raise
        environment.write_stamp(stamp)  # what ran yesterday runs today; the next start tries again
        if not has_extra(stamp, extra):
            raise
        say(f"The program could not be brought up to date and runs as it was. {trouble.sentence}")
        return
    found = _probe(environment)
    if found is None:
        raise _TroubleError(DEFECT, f"The program's parts were installed but do not work; see {environment.log}")
    environment.write_stamp(environment.stamp_of(*found, extras))
    say("Ready.")


def _make(environment: Environment, guard: int) -> None:
    """Make an empty environment with pip in it, in place of whatever is there."""
    folder = Path(environment.folder)
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.is_dir():
        shutil.rmtree(folder)
    folder.mkdir()
    environment.write_stamp({"state": "unfinished"})
    _, lines = _tool([environment.base_python(), "-m", "venv", environment.folder], environment, guard)
    if _probe(environment) is None:
        raise _TroubleError(DEFECT, f"Python could not make the folder {environment.folder}: {' '.join(lines[-3:])}")


def _install(environment: Environment, extras: list[str], guard: int) -> None:
    """Install the project where it lies, with everything it needs and its optional parts ``extras``."""
    # Should this be killed halfway, nobody can tell which packages are whole.
    environment.write_stamp({"state": "unfinished"})
    where = f".[{','.join(extras)}]" if extras else "."
    code, lines = _tool([environment.python, "-m", "pip", "install", "--editable", where], environment, guard)
    if code:
        raise _pip_trouble(lines, environment.log)


def _pip_trouble(lines: list[str], log: str) -> _TroubleError:
    """Return why pip stopped, from what it wrote."""
    text = "\n".join(lines)
    # pip fetches everything first and touches what is installed only then.
    changed = "Installing collected packages" in text
    for sign, sentence in PIP_TROUBLES:
        if sign in text:
            return _TroubleError(CANNOT_START, sentence, changed=changed)
    errors = [line for line in lines if line.startswith("ERROR")] or lines[-1:]
    sentence = f"The program's parts could not be installed: {' '.join(errors[-2:])} (everything: {log})"
    return _TroubleError(DEFECT, sentence, changed=changed)


def _probe(environment: Environment) -> tuple[str, str, str] | None:
    """Return the base, version and packages' folder of the environment's Python; None if it is of no use."""
    ask = (
        "import pip, sys, sysconfig; print(sys.prefix, sys._base_executable, '%d.%d' % sys.version_info[:2],"
        " sysconfig.get_path('purelib'), sys.version_info >= (3, 11), sep='\\n')"
    )
    command = [environment.python, "-X", "utf8", "-c", ask]
    try:
        answer = subprocess.run(command, env=_variables(), capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = answer.decode("utf-8", "surrogateescape").splitlines()
    if found[4:] != ["True"] or Path(found[0]).resolve() != Path(environment.folder).resolve():
        return None
    return found[1], found[2], found[3]


def _tool(command: list[str], environment: Environment, guard: int) -> tuple[int, list[str]]:
    """Run ``command`` in the project's folder, telling of its steps; return its exit code and its lines."""
    lines = []
    with (
        Path(environment.log).open("a", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            cwd=environment.project_folder,
            env=_variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            # With the lock in hand: should this start be killed, the next waits for what is still being installed.
            pass_fds=() if os.name == "nt" else (guard,),
        ) as process,
    ):
        for line in process.stdout or ():
            log.write(line)
            lines.append(line.strip())
            if step := step_of(line.strip()):
                say(f"  {step}")
    return process.returncode, lines


def step_of(line: str) -> str:
    """Return a line of pip in plain words, "" if it is of no interest."""
    words = line.split()
    if line.startswith("Downloading ") and line.endswith("MB)"):
        name, version, *_ = (*words[1].rsplit("/", 1)[-1].split("-"), "")
        return f"fetching {name} {version} {' '.join(words[2:])}"
    if line.startswith("Installing collected packages:"):
        return f"installing {len(words) - 3} parts ..."
    return ""


def _variables() -> dict[str, str]:
    """Return the environment variables without those that would send packages somewhere else."""
    elsewhere = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV"}
    settings = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_PROGRESS_BAR": "off",
        "PIP_USER": "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }
    return {name: value for name, value in os.environ.items() if name not in elsewhere} | settings
