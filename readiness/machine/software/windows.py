r"""Windows: where programs register themselves, and the version in their files, by documented calls.

* SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths ("Application Registration"), for everybody and for this person
* GetFileVersionInfo (winver.h), whose VS_FIXEDFILEINFO begins with 0xFEEF04BD
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

from readiness.domain.facts import Observed
from readiness.machine.hardware_windows_api import windows_library
from readiness.machine.software.known import BROWSERS
from readiness.machine.software.running import RunningPrograms
from readiness.machine.software.toolhelp import toolhelp_names
from readiness.machine.windows_registry import CURRENT_USER, LOCAL_MACHINE, registry_value

_APP_PATHS: Final = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\App Paths\\"
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
        versions = {browser.word: self._version(browser.file) for browser in BROWSERS if browser.file}
        known = {word: version for word, version in versions.items() if version is not None}
        return Observed(known, "App Paths, GetFileVersionInfo")

    def _version(self, file: str) -> str | None:
        for hive in (LOCAL_MACHINE, CURRENT_USER):
            try:
                path = str(self._value(_APP_PATHS + file, "", hive)).strip('"')
                return parse_file_version(self._information(path))
            except PermissionError:
                return ""  # closed to this person, which is not the same as not there
            except (OSError, AttributeError, ImportError):
                # Not registered, or registered by what has been removed since.
                continue
        return None
