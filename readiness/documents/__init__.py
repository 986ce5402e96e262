"""Converts between JSON documents and domain values. Only this package knows the form of profiles and reports."""
