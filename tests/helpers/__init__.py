"""What the tests of more than one room need: invented travellers, stray log lines, left-over threads."""
