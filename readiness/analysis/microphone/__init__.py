"""What a recording tells: whether it is one, the noise of the room, the voice, and what worked on the sound before."""
