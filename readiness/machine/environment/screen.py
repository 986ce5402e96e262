"""Whether a window can open here.

To be asked before Qt is: without a screen, or without a library for it, Qt ends the whole
program. Only Linux can be without; elsewhere the answer is always yes.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

_DISPLAY: Final = re.compile(r"(?:unix|(?P<host>[^/]*?)):(?P<number>\d+)(?:\.\d+)?")
_FIRST_PORT: Final = 6000
_ANSWER_SECONDS: Final = 2.0


def has_screen(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a display server answers, or Qt was told to do without one (``QT_QPA_PLATFORM``)."""
    if not sys.platform.startswith("linux"):
        return True
    platform = environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform and not platform.startswith(("xcb", "wayland")):
        return True
    return any(_answers(address) for address in _addresses(environ))


def missing_library(environ: Mapping[str, str] = os.environ) -> str:
    """Return the first shared library that Qt lacks to open a window under X, "" when none is known to be missing."""
    if not sys.platform.startswith("linux") or environ.get("WAYLAND_DISPLAY") or environ.get("QT_QPA_PLATFORM"):
        return ""
    import ctypes
    import importlib.util

    qt = importlib.util.find_spec("PySide6")
    folders = qt.submodule_search_locations if qt else None
    for plugin in (Path(folder, "Qt", "plugins", "platforms", "libqxcb.so") for folder in folders or ()):
        if plugin.is_file():
            try:
                ctypes.CDLL(str(plugin))
            except OSError as problem:
                # In a ready-made program another error stands before the one that names the library.
                return str(problem.__cause__ or problem).partition(":")[0]
    return ""


def _addresses(environ: Mapping[str, str]) -> Iterator[str | tuple[str, int]]:
    """Yield where a display server would listen: the path of a socket, or host and port."""
    wayland = environ.get("WAYLAND_DISPLAY")
    if wayland:
        yield str(Path(environ.get("XDG_RUNTIME_DIR", "/"), wayland))
    display = _DISPLAY.fullmatch(environ.get("DISPLAY", ""))
    if display is None:
        return
    number = int(display["number"])
    if display["host"]:
        yield display["host"].strip("[]"), _FIRST_PORT + number
    else:
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers listen
        yield from (f"\0{path}", path)


def _answers(address: str | tuple[str, int]) -> bool:
    try:
        if isinstance(address, tuple):
            import socket

            socket.create_connection(address, _ANSWER_SECONDS).close()
        else:
            _knock(address)
    except OSError:
        return False
    return True


def _knock(address: str) -> None:
    """Connect to a server on this computer. Raises OSError."""
    # What connects, without the names that ``socket`` makes for all numbers of all networks when it is loaded: nobody
    # needs them before the window is there, and the person waits for it.
    from _socket import AF_UNIX, SOCK_STREAM, socket

    one = socket(AF_UNIX, SOCK_STREAM)
    try:
        one.settimeout(_ANSWER_SECONDS)
        one.connect(address)
    finally:
        one.close()
