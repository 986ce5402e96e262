"""The internet connection: rates, round trips and loss from counts and probes, and when enough was counted."""
