"""A session of a check that profiles told what to look for."""

from __future__ import annotations

import threading

from readiness.checks.base import Progress, Wishes
from readiness.domain.profile import NetworkTest, Server
from tests.checks.fake_hardware import QuietSession


class Told(QuietSession):
    """A run whose profiles name these words, by fact, and these measuring servers; it keeps what it is shown."""

    def __init__(self, words: dict[str, set[str]], *servers: Server, facts: frozenset[str] = frozenset()) -> None:
        named = {fact: frozenset(found) for fact, found in words.items()}
        self.wishes = Wishes(facts, NetworkTest(servers), words=named)
        self.cancel = threading.Event()
        self.shown: list[Progress] = []

    def show(self, progress: Progress) -> None:
        self.shown.append(progress)
