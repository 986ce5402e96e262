"""JSON text: read strictly with the position of every value, edited in place, with its problems reported."""
