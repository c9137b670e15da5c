"""Document readers: framing, profiles, serial ports."""
