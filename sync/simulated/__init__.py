"""Simulated roads to HQ for the demo and the tests; never in a shipped build."""
