"""Lint for profiles: hints, impossible conditions, and words that no computer ever reports."""
