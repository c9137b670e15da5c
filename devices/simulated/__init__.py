"""Simulated devices that speak the real protocols; never in a shipped build."""
