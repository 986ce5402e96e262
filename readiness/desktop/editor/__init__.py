"""Writing a profile in the window: a form, the same as JSON, and what candidates and computers make of it."""
