"""A report on paper and in a file."""
