"""A report as text, HTML or JSON; the translator is an argument."""
