"""What SQLite's errors say: that it was refused something, or that a file is damaged."""

from __future__ import annotations

import sqlite3
from typing import Final

_REFUSALS: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_AUTH,
    }
)
"""Errors that say something about the disk or another program, and nothing about what is in the file."""


def is_refusal(problem: Exception) -> bool:
    """Whether an error says nothing about what is in the file."""
    # The lower byte is the kind of error, what is above it says more exactly what happened.
    return getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _REFUSALS
