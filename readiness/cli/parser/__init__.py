"""The commands and their options."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Final

from readiness import __version__
from readiness.cli.parser.trust import add_signing, add_subscribing
from readiness.cli.terminal.exit_codes import Exit
from readiness.cli.terminal.invocation import program
from readiness.cli.terminal.usage import Parser, speaking
from readiness.text import LANGUAGES, preferred_language

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console

_HELP_IDS = (
    "cli.help.program",
    "cli.help.check",
    "cli.help.judge",
    "cli.help.facts",
    "cli.help.profile",
    "cli.help.profile.lint",
    "cli.help.profile.show",
    "cli.help.profile.schema",
    "cli.help.profile.try",
    "cli.help.profile.new",
    "cli.help.profile.add",
    "cli.help.profile.update",
    "cli.help.profile.list",
    "cli.help.profile.remove",
    "cli.help.profile.keygen",
    "cli.help.profile.sign",
    "cli.help.profile.rotate",
    "cli.help.profile.verify",
    "cli.help.profile.publish",
    "cli.help.report",
    "cli.help.report.show",
    "cli.help.report.judge",
    "cli.help.report.diff",
    "cli.help.report.evidence",
    "cli.help.report.verify",
    "cli.help.waiver",
    "cli.help.waiver.new",
    "cli.help.waiver.add",
    "cli.help.waiver.list",
    "cli.help.waiver.key",
    "cli.help.waiver.remove",
    "cli.help.report.send",
    "cli.help.report.sent",
    "cli.help.history",
    "cli.help.devices",
    "cli.help.microphone",
    "cli.help.speed",
    "cli.help.serve_speed",
    "cli.help.updates",
)
"""Sentences looked up by a built name; listed so that the catalogue can be checked."""


_SELF_TEST: Final = "--self-test"


def language_among(arguments: Sequence[str]) -> str:
    """Return the language asked for with ``--lang``, else the system's."""
    for option, following in pairwise([*arguments, ""]):
        name, _, value = option.partition("=")
        if name == "--lang" and (value or following) in LANGUAGES:
            return value or following
    return preferred_language()


class _Commands:
    """Adds commands that share their common options and speak the reader's language."""

    def __init__(self, console: Console, parser: Parser) -> None:
        self._console = console
        self._commands = parser.add_subparsers(metavar="COMMAND", title=console.text("cli.usage.commands"))

    def add(self, name: str, run: str, help_id: str) -> Parser:
        """Add a command carried out by the function ``run``, written ``module:function``."""
        text = self._console.text(help_id)
        command = self._commands.add_parser(name, help=text, description=text, console=self._console)
        command.add_argument("--lang", choices=LANGUAGES, help=self._console.text("cli.help.lang"))
        command.set_defaults(run=f"readiness.cli.{run}")
        return command

    def group(self, name: str) -> _Commands:
        """Add a command that only holds other commands."""
        text = self._console.text(f"cli.help.{name}")
        parser = self._commands.add_parser(name, help=text, description=text, console=self._console)
        parser.add_argument("--lang", choices=LANGUAGES, help=self._console.text("cli.help.lang"))
        parser.set_defaults(run="readiness.cli.parser:missing_command", parser=parser)
        return _Commands(self._console, parser)


def parse(arguments: Sequence[str], console: Console) -> argparse.Namespace:
    """Return the options; ``run`` names the function that carries the command out.

    Raises:
        SystemExit: help was asked for and given, or the command is not one (code 2).
    """
    testing = any(argument.partition("=")[0] == _SELF_TEST for argument in arguments)
    with speaking(console):
        return (_self_test_parser if testing else _parser)(console).parse_args(arguments)


def _self_test_parser(console: Console) -> Parser:
    """Make the parser for the program's look at itself, which goes with no command and has options of its own."""
    text = console.text
    parser = Parser(prog=program(), description=text("cli.help.self_test"), console=console)
    parser.add_argument(_SELF_TEST, nargs="?", const="", metavar="FOLDER", help=text("cli.help.self_test"))
    parser.add_argument("--lang", choices=LANGUAGES, help=text("cli.help.lang"))
    parser.add_argument("--json", action="store_true", help=text("cli.help.json"))
    parser.set_defaults(run="readiness.cli.self_test:self_test")
    return parser


def _parser(console: Console) -> Parser:
    text = console.text
    parser = Parser(prog=program(), description=text("cli.help.program"), console=console)
    version = f"readiness {__version__}"
    parser.add_argument("--version", action="version", version=version, help=text("cli.help.version"))
    parser.add_argument("--lang", choices=LANGUAGES, help=text("cli.help.lang"))
    parser.add_argument(_SELF_TEST, nargs="?", const="", metavar="FOLDER", help=text("cli.help.self_test"))
    parser.add_argument("--hidden", action="store_true", help=text("cli.help.hidden"))
    parser.add_argument("--open", metavar="PROFILE", help=text("cli.help.open"))
    parser.set_defaults(run="readiness.cli.start:start")
    commands = _Commands(console, parser)
    _add_checking(commands, console)
    _add_documents(commands, console)
    _add_history(commands, console)
    _add_instruments(commands, console)
    _add_server(commands, console)
    return parser


def _add_checking(commands: _Commands, console: Console) -> None:
    text = console.text
    check = commands.add("check", "check.check:check", "cli.help.check")
    check.add_argument("profiles", nargs="*", metavar="PROFILE", help=text("cli.help.profile_argument"))
    pace = check.add_mutually_exclusive_group()
    pace.add_argument("--quick", action="store_true", help=text("cli.help.quick"))
    pace.add_argument("--thorough", action="store_true", help=text("cli.help.thorough"))
    check.add_argument("--only", metavar="FACT,...", help=text("cli.help.only"))
    check.add_argument("--answer", metavar="ID=VALUE", action="append", default=[], help=text("cli.help.answer"))
    check.add_argument("--report", metavar="FILE", action="append", default=[], help=text("cli.help.report_file"))
    check.add_argument(
        "--collect", metavar="ID=VALUE", action="append", default=[], help=text("cli.help.check_collect")
    )
    check.add_argument("--comparison", metavar="FILE.html", help=text("cli.help.comparison_file"))
    check.add_argument("--resume", action="store_true", help=text("cli.help.resume"))
    check.add_argument("--json", action="store_true", help=text("cli.help.json"))
    judge = commands.add("judge", "check.judge:judge_file", "cli.help.judge")
    judge.add_argument("facts", metavar="FACTS.json", help=text("cli.help.facts_argument"))
    judge.add_argument("profiles", nargs="+", metavar="PROFILE", help=text("cli.help.profile_argument"))
    judge.add_argument("--comparison", metavar="FILE.html", help=text("cli.help.comparison_file"))
    judge.add_argument("--json", action="store_true", help=text("cli.help.json"))
    facts = commands.add("facts", "facts:facts", "cli.help.facts")
    form = facts.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=text("cli.help.json"))
    form.add_argument("--markdown", action="store_true", help=text("cli.help.markdown"))


def _add_documents(commands: _Commands, console: Console) -> None:
    text = console.text
    profile = commands.group("profile")
    lint = profile.add("lint", "profile.files:lint", "cli.help.profile.lint")
    lint.add_argument("files", nargs="+", metavar="FILE", help=text("cli.help.profile_file"))
    lint.add_argument("--json", action="store_true", help=text("cli.help.json"))
    show = profile.add("show", "profile.files:show", "cli.help.profile.show")
    show.add_argument("profile", metavar="PROFILE", help=text("cli.help.profile_argument"))
    made = profile.add("new", "profile.new:new", "cli.help.profile.new")
    made.add_argument("file", metavar="FILE", help=text("cli.help.new_file"))
    made.add_argument("--title", metavar="TEXT", help=text("cli.help.new_title"))
    made.add_argument("--employer", metavar="TEXT", help=text("cli.help.new_employer"))
    made.add_argument("--id", metavar="ID", help=text("cli.help.new_id"))
    tried = profile.add("try", "profile.trial:try_profile", "cli.help.profile.try")
    tried.add_argument("profile", metavar="PROFILE", help=text("cli.help.profile_argument"))
    tried.add_argument("--on", nargs="+", metavar="MACHINE", default=[], help=text("cli.help.machines"))
    tried.add_argument("--json", action="store_true", help=text("cli.help.json"))
    profile.add("schema", "profile.files:schema", "cli.help.profile.schema")
    add_subscribing(profile, console)
    add_signing(profile, console)
    _add_reports(commands, console)
    _add_waivers(commands.group("waiver"), console)


def _add_waivers(waiver: _Commands, console: Console) -> None:
    text = console.text
    made = waiver.add("new", "waiver:new", "cli.help.waiver.new")
    made.add_argument("profile", metavar="BUNDLE.readiness", help=text("cli.help.waiver_profile"))
    made.add_argument("requirement", metavar="REQUIREMENT_ID", help=text("cli.help.waiver_requirement"))
    made.add_argument("--reason", required=True, metavar="TEXT", help=text("cli.help.waiver_reason"))
    made.add_argument("--until", required=True, metavar="YYYY-MM-DD", help=text("cli.help.waiver_until"))
    made.add_argument("--device", metavar="KEY", help=text("cli.help.waiver_device"))
    made.add_argument("--key", action="append", default=[], metavar="KEY.pem", help=text("cli.help.key_file"))
    made.add_argument("--output", required=True, metavar="FILE.waiver", help=text("cli.help.send_output"))
    added = waiver.add("add", "waiver:add", "cli.help.waiver.add")
    added.add_argument("file", metavar="FILE.waiver", help=text("cli.help.waiver_file"))
    listed = waiver.add("list", "waiver:list_", "cli.help.waiver.list")
    listed.add_argument("--json", action="store_true", help=text("cli.help.json"))
    key = waiver.add("key", "waiver:key", "cli.help.waiver.key")
    key.add_argument("profile", metavar="PROFILE", help=text("cli.help.profile_argument"))
    removed = waiver.add("remove", "waiver:remove", "cli.help.waiver.remove")
    removed.add_argument("id", metavar="ID", help=text("cli.help.waiver_id"))


def _add_reports(commands: _Commands, console: Console) -> None:
    text = console.text
    report = commands.group("report")
    shown = report.add("show", "report.files:show", "cli.help.report.show")
    shown.add_argument("file", metavar="REPORT.json", help=text("cli.help.report_argument"))
    shown.add_argument("--report", metavar="FILE", action="append", default=[], help=text("cli.help.report_file"))
    differing = report.add("diff", "report.files:diff", "cli.help.report.diff")
    differing.add_argument("before", metavar="BEFORE.json", help=text("cli.help.report_before"))
    differing.add_argument("after", metavar="AFTER.json", help=text("cli.help.report_after"))
    judged = report.add("judge", "report.files:judge_again", "cli.help.report.judge")
    judged.add_argument("file", metavar="REPORT.json", help=text("cli.help.report_argument"))
    judged.add_argument("profiles", nargs="*", metavar="PROFILE", help=text("cli.help.profile_argument"))
    judged.add_argument("--json", action="store_true", help=text("cli.help.json"))
    _add_evidence(report, console)
    _add_verify(report, console)
    _add_sending(report, console)


def _add_evidence(report: _Commands, console: Console) -> None:
    text = console.text
    told = report.add("evidence", "report.evidence:evidence", "cli.help.report.evidence")
    told.add_argument("report", metavar="REPORT.json|NUMBER", help=text("cli.help.evidence_report"))
    told.add_argument("requirement", nargs="?", metavar="REQUIREMENT_ID", help=text("cli.help.evidence_requirement"))
    told.add_argument("--remark", metavar="TEXT", default="", help=text("cli.help.evidence_remark"))
    told.add_argument("--no-device-names", action="store_true", help=text("cli.help.evidence_no_names"))
    told.add_argument("--output", metavar="FILE", help=text("cli.help.evidence_output"))
    told.add_argument("--json", action="store_true", help=text("cli.help.json"))


def _add_sending(report: _Commands, console: Console) -> None:
    text = console.text
    sending = report.add("send", "report.sending:send", "cli.help.report.send")
    sending.add_argument("file", nargs="?", metavar="REPORT.json", help=text("cli.help.send_file"))
    sending.add_argument("--to", metavar="PLACE", help=text("cli.help.send_to"))
    sending.add_argument(
        "--collect", metavar="ID=VALUE", action="append", default=[], help=text("cli.help.send_collect")
    )
    sending.add_argument("--output", metavar="FILE", help=text("cli.help.send_output"))
    sending.add_argument("--yes", action="store_true", help=text("cli.help.send_yes"))
    sending.add_argument("--wait", action="store_true", help=text("cli.help.send_wait"))
    told = report.add("sent", "report.sending:sent", "cli.help.report.sent")
    which = told.add_mutually_exclusive_group()
    which.add_argument("--show", type=int, metavar="NUMBER", help=text("cli.help.sent_show"))
    which.add_argument("--cancel", type=int, metavar="NUMBER", help=text("cli.help.sent_cancel"))
    which.add_argument("--retry", type=int, metavar="NUMBER", help=text("cli.help.sent_retry"))
    which.add_argument("--delete", type=int, metavar="NUMBER", help=text("cli.help.sent_delete"))
    told.add_argument("--json", action="store_true", help=text("cli.help.json"))


def _add_verify(report: _Commands, console: Console) -> None:
    text = console.text
    verified = report.add("verify", "report.verify:verify_reports", "cli.help.report.verify")
    verified.add_argument("file", metavar="FILE|FOLDER", help=text("cli.help.verify_file"))
    verified.add_argument(
        "--employer", metavar="KEY", action="append", default=[], help=text("cli.help.verify_employer")
    )
    verified.add_argument(
        "--profile", metavar="FILE", action="append", default=[], help=text("cli.help.verify_profile")
    )
    verified.add_argument("--nonce", metavar="N", action="append", default=[], help=text("cli.help.verify_nonce"))
    verified.add_argument("--nonces", metavar="FILE", action="append", default=[], help=text("cli.help.verify_nonces"))
    verified.add_argument("--device", metavar="KEY", action="append", default=[], help=text("cli.help.verify_device"))
    verified.add_argument("--max-age", metavar="SPAN", help=text("cli.help.verify_max_age"))
    verified.add_argument("--json", action="store_true", help=text("cli.help.json"))


def _add_history(commands: _Commands, console: Console) -> None:
    text = console.text
    history = commands.add("history", "check.history:history", "cli.help.history")
    which = history.add_mutually_exclusive_group()
    which.add_argument("--show", metavar="NUMBER", help=text("cli.help.history_show"))
    which.add_argument("--delete", metavar="NUMBER|all", help=text("cli.help.history_delete"))
    history.add_argument("--report", metavar="FILE", action="append", default=[], help=text("cli.help.report_file"))
    history.add_argument("--json", action="store_true", help=text("cli.help.json"))
    updates = commands.add("updates", "updates:updates", "cli.help.updates")
    updates.add_argument("--feed", metavar="FILE|URL", help=text("cli.help.feed"))
    updates.add_argument("--key", metavar="BASE64", action="append", default=[], help=text("cli.help.feed_key"))
    updates.add_argument("--json", action="store_true", help=text("cli.help.json"))


def _add_instruments(commands: _Commands, console: Console) -> None:
    text = console.text
    devices = commands.add("devices", "instruments.devices:devices", "cli.help.devices")
    source = devices.add_mutually_exclusive_group()
    source.add_argument("--record", metavar="FILE", help=text("cli.help.record"))
    source.add_argument("--replay", metavar="FILE", help=text("cli.help.replay"))
    devices.add_argument("--no-catalogue", action="store_true", help=text("cli.help.no_catalogue"))
    devices.add_argument("--json", action="store_true", help=text("cli.help.json"))
    microphone = commands.add("microphone", "instruments.microphone:microphone", "cli.help.microphone")
    microphone.add_argument("--silence", metavar="A.wav", help=text("cli.help.silence"))
    microphone.add_argument("--reading", metavar="B.wav", help=text("cli.help.reading"))
    microphone.add_argument("--wav", metavar="F.wav", help=text("cli.help.wav"))
    microphone.add_argument(
        "--silence-seconds", type=float, default=4.0, metavar="S", help=text("cli.help.silence_seconds")
    )
    microphone.add_argument("--skip", type=float, default=0.0, metavar="S", help=text("cli.help.skip"))
    microphone.add_argument("--play", action="store_true", help=text("cli.help.play"))
    microphone.add_argument("--json", action="store_true", help=text("cli.help.json"))
    speed = commands.add("speed", "instruments.speed:speed", "cli.help.speed")
    speed.add_argument("--server", metavar="URL", action="append", default=[], help=text("cli.help.server"))
    speed.add_argument("--decide", metavar="QUESTION", action="append", default=[], help=text("cli.help.decide"))
    speed.add_argument("--thorough", action="store_true", help=text("cli.help.thorough"))
    speed.add_argument("--consent", choices=("cloudflare", "ndt7"), help=text("cli.help.consent"))
    speed.add_argument("--classic", action="store_true", help=text("cli.help.classic"))
    speed.add_argument("--json", action="store_true", help=text("cli.help.json"))


def _add_server(commands: _Commands, console: Console) -> None:
    text = console.text
    server = commands.add("serve-speed", "instruments.serve_speed:serve_speed", "cli.help.serve_speed")
    server.add_argument("--host", default="", metavar="ADDRESS", help=text("cli.help.serve_host"))
    server.add_argument("--port", type=int, default=8080, metavar="N", help=text("cli.help.serve_port"))
    server.add_argument("--udp-port", type=int, default=0, metavar="N", help=text("cli.help.serve_udp_port"))
    server.add_argument("--name", default="Readiness", metavar="TEXT", help=text("cli.help.serve_name"))
    server.add_argument("--max-mbit", type=float, default=inf, metavar="N", help=text("cli.help.serve_max_mbit"))
    server.add_argument("--sessions", type=int, default=64, metavar="N", help=text("cli.help.serve_sessions"))
    server.add_argument("--tls-cert", metavar="FILE", help=text("cli.help.serve_tls_cert"))
    server.add_argument("--tls-key", metavar="FILE", help=text("cli.help.serve_tls_key"))
    server.add_argument("--key", metavar="FILE", help=text("cli.help.serve_key"))
    server.add_argument("--json", action="store_true", help=text("cli.help.json"))


def missing_command(options: argparse.Namespace, console: Console) -> Exit:
    """Say which commands there are and end as wrong usage."""
    with speaking(console):
        console.note_verbatim(options.parser.format_help().rstrip("\n"))
    return Exit.USAGE
