"""A screen reader without a voice: sees a program as the accessibility bus shows it, and acts through it alone.

It speaks AT-SPI itself, over D-Bus, so that no binding of the system's Python is needed.
What it can do is what a blind person's program can: read roles, names and states, hear news,
press what has a name, write into fields.
"""

from __future__ import annotations

import shutil
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self, TypeAlias

import pytest
from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.rigs import screen as screens
from tests.rigs.processes import wait_until
from tests.rigs.screen import Screen

_ACCESSIBLE: Final = "org.a11y.atspi.Accessible"
_ROOT_PATH: Final = "/org/a11y/atspi/accessible/root"
_REGISTRY: Final = "org.a11y.atspi.Registry"
_REGISTRIES: Final = ("/usr/libexec/at-spi2-registryd", "/usr/lib/at-spi2-core/at-spi2-registryd")
_EVENTS: Final = ("object:announcement", "object:state-changed:focused")
_STATES: Final = {
    4: "checked",
    8: "enabled",
    10: "expanded",
    11: "focusable",
    12: "focused",
    18: "multi-line",
    25: "showing",
    30: "visible",
}
_NEWS: Final = "org.a11y.atspi.Event.Object"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_TRIES: Final = 5
_SECONDS: Final = 10.0
_LABELLED_BY: Final = 2


def missing() -> str:
    """Return why nothing can be read here, "" when it can."""
    if not any(Path(program).exists() for program in _REGISTRIES) or not shutil.which("dbus-daemon"):
        return "the accessibility bus is not installed (Debian: at-spi2-core)"
    return screens.missing()


needs_reader: Final = pytest.mark.skipif(bool(missing()), reason=missing() or "there can be a screen reader")
"""Mark for tests that use the rig; they are skipped, with the reason, where it cannot run."""


Place: TypeAlias = tuple[str, str]
"""Where on the bus a thing is: the program's name there, and the path inside it."""


@dataclass(frozen=True)
class Node:
    """One thing on the screen, as it was when it was read."""

    place: Place
    role: str
    name: str
    states: frozenset[str]
    labels: tuple[str, ...]
    depth: int

    def __str__(self) -> str:
        """Return a line of the tree."""
        label = f" <- {', '.join(self.labels)}" if self.labels else ""
        return f"{'  ' * self.depth}{self.role} {self.name!r}{label} {' '.join(sorted(self.states - {'visible'}))}"


@dataclass
class ScreenReader:
    """Reads one program. Use it inside ``with``, and start the program only then."""

    screen: Screen
    said: list[str] = field(default_factory=list)
    focused: list[Place] = field(default_factory=list)
    _news: deque[Message] = field(default_factory=deque)

    def __enter__(self) -> Self:
        """Switch the accessibility of this session on, as a screen reader does."""
        with open_dbus_connection(self.screen.environment["DBUS_SESSION_BUS_ADDRESS"]) as session:
            bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            address = _asked(session, bus, "GetAddress")[0]
            switch = bus.with_interface(_PROPERTIES)
            for name in ("IsEnabled", "ScreenReaderEnabled"):
                _asked(session, switch, "Set", "ssv", ("org.a11y.Status", name, ("b", True)))
        self._bus: DBusConnection = open_dbus_connection(address)
        rule = MatchRule(type="signal", interface=_NEWS)
        self._bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=_SECONDS)
        self._filter = self._bus.filter(rule, queue=self._news)
        registry = DBusAddress("/org/a11y/atspi/registry", _REGISTRY, _REGISTRY)
        for event in _EVENTS:
            _asked(self._bus, registry, "RegisterEvent", "s", (event,))
        return self

    def __exit__(self, *_: object) -> None:
        """Let go."""
        self._filter.close()
        self._bus.close()

    # -------------------------------------------------------------- reading

    def _ask(self, place: Place, interface: str, method: str, signature: str = "", *body: Any) -> Any:  # noqa: ANN401 - whatever is answered
        address = DBusAddress(place[1], place[0], interface)
        answer = _asked(self._bus, address, method, signature or None, body)
        return answer[0] if answer else None

    def _property(self, place: Place, interface: str, name: str) -> Any:  # noqa: ANN401 - whatever it is
        return self._ask(place, _PROPERTIES, "Get", "ss", interface, name)[1]

    def look(self) -> list[Node]:
        """Read everything that is shown, from top to bottom."""
        for _ in range(_TRIES):
            # What goes away while it is read is no fault of anybody's.
            with suppress(LookupError):
                return list(self._read())
        raise AssertionError("what is shown does not stand still")

    def _read(self) -> Iterator[Node]:
        """Read the tree a generation at a time: thing by thing, the program would be asked a thousand times."""
        [programs] = self._ask_all([(_REGISTRY, _ROOT_PATH)], _ACCESSIBLE, "GetChildren")
        inside: dict[Place, list[Place]] = {}
        seen: dict[Place, tuple[str, str, frozenset[str], tuple[str, ...]]] = {}
        generation = [_place(program) for program in programs]
        while generation:
            states = dict(
                zip(generation, map(_states, self._ask_all(generation, _ACCESSIBLE, "GetState")), strict=True)
            )
            # The program itself is not on the screen; its windows are.
            shown = [place for place in generation if not seen or {"showing", "visible"} <= states[place]]
            roles = self._ask_all(shown, _ACCESSIBLE, "GetRoleName")
            names = self._ask_all(shown, _PROPERTIES, "Get", "ss", _ACCESSIBLE, "Name")
            relations = self._ask_all(shown, _ACCESSIBLE, "GetRelationSet")
            for place, role, name, related in zip(shown, roles, names, relations, strict=True):
                seen[place] = (role, name[1], states[place], self._labels(related))
            children = self._ask_all(shown, _ACCESSIBLE, "GetChildren")
            inside |= {place: [_place(one) for one in some] for place, some in zip(shown, children, strict=True)}
            generation = [child for place in shown for child in inside[place] if not child[1].endswith("/null")]

        def lines(place: Place, depth: int) -> Iterator[Node]:
            if place in seen:
                yield Node(place, *seen[place], depth)
                for child in inside[place]:
                    yield from lines(child, depth + 1)

        for program in programs:
            yield from lines(_place(program), 0)

    def _ask_all(
        self, places: Sequence[Place], interface: str, method: str, signature: str = "", *body: str
    ) -> list[Any]:
        """Ask all the same, before waiting for the first answer."""
        waiting: dict[int, Place] = {}
        for place in places:
            serial = next(self._bus.outgoing_serial)
            question = new_method_call(DBusAddress(place[1], place[0], interface), method, signature or None, body)
            self._bus.send(question, serial=serial)
            waiting[serial] = place
        answers: dict[Place, Any] = {}
        while waiting:
            message = self._bus.receive(timeout=_SECONDS)
            serial = message.header.fields.get(HeaderFields.reply_serial, -1)
            if serial not in waiting:
                self._take(message)
            elif message.header.message_type is MessageType.error:
                answers[waiting.pop(serial)] = None
            else:
                answers[waiting.pop(serial)] = message.body[0]
        if None in answers.values():
            raise LookupError(method)
        return [answers[place] for place in places]

    def _labels(self, relations: Sequence[Any]) -> tuple[str, ...]:
        others = [_place(other) for kind, found in relations if kind == _LABELLED_BY for other in found]
        return tuple(self._property(other, _ACCESSIBLE, "Name") for other in others)

    def find(self, name: str, role: str = "") -> Node | None:
        """Return the first thing with such a name or label, else the first whose name or label begins so."""
        nodes = [node for node in self.look() if role in {"", node.role}]
        exact = (node for node in nodes if name in (node.name, *node.labels))
        begins = (node for node in nodes if any(one.startswith(name) for one in (node.name, *node.labels)))
        return next(exact, next(begins, None))

    def wait_for(self, name: str, role: str = "", seconds: float = 60.0) -> Node:
        """Return a thing as soon as it is there and can be used."""
        found: list[Node] = []

        def there() -> bool:
            node = self.find(name, role)
            if node is not None and "enabled" in node.states:
                found.append(node)
            return bool(found)

        try:
            wait_until(there, seconds)
        except AssertionError:
            tree = "\n".join(map(str, self.look()))
            raise AssertionError(f"no {role or 'thing'} {name!r} within {seconds:.0f} s among\n{tree}") from None
        return found[0]

    # -------------------------------------------------------------- acting

    def press(self, name: str, role: str = "push button", seconds: float = 60.0) -> None:
        """Do what a thing is for."""
        node = self.wait_for(name, role, seconds)
        actions = [action[0] for action in self._ask(node.place, "org.a11y.atspi.Action", "GetActions")]
        first = next(place for place, action in enumerate(actions) if action.casefold() != "setfocus")
        assert self._ask(node.place, "org.a11y.atspi.Action", "DoAction", "i", first), (name, actions)

    def write(self, name: str, text: str) -> None:
        """Put a text into a field."""
        node = self.wait_for(name, "text")
        assert self._ask(node.place, "org.a11y.atspi.EditableText", "SetTextContents", "s", text), name

    # -------------------------------------------------------------- hearing

    def listen(self, seconds: float = 0.0) -> None:
        """Take note of what was told since, for so long at least."""
        until = time.monotonic() + seconds
        with suppress(TimeoutError):
            while True:
                self._bus.recv_messages(timeout=max(until - time.monotonic(), 0.0))
        while self._news:
            self._note(self._news.popleft())

    def _take(self, message: Message) -> None:
        """Keep news that comes between answers."""
        if message.header.fields.get(HeaderFields.interface) == _NEWS:
            self._news.append(message)

    def _note(self, news: Message) -> None:
        what = news.header.fields[HeaderFields.member]
        if what == "Announcement":
            self.said.append(str(news.body[3][1]))
        elif what == "StateChanged" and news.body[0] == "focused" and news.body[1]:
            self.focused.append((news.header.fields[HeaderFields.sender], news.header.fields[HeaderFields.path]))

    def wait_to_hear(self, words: str, seconds: float = 60.0) -> str:
        """Return the first announcement that has these words, as soon as it is made."""

        def heard() -> bool:
            self.listen(0.05)
            return any(words in one for one in self.said)

        wait_until(heard, seconds, f"{words!r} was not announced; heard {self.said}")
        return next(one for one in self.said if words in one)

    def name_in_focus(self) -> str:
        """Return the name of what told last that it has the keyboard."""
        self.listen(0.1)
        return str(self._property(self.focused[-1], _ACCESSIBLE, "Name")) if self.focused else ""

    def names_beside_focus(self) -> list[str]:
        """Return the names of everything that stands in the same list or menu as what has the keyboard."""
        around = _place(self._property(self.focused[-1], _ACCESSIBLE, "Parent"))
        beside = [_place(one) for one in self._ask(around, _ACCESSIBLE, "GetChildren")]
        return [str(self._property(one, _ACCESSIBLE, "Name")) for one in beside]


def _asked(bus: DBusConnection, address: DBusAddress, method: str, signature: str | None = None, body: Any = ()) -> Any:  # noqa: ANN401 - whatever goes over the bus
    answer = bus.send_and_get_reply(new_method_call(address, method, signature, tuple(body)), timeout=_SECONDS)
    if answer.header.message_type is MessageType.error:
        raise LookupError(f"{method}: {answer.body}")
    return answer.body


def _states(words: list[int]) -> frozenset[str]:
    bits = words[0] | words[1] << 32
    return frozenset(name for place, name in _STATES.items() if bits >> place & 1)


def _place(told: Sequence[str]) -> Place:
    return told[0], told[1]
