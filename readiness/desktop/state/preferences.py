"""The preferences that the window stores between starts: language, colour scheme, recent files, shifts."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSettings, QStandardPaths

from readiness.desktop.looks.theme import LETTERS, Scheme
from readiness.text.system_locale import LANGUAGES

if TYPE_CHECKING:
    from datetime import datetime

    from readiness.domain.shifts import Shifts

_MOST_RECENT: Final = 8


class Preferences:
    """The person's preferences in one small file. A file that cannot be read counts as empty."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_path()
        self._store = QSettings(str(self.path), QSettings.Format.IniFormat)

    @property
    def language(self) -> str | None:
        """The chosen language, None for that of the system."""
        found = str(self._store.value("language", ""))
        return found if found in LANGUAGES else None

    @language.setter
    def language(self, language: str) -> None:
        self._store.setValue("language", language)

    @property
    def scheme(self) -> Scheme:
        """Light, dark, or as the system has it."""
        found = str(self._store.value("scheme", ""))
        return Scheme(found) if found in set(Scheme) else Scheme.SYSTEM

    @scheme.setter
    def scheme(self, scheme: Scheme) -> None:
        self._store.setValue("scheme", str(scheme))

    @property
    def letters(self) -> float:
        """The factor by which letters are enlarged."""
        with suppress(ValueError):
            found = float(str(self._store.value("letters", LETTERS[0])))
            return found if found in LETTERS else LETTERS[0]
        return LETTERS[0]

    @letters.setter
    def letters(self, letters: float) -> None:
        self._store.setValue("letters", letters)

    @property
    def recent(self) -> tuple[Path, ...]:
        """Recently opened profile files, newest first."""
        found = self._store.value("recent", [])
        names = [found] if isinstance(found, str) else found if isinstance(found, Iterable) else []
        return tuple(Path(str(name)) for name in names if name)

    def remember(self, path: Path) -> None:
        """Put a file on top of the recent ones."""
        kept = [str(path), *(str(one) for one in self.recent if one != path)]
        self._store.setValue("recent", kept[:_MOST_RECENT])

    @property
    def shifts(self) -> Shifts:
        """When checks are due before shifts; without times as long as none was set."""
        from datetime import time

        from readiness.domain.shifts import WORKDAYS, Shifts

        with suppress(ValueError):
            times = tuple(time.fromisoformat(text) for text in self._words("shifts/times"))
            days = frozenset(int(text) for text in self._words("shifts/weekdays"))
            minutes = int(str(self._store.value("shifts/minutes_before", Shifts().minutes_before)))
            return Shifts(times, days if self._store.contains("shifts/weekdays") else WORKDAYS, minutes)
        return Shifts()

    @shifts.setter
    def shifts(self, shifts: Shifts) -> None:
        self._store.setValue("shifts/times", " ".join(f"{one:%H:%M}" for one in shifts.times))
        self._store.setValue("shifts/weekdays", " ".join(map(str, sorted(shifts.weekdays))))
        self._store.setValue("shifts/minutes_before", shifts.minutes_before)

    @property
    def made_up_to(self) -> datetime | None:
        """The last check before a shift that was started; no earlier one is, even if the clock is set back."""
        from datetime import datetime

        with suppress(ValueError, OverflowError, OSError):
            # An older program wrote the time on the wall.
            return datetime.fromisoformat(str(self._store.value("shifts/made_up_to", ""))).astimezone()
        return None

    @made_up_to.setter
    def made_up_to(self, moment: datetime) -> None:
        self._store.setValue("shifts/made_up_to", moment.isoformat())
        self._store.sync()

    def refresh(self) -> None:
        """Read what another window of this program has stored since."""
        self._store.sync()

    @property
    def stays(self) -> bool:
        """Whether the program stays in the tray when its window is closed."""
        return str(self._store.value("stays", "")) == "yes"

    @stays.setter
    def stays(self, stays: bool) -> None:
        self._store.setValue("stays", "yes" if stays else "no")

    def _words(self, key: str) -> list[str]:
        return str(self._store.value(key, "")).split()


def default_path() -> Path:
    """Return where preferences are stored on this system; importing ``platformdirs`` for it takes a while."""
    place = QStandardPaths.StandardLocation
    kind = place.GenericConfigLocation if sys.platform.startswith("linux") else place.GenericDataLocation
    return Path(QStandardPaths.writableLocation(kind)) / "readiness" / "window.ini"
