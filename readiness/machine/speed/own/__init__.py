"""Servers of our own kind, seen from the one who measures: sessions, and trains of packets."""
