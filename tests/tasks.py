"""What the project asks of itself, for a person and for CI alike.

``python -m tests.tasks TASK ...`` looks and says what is wrong; with ``--fix`` the tasks
that can put it right do so. ``all`` is every task (coverage runs the tests).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

ROOT: Final = Path(__file__).resolve().parents[1]
SPECS: Final = ROOT / "specs"

WHOLE_ROOMS: Final = ("domain", "analysis", "documents", "engine")
"""Rooms that are pure enough for every line and branch to be tested."""
WHOLE_PACKAGE: Final = 95.0
"""Percent of lines and branches together, of everything measured."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How the tasks were asked for."""

    fix: bool = False
    collected: bool = False


Task: TypeAlias = Callable[[Wish], bool]


def run(*command: str) -> bool:
    """Run a tool of the environment in the project's folder; its output is the person's to read."""
    return subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode == 0


def format_(wish: Wish) -> bool:
    """Lay the code out."""
    return run("-m", "ruff", "format", *([] if wish.fix else ["--check"]), ".")


def lint(wish: Wish) -> bool:
    """Look for faults and bad habits."""
    return run("-m", "ruff", "check", *(["--fix"] if wish.fix else []), ".")


def types(_wish: Wish) -> bool:
    """Check the types, strictly."""
    return run("-m", "mypy")


def contracts(_wish: Wish) -> bool:
    """Check that no room imports what it must not."""
    return run("-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache")


def translations(wish: Wish) -> bool:
    """Check that every sentence exists in every language and is compiled."""
    compiled = not wish.fix or run("-m", "tests.translations", "compile")
    return compiled and run("-m", "tests.translations", "check")


def schema(wish: Wish) -> bool:
    """Check that the published schemas, and the table of facts, are what the catalogue of facts generates."""
    stale = [path for path, text in _schemas().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if wish.fix:
            path.write_text(_schemas()[path], encoding="utf-8", newline="\n")
        print(f"{path.relative_to(ROOT)} {'was written' if wish.fix else 'is not what the program generates'}")
    return wish.fix or not stale


def _schemas() -> Mapping[Path, str]:
    from readiness.checks.bandwidth import CHECK as BANDWIDTH
    from readiness.checks.registry import catalogue
    from readiness.documents.report.evidence import evidence_schema
    from readiness.documents.schema.profile import profile_schema, schema_text
    from readiness.documents.schema.report import report_schema
    from readiness.documents.schema.speed import speed_schema
    from readiness.render.facts_table import facts_table
    from readiness.text import Translator

    return {
        ROOT / "resources" / "facts.md": facts_table(catalogue().values(), Translator("en", strict=True)),
        SPECS / "evidence.schema.json": schema_text(evidence_schema()),
        SPECS / "profile.schema.json": schema_text(profile_schema(catalogue())),
        SPECS / "report.schema.json": schema_text(report_schema()),
        SPECS / "speed.schema.json": schema_text(speed_schema(BANDWIDTH.facts)),
    }


def tests(_wish: Wish) -> bool:
    """Run the tests."""
    return run("-m", "pytest")


def coverage(wish: Wish) -> bool:
    """Run the tests, watched, and hold what they reached against what each room owes."""
    passed = wish.collected or run("-m", "pytest", "--cov", "--cov-report=")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "coverage.json")
        if not run("-m", "coverage", "json", "--quiet", "-o", str(report)):
            return False
        faults = list(coverage_faults(json.loads(report.read_text(encoding="utf-8"))))
    print(*faults, sep="\n")
    return passed and not faults


def coverage_faults(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a report of coverage.py lacks: places in whole rooms, and the package's percentage."""
    for path, file in sorted(report["files"].items()):
        if any(path.startswith(f"readiness/{room}/") for room in WHOLE_ROOMS):
            branches = [f"{start}->{end}" for start, end in file.get("missing_branches", ())]
            places = [str(line) for line in file["missing_lines"]] + branches
            if places:
                yield f"{path}: not reached: {', '.join(places)}"
    reached = report["totals"]["percent_covered"]
    if reached < WHOLE_PACKAGE:
        yield from _least_reached(report["files"])
        yield f"the whole package: {reached:.1f} % is below {WHOLE_PACKAGE:.0f} %"


def _least_reached(files: Mapping[str, Any]) -> Iterable[str]:
    def missed(path: str) -> int:
        summary = files[path]["summary"]
        return int(summary["missing_lines"]) + int(summary.get("missing_branches", 0))

    return [f"{path}: {missed(path)} lines and branches not reached" for path in sorted(files, key=missed)[-10:]]


TASKS: Final[dict[str, Task]] = {
    "format": format_,
    "lint": lint,
    "types": types,
    "contracts": contracts,
    "translations": translations,
    "schema": schema,
    "tests": tests,
    "coverage": coverage,
}


def main(arguments: list[str]) -> int:
    """Run the tasks named on the command line; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m tests.tasks", description=__doc__)
    parser.add_argument("tasks", nargs="+", choices=[*TASKS, "all"], metavar="TASK", help=", ".join([*TASKS, "all"]))
    parser.add_argument("--fix", action="store_true", help="put right what can be: layout, lint, translations, schemas")
    parser.add_argument(
        "--collected", action="store_true", help="judge the coverage of the last run, without a new one"
    )
    options = parser.parse_args(arguments)
    wanted = [name for name in TASKS if name != "tests"] if "all" in options.tasks else options.tasks
    ended = {name: _timed(name, Wish(options.fix, options.collected)) for name in wanted}
    print(
        "\n"
        + "\n".join(f"{name:13}{'good' if good else 'FAULTS':7}{took:7.1f} s" for name, (good, took) in ended.items())
    )
    return 0 if all(good for good, _ in ended.values()) else 1


def _timed(name: str, wish: Wish) -> tuple[bool, float]:
    print(f"\n== {name}: {str(TASKS[name].__doc__).lower()}", flush=True)
    begun = time.monotonic()
    return TASKS[name](wish), time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
