"""``readiness --self-test``: what this program has of itself, held against what its source had when it was built.

A frozen build can lose a check, a language or a library without a word, because nothing else asks for
it by name. So the source's own list is put into every build (``MANIFEST``), and the build is asked for
its list again. From a source tree there is nothing to hold it against; whatever does not work is told
all the same.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import pkgutil
import platform
import re
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import readiness
from readiness import paths
from readiness.cli.terminal.exit_codes import Exit
from readiness.domain.facts import Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.environment.screen import missing_library
from readiness.text import LANGUAGES, Translator

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
"""The source's list, beside ``specs`` and ``resources`` in a build."""
NOT_SHIPPED: Final = frozenset({"packaging", "pictures", "decisions"})
"""Folders of ``resources`` that a build leaves out: for whoever builds, and for whoever reads the source."""
LIBRARIES: Final = {
    "PySide6-Essentials": "",  # looked at with the window
    "sounddevice": "",  # looked at with the sound
    "speedtest-cli": "",  # runs in a process of its own, and must not be imported without a terminal
    "psutil": "psutil",
    "numpy": "numpy",
    "jsonschema": "jsonschema",
    "platformdirs": "platformdirs",
    "Babel": "babel",
    "pulsectl": "pulsectl",
    "cryptography": "cryptography",
    "keyring": "keyring",
    "urllib3": "urllib3",
    "truststore": "truststore",
    "zxing-cpp": "zxingcpp",
}
"""What the program stands on, and how it is imported; a test compares this with the project's description."""

_NEEDS_THE_SYSTEM: Final = frozenset({"pulsectl"})
"""Loads a library of the system when it is imported, and not every system has that one."""

_PART_IDS = (
    "cli.self_test.modules",
    "cli.self_test.libraries",
    "cli.self_test.checks",
    "cli.self_test.facts",
    "cli.self_test.languages",
    "cli.self_test.files",
    "cli.self_test.examples",
    "cli.self_test.sound",
    "cli.self_test.window",
)
"""Sentences looked up by a built name; listed so that the catalogue can be checked."""
_DIGITS: Final = 16
_SYSTEM_LIBRARY: Final = re.compile(r"^lib[\w.+-]+\.so[\d.]*: cannot open shared object file")
"""The system lacks a library that Qt wants; a build without a library of its own says so in other words."""
_COUNT_OF_MO: Final = struct.Struct("<8xI")


@dataclass(frozen=True, slots=True)
class Part:
    """What the program has of one kind, and why it could not be looked at (``refusal``) or failed (``problem``)."""

    has: tuple[str, ...] = ()
    problem: str = ""
    refusal: str = ""
    missing: tuple[str, ...] = field(default=())


def self_test(options: argparse.Namespace, console: Console) -> Exit:
    """Print what the program has and what it has lost; DEFECT if anything, INCOMPLETE if a part could not be tried."""
    wanted = read_manifest()
    pictures = Path(options.self_test) if options.self_test else None
    parts = {name: _held_against(part, (wanted or {}).get(name)) for name, part in looked_at(console, pictures)}
    if options.json:
        console.print_json(_described(parts, built=wanted is not None))
    else:
        _show(parts, console, built=wanted is not None)
    return verdict(parts)


def verdict(parts: Mapping[str, Part]) -> Exit:
    """Return how a self-test ends that found these parts."""
    if any(part.problem or part.missing for part in parts.values()):
        return Exit.DEFECT
    return Exit.INCOMPLETE if any(part.refusal for part in parts.values()) else Exit.PASS


def read_manifest(folder: Path | None = None) -> Mapping[str, list[str]] | None:
    """Return the source's list by part; None in a source tree, which has none."""
    home = folder or paths.specs().parent
    try:
        document = json.loads((home / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None if not getattr(sys, "frozen", False) else {"modules": [MANIFEST]}
    return {name: part["has"] for name, part in document["parts"].items()}


def looked_at(console: Console, pictures: Path | None = None) -> Iterator[tuple[str, Part]]:
    """Yield every part with what there is of it; pictures of the window go to that folder."""
    for name, look in _PARTS.items():
        try:
            yield name, Part(tuple(look(pictures)))
        except Unavailable as refusal:
            detail = refusal.unmeasured.detail
            yield name, Part(refusal=console.say(detail) if detail else str(refusal.unmeasured.reason))
        except Exception as problem:  # noqa: BLE001 - a build may lack anything at all, and the next part is to be seen
            yield name, Part(problem=f"{type(problem).__name__}: {problem}")


def _held_against(part: Part, wanted: list[str] | None) -> Part:
    if part.problem or part.refusal or not wanted:
        return part
    return Part(part.has, missing=tuple(name for name in wanted if name not in part.has))


# ------------------------------------------------------------------ the parts


def _modules(_pictures: Path | None) -> Iterator[str]:
    """Import every module but the window's, which may have no screen to be for."""
    for module in pkgutil.walk_packages(readiness.__path__, "readiness."):
        if not module.name.startswith("readiness.desktop") and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
        yield module.name


def _libraries(_pictures: Path | None) -> Iterator[str]:
    for module in filter(None, LIBRARIES.values()):
        # What is for one system alone is not installed on the others; the source's list knows.
        if importlib.util.find_spec(module) is not None:
            if module not in _NEEDS_THE_SYSTEM:
                importlib.import_module(module)
            yield module


def _checks(_pictures: Path | None) -> Iterator[str]:
    from readiness.checks.registry import checks

    return (check.id for check in checks())


def _facts(_pictures: Path | None) -> Iterator[str]:
    from readiness.checks.registry import catalogue

    return iter(catalogue())


def _languages(_pictures: Path | None) -> Iterator[str]:
    """Say something in every language, and a date, whose names another library brings."""
    for language in LANGUAGES:
        translator = Translator(language, strict=True)
        known = paths.resource(f"locale/{language}/LC_MESSAGES/readiness.mo").read_bytes()
        (sentences,) = _COUNT_OF_MO.unpack_from(known)
        day = translator.date(datetime(2026, 2, 1, 12, tzinfo=UTC))
        yield f"{language}: {sentences}, {day}"


def _files(_pictures: Path | None) -> Iterator[str]:
    home = paths.specs().parent
    for folder in ("resources", "specs"):
        # By name as text: as paths, Windows sorts them in another order.
        for name in sorted(path.relative_to(home).as_posix() for path in (home / folder).rglob("*")):
            path = home / name
            if path.is_file() and name.split("/")[1] not in NOT_SHIPPED and path.suffix != ".po":
                yield f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()[:_DIGITS]}"


def _examples(_pictures: Path | None) -> Iterator[str]:
    """Read every example profile, which takes the schema, its validator and the catalogue of facts."""
    from readiness.checks.headset import known_products
    from readiness.checks.registry import catalogue
    from readiness.documents.profile.file import read_profile

    for path in paths.spec_files():
        document = read_profile(path.read_bytes(), catalogue())
        yield document.profile.id
    known_products()


def _sound(_pictures: Path | None) -> Iterator[str]:
    from readiness.machine.sound.portaudio import load

    # Its number differs between a build's own library and the system's; that it answers is what counts.
    yield load().get_portaudio_version()[1].split(",")[0].split(" V")[0]


def _window(pictures: Path | None) -> Iterator[str]:
    library = missing_library({})
    if library:
        raise Unavailable(Reason.UNSUPPORTED, message("cli.self_test.no_library", library=library))
    try:
        parts = importlib.import_module("readiness.desktop.self_test").parts
    except ImportError as problem:
        if not _SYSTEM_LIBRARY.search(str(problem)):
            raise
        raise Unavailable(
            Reason.UNSUPPORTED, message("cli.self_test.no_library", library=str(problem).partition(":")[0])
        ) from problem
    found: Iterator[str] = parts(pictures)
    return found


_PARTS: Final[Mapping[str, Callable[[Path | None], Iterator[str]]]] = {
    "modules": _modules,
    "libraries": _libraries,
    "checks": _checks,
    "facts": _facts,
    "languages": _languages,
    "files": _files,
    "examples": _examples,
    "sound": _sound,
    "window": _window,
}


# ------------------------------------------------------------------ telling


def _described(parts: Mapping[str, Part], *, built: bool) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": readiness.__version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "ready_made": built,
        "verdict": verdict(parts).name,
        "parts": {
            name: {
                "has": list(part.has),
                "missing": list(part.missing),
                "problem": part.problem,
                "refusal": part.refusal,
            }
            for name, part in parts.items()
        },
    }


def _show(parts: Mapping[str, Part], console: Console, *, built: bool) -> None:
    console.print(console.text("cli.self_test.title", version=readiness.__version__, python=platform.python_version()))
    for name, part in parts.items():
        label = console.text(f"cli.self_test.{name}")
        count = console.translator.number(len(part.has))
        console.print_wrapped(console.pair(label, part.problem or part.refusal or count), "- ")
        if part.missing:
            lost = ", ".join(part.missing)
            console.print_wrapped(console.text("cli.self_test.missing", names=lost), "    ")
    if not built:
        console.print_wrapped(console.text("cli.self_test.nothing_to_compare"))
    console.print_wrapped(console.text(_VERDICTS[verdict(parts)]))


_VERDICTS: Final = {
    Exit.PASS: "cli.self_test.whole",
    Exit.INCOMPLETE: "cli.self_test.not_tried",
    Exit.DEFECT: "cli.self_test.damaged",
}
_VERDICT_IDS = ("cli.self_test.whole", "cli.self_test.not_tried", "cli.self_test.damaged")
