"""What lets the window answer while it works: threads, work in slices, one look at where everything goes."""
