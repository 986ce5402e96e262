"""What kind of computer it is: its processor, system, screens, keyboard and clock, from what they say of themselves."""
