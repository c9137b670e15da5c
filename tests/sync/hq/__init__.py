"""Tests of HQ: a real server over TLS on a real PostgreSQL."""
