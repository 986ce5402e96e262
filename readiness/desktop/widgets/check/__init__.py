"""What a check shows of its requirements, and how it leads through what it needs from the person."""
