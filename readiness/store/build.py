"""Which build of the program this is: a hash of its own code, so that an altered one can be told by its maker."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import readiness


@cache
def app_build() -> str:
    """Return the SHA-256 of the program: of its source files, or of the ready-made program's one."""
    digest = hashlib.sha256()
    if getattr(sys, "frozen", False):
        files = [Path(sys.executable)]
        root = files[0].parent
    else:
        root = Path(readiness.__file__).parent
        files = sorted(root.rglob("*.py"))
    for file in files:
        data = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()}\0{len(data)}\0".encode() + data)
    return f"sha256:{digest.hexdigest()}"
