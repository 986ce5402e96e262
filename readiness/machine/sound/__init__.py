"""Sound through PortAudio: recorded and played, which microphone really feeds it, and files of it."""
