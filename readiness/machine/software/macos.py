"""macOS: the version in an app's Info.plist, in the folders apps are kept in.

CFBundleShortVersionString ("Information Property List", developer.apple.com). Safari is a part of macOS and
cannot be taken away, so that a Mac without any browser is one that could not be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from readiness.domain.facts import Observed
from readiness.machine.software.answers import browsers_unknown
from readiness.machine.software.known import BROWSERS, Browser, parse_version
from readiness.machine.software.running import RunningPrograms
from readiness.machine.sources.property_list import parse_property_list
from readiness.machine.sources.tree import Tree

_FOLDERS: Final = ("Applications", "System/Cryptexes/App/System/Applications")


def parse_bundle_version(plist: bytes) -> str:
    """Return an app's version, empty when the file has none; whole numbers count as versions too."""
    version = parse_property_list(plist).get("CFBundleShortVersionString")
    text = version if isinstance(version, str) else ""
    return text if text.isascii() and text.isdecimal() else parse_version(text)


class MacosSoftware(RunningPrograms):
    """The programs of a Mac."""

    def __init__(self, tree: Tree | None = None, home: Path | None = None) -> None:
        super().__init__()
        self._trees = (tree or Tree(), Tree(home or Path.home()))

    def browsers(self) -> Observed[Mapping[str, str]]:
        """Return the version of each browser that is installed, "" where it does not say it."""
        versions = {browser.word: self._version(browser) for browser in BROWSERS}
        known = {word: version for word, version in versions.items() if version is not None}
        if not known:
            raise browsers_unknown()
        return Observed(known, "CFBundleShortVersionString")

    def _version(self, browser: Browser) -> str | None:
        for tree in self._trees:
            for folder in _FOLDERS:
                plist = tree.bytes(f"{folder}/{browser.app}.app/Contents/Info.plist")
                if plist:
                    return parse_bundle_version(plist)
        return None
