"""Profiles: from file to value, the rules between their parts, and profiles that are being edited."""
