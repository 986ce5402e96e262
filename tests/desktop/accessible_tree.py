"""What a screen reader is told of a window, as text that can be kept and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

_SILENT: Final = {QAccessible.Role.Client, QAccessible.Role.Window, QAccessible.Role.Border, QAccessible.Role.Pane}
_CHANGING: Final = ("UTC", "ms")


def tree(window: QWidget) -> Iterator[str]:
    """Say what a screen reader is told, from top to bottom: role, name, state; times and hashes left out."""
    root = QAccessible.queryAccessibleInterface(window)
    assert root is not None
    yield from _lines(root, 0)


def _lines(interface: QAccessibleInterface, depth: int) -> Iterator[str]:
    widget = interface.object()
    if isinstance(widget, QWidget) and not widget.isVisible():
        return
    role, name = interface.role(), _steady(interface.text(QAccessible.Text.Name))
    shown = bool(name) or role not in _SILENT
    if shown and role not in {QAccessible.Role.ScrollBar, QAccessible.Role.List}:
        state = interface.state()
        marks = [mark for mark, on in (("checked", state.checked), ("disabled", state.disabled)) if on]
        yield " ".join(("  " * depth + role.name, *([repr(name)] if name else []), *marks))
    if role in {QAccessible.Role.ComboBox, QAccessible.Role.ScrollBar}:
        return
    for place in range(interface.childCount()):
        child = interface.child(place)
        if child is not None:
            yield from _lines(child, depth + shown)


def _steady(name: str) -> str:
    """Leave out what differs from run to run."""
    name = re.sub(r"[^·]*UTC[+\-:\d]*", " TIME", name)
    name = re.sub(r"(\u200b?[0-9a-f-]\u200b?){30,}", "HASH", name)
    name = re.sub(r"(?<![:/])/(?:[\w.-]+/){2,}[\w.-]*\w", "PATH", name, flags=re.ASCII)
    return re.sub(r"\b\d+(?= (second|segundo)s? left| segundos?$)|(?<=残り)\d+", "N", name)
