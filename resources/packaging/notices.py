"""Whose licence covers each library of a ready-made program, by the library's place in the folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

NOTICES: Final = (
    (r"(PySide6/Qt/lib/)?libicu", "system-libraries.txt"),
    (r"PySide6/|shiboken6/|lib(Qt6|pyside6|shiboken6)|(Qt6|pyside6|shiboken6)\w*\.", "lgpl-3.0.txt"),
    (r"numpy(\.libs)?/|lib(scipy_openblas|gfortran|quadmath)", "numpy.txt"),
    (r"psutil/", "psutil.txt"),
    (r"_cffi_backend", "cffi.txt"),
    (r"cryptography/", "cryptography.txt"),
    (r"rpds/", "rpds-py.txt"),
    (r"zxingcpp", "apache-2.0.txt"),
    (r"_sounddevice_data/", "portaudio.txt"),
    (
        r"(python3\.\d+|DLLs|lib-dynload)/|(lib)?python3|\w+\.pyd$|(?i:vcruntime|msvcp|ucrtbase)|api-ms-win",
        "python.txt",
    ),
    (
        r"lib(ssl|crypto|sqlite3|ffi|z|bz2|lzma|gcc_s|stdc\+\+|xcb[\w-]*|X11-xcb|xkbcommon[\w-]*)(?![\w+])",
        "system-libraries.txt",
    ),
    (r"sqlite3\.dll", "python.txt"),
)
"""Patterns at the beginning of a place, and the file in ``resources/licences``."""
_LIBRARY: Final = re.compile(r"\.(so(\.[\d.]+)?|dll|pyd|dylib)$")


def notice(place: str) -> str:
    """Return the notice of a library, "" for one that nobody has looked at."""
    return next((file for pattern, file in NOTICES if re.match(pattern, place)), "")


def without_notice(folder: Path) -> list[str]:
    """Return the libraries in a program's folder that have no notice."""
    inside = folder / "_internal"
    places = (path.relative_to(inside).as_posix() for path in sorted(inside.rglob("*")) if path.is_file())
    return [place for place in places if _LIBRARY.search(place) and not notice(place)]
