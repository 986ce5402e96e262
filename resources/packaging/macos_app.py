"""What macOS wants to know about the program before it starts it: ``Info.plist``, and sentences in each language."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Final

IDENTIFIER: Final = "org.readiness.readiness"
KIND: Final = "org.readiness.profile"
WINDOW: Final = "readiness-window"
"""The program that a click in Finder starts; ``readiness`` beside it is for the terminal."""
SPOKEN: Final = {
    "en": {
        "NSMicrophoneUsageDescription": "The microphone is measured while you are silent and while you read a few "
        "sentences aloud. The sound itself is not kept.",
        "Readiness profile": "Readiness profile",
    },
    "es": {
        "NSMicrophoneUsageDescription": "Se mide el micrófono mientras guarda silencio y mientras lee unas frases en "
        "voz alta. El sonido no se guarda.",
        "Readiness profile": "Perfil de Readiness",
    },
    "ja": {
        "NSMicrophoneUsageDescription": "静かにしている間と、短い文を読み上げている間に、マイクを測定します。"
        "音声そのものは保存しません。",
        "Readiness profile": "Readinessのプロファイル",
    },
}
"""Language, then the key of ``Info.plist`` (or the name of a kind of file), then what people read."""

_FOR_MACOS: Final = re.compile(r"macosx_(\d+)_(\d+)_")
_OLDEST: Final = (11, 0)


def information(version: str, oldest: tuple[int, int]) -> dict[str, Any]:
    """Return what is added to ``Info.plist``; ``oldest`` is the macOS that the program needs."""
    return {
        "CFBundleVersion": version,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": sorted(SPOKEN),
        "CFBundleExecutable": WINDOW,
        "LSBackgroundOnly": False,  # what a program for the terminal would be
        "LSMinimumSystemVersion": ".".join(map(str, oldest)),
        "LSApplicationCategoryType": "public.app-category.utilities",
        "NSHighResolutionCapable": True,
        "NSMicrophoneUsageDescription": SPOKEN["en"]["NSMicrophoneUsageDescription"],
        "CFBundleURLTypes": [
            {"CFBundleURLName": IDENTIFIER, "CFBundleTypeRole": "Viewer", "CFBundleURLSchemes": ["readiness"]}
        ],
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Readiness profile",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [KIND],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": KIND,
                "UTTypeDescription": "Readiness profile",
                "UTTypeConformsTo": ["public.json"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": ["readiness"],
                    "public.mime-type": ["application/x-readiness-profile"],
                },
            }
        ],
    }


def write_sentences(folder: Path) -> Iterator[tuple[Path, str]]:
    """Write ``InfoPlist.strings`` for each language, and yield it with its place among the program's resources."""
    for language, sentences in SPOKEN.items():
        place = f"{language}.lproj"
        path = folder / place / "InfoPlist.strings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(plistlib.dumps(sentences, fmt=plistlib.FMT_BINARY))  # the form in which Xcode ships them
        yield path, place


def oldest_system(wheels: Iterable[str] | None = None) -> tuple[int, int]:
    """Return the macOS that the newest of the installed libraries was built for, as their wheels' tags tell."""
    texts = [part.read_text("WHEEL") or "" for part in metadata.distributions()] if wheels is None else wheels
    needed = [[(int(major), int(minor)) for major, minor in _FOR_MACOS.findall(text)] for text in texts]
    return max([_OLDEST, *(min(found) for found in needed if found)])
