"""What the window knows, without a widget: profiles at hand, preferences, the check that goes on."""
