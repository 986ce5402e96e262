"""Computes figures from arrays, counts and names. Pure: no device, no network."""
