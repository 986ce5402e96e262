"""Measuring servers of every kind that others run: where they are, and how each is asked."""
