"""Runs checks: lanes, deadlines, stop, events. Knows no particular check and no Qt."""
