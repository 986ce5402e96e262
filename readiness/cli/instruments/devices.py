"""``readiness devices``: what audio devices are seen, what each is taken for, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readiness.analysis.headset.cases import described
from readiness.analysis.headset.in_use import Answer, Catalogue, Described, describe, in_use
from readiness.analysis.headset.record import FORMAT, RecordError, snapshot_from_dict, snapshot_to_dict
from readiness.checks.headset import known_products
from readiness.cli.instruments.instrument import remedy, unmeasured_json
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.files import bytes_of, unwritable
from readiness.domain.facts import Unavailable
from readiness.machine.this_machine import ThisMachine
from readiness.render.parts.values import happened
from readiness.store.files import save_whole
from readiness.text import clean_line

if TYPE_CHECKING:
    import argparse

    from readiness.analysis.headset.in_use import AudioSnapshot
    from readiness.cli.terminal.console import Console


def devices(options: argparse.Namespace, console: Console) -> Exit:
    """Print the devices of this machine, or record them, or judge recorded ones."""
    catalogue = Catalogue() if options.no_catalogue else known_products()
    if options.replay:
        return _replay(Path(options.replay), catalogue, console, as_json=options.json)
    try:
        snapshot = ThisMachine().audio.snapshot()
    except Unavailable as refusal:
        return _could_not(refusal, console, as_json=options.json)
    if options.record:
        _record(snapshot, Path(options.record), console)
    things = describe(snapshot, catalogue)
    if options.json:
        used = in_use(snapshot, catalogue).answer
        listed = [_device_json(thing, console) for thing in things]
        console.print_json({"format": 1, "in_use": _answer_json(used, console), "devices": listed})
        return Exit.PASS
    for thing in things:
        _show(thing, console)
    if not things:
        console.print_wrapped(console.text("cli.no_devices"))
    return Exit.PASS


def _record(snapshot: AudioSnapshot, file: Path, console: Console) -> None:
    """Write what is seen to a file. Raises UsageError when the file cannot be written."""
    try:
        save_whole(file, (json.dumps(snapshot_to_dict(snapshot), ensure_ascii=False, indent=2) + "\n").encode())
    except OSError as problem:
        raise UsageError(unwritable(file, problem, console)) from problem
    console.note(console.text("cli.saved", file=str(file)))


def _could_not(refusal: Unavailable, console: Console, *, as_json: bool) -> Exit:
    cause = refusal.unmeasured
    if as_json:
        console.print_json({"format": 1, **unmeasured_json(cause, console)})
        return Exit.INCOMPLETE
    console.print_wrapped(console.say(happened(cause)))
    for step in console.say(remedy(cause)).splitlines():
        console.print_wrapped(step, "- ")
    return Exit.INCOMPLETE


def _show(thing: Described, console: Console) -> None:
    use = console.text("cli.device.in_use") if thing.listens or thing.plays else console.text("cli.device.idle")
    console.print_wrapped(console.text("report.aside", text=_name(thing), note=use))
    _show_answer(thing.answer, console)


def _show_answer(answer: Answer, console: Console) -> None:
    sure = console.translator.number(100 * answer.confidence, 0)
    taken = console.say(answer.taken.text)
    console.print_wrapped(console.text("cli.device.taken", answer=taken, percent=sure), "    ")
    for reason in answer.reasons:
        console.print_wrapped(console.say(reason), "    - ")


def _name(thing: Described) -> str:
    return clean_line(thing.answer.model or next((end.product or end.name for end in thing.box.ends), ""))


def _device_json(thing: Described, console: Console) -> dict[str, object]:
    use = {"name": _name(thing), "listens": thing.listens, "plays": thing.plays}
    return {**use, **_answer_json(thing.answer, console)}


def _answer_json(answer: Answer, console: Console) -> dict[str, object]:
    return {
        "answer": answer.taken.value,
        "confidence": round(answer.confidence, 3),
        "connection": answer.connection.value if answer.connection else None,
        "reasons": [console.say(reason) for reason in answer.reasons],
    }


def _replay(file: Path, catalogue: Catalogue, console: Console, *, as_json: bool) -> Exit:
    """Judge what was recorded, or a file of described cases; nothing of this machine is looked at."""
    answers = [(id_, in_use(snapshot, catalogue).answer) for id_, snapshot in _snapshots(file, console)]
    if as_json:
        console.print_json([{"id": id_, **_answer_json(answer, console)} for id_, answer in answers])
        return Exit.PASS
    for id_, answer in answers:
        console.print_wrapped(clean_line(id_))
        _show_answer(answer, console)
    return Exit.PASS


def _snapshots(file: Path, console: Console) -> Iterator[tuple[str, AudioSnapshot]]:
    """Yield each recorded machine with its name. Raises UsageError when it is no such record."""
    data = bytes_of(file, console)
    try:
        recorded: Any = json.loads(data)
        if isinstance(recorded, dict) and recorded.get("format") == FORMAT:
            yield file.stem, snapshot_from_dict(recorded)
            return
        yield from described(recorded)
    except (ValueError, KeyError, TypeError, AttributeError, RecordError, RecursionError) as problem:
        raise UsageError(console.text("cli.not_a_record", file=str(file))) from problem
