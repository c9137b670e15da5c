"""HQ on more than one machine, tried on one: the drill behind `make ha` (docs/scale.md)."""
