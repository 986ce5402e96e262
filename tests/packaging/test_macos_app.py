"""What macOS is told about the program, as it will read it."""

from __future__ import annotations

import plistlib
from pathlib import Path

import macos_app

from readiness.text import LANGUAGES

SENTENCES = {"NSMicrophoneUsageDescription", "Readiness profile"}


def test_links_files_and_the_microphone_are_declared() -> None:
    told = plistlib.loads(plistlib.dumps(macos_app.information("1.2.3", (14, 0))))
    assert told["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["readiness"]
    (kind,) = told["UTExportedTypeDeclarations"]
    assert told["CFBundleDocumentTypes"][0]["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]
    assert kind["UTTypeTagSpecification"]["public.filename-extension"] == ["readiness"]
    assert told["NSMicrophoneUsageDescription"]
    assert (told["CFBundleVersion"], told["LSMinimumSystemVersion"]) == ("1.2.3", "14.0")
    assert (told["CFBundleExecutable"], told["LSBackgroundOnly"]) == ("readiness-window", False)


def test_it_speaks_every_language(tmp_path: Path) -> None:
    written = {place: plistlib.loads(path.read_bytes()) for path, place in macos_app.write_sentences(tmp_path)}
    assert set(written) == {f"{language}.lproj" for language in LANGUAGES}
    assert all(set(sentences) == SENTENCES and all(sentences.values()) for sentences in written.values())
    assert len({sentences["NSMicrophoneUsageDescription"] for sentences in written.values()}) == len(LANGUAGES)


def test_the_oldest_macos_is_that_of_the_newest_library() -> None:
    wheels = (
        "Tag: py3-none-any",
        "Tag: py3-none-macosx_10_6_x86_64\nTag: py3-none-macosx_15_0_universal2",
        "Tag: cp310-abi3-macosx_13_0_universal2",
        "Tag: cp312-cp312-macosx_14_2_arm64",
    )
    assert macos_app.oldest_system(wheels) == (14, 2)
    assert macos_app.oldest_system(wheels[:2]) == (11, 0)
    assert macos_app.oldest_system()  # of what is installed here, whatever that is
