"""The state of the window without its widgets: known profiles, preferences, and the running check."""
