"""``python -m readiness`` is the same program as ``readiness``."""

import sys

from readiness.cli import main

if __name__ == "__main__":
    sys.exit(main())
