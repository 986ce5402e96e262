"""The sound server's inputs, and which of them feeds what this process records."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Final

from readiness.machine.sound.server import SECONDS, ask

_NO_SINK: Final = 0xFFFFFFFF
_USUAL: Final = (48_000, 1)  # what the server converts to when a source's own form is not known


@dataclass(frozen=True, slots=True)
class Input:
    """A source: its name, its own rate in Hz and channels, and whether it is silenced.

    A ``monitor`` is what an output plays, heard back, and no microphone.
    """

    name: str
    rate: int
    channels: int
    muted: bool
    monitor: bool


@dataclass(frozen=True, slots=True)
class Inputs:
    """Every input, and the name of the default one ("" for none)."""

    all: tuple[Input, ...]
    default: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The source that feeds a recording: its name, and a number that no other will ever have.

    A device that was pulled out and plugged in again has its name back, but a new number.
    """

    name: str = ""
    number: int = -1
    muted: bool = False


def inputs() -> Inputs:
    """Ask the server for its inputs. Raises as ``server.ask`` does."""
    return ask(_inputs)


def feeds(seconds: float = SECONDS) -> dict[int, Feed]:
    """Return the source that feeds each of this process's recordings, by the recording's number.

    Raises as ``server.ask`` does.
    """
    return ask(_feeds, seconds)


def _inputs(pulse: Any) -> Inputs:  # noqa: ANN401 - an object of an untyped library
    forms = _forms_of(pulse)
    found = tuple(
        Input(source.name, *forms.get(source.index, _USUAL), bool(source.mute), source.monitor_of_sink != _NO_SINK)
        for source in pulse.source_list()
    )
    return Inputs(found, pulse.server_info().default_source_name or "")


def _forms_of(pulse: Any) -> dict[int, tuple[int, int]]:  # noqa: ANN401 - an object of an untyped library
    """Return a table that listing the sources will fill with their rates and channels.

    The library keeps a view of the server's answer in ``sample_spec`` beyond that answer's
    life, so the numbers have to be taken out while it is being read.
    """
    forms: dict[int, tuple[int, int]] = {}
    read_one = pulse._pulse_info_cb  # noqa: SLF001 - there is no other moment

    def read_form_too(kind: Any, found: Any, done: Any, context: Any, info: Any, end: Any, user: Any) -> None:  # noqa: ANN401
        if user is None and not end and hasattr(info[0], "sample_spec"):  # otherwise info is no answer
            forms[int(info[0].index)] = (int(info[0].sample_spec.rate), int(info[0].sample_spec.channels))
        read_one(kind, found, done, context, info, end, user)

    pulse._pulse_info_cb = read_form_too  # noqa: SLF001
    return forms


def _feeds(pulse: Any) -> dict[int, Feed]:  # noqa: ANN401 - an object of an untyped library
    sources = {source.index: source for source in pulse.source_list()}
    own = str(os.getpid())
    return {
        stream.index: _feed(sources.get(stream.source), stream.source)
        for stream in pulse.source_output_list()
        if stream.proplist.get("application.process.id") == own
    }


def _feed(source: Any, number: int) -> Feed:  # noqa: ANN401 - an object of an untyped library
    return Feed(source.name, number, bool(source.mute)) if source else Feed("", number)
