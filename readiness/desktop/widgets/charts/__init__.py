"""Figures as pictures: bars, meters, curves."""
