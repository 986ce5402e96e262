"""The virtual environment beside ``app.py``: where it is, and whether it may be used as it is.

This runs at each start on a bare Python, so it imports nothing but ``os`` and ``sys``.
"""

import os
import sys

CURRENT, OUTDATED, BROKEN = "current", "outdated", "broken"
CANNOT_START = 2


class Environment:
    """The environment of the project in ``folder``.

    When it is finished, a stamp is written into it last of all: for which folder, Python
    and project description it was made, and what was in it. A stamp is a plain mapping.
    """

    def __init__(self, folder: str) -> None:
        windows = os.name == "nt"
        self.project_folder = folder
        self.folder = os.path.join(folder, ".venv")
        self.log = os.path.join(self.folder, "readiness.log")
        self.python = os.path.join(self.folder, *(("Scripts", "python.exe") if windows else ("bin", "python")))
        self._stamp = os.path.join(self.folder, "readiness.stamp")

    def read_stamp(self) -> dict[str, str]:
        """Return what was written when the environment was finished; empty if nothing ever was."""
        try:
            with open(self._stamp, encoding="utf-8", errors="surrogateescape") as file:
                head, _, project = file.read().partition("\n\n")
        except OSError:
            return {}
        stamp = dict(line.split("=", 1) for line in head.split("\n") if "=" in line)
        return stamp | {"project": project}

    def write_stamp(self, stamp: dict[str, str]) -> None:
        """Write what ``read_stamp`` reads, whole or not at all."""
        head = "".join(f"{name}={value}\n" for name, value in stamp.items() if name != "project")
        with open(self._stamp + ".new", "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(head + "\n" + stamp.get("project", ""))
        os.replace(self._stamp + ".new", self._stamp)

    def stamp_of(self, base: str, version: str, site: str, extras: list[str]) -> dict[str, str]:
        """Return the stamp of the environment as it is now."""
        return {
            "folder": self.project_folder,
            "python": os.path.realpath(self.python),
            "base": os.path.realpath(base),
            "version": version,
            "site": site,
            "extras": "/".join(extras),
            "packages": "/".join(sorted(_packages_in(site))),
            "project": self._project(),
        }

    def state(self, stamp: dict[str, str], extra: str) -> str:
        """Return whether the environment may be used as it is, wants an update, or must be made anew."""
        if not stamp:
            return OUTDATED  # not finished by this door, but it may be somebody's own and whole
        base = stamp.get("base", "")
        # What was installed for one version of Python is of no use to another that took its place.
        replaced = base == self.base_python() and stamp.get("version") != _version()
        if (
            stamp.get("folder") != self.project_folder
            or stamp.get("python") != os.path.realpath(self.python)
            or not os.path.exists(base)
            or replaced
            or _lost(stamp)
        ):
            return BROKEN
        return CURRENT if has_extra(stamp, extra) and stamp["project"] == self._project() else OUTDATED

    def runs_this(self) -> bool:
        """Return whether the running Python is the environment's own."""
        return os.path.realpath(sys.prefix) == os.path.realpath(self.folder)

    def base_python(self) -> str:
        """Return the Python outside of all virtual environments that runs this."""
        return os.path.realpath(str(getattr(sys, "_base_executable", "") or sys.executable))

    def _project(self) -> str:
        """Return the project's description: when it changes, something may have to be installed."""
        try:
            with open(os.path.join(self.project_folder, "pyproject.toml"), encoding="utf-8") as file:
                return file.read()
        except OSError:
            return ""  # pip will say what is wrong with it


def has_extra(stamp: dict[str, str], extra: str) -> bool:
    """Return whether the optional part ``extra`` was installed, or none is wanted."""
    return not extra or extra in stamp.get("extras", "").split("/")


def say(sentence: str) -> None:
    """Tell the person what happens, on stderr, which a start without a console does not have."""
    if sys.stderr:
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()


def run(command: list[str]) -> int:
    """Become ``command``; where the system cannot do that, run it and return its exit code."""
    try:
        if os.name != "nt":
            os.execv(command[0], command)
        return _run_and_wait(command)
    except OSError as error:
        say(f"{command[0]} cannot be started ({error.strerror}). Delete the folder .venv and start again.")
        return CANNOT_START


def _run_and_wait(command: list[str]) -> int:
    import signal
    import subprocess

    # Ctrl-C reaches both; what it means is for the program to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(command)


def _version() -> str:
    return "{}.{}".format(*sys.version_info)


def _lost(stamp: dict[str, str]) -> set[str]:
    """Return the names that were in the packages' folder once and are not now."""
    return set(stamp.get("packages", "").split("/")) - {""} - _packages_in(stamp.get("site", ""))


def _packages_in(folder: str) -> set[str]:
    """Return the file names in ``folder`` without pip's book-keeping, which changes with every version."""
    try:
        names = os.listdir(folder)
    except OSError:
        return set()
    return {name for name in names if not name.endswith(".dist-info") and not name.startswith(("~", ".", "pip", "__"))}
