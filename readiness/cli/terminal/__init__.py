"""The terminal itself: what is printed and asked there, how a run is followed, and how a command ends."""
