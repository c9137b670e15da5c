"""The formats in which alert lists come: each reads bytes into entries, bounded, and says what it left."""
