r"""Windows: where programs register themselves, and the version in their files, by documented calls.

* SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths ("Application Registration"), for everybody and for this person
* GetFileVersionInfoSize, GetFileVersionInfo (winver.h), whose VS_FIXEDFILEINFO begins with 0xFEEF04BD

A registration under one browser's name may lead to another browser: people send iCloud's bookmarks to Edge
that way, and Chromium's own file is called chrome.exe.
"""

from __future__ import annotations

import ctypes
import ntpath
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

from readiness.domain.facts import Observed, Reason
from readiness.machine.software.answers import browsers_unknown
from readiness.machine.software.known import BROWSERS
from readiness.machine.software.running import RunningPrograms
from readiness.machine.software.toolhelp import toolhelp_names
from readiness.machine.sources.windows_library import windows_library
from readiness.machine.sources.windows_registry import CURRENT_USER, LOCAL_MACHINE, registry_value

_APP_PATHS: Final = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\"
_CHROMIUM: Final = "chromium"
_WORD_BY_FILE: Final = {browser.file: browser.word for browser in BROWSERS if browser.file}
_SIGNATURE: Final = (0xFEEF04BD).to_bytes(4, "little")


def parse_file_version(information: bytes) -> str:
    """Return the file version in a version resource: four numbers, empty when there is none."""
    start = information.find(_SIGNATURE)
    if start < 0 or start + 16 > len(information):
        return ""
    minor, major, revision, build = struct.unpack_from("<4H", information, start + 8)
    return f"{major}.{minor}.{build}.{revision}"


def read_version_information(path: str, library: Callable[[str], Any] = windows_library) -> bytes:
    """Return the version resource of a file. Raises OSError when it has none."""
    version, name = library("version"), ctypes.c_wchar_p(path)
    size = version.GetFileVersionInfoSizeW(name, None)
    buffer = ctypes.create_string_buffer(max(size, 1))
    if not size or not version.GetFileVersionInfoW(name, 0, size, buffer):
        raise OSError("GetFileVersionInfo")
    return buffer.raw


class WindowsSoftware(RunningPrograms):
    """The programs of a Windows system."""

    def __init__(
        self,
        value: Callable[[str, str, str], str | int] = registry_value,
        information: Callable[[str], bytes] = read_version_information,
    ) -> None:
        super().__init__(toolhelp_names)
        self._value = value
        self._information = information

    def browsers(self) -> Observed[Mapping[str, str]]:
        """Return the version of each browser that is installed, "" where its file does not say it."""
        known: dict[str, str] = {}
        for file in _WORD_BY_FILE:
            for path in self._registered(file):
                version = self._version(path)
                if version is not None:
                    known.setdefault(browser_at(path, file), version)
        return Observed(known, "App Paths, GetFileVersionInfo")

    def _registered(self, file: str) -> list[str]:
        """Return where a file of this name lies, for everybody and for this person."""
        paths = []
        for hive in (LOCAL_MACHINE, CURRENT_USER):
            try:
                paths.append(str(self._value(_APP_PATHS + file, "", hive)).strip('"'))
            except FileNotFoundError:
                continue
            except PermissionError as refusal:
                raise browsers_unknown(Reason.DENIED) from refusal
            # Without a registry nothing is known; that is not the same as no browser.
            except (OSError, AttributeError, ImportError) as refusal:
                raise browsers_unknown() from refusal
        return paths

    def _version(self, path: str) -> str | None:
        try:
            return parse_file_version(self._information(path))
        except PermissionError:
            return ""  # closed to this person, which is not the same as not there
        except OSError:
            return None  # registered by what has been removed since
        except AttributeError as refusal:
            raise browsers_unknown() from refusal


def browser_at(path: str, file: str) -> str:
    """Return which browser lies at a path that is registered under a browser's file name."""
    folders, own = ntpath.split(path.casefold())
    if _CHROMIUM in folders.split("\\"):
        return _CHROMIUM
    return _WORD_BY_FILE.get(own, _WORD_BY_FILE[file])
