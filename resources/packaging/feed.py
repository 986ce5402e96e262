"""Writes the signed list of releases: ``python resources/packaging/feed.py --base ADDRESS-OF-THIS-RELEASE``.

The key is the variable RELEASE_KEY, 32 bytes in Base64. Its public half and the list's address belong into
``resources/releases.json``; the programs made with it can then be asked for news with ``readiness updates``.
``--before`` names the list published last: its releases stay on the new one, and its serial grows by one.
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from readiness import __version__  # noqa: E402 - the sources beside this file
from readiness.documents.trust.release_feed import Feed, Release, read_feed, seal_feed  # noqa: E402
from readiness.documents.trust.signing import SigningKey  # noqa: E402

_DAYS: Final = 120


def main() -> int:
    """Write ``releases.json`` and return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("dist"))
    parser.add_argument("--base", required=True, help="where people find this release")
    parser.add_argument("--before", type=Path, help="the list published last")
    options = parser.parse_args()
    key = SigningKey(base64.b64decode(os.environ["RELEASE_KEY"]))
    now = datetime.now(UTC).replace(microsecond=0)
    # Its time may be over: it is our own, and only its releases and its serial go on.
    beginning = datetime.min.replace(tzinfo=UTC)
    last = read_feed(options.before.read_bytes(), [key.public], beginning) if options.before else Feed(0, now, ())
    this = Release(__version__, now.date(), options.base)
    others = (release for release in last.releases if release.version != this.version)
    feed = Feed(last.serial + 1, now + timedelta(days=_DAYS), (this, *others))
    (options.out / "releases.json").write_bytes(seal_feed(feed, key))
    print(f"public key: {base64.b64encode(key.public.data).decode()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
