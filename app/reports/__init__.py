"""What is summed up: daily logs and statistics as files; the same content gives the same bytes."""
