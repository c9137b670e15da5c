"""The port's relay: one booth carries for the others, and tells them what the others met."""
