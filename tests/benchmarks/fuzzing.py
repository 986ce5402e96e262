"""Everything that comes from outside, damaged at random for as long as asked: no crash, no hang.

``python -m tests.benchmarks.fuzzing SECONDS [READER ...] [--seed N]``. What is well formed is
damaged, by bytes and by structure; a reader may take it or refuse it as it says it does. Any
other exception, and any input that takes longer than two seconds, is a finding: it is
printed with the bytes that did it, and the run goes on.
"""

from __future__ import annotations

import argparse
import base64
import faulthandler
import json
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from readiness import paths
from readiness.checks.registry import catalogue
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.profile.file import read_profile
from readiness.documents.proof.claims import Expected
from readiness.documents.proof.verification import verify
from readiness.documents.report.file import json_text, read_reports, report_json
from readiness.documents.report.statement import PAYLOAD_TYPE
from readiness.documents.report.waiver import WAIVER_TYPE, waiver_in, waiver_json
from readiness.documents.trust.bundle import read_bundle
from readiness.documents.trust.chain import refuse_older, refuse_unsigned_profile, seen_now, trusted_keys
from readiness.documents.trust.envelope import Envelope, read_envelope
from readiness.documents.trust.receipt import RECEIPT_TYPE, receipt_in
from readiness.domain.facts import Facts, Measured, Reading, Reason, Unmeasured
from readiness.domain.message import Message, message
from readiness.domain.refusal import Refusal
from readiness.employers.link import LONGEST, read_link
from readiness.engine.checkup import report_on
from readiness.text import MissingTextError, Translator
from tests.documents import signed as signed_reports
from tests.documents.catalogue import CATALOGUE
from tests.documents.employer import bundle, profile
from tests.documents.report.waiver_samples import WAIVER
from tests.documents.strategies import DOCUMENTS

SLOW_SECONDS: Final = 2.0
WORDS: Final = (
    b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\u0000", b"\\ud800", b"null", b"true", b"NaN", b"1e999",
    b"-0", b"9" * 400, b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"%00", b"%", b"&", b"=", b"../", b"//",
    b"@", b"\r\n", b"x-", b"[" * 200, b'{"a":' * 100, b"<script>", b"\x1b[2J",
)  # fmt: skip
SCALARS: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 2, 10**400, 1.5, 1e308, "", "x", "x" * 3000, "\u202e", "\ud7ff", [], {},
    [[]], {"": ""},
)  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """What reads, how it may refuse, and what it reads when all is well."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def _bundle(data: bytes) -> None:
    one = read_bundle(data)
    trusted_keys(one)
    refuse_unsigned_profile(one)
    document = read_profile(one.profile.payload, catalogue())
    refuse_older(document, one, seen_now(document, one))


def _link(data: bytes) -> None:
    link = read_link(data.decode("utf-8", "surrogateescape"))
    # Written as it is made, every stroke takes three characters: what was just short enough may be too long.
    assert len(link.text) > LONGEST or read_link(link.text) == link


def _profile(data: bytes) -> None:
    read_profile(data, catalogue())


def _report(data: bytes) -> None:
    read_reports(data, CATALOGUE)


def _signed(data: bytes) -> None:
    verify(data, catalogue(), Expected(signed_reports.NOW, keys=(signed_reports.SERVER.public,)))


def _statement(data: bytes) -> None:
    """Read a statement that whoever owns the computer made up and signed."""
    if data:
        _signed(json.dumps(Envelope.seal(PAYLOAD_TYPE, data, (signed_reports.DEVICE,)).as_json()).encode())


def _receipt(data: bytes) -> None:
    receipt_in(Envelope.seal(RECEIPT_TYPE, data, (signed_reports.SERVER,)), (signed_reports.SERVER.public,))


def _waiver(data: bytes) -> None:
    waiver_in(Envelope(WAIVER_TYPE, data))


def readers() -> dict[str, Reader]:
    """Return every reader of something from outside."""
    signed = bundle(profile(), ("ab", 2), ("bc", 1))
    link = (
        b"readiness://add?u=https%3A%2F%2Fjobs.example.com%2Fvoice.readiness"
        b"&k=q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s&n=8Zk2rT0m"
    )
    when = datetime(2027, 1, 1, tzinfo=UTC)
    readings: dict[str, Reading] = {
        "memory.installed": Measured(16.0, "GiB", message("method.dmi", table="SMBIOS"), spread=0.5, at=when),
        "network.latency": Unmeasured(Reason.OFFLINE),
    }
    whole = signed_reports.signed(receipts=(signed_reports.receipt(),))
    made = [report_on(one, Facts(readings, {"room": True}), when, when) for one in DOCUMENTS]
    return {
        "bundle": Reader(_bundle, (signed.data(), bundle(profile(2)).data())),
        "envelope": Reader(read_envelope, (json.dumps(signed.profile.as_json()).encode(),)),
        "link": Reader(_link, (link,)),
        "profile": Reader(_profile, (profile(), *(path.read_bytes() for path in paths.spec_files()))),
        "receipt": Reader(_receipt, (base64.b64decode(signed_reports.receipt()["payload"]),)),
        "signed": Reader(_signed, (signed_reports.signed(), whole)),
        "statement": Reader(_statement, (signed_reports.payload_of(whole),)),
        "waiver": Reader(_waiver, (json.dumps(waiver_json(WAIVER)).encode(),)),
        "report": Reader(_report, tuple(json_text(report_json(one)).encode() for one in made)),
    }


# ------------------------------------------------------------------ damage


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return data with one to six things wrong with it."""
    if chance.random() < 0.5:
        data = _by_structure(data, chance)
    for _ in range(chance.randint(1, 5)):
        data = chance.choice(_BY_BYTES)(data, chance)
    return data


def _by_structure(data: bytes, chance: random.Random) -> bytes:
    """Change a value somewhere in a JSON document, inside of what it holds in base64 too."""
    try:
        value = json.loads(data)
    except ValueError:
        return data
    for _ in range(chance.randint(1, 3)):
        value = _changed(value, chance)
    return json.dumps(value).encode()


def _changed(value: Any, chance: random.Random) -> Any:  # noqa: ANN401 - any JSON value
    if not value or not isinstance(value, dict | list) or chance.random() < 0.1:
        return chance.choice(SCALARS)
    if isinstance(value, list):
        index = chance.randrange(len(value))
        if chance.random() < 0.2:
            return [*value, value[index]]
        return [*value[:index], _changed(value[index], chance), *value[index + 1 :]]
    return _changed_object(value, chance)


def _changed_object(value: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    key = chance.choice(list(value))
    act = chance.random()
    if act < 0.15:
        return {name: one for name, one in value.items() if name != key}
    if act < 0.25:
        return value | {chance.choice(["", "x-", "bundle", "\u202e", key + "s"]): value[key]}
    if key == "payload" and isinstance(value[key], str):
        return value | {key: _repacked(value[key], chance)}
    return value | {key: _changed(value[key], chance)}


def _repacked(text: str, chance: random.Random) -> str:
    try:
        return base64.b64encode(_by_structure(base64.b64decode(text), chance)).decode()
    except ValueError:
        return text


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.randint(1, 40) :] if chance.random() < 0.9 else data[:at]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(WORDS) + data[at:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    part = data[at : at + chance.randint(1, 60)]
    return data[:at] + part * chance.choice([2, 2, 2, 50]) + data[at:]


_BY_BYTES: Final = (_flip, _flip, _cut, _insert, _insert, _repeat)


# ------------------------------------------------------------------ the run


def _outcome(reader: Reader, data: bytes, words: Translator) -> str:
    """Read, and say in words what is refused; return what came of it."""
    try:
        reader.read(data)
    except DocumentError as refused:
        problem = refused.problems[0]
        return _said(f"refused {problem.code}", problem.located, words)
    except Refusal as refused:
        return _said(f"refused {refused.code}", refused.reason, words)
    except Exception:  # noqa: BLE001 - that is what is looked for
        return f"DEFECT {traceback.format_exc()}"
    return "taken"


def _said(outcome: str, reason: Message, words: Translator) -> str:
    try:
        words.say(reason)
    except MissingTextError:
        return f"DEFECT {outcome}: {traceback.format_exc()}"
    return outcome


def fuzz(name: str, reader: Reader, seconds: float, seed: int) -> tuple[Counter[str], list[str]]:
    """Damage and read for some seconds; return what came of it, and the findings."""
    chance, came, findings = random.Random(seed), Counter[str](), list[str]()  # noqa: S311 - no secrets here
    words = Translator("en", strict=True)
    corpus = list(reader.seeds)
    known: set[str] = set()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data = damaged(chance.choice(corpus), chance)
        begun = time.process_time()  # how much else the computer does is no finding
        faulthandler.dump_traceback_later(30)  # a hang says where
        outcome = _outcome(reader, data, words)
        faulthandler.cancel_dump_traceback_later()
        if outcome.startswith("DEFECT"):
            findings.append(f"{name}: {data[:5000]!r}\n{outcome}")
            outcome = "DEFECT"
        took = time.process_time() - begun
        if took > SLOW_SECONDS:
            findings.append(f"{name}: {took:.1f} s for {len(data)} bytes: {data[:2000]!r}")
        came[outcome] += 1
        if outcome not in known and len(data) < 100_000:  # a new kind of answer is worth going on from
            known.add(outcome)
            corpus.append(data)
    return came, findings


def main(arguments: list[str]) -> int:
    """Damage and read, and tell what came of it; 1 when there are findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("readers", nargs="*", choices=[*readers(), []])
    parser.add_argument("--seed", type=int, default=time.time_ns())
    options = parser.parse_args(arguments)
    found = {name: one for name, one in readers().items() if not options.readers or name in options.readers}
    all_findings: list[str] = []
    for name, reader in found.items():
        came, findings = fuzz(name, reader, options.seconds / len(found), options.seed)
        all_findings += findings
        refused = sum(count for outcome, count in came.items() if outcome.startswith("refused"))
        kinds = len([outcome for outcome in came if outcome.startswith("refused")])
        print(
            f"{name}: {came.total()} inputs from {len(reader.seeds)} seeds (seed {options.seed}),"
            f" {came['taken']} taken, {refused} refused in {kinds} ways, {len(findings)} findings"
        )
    print(*all_findings[:20], sep="\n\n")
    return 1 if all_findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
