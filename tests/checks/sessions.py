"""Sessions for checks that are run alone."""

from __future__ import annotations

from readiness.checks.base import Progress, Wishes
from tests.checks.fake_hardware import QuietSession


class Watched(QuietSession):
    """A session that keeps what it is shown."""

    def __init__(self) -> None:
        self.shown: list[Progress] = []

    def show(self, progress: Progress) -> None:
        self.shown.append(progress)


class Asking(QuietSession):
    """A run whose profiles name two programs."""

    wishes = Wishes(frozenset({"software.running"}), words={"software.running": frozenset({"teamviewer", "anydesk"})})
