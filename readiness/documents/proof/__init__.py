"""What an employer who did not watch the check can believe of a report."""
