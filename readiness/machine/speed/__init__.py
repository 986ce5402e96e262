"""Measures the internet connection over plain sockets."""
