"""Sockets that never block, and the protocols spoken over them."""
