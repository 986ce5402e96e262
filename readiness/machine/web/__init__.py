"""Fetching one small file from somewhere on the internet, warily."""
