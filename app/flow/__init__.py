"""What happens next: the inspection as a table, and the ports it needs."""
