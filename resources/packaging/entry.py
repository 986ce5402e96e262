"""Where a ready-made program begins: the program itself, or what it runs beside itself."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the program; with ``--ookla-child`` the process that asks speedtest-cli, which wants one of its own."""
    if sys.argv[1:2] == ["--ookla-child"]:
        from readiness.machine.speed.servers.ookla_child import main as child

        del sys.argv[1]
        child()
    from readiness.cli import main as program

    return program()


if __name__ == "__main__":
    sys.exit(main())
