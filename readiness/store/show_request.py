"""What a program that is started again would like to see in the window that is there, as it is left for that one."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from readiness import __version__

_LEAVE: Final = "XDG_ACTIVATION_TOKEN"
_ADDRESSES: Final = ("readiness:", "https:")
_LONGEST: Final = 1 << 16
_STALE_SECONDS: Final = 300.0
"""A request as old as that was left by a program that was killed while it waited."""


def is_address(name: str) -> bool:
    """Whether what is to be opened is a link, not a file."""
    return name.casefold().startswith(_ADDRESSES)


class ShowRequest(NamedTuple):
    """What somebody who starts the program again would like to see, and how.

    ``token`` is the leave that the desktop gave for coming to the front, where it gives one.
    """

    named: tuple[str, ...] = ()
    language: str | None = None
    token: str = ""
    version: str = __version__


def request_of_this_start(named: Sequence[str] = (), language: str | None = None) -> ShowRequest:
    """Return what a program that was started here with these names would have shown."""
    whole = (one if is_address(one) else os.path.abspath(one) for one in named)  # noqa: PTH100 - a file need not be there
    return ShowRequest(tuple(whole), language, os.environ.get(_LEAVE, ""))


def written(request: ShowRequest) -> bytes:
    """Return what is left for the window."""
    return json.dumps({**request._asdict(), "at": time.time()}).encode()


def read(left: Path) -> ShowRequest | None:
    """Return the request that somebody left, None for an old one; of what cannot be understood there remains the call.

    Raises:
        OSError: it is gone, or cannot be read.
    """
    with left.open("rb") as file:
        data = file.read(_LONGEST)
    try:
        told = json.loads(data)
        named, language, token, version = (told[name] for name in ShowRequest._fields)
        if abs(time.time() - told["at"]) > _STALE_SECONDS:
            return None
        names = tuple(str(name) for name in named if "\0" not in str(name))
        return ShowRequest(names, language and str(language), str(token).replace("\0", ""), str(version))
    except (ValueError, TypeError, KeyError, RecursionError):
        return ShowRequest()
