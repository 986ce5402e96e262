"""macOS cameras: ``system_profiler -json SPCameraDataType``, which needs no permission and starts none.

Written against its published output; never run on macOS by its authors.
"""

from __future__ import annotations

from typing import Final

from readiness.analysis.headset.names import names_a_program
from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message
from readiness.machine.sources.programs import Ask, ask_program
from readiness.machine.sources.system_profiler import PROGRAM, SECONDS, parse_items

_TYPE: Final = "SPCameraDataType"


class MacosCameras:
    """The cameras of a Mac."""

    def __init__(self, ask: Ask = ask_program) -> None:
        self._ask = ask

    def present(self) -> Observed[bool]:
        """Return whether there is a camera that is not a program's."""
        told = self._ask((PROGRAM, "-json", _TYPE), SECONDS)
        if told is None or f'"{_TYPE}"' not in told.text:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.camera_unknown"))
        cameras = parse_items(told.text, _TYPE)
        found = any(not names_a_program(str(camera.get("_name", ""))) for camera in cameras)
        return Observed(found, f"system_profiler {_TYPE}")

    def lines(self) -> Observed[int]:
        """Refuse: the list does not say what pictures a camera makes."""
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.camera_lines"))
