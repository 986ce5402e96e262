"""What progress bars and level meters have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar


class Bar(QProgressBar):
    """A progress bar by kind, so that screen readers get a role and a value for nothing; painted by who derives it."""

    def show_value(self, value: int) -> None:
        """Show another value, when the rest of the window is painted: Qt would paint all that waits for it at once."""
        self.setUpdatesEnabled(False)
        self.setValue(value)
        self.setUpdatesEnabled(True)
