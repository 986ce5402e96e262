"""Announcements to screen readers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def preload() -> None:
    """Load the Qt classes that the first announcement would otherwise have to wait for."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    _ = QAccessible.AnnouncementPoliteness, QAccessibleAnnouncementEvent.setPoliteness


def announce(widget: QWidget, text: str, *, at_once: bool = False) -> None:
    """Have screen readers say something without moving the focus; ``at_once`` interrupts what they say."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if at_once else politeness.Polite)
    QAccessible.updateAccessibility(event)
