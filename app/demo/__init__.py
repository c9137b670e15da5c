"""The demo: a station, a simulated reader, invented travellers and a small HQ, all for real."""

from app.demo.play import play

__all__ = ["play"]
