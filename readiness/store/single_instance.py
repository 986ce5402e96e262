"""One window for a person on a desktop: who starts the program again calls the window that is there.

The program that comes first holds a file, which it loses when it ends, however it ends. One that comes later leaves a
request beside it, and waits until that is taken. Where nobody takes it, because the first hangs or goes just then, it
takes the request back, which only one of the two can, and opens a window of its own: a click is never lost.

Files will do. What Qt and others have for it is a socket, and for that Qt's whole network would have to be shipped and
loaded. Whoever may write into the folder is the person themselves, and all that a request can ask for is to see the
window, and in it a file or a link, as if the person had chosen it there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness import __version__
from readiness.machine.environment.desktop import let_come_forward, this_desktop
from readiness.store.files import try_to_hold
from readiness.store.folders import meeting_place

if TYPE_CHECKING:
    from readiness.store.show_request import ShowRequest

_FOLDER: Final = "window"
_PACE_SECONDS: Final = 0.02
_PATIENCE: Final = 150
"""How often, at that pace, a window that listens is looked at: it answers in milliseconds, and who waits sees nothing.

Looks are counted, not seconds: on a computer that is so busy that the window is late, they take longer too.
"""
_STARTING: Final = 600
"""The same for one that is only just being opened, by a slow computer."""


class SingleInstance:
    """The place that one program has on a person's desktop, as long as it lives."""

    def __init__(self, folder: Path | None = None, desktop: str | None = None) -> None:
        self._folder = folder
        self._name = this_desktop() if desktop is None else desktop
        self._held: int | None = None

    @property
    def folder(self) -> Path:
        """Where requests are left."""
        return self._folder or meeting_place() / _FOLDER

    @property
    def is_ours(self) -> bool:
        """Whether the place was taken, and is held."""
        return self._held is not None

    # -------------------------------------------------------------- who comes first

    def take(self) -> bool:
        """Take the place, unless somebody has it. True also where the disk refuses: then everybody opens a window."""
        if self._held is not None:
            return True
        try:
            # What is made here is the person's alone; the folder that holds it may be the program's first.
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return True
        if not try_to_hold(held):
            os.close(held)
            return False
        self._held = held
        with suppress(OSError):
            os.ftruncate(held, 0)  # who was here before listens no more
        return True

    def listen(self) -> None:
        """Tell the others that requests are read from now on, and by whom."""
        if self._held is not None:
            with suppress(OSError):  # on a full disk it is heard all the same, only waited for longer
                os.lseek(self._held, 1, os.SEEK_SET)  # Windows lets nobody read the byte that is held
                os.write(self._held, str(os.getpid()).encode())

    def requests(self, give_way: Callable[[], bool] = lambda: False) -> list[ShowRequest]:
        """Take the requests that were left.

        Where the program was exchanged while this one ran and was started again, ``give_way`` is asked first. If it
        says yes, all requests stay where they are.
        """
        from readiness.store.show_request import read

        waiting, found = self._left(), []
        # What is left from here on is looked at next time: it would not have been asked about.
        if _from_another_version(waiting) and give_way():
            return []
        for left in waiting:
            taken = left.with_suffix(".taken")
            with suppress(OSError):
                left.replace(taken)
                found.append(read(taken))
                taken.unlink()
        return [request for request in found if request is not None]

    def _left(self) -> list[Path]:
        return sorted(self.folder.glob(f"{self._name}-*.request"))

    def leave(self) -> None:
        """Leave the place to whoever comes next."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    # -------------------------------------------------------------- who comes later

    def call(self, wanted: ShowRequest, patience: int = _PATIENCE) -> bool:
        """Return whether the window that is there has taken the request; if not, a window is to be opened here."""
        from readiness.store.show_request import written

        left = self.folder / f"{self._name}-{os.getpid()}.request"
        try:
            part = left.with_suffix(".part")
            part.write_bytes(written(wanted))
            part.replace(left)
        except OSError:
            return False
        process, looks = 0, _STARTING
        while left.exists():
            if not process and (process := self._who_listens()):
                looks = patience
                let_come_forward(process)
            if self.take() or looks <= 0:
                return not _taken_back(left)
            looks -= 1
            time.sleep(_PACE_SECONDS)
        return True

    def _who_listens(self) -> int:
        """Return the process that reads requests here, 0 as long as it is only just starting."""
        with suppress(OSError, ValueError), self._file.open("rb", buffering=0) as file:
            file.seek(1)
            return int(file.read(20))
        return 0

    @property
    def _file(self) -> Path:
        return self.folder / f"{self._name}.held"


def _from_another_version(waiting: Iterable[Path]) -> bool:
    from readiness.store.show_request import read

    with suppress(OSError):
        return any(request and request.version != __version__ for request in map(read, waiting))
    return False


def _taken_back(left: Path) -> bool:
    """Whether a request could be taken back, which it can not once somebody else took it."""
    try:
        left.unlink()
    except FileNotFoundError:
        return False
    except OSError:  # somebody else looks at it, such as a scanner: better two windows than none
        return True
    return True
