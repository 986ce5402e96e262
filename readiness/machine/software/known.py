"""The browsers that are looked for, and how their versions are read from what they say of themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_VERSION: Final = re.compile(r"(?<![\w.])\d+(?:\.\d+){1,4}")


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser's names: our word, its programs and its Flatpak on Linux, its file on Windows, its app on macOS."""

    word: str
    programs: tuple[str, ...] = ()
    flatpak: str = ""
    file: str = ""
    app: str = ""


BROWSERS: Final = (
    Browser("chrome", ("google-chrome-stable", "google-chrome"), "com.google.Chrome", "chrome.exe", "Google Chrome"),
    Browser("edge", ("microsoft-edge-stable", "microsoft-edge"), "com.microsoft.Edge", "msedge.exe", "Microsoft Edge"),
    Browser("firefox", ("firefox", "firefox-esr"), "org.mozilla.firefox", "firefox.exe", "Firefox"),
    Browser("safari", app="Safari"),
    Browser("chromium", ("chromium", "chromium-browser"), "org.chromium.Chromium", "chromium.exe", "Chromium"),
    Browser("brave", ("brave-browser-stable", "brave-browser"), "com.brave.Browser", "brave.exe", "Brave Browser"),
    Browser("opera", ("opera-stable", "opera"), "com.opera.Opera", "opera.exe", "Opera"),
    Browser("vivaldi", ("vivaldi-stable", "vivaldi"), "com.vivaldi.Vivaldi", "vivaldi.exe", "Vivaldi"),
)


def parse_version(text: str) -> str:
    """Return the first dotted version in a text, empty when there is none: "Mozilla Firefox 128.5.0esr" -> 128.5.0."""
    found = _VERSION.search(text)
    return found[0] if found else ""
