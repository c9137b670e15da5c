"""HQ in a browser: server-rendered pages for those who watch a nation's borders."""
