"""What a profile's author cannot have meant, or will not be glad of: hints, impossible conditions, unseen words."""
