"""The demo: a station, simulated readers, invented travellers with chips and a small HQ, all for real."""

from app.demo.play import play

__all__ = ["play"]
