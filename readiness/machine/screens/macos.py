"""macOS screens, through CoreGraphics' documented functions of C (CGDirectDisplay.h).

CGGetActiveDisplayList lists the screens, CGDisplayCopyDisplayMode gives the mode of each, of which
CGDisplayModeGetPixelWidth, CGDisplayModeGetPixelHeight and CGDisplayModeGetWidth are asked before
CGDisplayModeRelease lets it go. CGDisplayScreenSize takes the size from the screen's EDID. Scaling is how many
pixels a point of the current mode has. Never run on macOS by its authors.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, Final

from readiness.analysis.computer.screens import Screen
from readiness.domain.facts import Observed, Reason, Unavailable
from readiness.domain.message import message

_FRAMEWORK: Final = "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics"
_MOST: Final = 32


class Size(ctypes.Structure):
    """CGSize, in millimetres."""

    _fields_ = (("width", ctypes.c_double), ("height", ctypes.c_double))


def core_graphics() -> Any:  # noqa: ANN401 - a library
    """Return CoreGraphics. Raises OSError where there is no macOS."""
    library = ctypes.CDLL(_FRAMEWORK)
    library.CGDisplayScreenSize.restype = Size
    library.CGDisplayCopyDisplayMode.restype = ctypes.c_void_p
    for name in ("CGDisplayModeGetPixelWidth", "CGDisplayModeGetPixelHeight", "CGDisplayModeGetWidth"):
        getattr(library, name).restype = ctypes.c_size_t
    return library


class MacosScreens:
    """The screens of a Mac."""

    def __init__(self, library: Callable[[], Any] = core_graphics) -> None:
        self._library = library

    def screens(self) -> Observed[tuple[Screen, ...]]:
        """Return every screen that shows something."""
        try:
            shown = tuple(self._shown(self._library()))
        except (OSError, AttributeError) as refusal:
            raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.screen_unknown")) from refusal
        return Observed(shown, "CGGetActiveDisplayList", message("method.screen_now"))

    def touch(self) -> Observed[bool]:
        """Refuse: macOS knows no screens that are touched, so it could not name one."""
        raise Unavailable(Reason.UNSUPPORTED, message("unmeasured.screen_touch"))

    def _shown(self, library: Any) -> Iterator[Screen]:  # noqa: ANN401 - a library
        ids, count = (ctypes.c_uint32 * _MOST)(), ctypes.c_uint32(0)
        if library.CGGetActiveDisplayList(_MOST, ids, ctypes.byref(count)):
            raise OSError("CGGetActiveDisplayList")
        for display in ids[: count.value]:
            size = library.CGDisplayScreenSize(display)
            pixels, scaling = _mode(library, display)
            millimetres = (size.width, size.height) if size.width > 0 and size.height > 0 else None
            yield Screen(pixels, millimetres, scaling)


def _mode(library: Any, display: int) -> tuple[tuple[int, int] | None, float | None]:  # noqa: ANN401 - a library
    """Return pixels and scaling of the mode a screen shows now."""
    mode = library.CGDisplayCopyDisplayMode(display)
    if not mode:
        return None, None
    handle = ctypes.c_void_p(mode)
    try:
        width, height = library.CGDisplayModeGetPixelWidth(handle), library.CGDisplayModeGetPixelHeight(handle)
        points = library.CGDisplayModeGetWidth(handle)
    finally:
        library.CGDisplayModeRelease(handle)
    return ((width, height) if width and height else None), (100.0 * width / points if width and points else None)
