"""Screening: travellers against alert lists and stolen documents, pure and offline.

Nothing here reads a clock, a file it was not given, or a network: bytes and values in, values out.
"""
