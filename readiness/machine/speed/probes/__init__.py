"""Small packets that tell delay and loss: every way to send them, and the stream they make."""
