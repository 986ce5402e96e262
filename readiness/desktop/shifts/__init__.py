"""Checks before shifts: the alarm, the tray, and what joins them."""
