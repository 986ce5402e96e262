"""What is kept on this computer: history, unfinished runs, settings."""
