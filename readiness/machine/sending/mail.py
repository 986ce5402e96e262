"""Hands a report to the person's own mail program: it opens with the file, the person presses Send.

Nothing more can be known: what is handed over is never called delivered.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from readiness.domain.delivery import Result, State
from readiness.domain.message import Message, message

_ADDRESS: Final = re.compile(r"[A-Za-z0-9][^\s@<>\"',;:?&%\\]*@[A-Za-z0-9][A-Za-z0-9.-]*")
_SECONDS: Final = 20.0


def hand_over(address: str, subject: str, file: Path) -> Result:
    """Open a new message to the address with the file in it."""
    if not _ADDRESS.fullmatch(address) or len(address) > 254:  # noqa: PLR2004 - RFC 5321
        return Result(State.REFUSED, Message("sending.error.address"))
    program = command(sys.platform, address, subject, file)
    if not program or not shutil.which(program[0]):
        return Result(State.REFUSED, message("sending.error.no_mail", address=address, file=str(file)))
    try:
        subprocess.run(program, check=True, timeout=_SECONDS, capture_output=True, stdin=subprocess.DEVNULL)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return Result(State.REFUSED, message("sending.error.no_mail", address=address, file=str(file)))
    return Result(State.HANDED_OVER, place=address)


def command(platform: str, address: str, subject: str, file: Path) -> Sequence[str]:
    """Return what opens a new message on a system. Nothing of the address or the file is taken for an option."""
    if platform == "darwin":
        return ("open", "-a", "Mail", str(file.resolve()))
    if platform == "win32":
        return ("rundll32", "url.dll,FileProtocolHandler", str(_draft(address, subject, file).resolve()))
    return ("xdg-email", "--utf8", "--subject", subject, "--attach", str(file.resolve()), address)


def _draft(address: str, subject: str, file: Path) -> Path:
    """Write an unsent message, which Windows' mail programs open as a draft."""
    letter = EmailMessage()
    letter["To"], letter["Subject"], letter["X-Unsent"] = address, subject, "1"
    letter.set_content("")
    letter.add_attachment(file.read_bytes(), maintype="application", subtype="json", filename=file.name)
    draft = file.with_suffix(".eml")
    draft.write_bytes(letter.as_bytes())
    return draft
