"""Profiles: from a file to a profile, the rules between its parts, and a profile while it is written."""
