"""The employers whose profiles this person has added: found, looked at, believed, kept, renewed and let go."""
