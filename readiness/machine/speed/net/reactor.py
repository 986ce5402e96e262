"""Many connections in one thread: tasks written as generators, resumed when they can go on.

A task yields a ``Wait``: for a socket, until a moment, or both. When a socket's moment
passes first, ``TimeoutError`` is raised inside the task; a pause simply ends. Whoever
drives the reactor decides when: nothing happens outside ``step``.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, Final, Generic, Self, TypeAlias, TypeVar

from readiness.domain.facts import Unavailable
from readiness.machine.clocks import suspend_aware

READ: Final = selectors.EVENT_READ
WRITE: Final = selectors.EVENT_WRITE
_LONGEST_NAP = 0.05  # seconds between two looks at ``cancel``
_LOOK_AGAIN = 0.002
_LONGEST_GAP = 2.0  # seconds in which nothing of ours ran; more, and this computer slept meanwhile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wait:
    """What a task waits for: ``events`` on a socket, the moment ``until`` (monotonic), or either."""

    until: float | None = None
    connection: socket.socket | None = None
    events: int = 0


Steps: TypeAlias = Generator[Wait, None, T]
"""A task: yields what it waits for, returns its result, raises Unavailable or OSError."""


class Stopped(Exception):  # noqa: N818 - a wish of the person, not a mistake
    """The person stopped the measurement."""


def pause(seconds: float) -> Steps[None]:
    """Wait a while."""
    yield Wait(time.monotonic() + seconds)


def outcome_of(task: Task[T]) -> Steps[T]:
    """Wait for another task and return its result. Raises what it raised."""
    while not task.done:
        yield from pause(_LOOK_AGAIN)
    return task.result()


class Task(Generic[T]):
    """A task under way. ``error`` is why it ended without a result.

    ``watched`` is the wait whose socket the selector watches for it.
    """

    def __init__(self, steps: Steps[T]) -> None:
        self.steps = steps
        self.wait = Wait(0.0)
        self.watched: Wait | None = None
        self.done = False
        self.error: Exception | None = None
        self._result: T | None = None

    def result(self) -> T:
        """Return what the task returned; raise what it raised."""
        if self.error:
            raise self.error
        return self._result  # type: ignore[return-value] # set whenever done without error

    def advance(self, resume: Callable[[], Wait]) -> None:
        """Let the task run to its next wait, or to its end."""
        try:
            self.wait = resume()
        except StopIteration as end:
            self._end(end.value, None)
        except (Unavailable, OSError) as error:
            self._end(None, error)

    def close(self) -> None:
        """End the task where it stands; it puts its things away."""
        if not self.done:
            self._end(None, Stopped())
            self.steps.close()

    def _end(self, result: T | None, error: Exception | None) -> None:
        self.done, self._result, self.error = True, result, error


class Reactor:
    """Drives tasks. Use it as a context: at the end every task is closed, and so its socket."""

    def __init__(self, cancel: threading.Event) -> None:
        self._cancel = cancel
        self._selector = selectors.DefaultSelector()
        self._tasks: list[Task[Any]] = []
        self._naps, self._looked = 0, suspend_aware()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for task in list(self._tasks):
            self.drop(task)
        self._selector.close()

    @property
    def naps(self) -> int:
        """How often until now nothing went on for seconds: the computer slept, or was fully occupied."""
        self._look()
        return self._naps

    def _look(self) -> None:
        before, self._looked = self._looked, suspend_aware()
        self._naps += self._looked - before > _LONGEST_GAP

    def spawn(self, steps: Steps[T]) -> Task[T]:
        """Start a task; it runs to its first wait at once."""
        task: Task[T] = Task(steps)
        self._tasks.append(task)
        self._resume(task, lambda: next(steps))
        return task

    def drop(self, task: Task[Any]) -> None:
        """End a task now."""
        self._unwatch(task)
        task.close()
        if task in self._tasks:
            self._tasks.remove(task)

    def finish(self, task: Task[T]) -> T:
        """Step until a task is done and return its result. Raises what it raised, and Stopped."""
        while not task.done:
            self.step(_LONGEST_NAP)
        return task.result()

    def pause(self, seconds: float) -> None:
        """Let the tasks run for a while. Raises Stopped."""
        self.finish(self.spawn(pause(seconds)))

    def step(self, seconds: float) -> None:
        """Wait at most ``seconds`` for something to happen and let those tasks go on.

        Raises:
            Stopped: the person asked to stop.
        """
        if self._cancel.is_set():
            raise Stopped
        self._look()
        nap = min(seconds, _LONGEST_NAP, self._until_next_moment())
        if self._selector.get_map():
            for key, _ in self._selector.select(nap):
                task: Task[Any] = key.data
                if not task.done:  # one that went on before it may have dropped it
                    self._resume(task, task.steps.__next__)
        else:  # on Windows a selector without sockets refuses to wait
            self._cancel.wait(nap)
        self._look()
        self._resume_overdue()

    def _until_next_moment(self) -> float:
        moments = [task.wait.until for task in self._tasks if task.wait.until is not None]
        return max(min(moments) - time.monotonic(), 0.0) if moments else _LONGEST_NAP

    def _resume_overdue(self) -> None:
        now = time.monotonic()
        for task in list(self._tasks):
            if not task.done and task.wait.until is not None and task.wait.until <= now:
                steps = task.steps
                late = (lambda steps=steps: steps.throw(TimeoutError())) if task.wait.connection else steps.__next__
                self._resume(task, late)

    def _resume(self, task: Task[Any], resume: Callable[[], Wait]) -> None:
        task.advance(resume)
        if task.done:
            self._unwatch(task)
            if task in self._tasks:
                self._tasks.remove(task)
        elif task.wait is not task.watched:
            self._watch(task)

    def _watch(self, task: Task[Any]) -> None:
        """Let the selector look at what the task waits for, with as few calls as will do."""
        wait, watched = task.wait, task.watched
        if wait.connection is None:
            self._unwatch(task)
            return
        if watched is None or watched.connection is not wait.connection:
            self._unwatch(task)
            self._forget_closed(wait.connection.fileno())
            self._selector.register(wait.connection, wait.events, task)
        elif watched.events != wait.events:
            self._selector.modify(wait.connection, wait.events, task)
        task.watched = wait

    def _forget_closed(self, number: int) -> None:
        """Stop watching a socket that its task has closed, whose number a new one has now."""
        key = self._selector.get_map().get(number)
        if key:
            self._unwatch(key.data)

    def _unwatch(self, task: Task[Any]) -> None:
        if task.watched and task.watched.connection is not None:
            # Works for a socket that was closed meanwhile too: the selector finds it by identity.
            self._selector.unregister(task.watched.connection)
        task.watched = None
