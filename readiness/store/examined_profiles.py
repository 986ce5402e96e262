"""Profiles that were found faultless before, so that nobody waits for their schema again.

What is kept is the SHA-256 of a file's bytes, and under which version of the rules it was found so. A file
that differs in one character is examined anew; so is everything once the rules are others.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from readiness import __version__, paths
from readiness.documents.profile.file import ProfileDocument, read_profile
from readiness.domain.facts import Catalogue
from readiness.store.files import keep_whole
from readiness.store.folders import data_folder

FILE: Final = "faultless.json"
_MOST: Final = 500


def read_once_examined(data: bytes, catalogue: Catalogue) -> ProfileDocument:
    """Read a profile as ``read_profile`` does, and examine it only if that was not done before.

    Raises:
        ProfileError: it cannot be used; with all problems, each at its place.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = _known()
    if digest in known:
        return read_profile(data, catalogue, examined=True)
    document = read_profile(data, catalogue)
    _keep([*known, digest][-_MOST:])
    return document


def _known() -> list[str]:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads(_file().read_text(encoding="utf-8"))
        if kept["rules"] == _rules():
            return [str(one) for one in kept["profiles"]]
    return []


def _keep(digests: list[str]) -> None:
    """Keep the list, or not: whoever writes at the same time wins, and what is lost is examined once more."""
    with suppress(OSError):
        keep_whole(_file(), json.dumps({"rules": _rules(), "profiles": digests}).encode())


def _file() -> Path:
    return data_folder() / FILE


@cache
def _rules() -> str:
    """Return what tells one version of the rules from another."""
    schema = (paths.specs() / "profile.schema.json").read_bytes()
    return f"{__version__} {hashlib.sha256(schema).hexdigest()}"
