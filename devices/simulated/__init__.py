"""Readers and travellers that are not there: same bytes, same errors, never in a shipped station."""
