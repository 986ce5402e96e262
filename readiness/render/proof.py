"""What a report proves, in words: proven, not proven, wrong; and the circumstances it was made under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from readiness.domain.facts import Reading, Unmeasured
from readiness.domain.message import Message, message
from readiness.render.parts.levels import LEVELS, level_words
from readiness.render.parts.values import happened, value_words
from readiness.render.plain import Pen, Style
from readiness.text import Translator, clean_line

_SIGNALS: Final = {
    "device.virtual_machine": Message("proof.signal.virtual_machine"),
    "system.remote_session": Message("proof.signal.remote_session"),
    "network.vpn": Message("proof.signal.vpn"),
    "system.clock_offset": Message("proof.signal.clock_offset"),
    "system.clock_jump": Message("proof.signal.clock_jump"),
    "audio.virtual_device": Message("proof.signal.virtual_audio"),
}


@dataclass(frozen=True, slots=True)
class TrustView:
    """A level of trust with its limits, for every form a report is shown in."""

    heading: str
    level: str
    sentences: tuple[str, str]


def describe_level(level: int, translator: Translator) -> TrustView:
    """Return what a report of a level proves, and what it does not."""
    _, proves, limits = LEVELS[level]
    return TrustView(
        translator.say(Message("proof.heading")),
        translator.say(level_words(level)),
        (translator.say(proves), translator.say(limits)),
    )


@dataclass(frozen=True, slots=True)
class ProofView:
    """What came of verifying a report. Each list holds whole sentences."""

    verdict: str
    level: TrustView
    wrong: tuple[str, ...]
    proven: tuple[str, ...]
    unproven: tuple[str, ...]
    signals: tuple[tuple[str, str], ...] = ()


def signal_words(signals: Mapping[str, Reading], translator: Translator) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each signal, as a label and what is said of it."""
    for id_, reading in signals.items():
        name = translator.say(_SIGNALS[id_]) if id_ in _SIGNALS else clean_line(id_)
        told = (
            translator.say(happened(reading)) if isinstance(reading, Unmeasured) else value_words(reading, translator)
        )
        yield name, told


def render_proof(view: ProofView, translator: Translator, style: Style | None = None) -> str:
    """Return it as text."""
    pen = Pen(style or Style())
    lines = [*pen.wrapped(view.verdict, ""), *pen.wrapped(view.level.level, "")]
    parts: tuple[tuple[Message, Sequence[str]], ...] = (
        (Message("proof.group.wrong"), view.wrong),
        (Message("proof.group.proven"), view.proven),
        (Message("proof.group.unproven"), view.unproven),
        (
            Message("proof.group.signals"),
            [translator.say(message("report.pair", label=name, value=value)) for name, value in view.signals],
        ),
    )
    for heading, sentences in parts:
        if sentences:
            lines += ["", pen.bold(translator.say(heading))]
            lines += [line for one in sentences for line in pen.hanging("  - ", one)]
    return pen.finished(lines)
