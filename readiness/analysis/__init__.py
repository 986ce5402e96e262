"""Figures from arrays and names: pure, no device, no network."""
