"""Layouts: rows that wrap, columns, scrolling, tab order, and content that is built in slices."""
