"""What is said: one table of English sentences for every reason, failure and choice."""
