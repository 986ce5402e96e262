"""The pages: what fills the window below its strip, one module each."""
