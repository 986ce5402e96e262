"""The project's own test rigs: real parts of a home office, made of software."""
