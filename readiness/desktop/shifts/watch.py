"""One among the programs of a person that run at a time: the one that rings before shifts and stays in the tray.

Whoever opens the program again while it waits in the tray has two of it, which would both check at the same
moment, each in the other's way, and both stay.
"""

from __future__ import annotations

from typing import IO, Final

from readiness.store.files import try_to_hold
from readiness.store.folders import data_folder

_FILE: Final = "watch.held"


class Watch:
    """Taken by who comes first, until they end or let go."""

    def __init__(self) -> None:
        self._held: IO[bytes] | None = None

    def take(self) -> bool:
        """Take the watch if nobody else has it, and tell whether it is ours. A disk that refuses leaves it to each."""
        if self._held is not None:
            return True
        try:
            file = (data_folder() / _FILE).open("ab")
        except OSError:
            return True
        if try_to_hold(file.fileno()):
            self._held = file
            return True
        file.close()
        return False

    def let_go(self) -> None:
        """Leave it to another."""
        if self._held is not None:
            self._held.close()
            self._held = None
