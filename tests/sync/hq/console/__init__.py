"""HQ in a browser, as people and attackers meet it."""
