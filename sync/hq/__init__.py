"""HQ: collects every crossing exactly once."""
