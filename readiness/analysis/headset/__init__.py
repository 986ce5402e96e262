"""Is it a headset, and how is it connected: from what a machine shows of its devices to an answer with reasons."""
