"""What an employer who did not watch may believe of a report."""
