"""``readiness report verify``: what a report proves and what it does not, for whoever did not watch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from readiness.checks.registry import catalogue
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.failures import located
from readiness.cli.terminal.files import bytes_of, document
from readiness.documents.json_text.problems import DocumentError
from readiness.documents.json_text.times import parse_span
from readiness.documents.proof.claims import Claim, Expected, Standing, unproven, wrong
from readiness.documents.proof.verification import Verification, verify
from readiness.documents.report.embedded import embedded_report
from readiness.documents.report.statement import LEVEL_FILE
from readiness.documents.report.values import message_json
from readiness.documents.trust.bundle import read_bundle
from readiness.documents.trust.signing import KEY_BYTES, PublicKey
from readiness.domain.message import Message, message
from readiness.render.proof import ProofView, describe_level, render_proof, signal_words

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console

_FORMAT: Final = 1
_ENDINGS: Final = frozenset({".json"})
_CARRIERS: Final = frozenset({".pdf", ".html", ".htm"})


@dataclass(frozen=True, slots=True)
class _Looked:
    """One file and what came of it: a verification, why it is no report, or the sentence why it cannot be read.

    ``passed_over``: a PDF or a page that carries no report, which may be anything.
    """

    file: str
    verified: Verification | None = None
    error: DocumentError | None = None
    unread: str = ""
    passed_over: bool = False


def verify_reports(options: argparse.Namespace, console: Console) -> Exit:
    """Verify a report, or all reports in a folder."""
    expected = _expected(options, console)
    path = Path(options.file)
    look = _looked_among_others if path.is_dir() else _looked
    files = _within(path) if path.is_dir() else [path]
    seen = [look(file, console, expected) for file in files]
    looked = _used_twice([one for one in seen if not one.passed_over])
    passed_over = [one.file for one in seen if one.passed_over]
    if not path.is_dir() and looked[0].error:
        with document(options.file):
            raise looked[0].error
    if options.json:
        told = _as_json(looked, whole=path.is_dir())
        console.print_json(told | {"passed_over": passed_over} if path.is_dir() else told)
    elif path.is_dir():
        if looked:
            _print_folder(looked, console)
        else:
            console.print(console.text("proof.folder_empty", folder=str(path)))
        for file in passed_over:
            console.note(console.pair(file, console.text("cli.verify_passed_over")))
    else:
        _print(looked[0], console)
    return _exit(looked)


def _exit(looked: Sequence[_Looked]) -> Exit:
    if any(one.verified and one.verified.is_wrong for one in looked):
        return Exit.FAIL
    if any(one.error or one.unread for one in looked):
        return Exit.PROFILE
    proven = looked and all(one.verified and one.verified.level > LEVEL_FILE for one in looked)
    return Exit.PASS if proven else Exit.INCOMPLETE


# ------------------------------------------------------------------ what the employer knows


def _expected(options: argparse.Namespace, console: Console) -> Expected:
    """Return what the employer knows. Raises UsageError for what cannot be meant."""
    issued = {line for file in options.nonces for line in _lines(bytes_of(Path(file), console))}
    try:
        newest = parse_span(options.max_age) if options.max_age else None
    except ValueError as problem:
        raise UsageError(console.text("cli.verify_age", value=options.max_age)) from problem
    return Expected(
        now=datetime.now(UTC),
        keys=tuple(key for text in options.employer for key in _keys(text, console)),
        profiles=frozenset(_hash_of(file, console) for file in options.profile),
        nonces=frozenset(issued.union(options.nonce)),
        devices=frozenset(options.device),
        newest=newest,
    )


def _lines(data: bytes) -> Iterator[str]:
    """Yield the first word of each line: a list may say more of each invitation."""
    for line in data.decode("utf-8", "replace").splitlines():
        yield from line.replace(",", " ").replace(";", " ").split()[:1]


def _keys(text: str, console: Console) -> Iterable[PublicKey]:
    """Return the keys that a word names: the key itself, or a file with keys or with a signed profile."""
    key = _key(text)
    if key:
        return (key,)
    data = bytes_of(Path(text), console)
    if data.lstrip().startswith(b"{"):
        with document(text):
            return read_bundle(data).current.keys
    keys = [_key(line) for line in _lines(data)]
    if not keys or None in keys:
        raise UsageError(console.text("cli.verify_no_key", file=text))
    return tuple(key for key in keys if key)


def _key(text: str) -> PublicKey | None:
    try:
        digits = text.removeprefix("ed25519:")
        return PublicKey(bytes.fromhex(digits)) if len(digits) == 2 * KEY_BYTES else None
    except ValueError:
        return None


def _hash_of(file: str, console: Console) -> str:
    """Return by which hash a report names a profile: of its text, be it signed or not."""
    import hashlib

    data = bytes_of(Path(file), console)
    try:
        data = read_bundle(data).profile.payload
    except DocumentError:
        data = data.removeprefix(b"\xef\xbb\xbf")
    return hashlib.sha256(data).hexdigest()


# ------------------------------------------------------------------ looking


def _looked(file: Path, console: Console, expected: Expected) -> _Looked:
    data = bytes_of(file, console)
    inside = embedded_report(data)
    try:
        found = verify(data if inside is None else inside, catalogue(), expected)
        if inside is not None:
            found = replace(found, claims=(*found.claims, unproven("proof.carried")))
        return _Looked(str(file), found)
    except DocumentError as error:
        return _Looked(str(file), error=error)


def _within(folder: Path) -> list[Path]:
    """Return what is named like a report, also by a system that has its names in capitals."""
    return sorted(one for one in folder.rglob("*") if _is_named_so(one) and not one.is_dir())


def _is_named_so(file: Path) -> bool:
    """Whether a file ends like a report, or is called by a report's number: the end of the address it was sent to."""
    if file.suffix:
        return file.suffix.casefold() in _ENDINGS | _CARRIERS
    try:
        return bool(UUID(file.name))
    except ValueError:
        return False


def _looked_among_others(file: Path, console: Console, expected: Expected) -> _Looked:
    """Look at a file; one that another program holds, or that is gone by now, keeps nobody from seeing the rest."""
    try:
        found = _looked(file, console, expected)
    except UsageError as problem:
        return _Looked(str(file), unread=str(problem))
    carries_nothing = found.error and file.suffix.casefold() in _CARRIERS
    return replace(found, passed_over=True) if carries_nothing else found


def _used_twice(looked: Sequence[_Looked]) -> list[_Looked]:
    """Find invitations that were used for more than one report: each is for one. The same report twice is one."""
    ids = {(one.verified.nonce, _id(one)) for one in looked if one.verified and one.verified.nonce}
    often = Counter(nonce for nonce, _ in ids)
    return [_marked(one) if one.verified and often[one.verified.nonce] > 1 else one for one in looked]


def _id(one: _Looked) -> str:
    return one.verified.report.id if one.verified and one.verified.report else ""


def _marked(one: _Looked) -> _Looked:
    assert one.verified  # noqa: S101 - of those with a nonce
    claims = (*one.verified.claims, wrong("proof.nonce_used", nonce=one.verified.nonce))
    return replace(one, verified=replace(one.verified, claims=claims))


# ------------------------------------------------------------------ saying


def _print(one: _Looked, console: Console) -> None:
    assert one.verified  # noqa: S101 - else it was told as a problem
    console.print(render_proof(_view(one.verified, console), console.translator, console.style))


def _view(verified: Verification, console: Console) -> ProofView:
    said = {
        standing: tuple(console.say(claim.message) for claim in verified.claims if claim.standing is standing)
        for standing in Standing
    }
    signals = verified.made.signals if verified.made else {}
    return ProofView(
        verdict=console.say(_verdict(verified)),
        level=describe_level(LEVEL_FILE if verified.is_wrong else verified.level, console.translator),
        wrong=said[Standing.WRONG],
        proven=said[Standing.PROVEN],
        unproven=said[Standing.UNPROVEN],
        signals=tuple(signal_words(signals, console.translator)),
    )


def _verdict(verified: Verification) -> Message:
    if verified.is_wrong:
        return Message("proof.verdict.wrong")
    return Message("proof.verdict.good") if verified.level > LEVEL_FILE else Message("proof.verdict.nothing")


def _print_folder(looked: Sequence[_Looked], console: Console) -> None:
    """Tell each file that something is wrong with, and how many there are of each level."""
    for one in looked:
        told: list[str] = []
        if one.error:
            told = [located(one.file, problem, console) for problem in one.error.problems[:1]]
        elif one.unread:
            told = [one.unread]
        elif one.verified:
            claims = (claim for claim in one.verified.claims if claim.standing is Standing.WRONG)
            told = [console.pair(one.file, console.say(claim.message)) for claim in claims]
        for line in told:
            console.print(line)
    good = [one.verified for one in looked if one.verified and not one.verified.is_wrong]
    console.print(console.text("proof.folder", count=len(looked), good=len(good)))
    for level, count in sorted(Counter(one.level for one in good).items()):
        name = describe_level(level, console.translator).level
        console.print(f"  {console.say(message('report.pair', label=name, value=str(count)))}")


def _as_json(looked: Sequence[_Looked], *, whole: bool) -> dict[str, Any]:
    files = [_file_json(one) for one in looked]
    return {"format": _FORMAT, "files": files} if whole else {"format": _FORMAT, **files[0]}


def _file_json(one: _Looked) -> dict[str, Any]:
    if one.unread:
        problems: list[dict[str, Any]] = [{"code": "unreadable", "line": None, "column": None}]
        return {"file": one.file, "verified": False, "level": None, "problems": problems}
    if one.error:
        problems = [
            {"code": problem.code, "line": problem.line, "column": problem.column} for problem in one.error.problems
        ]
        return {"file": one.file, "verified": False, "level": None, "problems": problems}
    verified = one.verified
    assert verified  # noqa: S101 - one of the two
    report = verified.report
    return {
        "file": one.file,
        "verified": not verified.is_wrong and verified.level > LEVEL_FILE,
        "level": None if verified.is_wrong else verified.level,
        "report": report.id if report else None,
        "verdict": str(report.verdict) if report else None,
        "profile": report.source.sha256 if report else None,
        "device": verified.device.keyid if verified.device else None,
        "nonce": verified.nonce or None,
        "claims": [_claim_json(claim) for claim in verified.claims],
    }


def _claim_json(claim: Claim) -> dict[str, Any]:
    return {"code": claim.code, "standing": claim.standing.value, "message": message_json(claim.message)}
