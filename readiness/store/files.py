"""Files that are whole or not there: our own, which only their owner may read, and those the person asks for."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from readiness.domain.message import Message, message

_WHY: Final = {
    errno.ENOENT: Message("cli.why.missing"),
    errno.ENOTDIR: Message("cli.why.missing"),
    errno.EACCES: Message("cli.why.denied"),
    errno.EPERM: Message("cli.why.denied"),
    errno.EROFS: Message("cli.why.denied"),
    errno.EISDIR: Message("cli.why.folder"),
    errno.ENOSPC: Message("cli.why.full"),
    errno.EDQUOT: Message("cli.why.full"),
}


def keep_whole(path: Path, data: bytes, *, new: bool = False) -> None:
    """Write a file of ours, for its owner alone: after any end of the program the old or the new one is there.

    Raises:
        FileExistsError: it was to be ``new``, and there is one.
        OSError: the disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _written_beside(path, data, 0o600) as part:
        if new:
            _link(part, path)
        else:
            part.replace(path)


def save_whole(path: Path, data: bytes) -> None:
    """Write a file of the person's, likewise whole: whoever may read the old one, or any new file, may read it.

    Raises:
        OSError: the disk refuses, or there is no such folder. A file that was there before is then unharmed.
    """
    target = path.resolve()  # a link goes on leading to it
    with _written_beside(target, data, 0o666) as part:
        if target.exists():
            import shutil  # what only holds files, before the first window, does not wait for it

            shutil.copymode(target, part)
        part.replace(target)


@contextmanager
def _written_beside(path: Path, data: bytes, mode: int) -> Iterator[Path]:
    """Write the data into a file beside, which is gone afterwards unless it was given a name."""
    part = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        # Made anew with its mode from the first moment on: that of a file which is there already would stay.
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


_HELD_BY_ANOTHER: Final = frozenset({errno.EACCES, errno.EAGAIN})
_BINARY = getattr(os, "O_BINARY", 0)


def _link(part: Path, path: Path) -> None:
    """Give the file its name unless that is taken."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without second names, such as a memory stick's
        if path.exists():
            raise FileExistsError(path) from None
        part.replace(path)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Let one process (and one thread) at a time into what is inside. Raises OSError where the disk refuses."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        _lock(file.fileno())
        yield  # closing the file lets go


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


def is_held(path: Path) -> bool:
    """Whether somebody holds a file, as ``held`` does, this very moment. One that is not there is held by nobody."""
    try:
        with path.open("r+b") as file:
            return not try_to_hold(file.fileno())
    except OSError:
        return False


def try_to_hold(descriptor: int) -> bool:
    """Hold an open file until it is closed, unless somebody else does; tell whether nobody else does.

    A disk that cannot say who holds what, as some that are reached over a network cannot, leaves it to each.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        # Not every Windows says why it refuses, and its disks can all say who holds what.
        return sys.platform != "win32" and problem.errno not in _HELD_BY_ANOTHER
    return True


def why(problem: OSError) -> Message:
    """Return why the system refused a file; its own words, which are English, only for what is rare."""
    known = _WHY.get(problem.errno or 0)
    return known or message("cli.why.other", words=problem.strerror or type(problem).__name__)
