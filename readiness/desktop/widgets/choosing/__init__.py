"""Choices: of profiles, of answers."""
