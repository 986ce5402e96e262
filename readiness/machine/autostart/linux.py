"""Linux desktops: a file in the autostart folder (specifications.freedesktop.org, Desktop Application Autostart)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_NAME: Final = "readiness.desktop"
_QUOTED: Final = str.maketrans({one: f"\\{one}" for one in '"`$\\'})


def desktop_entry(command: Sequence[str]) -> str:
    """Return the file that starts a command, and is passed over once the program is gone (``TryExec``)."""
    line = " ".join(_argument(one) for one in command)
    program = command[0].replace("\\", "\\\\")
    return f"[Desktop Entry]\nType=Application\nName=Readiness\nTryExec={program}\nExec={line}\nTerminal=false\n"


def _argument(word: str) -> str:
    """Return a word as the specification quotes it; the value as a whole is escaped once more."""
    return '"' + word.translate(_QUOTED).replace("\\", "\\\\").replace("%", "%%") + '"'


class LinuxAutostart:
    """The file of one person."""

    def __init__(self, command: Sequence[str], folder: Path | None = None) -> None:
        config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        self.file = (folder or config / "autostart") / _NAME
        self._entry = desktop_entry(command)

    def is_on(self) -> bool:
        """Return whether the file starts this very program; one that somebody switched off or changed does not."""
        try:
            return self.file.read_text(encoding="utf-8") == self._entry
        except (FileNotFoundError, UnicodeDecodeError):
            return False

    def turn(self, *, on: bool) -> None:
        """Write the file, or delete it."""
        if on:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(self._entry, encoding="utf-8")
        else:
            self.file.unlink(missing_ok=True)
