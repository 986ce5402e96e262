"""``readiness devices``: what audio devices are seen, what each is taken for, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readiness.analysis.headset import Answer, Catalogue, Described, describe, in_use
from readiness.analysis.headset_cases import snapshot_of_case
from readiness.analysis.headset_record import FORMAT, RecordError, snapshot_from_dict, snapshot_to_dict
from readiness.checks.headset import known_products
from readiness.cli import UsageError
from readiness.cli.exit_codes import Exit
from readiness.cli.profile_files import bytes_of
from readiness.domain.facts import Unavailable
from readiness.machine.select import ThisMachine

if TYPE_CHECKING:
    import argparse

    from readiness.analysis.headset import AudioSnapshot
    from readiness.cli.console import Console


def devices(options: argparse.Namespace, console: Console) -> Exit:
    """Print the devices of this machine, or record them, or judge recorded ones."""
    if options.replay:
        return _replay(options, console)
    try:
        snapshot = ThisMachine().audio.snapshot()
    except Unavailable as refusal:
        return _could_not(refusal, options, console)
    if options.record:
        return _record(snapshot, options.record, console)
    catalogue = Catalogue() if options.no_catalogue else known_products()
    things = describe(snapshot, catalogue)
    if options.json:
        used = in_use(snapshot, catalogue).answer
        listed = [_as_json(thing, console) for thing in things]
        console.print_json({"format": 1, "in_use": _answer_json(used, console), "devices": listed})
    else:
        for thing in things:
            console.print("\n".join(_lines(thing, console)))
        if not things:
            console.print(console.text("cli.no_devices"))
    return Exit.PASS


def _could_not(refusal: Unavailable, options: argparse.Namespace, console: Console) -> Exit:
    unmeasured = refusal.unmeasured
    detail = console.translator.say(unmeasured.detail) if unmeasured.detail else ""
    if options.json:
        console.print_json({"format": 1, "unmeasured": unmeasured.reason.value, "detail": detail})
    else:
        console.print(f"{console.text(f'reason.{unmeasured.reason}')}: {detail}")
    return Exit.INCOMPLETE


def _lines(thing: Described, console: Console) -> Iterator[str]:
    name = thing.answer.model or next((end.product or end.name for end in thing.box.ends), "")
    use = console.text("cli.device.in_use") if thing.listens or thing.plays else console.text("cli.device.idle")
    yield f"{name}  ({use})"
    sure = console.translator.number(100 * thing.answer.confidence, 0)
    yield "    " + console.text("cli.device.taken", answer=_taken(thing.answer, console), percent=sure)
    for reason in thing.answer.reasons:
        yield f"    - {console.translator.say(reason)}"


def _taken(answer: Answer, console: Console) -> str:
    return console.translator.say(answer.taken.text)


def _as_json(thing: Described, console: Console) -> dict[str, object]:
    names = [end.product or end.name for end in thing.box.ends]
    return {
        "name": thing.answer.model or next(iter(names), ""),
        "listens": thing.listens,
        "plays": thing.plays,
        **_answer_json(thing.answer, console),
    }


def _answer_json(answer: Answer, console: Console) -> dict[str, object]:
    return {
        "answer": answer.taken.value,
        "confidence": round(answer.confidence, 3),
        "connection": answer.connection.value if answer.connection else None,
        "reasons": [console.translator.say(reason) for reason in answer.reasons],
    }


def _record(snapshot: AudioSnapshot, file: str, console: Console) -> Exit:
    text = json.dumps(snapshot_to_dict(snapshot), ensure_ascii=False, indent=2) + "\n"
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as problem:
        raise UsageError(console.text("cli.unwritable", file=file, why=problem.strerror or "")) from problem
    console.note(console.text("cli.saved", file=file))
    return Exit.PASS


def _replay(options: argparse.Namespace, console: Console) -> Exit:
    """Judge what was recorded, or a file of described cases; nothing of this machine is looked at."""
    catalogue = Catalogue() if options.no_catalogue else known_products()
    answers = [(id_, in_use(snapshot, catalogue).answer) for id_, snapshot in _snapshots(Path(options.replay), console)]
    if options.json:
        rows = [{"id": id_, **_answer_json(answer, console)} for id_, answer in answers]
        console.out.write(json.dumps(rows, ensure_ascii=True, indent=2) + "\n")
        return Exit.PASS
    for id_, answer in answers:
        console.print(f"{id_}: {_taken(answer, console)}")
        for reason in answer.reasons:
            console.print(f"    - {console.translator.say(reason)}")
    return Exit.PASS


def _snapshots(file: Path, console: Console) -> Iterator[tuple[str, AudioSnapshot]]:
    try:
        recorded: Any = json.loads(bytes_of(file, console))
        if isinstance(recorded, dict) and recorded.get("format") == FORMAT:
            yield file.stem, snapshot_from_dict(recorded)
            return
        cases = recorded["cases"] if isinstance(recorded, dict) else recorded
        yield from ((str(case.get("id", number)), snapshot_of_case(case)) for number, case in enumerate(cases, 1))
    except (ValueError, KeyError, TypeError, AttributeError, RecordError, RecursionError) as problem:
        raise UsageError(console.text("cli.not_a_record", file=str(file))) from problem
