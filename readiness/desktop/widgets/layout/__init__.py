"""Where things stand: beside and under each other, folded, scrolled, filled bit by bit."""
