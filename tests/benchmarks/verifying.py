"""How long it takes to verify many signed reports in one process.

    python -m tests.benchmarks.verifying [--reports 1000]

Makes reports of as many synthetic agents, each with a key, an invitation, figures and a
receipt of their own, and verifies all of them against the employer's profile, invitations
and keys. Prints the best of three runs.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import replace

from readiness.checks.registry import catalogue
from readiness.documents.proof.claims import Expected
from readiness.documents.proof.verification import verify
from readiness.documents.trust.signing import SigningKey
from readiness.domain.facts import Facts, Measured
from readiness.domain.judge import judge
from tests.documents.signed import DOCUMENT, NOW, SERVER, receipt, report, signed


def made(count: int) -> list[bytes]:
    """Return the files of so many agents."""
    lot = random.Random(1)  # noqa: S311 - the same each time
    files = []
    for number in range(count):
        download = Measured(round(lot.uniform(5, 42), 2), "Mbit/s", samples=3, spread=0.4, at=NOW)
        facts = Facts({**report().facts.readings, "network.download": download}, {"room": lot.random() < 0.9})
        one = replace(report(), id=f"0190-{number}", facts=facts, judgement=judge(DOCUMENT.profile, facts, NOW))
        key, nonce = SigningKey(lot.randbytes(32)), f"n-{number}"
        files.append(signed(one, key, nonce=nonce, receipts=(receipt(SERVER, key, nonce),)))
    return files


def main() -> None:
    """Make them, verify them, say how long that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1_000)
    count = parser.parse_args().reports
    files = made(count)
    known = Expected(
        NOW, profiles=frozenset({DOCUMENT.source.sha256}), nonces=frozenset(f"n-{n}" for n in range(count))
    )
    walls, processors = [], []
    for _ in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        found = [verify(data, catalogue(), known) for data in files]
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
        assert not any(one.is_wrong for one in found)
        assert {one.level for one in found} == {3}
    print(f"{count} reports of {len(files[0])} bytes: {min(walls):.2f} s, {min(processors):.2f} s of the processor")


if __name__ == "__main__":
    main()
