"""Figures with their aims: `python -m bench` measures store, wire, HQ and desk on this machine."""
