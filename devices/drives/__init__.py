"""Removable drives: found, described, synced and let go of, by what each system offers."""
