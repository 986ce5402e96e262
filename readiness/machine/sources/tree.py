"""Files of a system, read below a root, so that a made-up system can be read as the real one is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tree:
    """A file system seen from ``root``. Paths are relative to it, with slashes."""

    root: Path = Path("/")

    def bytes(self, path: str) -> bytes:
        """Return a file's content, nothing where there is no such file or it may not be read."""
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return b""

    def text(self, path: str) -> str:
        """Return a file's content as UTF-8, nothing where it cannot be read."""
        return self.bytes(path).decode("utf-8", "replace")

    def line(self, path: str) -> str:
        """Return the content of a file that holds one line, as those of /sys do."""
        return self.text(path).strip()

    def paths(self, folder: str, pattern: str) -> Iterator[str]:
        """Return the paths in a folder that match a pattern, by name; none where it cannot be listed."""
        found = sorted((self.root / folder).glob(pattern))
        return (path.relative_to(self.root).as_posix() for path in found)

    def is_there(self, path: str) -> bool:
        """Whether there is a file or folder of that name, as far as may be seen."""
        try:
            return (self.root / path).exists()
        except OSError:
            return False

    def modified(self, *paths: str) -> datetime | None:
        """Return when the youngest of some files or folders was last changed, None when none can be seen."""
        times = [time for time in map(self._modified, paths) if time is not None]
        return max(times, default=None)

    def _modified(self, path: str) -> datetime | None:
        try:
            return datetime.fromtimestamp((self.root / path).stat().st_mtime, UTC)
        except OSError:
            return None
