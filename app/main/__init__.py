"""Build everything: the only place that names concrete stores, drivers and roads."""

from app.main.kit import VERSION, StationKit

__all__ = ["VERSION", "StationKit"]
