"""What is sensed: drivers behind devices.api."""
