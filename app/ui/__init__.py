"""What the officer sees. The only room that knows Qt."""
