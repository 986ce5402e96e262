"""How everything looks: colours, letters, icons, one style on every system."""
