"""Asks every adapter of the machine it runs on everything that needs no argument, and prints the answers as JSON.

Run by the Windows Python of the Wine rig; runs on any system.
"""

from __future__ import annotations

import inspect
import json
import sys
import time
import traceback
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from readiness.domain.facts import Observed, Unavailable
from readiness.machine.this_machine import ThisMachine

LEFT_OUT = frozenset({"recorder", "speed", "reach"})
"""Ports that are not asked but used, in tests of their own."""


STARTING = frozenset({"subprocess.Popen", "os.system", "os.startfile", "os.exec", "os.posix_spawn", "os.spawn"})
"""What Python tells of, before another program begins."""


def answers() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ``port.method`` and what it answered: a value and its source, a reason, or a defect of ours."""
    machine = ThisMachine()
    for name, member in vars(ThisMachine).items():
        if isinstance(member, cached_property) and name not in LEFT_OUT:
            port = getattr(machine, name)
            for method in _askable(port):
                begun = time.monotonic()
                yield f"{name}.{method}", {**_asked(port, method), "seconds": round(time.monotonic() - begun, 2)}


def _askable(port: object) -> Iterator[str]:
    for name, method in inspect.getmembers(port, callable):
        if not name.startswith("_") and inspect.ismethod(method):
            parameters = inspect.signature(method).parameters.values()
            if all(one.default is not one.empty for one in parameters):
                yield name


def _asked(port: object, method: str) -> dict[str, Any]:
    try:
        answer = getattr(port, method)()
    except Unavailable as refusal:
        unmeasured = refusal.unmeasured
        return {"unmeasured": str(unmeasured.reason), "detail": unmeasured.detail.id if unmeasured.detail else ""}
    except Exception:  # noqa: BLE001 - whatever it is, it is what the test looks for
        return {"defect": traceback.format_exc()}
    if isinstance(answer, Observed):
        return {"value": _plain(answer.value), "source": answer.source}
    return {"value": _plain(answer)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a port answers
    return value if isinstance(value, bool | int | float | str) else repr(value)


def watched() -> dict[str, dict[str, Any]]:
    """Return all answers, and which programs were started for them."""
    started: list[str] = []
    sys.addaudithook(lambda event, arguments: started.append(f"{event} {arguments}") if event in STARTING else None)
    told = dict(answers())
    return {**told, "started": {"value": started}}


if __name__ == "__main__":
    json.dump(watched(), sys.stdout)
