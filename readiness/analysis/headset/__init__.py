"""Decides whether a device is a headset and how it is connected, with reasons, from what the machine shows."""
