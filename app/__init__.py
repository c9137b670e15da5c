"""The station: everything a booth does."""
