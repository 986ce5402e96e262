#!/usr/bin/env python3
"""The door: finds or makes the program's environment, then hands over to the program.

Run it with any Python 3.11 or newer; nothing needs to be installed. Older Pythons, back
to 2.7, must be able to read this file, because it tells them that they are too old.
"""

import os
import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "This program needs Python 3.11 or newer, and this is Python %d.%d. "
        "Install a newer one from python.org or with your system's package manager.\n" % sys.version_info[:2]
    )
    sys.exit(2)

HERE = os.path.dirname(os.path.abspath(__file__))
INSIDE = "READINESS_INSIDE"  # tells the second start, inside the environment, that the first has just looked
SIDE_BY_SIDE = ["-n", "2"]  # the whole test run waits more than it computes


def main():
    # type: () -> int
    """Hand over to the program, or to its tests; before that make or mend what they need."""
    arguments = sys.argv[1:]
    if os.environ.pop(INSIDE, "") == HERE:
        from readiness.cli import main as program

        return program(arguments)
    if not os.path.isdir(os.path.join(HERE, "readiness")):
        sys.stderr.write("app.py must stay in the program's own folder.\n")
        return 2
    from readiness.machine.environment import CURRENT, Environment, run

    environment = Environment(HERE)
    extra = "test" if arguments[:1] == ["test"] else ""
    if environment.state(environment.read_stamp(), extra) != CURRENT:
        if environment.runs_this():
            # An environment cannot be made anew by the Python that lives in it.
            return run([environment.base_python(), os.path.join(HERE, "app.py")] + arguments)
        from readiness.machine.environment.making import prepare

        code = prepare(environment, extra)
        if code:
            return code
    if extra:
        os.chdir(HERE)
        return run([environment.python, "-m", "pytest"] + (arguments[1:] or SIDE_BY_SIDE))
    os.environ[INSIDE] = HERE
    return run([environment.python, os.path.join(HERE, "app.py")] + arguments)


if __name__ == "__main__":
    sys.exit(main())
