"""``readiness profile publish``: a folder that any web server can serve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from readiness.checks.registry import catalogue
from readiness.cli.terminal.exit_codes import Exit, UsageError
from readiness.cli.terminal.files import bytes_of, document, unwritable
from readiness.documents.profile.file import read_profile
from readiness.documents.trust.bundle import read_bundle
from readiness.documents.trust.chain import refuse_older, refuse_unsigned_profile, trusted_keys
from readiness.employers.publishing import PAGE, link_of, page, published_name
from readiness.store.files import save_whole

if TYPE_CHECKING:
    import argparse

    from readiness.cli.terminal.console import Console


def publish(options: argparse.Namespace, console: Console) -> Exit:
    """Write the folder, unless anything is wrong with what would lie in it."""
    data = bytes_of(Path(options.file), console)
    with document(options.file):
        bundle = read_bundle(data)
        trusted_keys(bundle)
        refuse_unsigned_profile(bundle)
        profile = read_profile(bundle.profile.payload, catalogue())
        refuse_older(profile, bundle, None)
    link = link_of(bundle, options.url, options.nonce)
    folder = Path(options.folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shown = page(profile, bundle, link, console.translator).encode()
        for target, content in ((folder / published_name(bundle), data), (folder / PAGE, shown)):
            save_whole(target, content)
            target.chmod(0o644)  # a web server reads it as somebody else
    except OSError as problem:
        raise UsageError(unwritable(folder, problem, console)) from problem
    console.note(console.text("cli.publish.done", folder=str(folder), address=link.address.text))
    console.print(link.text)
    return Exit.PASS
