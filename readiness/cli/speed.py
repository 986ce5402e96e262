"""``readiness speed``: measure the internet connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.cli import UsageError
from readiness.cli.exit_codes import Exit
from readiness.cli.instrument import facts_of, measure, method_words
from readiness.domain.facts import Measured
from readiness.domain.profile import NetworkTest, Server

if TYPE_CHECKING:
    import argparse

    from readiness.cli.console import Console


def speed(options: argparse.Namespace, console: Console) -> Exit:
    """Print the connection's figures, against one server or a public one."""
    if options.server is not None and not options.server.startswith(("http://", "https://")):
        raise UsageError(console.text("cli.server_form", server=options.server))
    servers = (Server("named", options.server),) if options.server else ()
    as_json = _as_json if options.json else None
    readings, code = measure(facts_of("bandwidth"), console, as_json, NetworkTest(servers))
    asked = {one.evidence.get("server", "") for one in readings.values() if isinstance(one, Measured)} - {""}
    if asked and not as_json:
        console.print(console.pair(console.text("cli.measured_against"), ", ".join(sorted(asked))))
    # Half a line is not a measured line: a missing direction must not end like a success.
    complete = all(isinstance(one, Measured) for one in readings.values())
    return code if complete or code is not Exit.PASS else Exit.INCOMPLETE


def _as_json(reading: Measured, console: Console) -> dict[str, object]:
    return {
        "seconds": _number(reading, "seconds"),
        "megabytes": _number(reading, "megabytes"),
        "server": reading.evidence.get("server"),
        "method": method_words(reading, console),
    }


def _number(reading: Measured, name: str) -> float | None:
    text = reading.evidence.get(name)
    return float(text) if text else None
