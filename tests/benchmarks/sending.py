"""Whether anything is lost or stored twice when sending is killed again and again.

    python -m tests.benchmarks.sending [--kills 200] [--letters 20]

Two programs send from one outbox to a server that answers 503 to a fifth of all requests and
loses a fifth of its other replies after it has stored the report. One of the two is killed
(signal 9) at a random moment and begun anew, over and over, while more reports are queued.
At the end all that was queued must be stored, once each, and the outbox must say so.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from readiness.domain.delivery import DeliveryMethod, Letter, State
from readiness.machine.sending import Carrier
from readiness.store.outbox import Outbox
from readiness.store.sender import keep_sending
from tests.rigs.intake import Intake, flaky, intake

LEASE_SECONDS = 3.0


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    kills: int
    queued: int
    stored: int
    wrong: int
    told: int
    requests: int
    again: int

    @property
    def is_good(self) -> bool:
        """Whether all that was queued is stored as it was queued, and the outbox says so."""
        return self.queued == self.stored == self.told and not self.wrong


def begun(folder: Path) -> subprocess.Popen[str]:
    """Start a program that sends, and wait until it does."""
    command = (sys.executable, "-m", "tests.rigs.sending_child", str(folder), str(LEASE_SECONDS))
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert program.stdout
    assert program.stdout.readline() == "begun\n"
    return program


def killed(program: subprocess.Popen[str]) -> None:
    """Kill a program as a power cut would."""
    program.kill()
    program.wait()
    if program.stdout:
        program.stdout.close()


def run(folder: Path, kills: int, letters: int, seed: int = 1) -> Outcome:
    """Queue, kill, and queue again; then let everything run dry."""
    lot = random.Random(seed)  # noqa: S311 - the same each time
    with intake() as house, Outbox(folder) as outbox:
        house.answer = flaky(seed)
        queued: dict[str, bytes] = {}
        programs = [begun(folder), begun(folder)]
        try:
            for kill in range(kills):
                for number in range(letters):
                    letter = Letter(
                        f"{kill}-{number}", DeliveryMethod.HTTPS, house.url, "A report", lot.randbytes(6_000)
                    )
                    outbox.add(letter)
                    queued[f"/in/{letter.key}"] = letter.body
                time.sleep(lot.uniform(0.0, 0.3))
                which = lot.randrange(2)
                killed(programs[which])
                programs[which] = begun(folder)
        finally:
            for program in programs:
                killed(program)
        _run_dry(outbox, folder)
        return _outcome(kills, queued, house, outbox)


def _run_dry(outbox: Outbox, folder: Path) -> None:
    """Send what is left, pauses cut short: they are kept in the rows and have been tried."""
    end = time.monotonic() + 120
    with Outbox(folder, lease=LEASE_SECONDS, chance=lambda: 0.001) as last:
        while outbox.wait_seconds() is not None and time.monotonic() < end:
            last._database.execute("UPDATE posts SET next_try = 0 WHERE state = 'waiting'")
            cancel = threading.Event()
            timer = threading.Timer(1.0, cancel.set)
            timer.start()
            keep_sending(last, Carrier(patience=2.0), cancel)
            timer.cancel()
            timer.join()


def _outcome(kills: int, queued: dict[str, bytes], house: Intake, outbox: Outbox) -> Outcome:
    told = sum(post.state is State.STORED for post in outbox.posts())
    wrong = sum(house.stored.get(key) != body for key, body in queued.items())
    tried = sum(house.counts.values())
    return Outcome(kills, len(queued), len(house.stored), wrong, told, len(house.asked), tried - len(house.stored))


def main() -> None:
    """Run it and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--letters", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), given.kills, given.letters, given.seed)
    print(outcome)
    print(f"{'good' if outcome.is_good else 'NOT GOOD'}, in {time.monotonic() - start:.0f} s")
    sys.exit(not outcome.is_good)


if __name__ == "__main__":
    main()
