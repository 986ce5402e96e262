"""Data that moves in one direction: flows, what they have moved, and how many a line takes."""
