"""News for people who do not see the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def preload() -> None:
    """Make known to Python what the first piece of news would have to wait for."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    _ = QAccessible.AnnouncementPoliteness, QAccessibleAnnouncementEvent.setPoliteness


def announce(widget: QWidget, text: str, *, at_once: bool = False) -> None:
    """Have a screen reader say something without moving the focus; ``at_once`` interrupts what it says."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if at_once else politeness.Polite)
    QAccessible.updateAccessibility(event)
