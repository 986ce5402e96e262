"""Sends what waits in an outbox until it is ended: ``python -m tests.rigs.sending_child FOLDER LEASE``."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from readiness.machine.sending import Carrier
from readiness.store.outbox import Outbox
from readiness.store.sender import keep_sending


def main(folder: str, lease: str) -> None:
    """Send for ever."""
    cancel = threading.Event()
    with Outbox(Path(folder), lease=float(lease)) as outbox:
        sys.stdout.write("begun\n")
        sys.stdout.flush()
        while True:
            keep_sending(outbox, Carrier(patience=2.0), cancel)
            cancel.wait(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
