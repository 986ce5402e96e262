"""The options of the commands about trust: whose profiles are believed, and how one's own are signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from readiness.cli.terminal.console import Console
    from readiness.cli.terminal.usage import Parser


class Commands(Protocol):
    """What commands are added to."""

    def add(self, name: str, run: str, help_id: str) -> Parser:
        """Add a command."""


def add_subscribing(profile: Commands, console: Console) -> None:
    """Add what an agent does with employers' profiles."""
    text = console.text
    added = profile.add("add", "profile.employers:add", "cli.help.profile.add")
    added.add_argument("source", metavar="LINK|URL|FILE", help=text("cli.help.add_source"))
    added.add_argument("--yes", action="store_true", help=text("cli.help.add_yes"))
    added.add_argument("--local", action="store_true", help=text("cli.help.add_local"))
    added.add_argument("--json", action="store_true", help=text("cli.help.json"))
    updated = profile.add("update", "profile.employers:update", "cli.help.profile.update")
    updated.add_argument("ids", nargs="*", metavar="ID", help=text("cli.help.profile_ids_all"))
    updated.add_argument("--yes", action="store_true", help=text("cli.help.add_yes"))
    updated.add_argument("--json", action="store_true", help=text("cli.help.json"))
    listed = profile.add("list", "profile.employers:list_", "cli.help.profile.list")
    listed.add_argument("--json", action="store_true", help=text("cli.help.json"))
    removed = profile.add("remove", "profile.employers:remove", "cli.help.profile.remove")
    removed.add_argument("ids", nargs="+", metavar="ID", help=text("cli.help.profile_ids"))
    removed.add_argument("--json", action="store_true", help=text("cli.help.json"))


def add_signing(profile: Commands, console: Console) -> None:
    """Add what an employer does with their own profile."""
    text = console.text
    made = profile.add("keygen", "profile.signing:keygen", "cli.help.profile.keygen")
    made.add_argument("--name", default="", metavar="TEXT", help=text("cli.help.key_name"))
    made.add_argument("--file", metavar="KEY.pem", help=text("cli.help.key_new_file"))
    made.add_argument("--list", action="store_true", help=text("cli.help.key_list"))
    signed = profile.add("sign", "profile.signing:sign", "cli.help.profile.sign")
    signed.add_argument("file", metavar="PROFILE.json|BUNDLE.readiness", help=text("cli.help.sign_file"))
    signed.add_argument("--into", metavar="BUNDLE.readiness", help=text("cli.help.sign_into"))
    turned = profile.add("rotate", "profile.signing:rotate", "cli.help.profile.rotate")
    turned.add_argument("file", metavar="BUNDLE.readiness", help=text("cli.help.bundle"))
    turned.add_argument("--remove", action="append", default=[], metavar="KEY", help=text("cli.help.key_remove"))
    for command in (signed, turned):
        command.add_argument("--add", action="append", default=[], metavar="KEY", help=text("cli.help.key_add"))
        command.add_argument("--threshold", type=int, metavar="N", help=text("cli.help.threshold"))
        command.add_argument("--key", action="append", default=[], metavar="KEY.pem", help=text("cli.help.key_file"))
    verified = profile.add("verify", "profile.signing:verify", "cli.help.profile.verify")
    verified.add_argument("source", metavar="LINK|URL|FILE", help=text("cli.help.add_source"))
    verified.add_argument("--local", action="store_true", help=text("cli.help.add_local"))
    verified.add_argument("--json", action="store_true", help=text("cli.help.json"))
    published = profile.add("publish", "profile.publish:publish", "cli.help.profile.publish")
    published.add_argument("file", metavar="BUNDLE.readiness", help=text("cli.help.bundle"))
    published.add_argument("folder", metavar="FOLDER", help=text("cli.help.publish_folder"))
    published.add_argument("--url", required=True, metavar="https://…", help=text("cli.help.publish_url"))
    published.add_argument("--nonce", default="", metavar="TEXT", help=text("cli.help.publish_nonce"))
