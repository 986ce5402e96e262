"""Figures about the computer: processor, operating system, screens, keyboard and mouse, and clock."""
