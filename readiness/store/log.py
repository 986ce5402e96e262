"""The program's log: what went wrong inside it, for whoever mends it, never for the screen.

Nothing is opened before there is something to tell, so that a start costs nothing. Only
this program's own entries are kept; what libraries say goes nowhere. The folder of the
person's home stands as ``~``, because it bears their name and the file is there to be sent.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from readiness import __version__
from readiness.store.folders import log_folder

_NAME: Final = "readiness.log"
_OLDER: Final = "readiness.older.log"
_MOST_BYTES: Final = 256 * 1024
"""A file that has grown to this becomes the older one; the one before that is thrown away."""

_MOST_CHARACTERS: Final = 16 * 1024
"""Of one entry. The end of a traceback says the most, its beginning the second most."""


class _LogFile(logging.Handler):
    """Appends entries to the file. A disk that refuses stops nothing: what is said there is lost."""

    def __init__(self) -> None:
        super().__init__()
        formatter = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        formatter.converter = time.gmtime
        self.setFormatter(formatter)
        self._begun = False

    def emit(self, record: logging.LogRecord) -> None:
        text = _shortened(_without_home(self.format(record)))
        if not self._begun:
            text = f"-- readiness {__version__}, Python {sys.version.split()[0]}, {sys.platform}\n{text}"
        with suppress(OSError):
            _append(log_file(), text)
            self._begun = True


def keep_log() -> None:
    """From now on write this program's warnings and errors to the log, and nothing of it on the screen."""
    own = logging.getLogger("readiness")
    if not any(isinstance(handler, _LogFile) for handler in own.handlers):
        own.addHandler(_LogFile())
        # Else Python prints what a library has to say, because nobody listens to it.
        logging.getLogger().addHandler(logging.NullHandler())
    threading.excepthook = _keep_thread_failure


def log_file() -> Path:
    """Return the path of the log, which is there once something went wrong."""
    return log_folder() / _NAME


def _keep_thread_failure(failure: threading.ExceptHookArgs) -> None:
    """Put what ended a thread into the log; Python's own way is to print it over the screen."""
    if failure.exc_value is not None and failure.exc_type is not SystemExit:
        logging.getLogger(__name__).error("a thread ended", exc_info=failure.exc_value)


def _shortened(text: str) -> str:
    if len(text) <= _MOST_CHARACTERS:
        return text
    half = _MOST_CHARACTERS // 2
    return f"{text[:half]}\n[...]\n{text[-half:]}"


def _without_home(text: str) -> str:
    try:
        home = Path.home()
    except RuntimeError:  # nobody knows where it is
        return text
    return text.replace(str(home), "~") if home.name else text


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if path.stat().st_size >= _MOST_BYTES:
            path.replace(path.with_name(_OLDER))
    # Whole entries at the end, whoever else writes there; for nobody but this person to read.
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(file, "a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(text + "\n")
