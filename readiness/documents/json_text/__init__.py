"""JSON as text: read strictly with the place of every value, changed in place, and what is wrong in it."""
